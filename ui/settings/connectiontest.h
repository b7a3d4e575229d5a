#pragma once

#include "twilio/accountapi.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QVBoxLayout;
struct UiContext;

/// "Test connection" and what it found, in words. The owner saves what was typed when requested() comes and then calls
/// run(). GUI thread.
class ConnectionTest : public QWidget
{
    Q_OBJECT

public:
    ConnectionTest(UiContext &context, QWidget *parent = nullptr);

    /// Asks Twilio with what is saved. @p sender or @p callerId may be empty: they are not looked for then.
    void run(const QString &sender, const QString &callerId);
    void showProblem(const QString &text);
    void clear();
    bool passed() const { return m_passed; }

    enum class Mark { Good, Warning, Bad };
    struct Line {
        Mark mark = Mark::Good;
        QString text;
    };
    static QList<Line> words(const AccountCheck &check, const QString &sender, const QString &callerId);

Q_SIGNALS:
    void requested();
    void finished(bool loginWorks);

private:
    using Finding = AccountCheck::Finding;
    static void appendReplies(QList<Line> &lines, Finding replies);
    static void appendCaller(QList<Line> &lines, Finding caller, const QString &callerId);
    void showLines(const QList<Line> &lines);

    UiContext &m_context;
    QPushButton *m_button = nullptr;
    QVBoxLayout *m_lines = nullptr;
    bool m_passed = false;
};
