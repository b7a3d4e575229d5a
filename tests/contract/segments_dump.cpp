// Reads a JSON array of texts, writes what SmsSegments makes of each: for segments.test.js.

#include "smssegments.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;

int main()
{
    QFile in;
    QFile out;
    if (!in.open(stdin, QIODevice::ReadOnly) || !out.open(stdout, QIODevice::WriteOnly))
        return 1;
    const auto document = QJsonDocument::fromJson(in.readAll());
    if (!document.isArray())
        return 2;
    QJsonArray results;
    const auto texts = document.array();
    for (const auto &text : texts) {
        const auto segments = SmsSegments::of(text.toString());
        results.append(
            QJsonObject{{u"encoding"_s, segments.encoding == SmsSegments::Encoding::Gsm7 ? u"GSM-7"_s : u"UCS-2"_s},
                        {u"segments"_s, segments.segments}});
    }
    out.write(QJsonDocument(results).toJson(QJsonDocument::Compact));
    return 0;
}
