#pragma once

#include "async.h"
#include "smstemplate.h"

#include <QObject>

class Database;

/// Text templates. The guide's nine, in English and Spanish, are there after the first migration (resources/templates).
/// GUI thread facade; owned by App.
class TemplateStore : public QObject
{
    Q_OBJECT

public:
    explicit TemplateStore(Database &database, QObject *parent = nullptr);

    QFuture<Result<QList<SmsTemplate>>> all(); ///< by persona, name, language; a practice has some dozens
    QFuture<Result<SmsTemplate>> save(const SmsTemplate &value, const QString &staffName);
    /// Soft: restore() undoes it.
    QFuture<Result<void>> remove(TemplateId id);
    QFuture<Result<void>> restore(TemplateId id);
    /// Inserts the shipped templates when the table never had them. Idempotent.
    QFuture<Result<void>> addShipped();
    /// For the outbox, which counts uses in its own transaction: reads the template again and emits changed().
    void announce(TemplateId id);
    void announceReset() { Q_EMIT reset(); }

Q_SIGNALS:
    void changed(const QList<SmsTemplate> &templates);
    void removed(const QList<TemplateId> &ids);
    /// Others may have changed any of them: load again.
    void reset();

private:
    QFuture<Result<void>> setRemoved(TemplateId id, bool isRemoved);

    Database &m_database;
};
