#pragma once

#include <QStringList>

class QWidget;

/// Walks whatever stands in a window, hidden or not, and names each place where outside text could do harm (rule R10):
/// a label that reads markup, a tool tip that Qt would take for markup, a document with formats, characters that
/// re-order or end a string, an ampersand that became a mnemonic, a placeholder that was filled by another's text. It
/// knows no widget of the product, so that one that is added later is looked at too.
namespace ShownWords
{
QStringList faults(const QWidget *window);
/// What is wrong with @p words as they are shown or read aloud; empty: nothing.
QString faultOf(const QString &words);
} // namespace ShownWords
