#include "storage/settingstore.h"

#include "hourtext.h"
#include "storage/auditlog.h"
#include "storage/database.h"
#include "storage/storejob.h"

#include <QJsonObject>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace
{
using Values = QMap<QString, QString>;

QString flag(bool value)
{
    return value ? u"1"_s : u"0"_s;
}

Values toValues(const PracticeSettings &s)
{
    return {{u"practice.name"_s, s.practiceName},
            {u"practice.persona"_s, personaKey(s.persona)},
            {u"practice.region"_s, s.region},
            {u"practice.time_zone"_s, s.timeZone},
            {u"practice.language"_s, s.language},
            {u"practice.sends_per_hour"_s, QString::number(s.sendsPerHour)},
            {u"hours.from"_s, HourText::toText(s.hours.from)},
            {u"hours.to"_s, HourText::toText(s.hours.to)},
            {u"hours.always"_s, flag(s.hours.always)},
            {u"staff.name"_s, s.staffName},
            {u"staff.phone"_s, s.staffPhone.e164()},
            {u"twilio.account_sid"_s, s.accountSid},
            {u"twilio.api_key_sid"_s, s.apiKeySid},
            {u"twilio.sender"_s, s.sender},
            {u"twilio.caller_id"_s, s.callerId.e164()},
            {u"price.sms"_s, s.smsPrice},
            {u"price.call"_s, s.callPrice},
            {u"price.currency"_s, s.currency},
            {u"notifications.content"_s, flag(s.notificationsShowContent)},
            {u"setup.done"_s, flag(s.setUpDone)}};
}

PracticeSettings fromValues(const Values &v)
{
    PracticeSettings s;
    const auto text = [&v](const QString &key, QString &to) { to = v.value(key, to); };
    const auto time = [&v](const QString &key, QTime &to) {
        const QTime read = HourText::fromText(v.value(key));
        to = read.isValid() ? read : to;
    };
    text(u"practice.name"_s, s.practiceName);
    s.persona = personaFromKey(v.value(u"practice.persona"_s)).value_or(s.persona);
    text(u"practice.region"_s, s.region);
    text(u"practice.time_zone"_s, s.timeZone);
    text(u"practice.language"_s, s.language);
    s.sendsPerHour = std::max(0, v.value(u"practice.sends_per_hour"_s).toInt());
    time(u"hours.from"_s, s.hours.from);
    time(u"hours.to"_s, s.hours.to);
    s.hours.always = v.value(u"hours.always"_s) == "1"_L1;
    text(u"staff.name"_s, s.staffName);
    s.staffPhone = PhoneNumber::fromE164(v.value(u"staff.phone"_s));
    text(u"twilio.account_sid"_s, s.accountSid);
    text(u"twilio.api_key_sid"_s, s.apiKeySid);
    text(u"twilio.sender"_s, s.sender);
    s.callerId = PhoneNumber::fromE164(v.value(u"twilio.caller_id"_s));
    text(u"price.sms"_s, s.smsPrice);
    text(u"price.call"_s, s.callPrice);
    text(u"price.currency"_s, s.currency);
    s.notificationsShowContent = v.value(u"notifications.content"_s) == "1"_L1;
    s.setUpDone = v.value(u"setup.done"_s) == "1"_L1;
    return s;
}

Result<Values> readValues(QSqlDatabase &db)
{
    auto query = execSql(db, u"SELECT key, value FROM settings"_s);
    if (!query)
        return query.error();
    Values values;
    while (query->next())
        values.insert(query->value(0).toString(), query->value(1).toString());
    return values;
}

Result<void> writeValues(QSqlDatabase &db, const Values &wanted)
{
    const auto known = readValues(db);
    if (!known)
        return known.error();
    // What nobody has set is as it is by default: written down, it would go to the practice as this person's word.
    const Values inForce = toValues(fromValues(*known));
    QJsonObject before;
    QJsonObject now;
    for (auto it = wanted.cbegin(); it != wanted.cend(); ++it) {
        if (known->value(it.key(), inForce.value(it.key())) == it.value())
            continue;
        const auto done =
            // Later than what it replaces, which a computer whose clock is ahead may have written: colleagues keep the
            // later one.
            execSql(db,
                    u"INSERT INTO settings (key, value, updated_at) VALUES (?, ?, ?) ON CONFLICT (key) DO UPDATE SET "
                    "value = excluded.value, updated_at = max(excluded.updated_at, updated_at + 1)"_s,
                    {it.key(), it.value().isNull() ? u""_s : it.value(), toSqlTime(QDateTime::currentDateTimeUtc())});
        if (!done)
            return done.error();
        before.insert(it.key(), known->value(it.key()));
        now.insert(it.key(), it.value());
    }
    if (now.isEmpty())
        return {};
    return appendClearAudit(db, {u"settings.changed"_s, u"practice"_s, {{u"before"_s, before}, {u"now"_s, now}}, {}});
}
} // namespace

