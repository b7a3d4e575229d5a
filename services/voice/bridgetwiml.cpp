#include "voice/callplacer.h"

#include <QXmlStreamWriter>

namespace
{
constexpr qsizetype longestTwiml = 4000; ///< Twilio 32018
constexpr int ringSeconds = 30;          ///< at the client: Twilio's own default

QString write(const QString &callerId, const QString &client, const QString &prompt, const QString &language)
{
    QString twiml;
    QXmlStreamWriter xml(&twiml);
    xml.writeStartDocument();
    xml.writeStartElement(QStringLiteral("Response"));
    xml.writeStartElement(QStringLiteral("Say"));
    xml.writeAttribute(QStringLiteral("language"), language);
    xml.writeCharacters(prompt);
    xml.writeEndElement();
    xml.writeStartElement(QStringLiteral("Pause"));
    // Time for Twilio to tell a machine from a person and for us to end the call before the client is dialled.
    xml.writeAttribute(QStringLiteral("length"), QStringLiteral("3"));
    xml.writeEndElement();
    xml.writeStartElement(QStringLiteral("Dial"));
    xml.writeAttribute(QStringLiteral("callerId"), callerId);
    xml.writeAttribute(QStringLiteral("answerOnBridge"), QStringLiteral("true"));
    xml.writeAttribute(QStringLiteral("timeout"), QString::number(ringSeconds));
    xml.writeTextElement(QStringLiteral("Number"), client);
    xml.writeEndElement();
    xml.writeEndElement();
    xml.writeEndDocument();
    return twiml.trimmed();
}
} // namespace

QString CallPlacer::bridgeTwiml(const QString &callerId, const QString &client, const QString &prompt,
                                const QString &language)
{
    QString spoken = prompt;
    QString twiml = write(callerId, client, spoken, language);
    while (twiml.size() > longestTwiml && !spoken.isEmpty()) {
        spoken.truncate(spoken.size() / 2);
        if (!spoken.isEmpty() && spoken.back().isHighSurrogate())
            spoken.chop(1);
        twiml = write(callerId, client, spoken, language);
    }
    return twiml;
}
