#pragma once

#include "office.h"

class OfficeFaults;

/// What people do in an office, and what they were told: they text, press "Send again" and "Send now", write again what
/// failed, call, hang up, edit and note; clients write. Main thread.
class OfficePeople
{
public:
    using Computer = Office::Computer;
    OfficePeople(Office &office, OfficeFaults &faults)
        : m_office(office)
        , m_faults(faults)
    {
    }
    /// Something, somewhere.
    void act();

    /// A new text to @p to, whose body says who wrote it and @p what.
    QString text(Computer &computer, const Office::Peer &to, const QString &what);
    /// A client of @p number writes.
    void receive(const QString &number, const QString &body);
    void setPermission(Computer &computer, const QString &number, bool stops);

    /// What the window offers to press: {id, body, what}.
    QList<QJsonObject> offers(Computer &computer);
    /// Presses it, or twice at once, as who is impatient does.
    void press(Computer &computer, const QJsonObject &offer, bool twice, bool isCutShort = false);
    /// Clicks "Call", or twice at once. The name of the click.
    QString call(Computer &computer, const Office::Peer &to, const QString &staffPhone, bool twice,
                 bool isCutShort = false);

    const QHash<QString, QList<OfficeEvidence::Press>> &texts() const { return m_texts; }
    /// With what the computers have been told of them since.
    QHash<QString, OfficeEvidence::Call> calls() const;
    const QStringList &inbound() const { return m_inbound; }
    QString report() const;

private:
    void somebodyTexts(Computer &computer);
    void somebodyWrites();
    void somebodyPresses(Computer &computer);
    void somebodyCalls(Computer &computer);
    void somebodyNotes(Computer &computer);
    void learn(int computer, const QJsonObject &offer);
    void release(Computer &computer, const QJsonObject &offer, bool isCutShort);
    void answered(int computer, const QJsonObject &offer, const QDateTime &at, const QJsonObject &told);
    QString newCall(const Computer &computer, const Office::Peer &to, const QString &staffPhone);
    /// Before what was ordered is stored, while it waits, amid its POST or after.
    void killSoon(Computer &computer);

    Office &m_office;
    OfficeFaults &m_faults;
    QHash<QString, QList<OfficeEvidence::Press>> m_texts;
    QHash<QString, OfficeEvidence::Call> m_calls;
    QHash<QString, int> m_killsBefore; ///< by call: of its computer
    QStringList m_inbound;
    int m_clicks = 0; ///< on "Call"
    int m_presses = 0;
    int m_sameClicks = 0;
};
