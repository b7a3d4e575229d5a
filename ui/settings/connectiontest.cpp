#include "settings/connectiontest.h"

#include "common/errortext.h"
#include "common/icons.h"
#include "common/plaintext.h"
#include "common/theme.h"
#include "uicontext.h"

#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace
{
constexpr int iconSize = 16;
}

ConnectionTest::ConnectionTest(UiContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_button(new QPushButton(tr("Test c&onnection"), this))
    , m_lines(new QVBoxLayout)
{
    m_button->setAccessibleName(tr("Test connection"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::grid);
    auto *row = new QHBoxLayout;
    row->addWidget(m_button);
    row->addStretch(1);
    layout->addLayout(row);
    m_lines->setSpacing(Theme::grid / 2);
    layout->addLayout(m_lines);
    connect(m_button, &QPushButton::clicked, this, &ConnectionTest::requested);
}

ConnectionTest::~ConnectionTest() = default;

void ConnectionTest::clear()
{
    ++m_run;
    m_passed = false;
    showLines({});
    m_button->setEnabled(true);
}

void ConnectionTest::showProblem(const QString &text)
{
    m_passed = false;
    m_button->setEnabled(true);
    showLines({{Mark::Bad, text}});
}

void ConnectionTest::showLines(const QList<Line> &lines)
{
    while (QLayoutItem *item = m_lines->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    const auto &colors = Theme::colors(QGuiApplication::palette());
    for (const Line &line : lines) {
        auto *row = new QWidget(this);
        auto *layout = new QHBoxLayout(row);
        layout->setContentsMargins(0, 0, 0, 0);
        layout->setSpacing(Theme::grid);
        auto *icon = PlainText::label({}, row);
        const QColor color = line.mark == Mark::Good  ? colors.good
                             : line.mark == Mark::Bad ? colors.bad
                                                      : colors.warning;
        icon->setPixmap(
            Icons::pixmap(line.mark == Mark::Good ? u"check"_s : u"warning"_s, color, iconSize, devicePixelRatioF()));
        icon->setAlignment(Qt::AlignTop);
        auto *text = PlainText::label(line.text, row);
        text->setWordWrap(true);
        text->setTextInteractionFlags(Qt::TextSelectableByMouse);
        layout->addWidget(icon);
        layout->addWidget(text, 1);
        m_lines->addWidget(row);
    }
    // What was found must not lie below the edge of a scrolled page.
    QMetaObject::invokeMethod(
        this,
        [this] {
            for (QWidget *above = parentWidget(); above; above = above->parentWidget()) {
                if (auto *scroll = qobject_cast<QScrollArea *>(above))
                    return scroll->ensureWidgetVisible(this, 0, Theme::grid * 2);
            }
        },
        Qt::QueuedConnection);
}

AccountApi &ConnectionTest::accountFor(const TwilioCredentials &typed)
{
    if (typed.isEmpty())
        return m_context.account;
    m_typedAccount.reset();
    m_typedClient = std::make_unique<TwilioClient>(m_context.twilio.hosts(), m_context.clock);
    m_typedClient->setCredentials(typed);
    m_typedAccount = std::make_unique<AccountApi>(*m_typedClient);
    return *m_typedAccount;
}

void ConnectionTest::run(const TwilioCredentials &typed, const QString &sender, const QString &callerId)
{
    m_passed = false;
    m_button->setEnabled(false);
    showLines({});
    auto *waiting = PlainText::label(tr("Asking Twilio …"), this);
    Theme::makeMuted(waiting);
    m_lines->addWidget(waiting);
    whenDone(accountFor(typed).check(sender, callerId), this,
             [this, run = ++m_run, sender, callerId](const Result<AccountCheck> &result) {
                 if (run != m_run)
                     return;
                 m_button->setEnabled(true);
                 if (!result) {
                     showProblem(AccountApi::isAbsent(result.error())
                                     ? tr("Twilio has no account with this SID for this key. Copy the account SID "
                                          "and the key again, both from the same account in Twilio's console.")
                                     : ErrorText::sentence(result.error()));
                     Q_EMIT finished(false);
                     return;
                 }
                 m_passed = true;
                 showLines(words(*result, sender, callerId));
                 Q_EMIT finished(true);
             });
}

QList<ConnectionTest::Line> ConnectionTest::words(const AccountCheck &check, const QString &sender,
                                                  const QString &callerId)
{
    if (check.testCredentials) {
        return {{Mark::Good, tr("The login works. These are test credentials: sends are tried out and reach nobody.")},
                {Mark::Warning,
                 tr("Twilio lets test credentials read nothing back: statuses stay \"Accepted by Twilio\", and no "
                    "replies are seen. Your numbers could not be checked.")}};
    }
    QList<Line> lines{{Mark::Good, tr("The login works.")}};
    const QString senderName = check.senderName.isEmpty() ? sender : PlainText::isolated(check.senderName);
    switch (check.sender) {
    case Finding::NotAsked:
        lines.append({Mark::Warning, tr("No sender is set yet: texts can not be sent.")});
        break;
    case Finding::Works:
        lines.append({Mark::Good, tr("%1 can send texts.").arg(senderName)});
        break;
    case Finding::Unable:
        lines.append(
            {Mark::Bad, tr("%1 can not send texts. Choose another number, or switch texting on for it at Twilio.")
                            .arg(senderName)});
        break;
    case Finding::Missing:
        lines.append(
            {Mark::Bad, tr("The account does not own the sender %1. Choose one of its numbers or messaging services.")
                            .arg(sender)});
        break;
    case Finding::Unchecked:
        lines.append({Mark::Warning, tr("The sender %1 could not be checked with this key.").arg(senderName)});
        break;
    }
    appendReplies(lines, check.replies);
    appendCaller(lines, check.caller, callerId);
    return lines;
}

void ConnectionTest::appendReplies(QList<Line> &lines, Finding replies)
{
    if (replies == Finding::Works)
        lines.append({Mark::Good, tr("Replies of clients can be seen.")});
    else if (replies == Finding::Unchecked)
        lines.append({Mark::Warning, tr("Whether replies can be seen could not be checked with this key.")});
    else if (replies == Finding::Unable)
        lines.append(
            {Mark::Bad, tr("Replies can not be seen: this messaging service drops incoming texts, so Twilio keeps "
                           "none. In Twilio's "
                           "console, under the service's Integration, choose \"Defer to sender's webhook\".")});
}

void ConnectionTest::appendCaller(QList<Line> &lines, Finding caller, const QString &callerId)
{
    switch (caller) {
    case Finding::NotAsked:
        lines.append({Mark::Warning, tr("No caller number is set yet: calls can not be placed.")});
        break;
    case Finding::Works:
        lines.append({Mark::Good, tr("The caller number can place calls.")});
        break;
    case Finding::Unable:
        lines.append({Mark::Bad, tr("The caller number %1 can not place calls.").arg(callerId)});
        break;
    case Finding::Missing:
        lines.append({Mark::Bad, tr("The account does not own the caller number %1.").arg(callerId)});
        break;
    case Finding::Unchecked:
        lines.append({Mark::Warning, tr("The caller number %1 could not be checked with this key.").arg(callerId)});
        break;
    }
}
