#pragma once

#include "secrets/fieldcipher.h"
#include "storage/communicationstore.h"

#include <QHash>
#include <QSet>
#include <QSqlDatabase>

/// Merges Twilio's news into communication_logs inside the caller's transaction (reliability.md, "Flow: news"). The
/// same news in any order and any number of times end in the same rows. Database thread; one object a batch.
class NewsMerger
{
public:
    NewsMerger(QSqlDatabase &db, std::shared_ptr<const FieldCipher> cipher, const QStringList &ourNumbers);
    Result<AppliedNews> merge(QList<TwilioNews> news);

private:
    /// What is stored of a row and may change by news.
    struct Known {
        CommunicationId id;
        ClientId clientId;
        QString peer;
        Channel channel = Channel::Sms;
        QString from;
        QString status;
        QString parentStatus;
        QString childStatus;
        QString childSid;
        QString parentPrice;
        QString childPrice;
        QString priceUnit;
        QVariant duration;
        int segments = 0;
        int errorCode = 0;
        QString errorText;
        QString answeredBy;
        QVariant completedAt;
        bool hasBody = false;
        bool operator==(const Known &other) const = default;
    };

    Result<void> loadKnown(const QStringList &sids);
    Result<void> mergeOne(const TwilioNews &news);
    Result<void> foldChild(const TwilioNews &news);
    Result<void> insert(const TwilioNews &news);
    Result<bool> isInDoubt(const TwilioNews &news, const QString &peer);
    Result<void> update(const Known &before, Known after, const TwilioNews &news);
    Result<void> addBody(const Known &row, const TwilioNews &news);
    Result<void> noteArrival(ClientId client, bool unread);
    Result<QList<Communication>> read(const QList<CommunicationId> &ids);

    QSqlDatabase &m_db;
    std::shared_ptr<const FieldCipher> m_cipher;
    QSet<QString> m_ours;
    QHash<QString, Known> m_known; ///< by message_sid or call_sid
    QList<CommunicationId> m_inserted;
    QList<CommunicationId> m_changed;
};
