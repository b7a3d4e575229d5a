#include "twiliojournal.h"

#include <QFile>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

QList<TwilioArrival> TwilioArrival::read(const QString &path, qint64 from)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly) || !file.seek(from))
        qFatal("the journal can not be read");
    QList<TwilioArrival> arrivals;
    while (!file.atEnd()) {
        const QJsonObject line = QJsonDocument::fromJson(file.readLine()).object();
        const QString target = line.value("path"_L1).toString();
        const bool isPost = line.value("method"_L1).toString() == "POST"_L1;
        TwilioArrival one;
        one.at = QDateTime::fromString(line.value("time"_L1).toString(), Qt::ISODateWithMs);
        one.keyMark = line.value("key"_L1).toString();
        one.to = line.value("form"_L1)["To"_L1].toString();
        one.body = line.value("form"_L1)["Body"_L1].toString();
        one.twiml = line.value("form"_L1)["Twiml"_L1].toString();
        one.status = line.value("status"_L1).toInt();
        one.sid = line.value("sid"_L1).toString();
        if (target.endsWith("/Messages.json"_L1) && isPost)
            one.kind = Kind::Text;
        else if (target.endsWith("/Calls.json"_L1) && isPost)
            one.kind = Kind::Call;
        else if (target.endsWith("/Messages.json"_L1) && !line.value("query"_L1).toObject().contains("To"_L1))
            one.kind = Kind::Look;
        arrivals.append(one);
    }
    return arrivals;
}