SettingStore::SettingStore(Database &database, QObject *parent)
    : QObject(parent)
    , m_database(database)
{
}

QFuture<Result<PracticeSettings>> SettingStore::load()
{
    auto values = m_database.run([](QSqlDatabase &db) { return readValues(db); });
    const Promise<PracticeSettings> promise;
    whenDone(values, this, [this, promise](const Result<Values> &read) {
        if (!read) {
            promise.finish(read.error());
            return;
        }
        const PracticeSettings known = std::exchange(m_current, fromValues(*read));
        const bool isNews = std::exchange(m_loaded, true) && toValues(known) != toValues(m_current);
        Q_EMIT changed(m_current);
        if (isNews)
            Q_EMIT broughtIn();
        promise.finish(m_current);
    });
    return promise.future();
}

QFuture<Result<void>> SettingStore::save(const PracticeSettings &settings)
{
    auto saved = m_database.run([values = toValues(settings)](QSqlDatabase &db) {
        return inTransaction(db, [&](QSqlDatabase &inner) { return writeValues(inner, values); });
    });
    const Promise<void> promise;
    whenDone(saved, this, [this, promise, settings](const Result<void> &done) {
        if (done) {
            m_current = settings;
            Q_EMIT changed(m_current);
        }
        promise.finish(done);
    });
    return promise.future();
}

QFuture<Result<void>> SettingStore::save(const PracticeSettings &settings, const PracticeSettings &before)
{
    Values values = toValues(settings);
    const Values seen = toValues(before);
    values.removeIf([&seen](const auto &one) { return seen.value(one.key()) == one.value(); });
    auto saved = m_database.run([values](QSqlDatabase &db) {
        return inTransaction(db, [&](QSqlDatabase &inner) -> Result<Values> {
            const auto written = writeValues(inner, values);
            return written ? readValues(inner) : Result<Values>(written.error());
        });
    });
    const Promise<void> promise;
    whenDone(saved, this, [this, promise](const Result<Values> &done) {
        if (done) {
            m_current = fromValues(*done);
            m_loaded = true;
            Q_EMIT changed(m_current);
        }
        promise.finish(done ? Result<void>() : Result<void>(done.error()));
    });
    return promise.future();
}

QFuture<Result<QString>> SettingStore::mark(const QString &name)
{
    return m_database.run([name](QSqlDatabase &db) -> Result<QString> {
        auto query = execSql(db, u"SELECT value FROM marks WHERE name = ?"_s, {name});
        if (!query)
            return query.error();
        return query->next() ? query->value(0).toString() : QString();
    });
}

QFuture<Result<void>> SettingStore::setMark(const QString &name, const QString &value)
{
    return m_database.run([name, value](QSqlDatabase &db) -> Result<void> {
        const auto done = execSql(db, u"INSERT OR REPLACE INTO marks (name, value) VALUES (?, ?)"_s,
                                  {name, value.isNull() ? u""_s : value});
        if (!done)
            return done.error();
        return {};
    });
}
