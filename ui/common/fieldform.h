#pragma once

#include "common/theme.h"

#include <QWidget>

class QGridLayout;
class QLineEdit;

/// Fields under each other, each beside its label, all aligned. GUI thread; part of a page or dialog.
class FieldForm : public QWidget
{
    Q_OBJECT

public:
    explicit FieldForm(QWidget *parent = nullptr);

Q_SIGNALS:
    void edited();

protected:
    static constexpr int fieldWidth = Theme::grid * 45; ///< whole in the smallest window, beside Spanish labels

    /// A field beside its label, which is its buddy and names it for screen readers.
    void addField(const QString &label, QWidget *field, const QString &hint = {});
    /// Several in a row: @p widget is shown, @p field is what the label leads to.
    void addField(const QString &label, QWidget *field, QWidget *widget, const QString &hint);
    QLineEdit *addLine(const QString &label, const QString &accessibleName, const QString &hint = {});
    /// A field as addLine() makes it, to be put into a row.
    QLineEdit *makeLine(const QString &accessibleName);
    void addHeading(const QString &text);
    void addWide(QWidget *widget); ///< over both columns
    void showEvent(QShowEvent *event) override;
    static void markWrong(QLineEdit *edit, bool wrong);
    /// Marks @p edit, puts the cursor there, and gives @p words back.
    static QString refuse(QLineEdit *edit, const QString &words);
    static QString pasted(const QLineEdit *edit); ///< without the blanks that a web page adds

private:
    QGridLayout *m_form = nullptr;
};
