#pragma once

#include <QString>

/// What a demo client at @p number answers to @p text; empty: nothing. Rules in TwilioSimulator's comment.
QString demoAnswer(const QString &number, const QString &text);
