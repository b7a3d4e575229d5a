#pragma once

#include "backend.h"

#include <QJsonObject>

/// What a person does at one computer of the office, as the window's clicks do; and what may not happen before their
/// eyes, which is written down. Main thread; does not outlive the backend.
class OfficeDesk : public QObject
{
public:
    OfficeDesk(Backend &backend, QString folder);
    /// Null: not here.
    Client clientOf(const QJsonObject &order) const;
    QJsonObject text(const QJsonObject &order);
    QJsonObject offers();
    QJsonObject press(const QJsonObject &order);
    QJsonObject call(const QJsonObject &order);

private:
    QString offered(const Communication &row) const;
    QJsonObject send(const SmsDraft &draft);
    void watch(const QList<Communication> &rows);
    void watchCall();
    /// A line in a file of this computer's, which outlives it.
    void write(const QString &file, const QJsonObject &line) const;

    Backend &m_backend;
    QString m_folder;
    QHash<CommunicationId, Communication> m_known; ///< as this run saw them last
};
