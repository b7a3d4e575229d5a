#include "sync/recovering.h"

#include "sync/practicerecovery.h"
#include "sync/sharedsql.h"

#include <QFile>

using namespace Qt::StringLiterals;

namespace
{
Error invalid(const QString &what)
{
    return {ErrorKind::Invalid, 0, u"recovery-"_s + what, {}};
}

Result<Membership> recover(QSqlDatabase &db, const PracticeAddress &address, const QString &text)
{
    auto member = PracticeRecovery::recover(db, text);
    if (!member) {
        const Error &error = member.error();
        if (error.kind == ErrorKind::Invalid)
            return invalid(error.detail);
        return error.kind == ErrorKind::NotFound ? invalid(u"none"_s) : error;
    }
    auto maker = execShared(db,
                            u"SELECT login, session_user::text FROM practiceline.staff "
                            "WHERE id = ?::uuid AND left_at IS NULL"_s,
                            {member->staff.toString()});
    if (!maker)
        return maker.error();
    if (!maker->next())
        return invalid(u"left"_s);
    member->address = address; // the server may have moved since
    member->address.user = address.userFor(maker->value(0).toString(), maker->value(1).toString());
    return member;
}

/// The file that vouched for the server just now; empty: none was needed.
QByteArray authority(const QString &caFile)
{
    QFile file(caFile);
    return !caFile.isEmpty() && file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}
} // namespace

Recovering::Recovering(QObject *parent)
    : QObject(parent)
{
}

QFuture<Result<Membership>> Recovering::run(const PracticeAddress &address, const QString &password,
                                            const QString &text, const QString &caFolder)
{
    const Promise<Membership> promise;
    whenDone(m_shared.open(address, password), this,
             [this, promise, address, text, caFolder](const Result<void> &opened) {
                 if (!opened)
                     return promise.finish(opened.error());
                 const auto recovered =
                     m_shared.run([address, text](QSqlDatabase &db) { return recover(db, address, text); });
                 whenDone(recovered, this, [this, promise, address, caFolder](Result<Membership> member) {
                     m_shared.close();
                     if (!member)
                         return promise.finish(member);
                     member->ca = authority(address.caFile);
                     if (const auto written = member->writeCa(caFolder); !written)
                         return promise.finish(written.error());
                     prove(promise, *member);
                 });
             });
    return promise.future();
}

/// By its own login: the server's administrator may have locked that, and then the keys alone are no membership.
void Recovering::prove(const Promise<Membership> &promise, const Membership &member)
{
    whenDone(m_shared.open(member.address, member.password), this, [this, promise, member](const Result<void> &opened) {
        m_shared.close();
        if (opened)
            promise.finish(member);
        else
            promise.finish(opened.error().kind == ErrorKind::Unauthorized ? invalid(u"left"_s) : opened.error());
    });
}
