#pragma once

#include "communication.h"
#include "error.h"

#include <QDateTime>
#include <QList>
#include <QString>

struct SendVerdict;

/// The only place where failures and states become words for people (rule R9): translated sentences with the cause and
/// the next step. Codes and their next steps: facts of Twilio's error list; texts of Twilio itself change, so only
/// codes count. Pure functions; results are plain text.
namespace ErrorText
{
/// How a state is marked, beside its words and never instead of them.
enum class Tone { Quiet, Good, Warning, Bad };
enum class Glyph { None, Check, Clock, Circle, Warning };
/// The icon of resources/icons that shows @p glyph; empty for None.
QString glyphIcon(Glyph glyph);

/// What becomes of a text or call in doubt: it is looked for; nobody can look at present; or it went through another
/// Twilio account, where nobody looks now.
enum class Search { Goes, Rests, OtherAccount };

struct StateText {
    QString text;
    Tone tone = Tone::Quiet;
    Glyph glyph = Glyph::None;
};

/// What happened and what to do, for a failed operation. Empty for Cancelled: it stays silent.
QString sentence(const Error &error);
/// Cause and next step as two parts of one sentence: "the phone was off or out of reach" / "Try later or call."
struct CodeText {
    QString cause;
    QString nextStep;
};
/// Words for a Twilio code; both empty when the code is not known.
CodeText codeText(int code);
/// "Not delivered: <cause>. <next step>" needs one text; for unknown codes @p twilioText (outside text) is shown.
QString codeSentence(int code, const QString &twilioText);
/// Every code that codeText() knows, for tests and help.
QList<int> knownCodes();

/// Why a send is held or refused, in words that follow "Held: " or stand alone ("the client opted out").
QString blockReason(SendBlock block);
/// The composer's banner: a whole sentence with the way out; @p clientName is outside text.
QString blockSentence(const SendVerdict &verdict, const QString &clientName);

/// Held for its time alone. Not while it also waits for the set-up: that is what a person can do something about.
bool isScheduled(const Communication &row);
/// State of a text or call in words (experience.md): "Delivered 2:01 PM", "Unconfirmed: checking with Twilio" …
/// @p colleague: who sent it, isolated, where that is not this person.
StateText state(const Communication &row, Search search = Search::Goes, const QString &colleague = {});
/// Who sent @p row and for whom, of which @p colleague is as in state(): "Ben for Ann Lee", "you for Ann Lee", "Ben";
/// empty: this person alone.
QString sender(const Communication &row, const QString &colleague);
/// Which texts another program sent or wrote in clear: part of state(); empty for other texts.
QString origin(const Communication &row);
/// state() without time and cause, for tables: "Delivered", "Unconfirmed", "Opted out".
StateText shortState(const Communication &row);
} // namespace ErrorText
