#pragma once

#include "id.h"
#include "persona.h"

#include <QDateTime>
#include <QMap>
#include <QMetaType>
#include <QString>
#include <QStringList>

/// A text with {variables}, by persona and language.
struct SmsTemplate {
    TemplateId id;
    Persona persona = Persona::Advisor;
    QString language = QStringLiteral("en");
    QString name;
    QString content;
    bool active = true;
    int useCount = 0;
    QDateTime createdAt;
    QDateTime updatedAt;
    QString updatedBy;

    /// Names in order of first appearance, without repeats: derived, so content and list can not disagree.
    QStringList variables() const;
};

/// Where a variable stands in a rendered text, so that the composer can mark it.
struct RenderedSpan {
    qsizetype start = 0;
    qsizetype length = 0;
    QString variable;
    bool missing = false; ///< no value: the span still reads {name}, and the text may not be sent
};

struct RenderedText {
    QString text;
    QList<RenderedSpan> spans;
    QStringList missing; ///< unknown, empty or blank variables, in order, without repeats
};

/// Replaces every occurrence of {name} ([A-Za-z][A-Za-z0-9_]*). A value is put in as it is: braces inside a value are
/// text and are not expanded again. A brace that opens no name is text too.
RenderedText renderTemplate(const QString &content, const QMap<QString, QString> &values);
QStringList templateVariables(const QString &content);

Q_DECLARE_METATYPE(SmsTemplate)
