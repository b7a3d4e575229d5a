#include "sharingworld.h"

#include "sharing/sixwords.h"
#include "uitesting.h"

#include <QComboBox>
#include <QLineEdit>
#include <QPlainTextEdit>

using namespace Qt::StringLiterals;
using namespace UiTesting;

namespace
{
void typeInto(const QWidget *parent, const QString &name, const QString &text)
{
    if (auto *edit = named<QLineEdit>(parent, name))
        edit->setText(text);
}
} // namespace

bool SharingWorld::open(const QString &name)
{
    if (!PagesFixture::open() || !setUp())
        return false;
    PracticeSettings settings = store.settings.current();
    settings.staffName = name;
    if (!waited(store.settings.save(settings)))
        return false;
    sharing->load();
    m_page = std::make_unique<SettingsPage>(*context);
    m_page->resize(1000, 800);
    m_page->show();
    m_page->showSection(SettingsPage::Section::Sharing);
    return QTest::qWaitFor([this] { return state() == Sharing::State::Off; }, patience);
}

void SharingWorld::lookAgain()
{
    m_page->showSection(SettingsPage::Section::You);
    m_page->showSection(SettingsPage::Section::Sharing);
}

QDialog *SharingWorld::dialogOf(const QString &text)
{
    auto *pressed = button(m_page.get(), text);
    if (pressed == nullptr || !pressed->isEnabled())
        return nullptr;
    pressed->click();
    const auto all = m_page->findChildren<QDialog *>();
    const auto shown = std::find_if(all.cbegin(), all.cend(), [](const QDialog *one) { return one->isVisible(); });
    return shown == all.cend() ? nullptr : *shown;
}

void SharingWorld::fillServer(const QWidget *dialog, const PracticeFixture &practice)
{
    const PracticeAddress address = practice.addressFor(u"set_up_"_s + practice.database());
    typeInto(dialog, u"Server"_s, address.host);
    typeInto(dialog, u"Port"_s, QString::number(address.port));
    typeInto(dialog, u"Database"_s, address.database);
    typeInto(dialog, u"User"_s, address.user);
    typeInto(dialog, u"Password"_s, QString::fromLatin1(setUpPassword));
    typeInto(dialog, u"Certificate file"_s, address.caFile);
}

bool SharingWorld::setUpPractice(const PracticeFixture &practice)
{
    const QDialog *dialog = dialogOf(u"Set up a practice …"_s);
    if (dialog == nullptr)
        return false;
    fillServer(dialog, practice);
    button(dialog, u"Set up"_s)->click();
    return QTest::qWaitFor(
        [this] {
            return state() == Sharing::State::Member && sharing->status().state == SyncStatus::State::UpToDate &&
                   !store.staff.all().isEmpty();
        },
        patience);
}

QString SharingWorld::invite(const QString &name, const QString &role)
{
    QDialog *dialog = dialogOf(u"Invite …"_s);
    if (dialog == nullptr)
        return {};
    typeInto(dialog, u"Name"_s, name);
    auto *roles = named<QComboBox>(dialog, u"Role"_s);
    roles->setCurrentIndex(roles->findData(role));
    button(dialog, u"Make the invitation"_s)->click();
    if (!QTest::qWaitFor([dialog] { return button(dialog, u"Copy"_s) != nullptr; }, patience))
        return {};
    const QString text = named<QPlainTextEdit>(dialog, u"Invitation"_s)->toPlainText();
    button(dialog, u"Close"_s)->click();
    return text;
}

bool SharingWorld::join(const QString &invitation)
{
    const QDialog *dialog = dialogOf(u"Join a practice …"_s);
    if (dialog == nullptr)
        return false;
    named<QPlainTextEdit>(dialog, u"Invitation"_s)->setPlainText(invitation);
    button(dialog, u"Join"_s)->click();
    return QTest::qWaitFor([this] { return state() == Sharing::State::Asked && sharing->words().size() == 6; },
                           patience);
}

bool SharingWorld::approveFirst()
{
    lookAgain();
    if (!QTest::qWaitFor([this] { return button(m_page.get(), u"Approve …"_s) != nullptr; }, patience))
        return false;
    QDialog *dialog = dialogOf(u"Approve …"_s);
    auto *same = dialog != nullptr ? button(dialog, u"They are the same: approve"_s) : nullptr;
    if (same == nullptr || !QTest::qWaitFor([same] { return same->isEnabled(); }, patience))
        return false;
    const QPointer<QDialog> open(dialog);
    same->click();
    return QTest::qWaitFor([open] { return open.isNull(); }, patience);
}
