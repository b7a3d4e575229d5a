#pragma once

#include <QMessageBox>

/// A message box of the product's look: its own icon, plain text that may quote outside text, Cancel (or Close) as the
/// default so that Enter does no harm. The caller adds what goes on and calls open(); deletes itself. GUI thread.
namespace AskBox
{
QMessageBox *question(const QString &title, const QString &text, const QString &more, QWidget *parent);
QMessageBox *notice(const QString &title, const QString &text, QWidget *parent);
} // namespace AskBox
