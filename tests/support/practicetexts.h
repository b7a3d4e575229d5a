#pragma once

#include "secrets/practicecipher.h"

class PracticeFixture;
class SharedDatabase;

/// Texts of @p clients clients as a practice has them, sealed under @p cipher, written as @p superuser past the
/// triggers: many rows in little time. The oldest is a year old. False, with a word on standard error, when the server
/// refused them.
bool fillWithTexts(const PracticeFixture &practice, SharedDatabase &superuser, const PracticeCipher &cipher, int rows,
                   int clients = 1);
/// The body of the text @p n.
QString practiceText(int n);
