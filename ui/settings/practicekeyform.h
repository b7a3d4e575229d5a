#pragma once

#include "async.h"
#include "settings/settingsforms.h"

#include <QDateTime>

class QLabel;
class ResultLine;

/// Whether the practice keeps Twilio's key for all its people: administrators choose, others read it. Not there on a
/// computer that shares with nobody. GUI thread; part of TwilioSection.
class PracticeKeyForm : public SettingsForm
{
    Q_OBJECT

public:
    explicit PracticeKeyForm(UiContext &context, QWidget *parent = nullptr);
    /// The box is as the practice has it; what it has is asked for by refresh().
    void load(const PracticeSettings &settings) override;
    QString apply(PracticeSettings &settings) override;

    bool isKept() const { return m_kept; } ///< as far as is known
    bool isWanted() const;
    /// A person's wish that could not be done yet.
    void setWanted(bool wanted);
    /// Asks the practice; without an answer, all stays as it was last known.
    void refresh();
    /// Gives this computer's key to the practice or withdraws it; nothing for who is no administrator and where nothing
    /// changes. NotFound while this computer has no key.
    QFuture<Result<void>> keep(bool wanted, bool isNewKey);
    static QString words(const Error &error);

Q_SIGNALS:
    void keptChanged();

private:
    void update();
    void took(const Result<QByteArray> &key); ///< the practice's answer
    void setKept(bool kept);
    QFuture<Result<void>> keepKnown(bool wanted);

    UiContext &m_context;
    QDateTime m_lastSuccess; ///< the round after which the practice was asked
    QCheckBox *m_box = nullptr;
    QLabel *m_hint = nullptr;
    QLabel *m_staff = nullptr;
    ResultLine *m_result = nullptr;
    bool m_kept = false;
    bool m_isKnown = false; ///< what the practice keeps
    bool m_owesKey = false; ///< a newer key than the practice has was typed here
    bool m_touched = false; ///< by a person, and not saved
};
