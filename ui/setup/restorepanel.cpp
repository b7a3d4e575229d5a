#include "setup/restorepanel.h"

#include "common/errortext.h"
#include "common/plaintext.h"
#include "common/theme.h"
#include "secrets/vault.h"
#include "storage/backup.h"
#include "storage/database.h"
#include "uicontext.h"

#include <QDir>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QTimer>
#include <QVBoxLayout>

#include <atomic>
#include <memory>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace
{
constexpr auto progressInterval = 100ms;
constexpr int barSteps = 1000;

QString words(const Error &error)
{
    if (error.detail == "not-a-backup"_L1)
        return RestorePanel::tr("This file is not a back-up of Practiceline.");
    if (error.detail == "newer"_L1)
        return RestorePanel::tr("A newer version wrote this back-up. Update Practiceline first.");
    if (error.detail == "wrong-key"_L1)
        return RestorePanel::tr("This recovery key does not open this back-up. A back-up needs the key that was valid "
                                "when it was written.");
    if (error.detail == "cut-off"_L1)
        return RestorePanel::tr("The file is cut off: its end is missing. Copy it again from where it was kept.");
    if (error.detail == "damaged"_L1)
        return RestorePanel::tr("The file is damaged and can not be restored. Try another copy of it.");
    if (error.detail == "not-empty"_L1)
        return RestorePanel::tr("A restored back-up waits here already. Start Practiceline again to use it.");
    return ErrorText::sentence(error);
}
} // namespace

RestorePanel::RestorePanel(UiContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_file(PlainText::label(tr("No file chosen"), this))
    , m_key(new QLineEdit(this))
    , m_choose(new QPushButton(tr("C&hoose file …"), this))
    , m_restore(new QPushButton(tr("&Restore"), this))
    , m_bar(new QProgressBar(this))
    , m_result(PlainText::label({}, this))
{
    auto *intro = PlainText::label(tr("Everything from the back-up comes back: clients, texts, templates, settings. "
                                      "Twilio's secret is not in it; you "
                                      "type that again afterwards."),
                                   this);
    intro->setWordWrap(true);
    Theme::makeMuted(intro);
    m_file->setWordWrap(true);
    m_key->setAccessibleName(tr("Recovery key"));
    m_key->setPlaceholderText(tr("8 groups of 5 letters and digits"));
    m_bar->setRange(0, 0);
    m_bar->setTextVisible(false);
    m_bar->setAccessibleName(tr("Restore"));
    m_bar->hide();
    m_result->setWordWrap(true);
    auto *form = new QFormLayout;
    form->setHorizontalSpacing(Theme::grid * 2);
    form->setVerticalSpacing(Theme::grid * 3 / 2);
    auto *fileRow = new QHBoxLayout;
    fileRow->addWidget(m_file, 1);
    fileRow->addWidget(m_choose);
    form->addRow(PlainText::label(tr("Back-up file"), this), fileRow);
    auto *keyLabel = PlainText::label(tr("Recovery &key"), this);
    keyLabel->setBuddy(m_key);
    form->addRow(keyLabel, m_key);
    auto *row = new QHBoxLayout;
    row->addWidget(m_restore);
    row->addStretch(1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(Theme::grid * 3, Theme::grid * 2, Theme::grid * 3, Theme::grid * 2);
    layout->setSpacing(Theme::grid * 2);
    layout->addWidget(intro);
    layout->addLayout(form);
    layout->addLayout(row);
    layout->addWidget(m_bar);
    layout->addWidget(m_result);
    layout->addStretch(1);
    connect(m_choose, &QPushButton::clicked, this, &RestorePanel::choose);
    connect(m_restore, &QPushButton::clicked, this, &RestorePanel::restore);
    connect(m_key, &QLineEdit::returnPressed, this, &RestorePanel::restore);
}

void RestorePanel::setFile(const QString &file)
{
    m_path = file;
    m_file->setText(QDir::toNativeSeparators(file));
    m_key->setFocus();
}

void RestorePanel::choose()
{
    auto *files = new QFileDialog(this, tr("Choose a back-up"));
    files->setAttribute(Qt::WA_DeleteOnClose);
    files->setFileMode(QFileDialog::ExistingFile);
    files->setNameFilter(tr("Practiceline back-ups (*.plbackup);;All files (*)"));
    connect(files, &QFileDialog::fileSelected, this, &RestorePanel::setFile);
    files->open();
}

void RestorePanel::restore()
{
    if (m_path.isEmpty())
        return say(tr("Choose the back-up file first."), true);
    const SecureKey key = Vault::recoveryKeyFromText(m_key->text());
    if (key.isNull()) {
        m_key->setFocus();
        return say(tr("There is a typing mistake in the recovery key. Compare each group with your paper."), true);
    }
    struct Progress {
        std::atomic<qint64> done{0};
        std::atomic<qint64> total{0};
    };
    auto progress = std::make_shared<Progress>();
    auto *timer = new QTimer(this);
    connect(timer, &QTimer::timeout, this, [this, progress] {
        const qint64 total = progress->total.load();
        m_bar->setRange(0, total > 0 ? barSteps : 0);
        if (total > 0)
            m_bar->setValue(int(progress->done.load() * barSteps / total));
    });
    timer->start(progressInterval);
    m_bar->show();
    m_restore->setEnabled(false);
    m_choose->setEnabled(false);
    say(tr("Restoring …"), false);
    Q_EMIT busyChanged(true);
    const auto done =
        Backup::restore(m_path, key, pendingPath(m_context.database.path()), [progress](qint64 at, qint64 total) {
            progress->done = at;
            progress->total = total;
        });
    whenDone(done, this, [this, timer](const Result<void> &result) {
        timer->deleteLater();
        m_bar->hide();
        m_choose->setEnabled(true);
        m_restore->setEnabled(!result.has_value());
        Q_EMIT busyChanged(false);
        if (!result)
            return say(words(result.error()), true);
        m_key->clear();
        say(tr("The back-up is whole and restored. Start Practiceline again to use it; it will ask for the recovery "
               "key once."),
            false);
        Q_EMIT restored();
    });
}

void RestorePanel::say(const QString &text, bool bad)
{
    m_result->setText(text);
    Theme::setRole(m_result, "textRole", bad ? u"bad"_s : u"plain"_s);
}
