#include "sync/templatename.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;

QString TemplateName::shared(const QJsonObject &row)
{
    QString name = row.value("template_name"_L1).toString();
    const QString language = row.value("language"_L1).toString();
    if (language != "en"_L1)
        name += u" [%1]"_s.arg(language);
    if (row.contains("removed_at"_L1))
        name += u" [removed %1]"_s.arg(row.value("id"_L1).toString().left(8));
    return name;
}

QString TemplateName::local(const QString &sharedName, const QString &language)
{
    static const QRegularExpression removed(u" \\[removed [0-9a-f]{8}\\]$"_s);
    QString name = sharedName;
    name.remove(removed);
    const QString mark = u" [%1]"_s.arg(language);
    if (language != "en"_L1 && name.endsWith(mark))
        name.chop(mark.size());
    return name;
}
