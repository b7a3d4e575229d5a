#include "sync/hostlookup.h"

#include "sync/connectionfault.h"

#include <QTimer>

using namespace Qt::StringLiterals;

HostLookup systemLookup()
{
    return [](const QString &host, QObject *context, std::function<void(const QHostInfo &)> done) {
        QHostInfo::lookupHost(host, context, std::move(done));
    };
}

QFuture<Result<QList<QHostAddress>>> lookUp(const HostLookup &lookup, const QString &host,
                                            std::chrono::milliseconds patience, QObject *context)
{
    using Addresses = QList<QHostAddress>;
    if (host.compare(u"localhost", Qt::CaseInsensitive) == 0) {
        return readyFuture<Addresses>(
            Addresses{QHostAddress(QHostAddress::LocalHost), QHostAddress(QHostAddress::LocalHostIPv6)});
    }
    if (QHostAddress literal; literal.setAddress(host))
        return readyFuture<Addresses>(Addresses{literal});

    const Promise<Addresses> promise;
    auto *waiting = new QObject(context); // its end is the end of the lookup and of the clock
    QTimer::singleShot(patience, waiting, [promise, waiting] {
        promise.finish(ConnectionFaults::toError(ConnectionFault::HostNotFound));
        waiting->deleteLater();
    });
    lookup(host, waiting, [promise, waiting](const QHostInfo &info) {
        if (info.error() == QHostInfo::NoError && !info.addresses().isEmpty())
            promise.finish(info.addresses());
        else
            promise.finish(ConnectionFaults::toError(ConnectionFault::HostNotFound));
        waiting->deleteLater();
    });
    return promise.future();
}
