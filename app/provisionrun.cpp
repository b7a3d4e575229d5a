#include "provisionrun.h"

#include "common/askbox.h"
#include "common/errortext.h"
#include "provision.h"
#include "storage/settingstore.h"
#include "twiliologin.h"

#include <QFile>
#include <QLoggingCategory>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace
{
Q_LOGGING_CATEGORY(lcProvision, "practiceline.provision")
} // namespace

ProvisionRun::ProvisionRun(QByteArray json, QString file, SettingStore &practice, TwilioLogin &login, QObject *parent)
    : QObject(parent)
    , m_json(std::move(json))
    , m_file(std::move(file))
    , m_practice(practice)
    , m_login(login)
{
}

void ProvisionRun::apply()
{
    const Provision provision = Provision::parse(std::exchange(m_json, {}), m_practice.current());
    if (!provision.problems.isEmpty()) {
        qCWarning(lcProvision) << "refused:" << provision.problems.size() << "problems";
        Q_EMIT failed(tr("The set-up file was not used. %1").arg(provision.problems.join(u' ')));
        return;
    }
    whenDone(m_practice.save(provision.settings), this, [this, provision](const Result<void> &saved) {
        if (!saved) {
            qCWarning(lcProvision) << "not saved" << saved.error().detail;
            Q_EMIT failed(tr("The set-up file was not used, because its settings could not be saved. %1")
                              .arg(ErrorText::sentence(saved.error())));
            return;
        }
        if (provision.credentials.isEmpty()) {
            Q_EMIT applied(false);
            return;
        }
        whenDone(m_login.store(provision.credentials), this, [this](const Result<void> &stored) {
            if (stored) {
                Q_EMIT applied(true);
                return;
            }
            qCWarning(lcProvision) << "secret not kept" << stored.error().detail;
            Q_EMIT failed(tr("The set-up file was used, but the Twilio secret could not be kept. Unlock the keychain "
                             "and start again with the file, or type the secret in Settings under Twilio."));
        });
    });
}

void ProvisionRun::offerToDelete(QWidget *window)
{
    if (m_file.isEmpty() || m_file == "-"_L1)
        return;
    QMessageBox *box = AskBox::question(
        tr("Set up"), tr("Practiceline is set up. The file still holds the Twilio secret. Delete it?"), m_file, window);
    box->setStandardButtons(QMessageBox::NoButton);
    QPushButton *remove = box->addButton(tr("&Delete the file"), QMessageBox::AcceptRole);
    box->addButton(tr("&Keep it"), QMessageBox::RejectRole);
    connect(box, &QMessageBox::buttonClicked, this, [this, remove](QAbstractButton *button) {
        if (button == remove && !QFile::remove(m_file))
            Q_EMIT failed(tr("The set-up file could not be deleted: %1").arg(m_file));
    });
    box->open();
}
