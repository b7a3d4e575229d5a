#pragma once

#include "simulator/twiliosimulator.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QSignalSpy>
#include <QUrl>

/// Speaks HTTP to a TwilioSimulator of the same thread and waits for the answers.
class SimulatorClient
{
public:
    using Fields = QList<QPair<QString, QString>>;

    struct Answer {
        int status = 0;
        QJsonObject json;
        QByteArray retryAfter;
        QByteArray date;
        int code() const { return json.value(QStringLiteral("code")).toInt(); }
        QString text(const QString &key) const { return json.value(key).toString(); }
        bool isNull(const QString &key) const { return json.contains(key) && json.value(key).isNull(); }
    };

    explicit SimulatorClient(const TwilioSimulator &simulator, const QString &account = SimulatorOptions().accountSid)
        : m_origin(simulator.url())
        , m_account(account)
    {
    }

    QString base() const { return QStringLiteral("/2010-04-01/Accounts/") + m_account; }
    void login(const QByteArray &user, const QByteArray &secret) { m_login = (user + ':' + secret).toBase64(); }
    void logout() { m_login.clear(); }

    /// @p path below the account, or from the root when it starts with "/2010" or "/v1" or "/simulator".
    Answer get(const QString &path, const Fields &query = {}) { return wait(m_manager.get(request(path, query))); }
    Answer post(const QString &path, const Fields &fields)
    {
        auto asked = request(path, {});
        asked.setHeader(QNetworkRequest::ContentTypeHeader, QByteArray("application/x-www-form-urlencoded"));
        return wait(m_manager.post(asked, encoded(fields)));
    }
    Answer remove(const QString &path) { return wait(m_manager.deleteResource(request(path, {}))); }

    static QByteArray encoded(const Fields &fields)
    {
        QByteArrayList parts;
        for (const auto &field : fields)
            parts.append(QUrl::toPercentEncoding(field.first) + '=' + QUrl::toPercentEncoding(field.second));
        return parts.join('&');
    }

private:
    QNetworkRequest request(const QString &path, const Fields &query) const
    {
        const bool whole = path.startsWith(QLatin1String("/2010")) || path.startsWith(QLatin1String("/v1")) ||
                           path.startsWith(QLatin1String("/simulator"));
        QByteArray text = m_origin.toEncoded() + (whole ? path : base() + path).toUtf8();
        if (!query.isEmpty())
            text += '?' + encoded(query);
        QNetworkRequest asked(QUrl::fromEncoded(text));
        if (!m_login.isEmpty())
            asked.setRawHeader("Authorization", "Basic " + m_login);
        asked.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
        return asked;
    }

    Answer wait(QNetworkReply *reply)
    {
        QSignalSpy finished(reply, &QNetworkReply::finished);
        if (!reply->isFinished() && !finished.wait(20'000))
            return {};
        Answer answer;
        answer.status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
        answer.json = QJsonDocument::fromJson(reply->readAll()).object();
        answer.retryAfter = reply->rawHeader("Retry-After");
        answer.date = reply->rawHeader("Date");
        reply->deleteLater();
        return answer;
    }

    QUrl m_origin;
    QString m_account;
    QByteArray m_login = QByteArray("SKtest:secret").toBase64();
    QNetworkAccessManager m_manager;
};

/// A simulator whose steps take milliseconds.
inline SimulatorOptions fastOptions()
{
    SimulatorOptions options;
    options.step = std::chrono::milliseconds(10);
    options.priceLag = std::chrono::milliseconds(10);
    options.replyDelay = std::chrono::milliseconds(10);
    return options;
}
