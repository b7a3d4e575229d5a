#include "common/templatevalues.h"

#include <QCoreApplication>
#include <QDate>
#include <QLocale>

#include <array>

using namespace Qt::StringLiterals;

namespace TemplateValues
{
namespace
{
enum class Source { ClientFirstName, ClientFullName, Me, MyPhone, PracticePhone, Practice, Asked };

QString words(const char *text)
{
    return QCoreApplication::translate("TemplateValues", text);
}

Source sourceOf(const QString &variable)
{
    struct Entry {
        QLatin1String name;
        Source source;
    };
    // The guide's names, and the same for the other personas.
    static constexpr std::array entries{
        Entry{"client_name"_L1, Source::ClientFirstName},
        Entry{"client_first_name"_L1, Source::ClientFirstName},
        Entry{"client_full_name"_L1, Source::ClientFullName},
        Entry{"advisor_name"_L1, Source::Me},
        Entry{"attorney_name"_L1, Source::Me},
        Entry{"accountant_name"_L1, Source::Me},
        Entry{"staff_name"_L1, Source::Me},
        Entry{"advisor_phone"_L1, Source::MyPhone},
        Entry{"attorney_phone"_L1, Source::MyPhone},
        Entry{"accountant_phone"_L1, Source::MyPhone},
        Entry{"practice_phone"_L1, Source::PracticePhone},
        Entry{"practice_name"_L1, Source::Practice},
    };
    for (const Entry &entry : entries) {
        if (variable == entry.name)
            return entry.source;
    }
    return Source::Asked;
}

QString practicePhone(const PracticeSettings &settings)
{
    if (!settings.callerId.isNull())
        return settings.callerId.display(settings.region);
    const PhoneNumber sender = PhoneNumber::fromE164(settings.sender); // null for a messaging service
    return sender.isNull() ? QString() : sender.display(settings.region);
}

/// Mine is the practice's, which answers for everybody; a colleague's own is known from the list of people.
QString personPhone(const PracticeSettings &settings, const StaffMember &represented)
{
    const PhoneNumber own = PhoneNumber::fromE164(represented.phone);
    return own.isNull() ? practicePhone(settings) : own.display(settings.region);
}

QString value(Source source, const Client &client, const PracticeSettings &settings, const StaffMember &represented)
{
    switch (source) {
    case Source::ClientFirstName:
        return client.firstName();
    case Source::ClientFullName:
        return client.name;
    case Source::Me:
        return represented.id.isNull() ? settings.staffName : represented.name;
    case Source::MyPhone:
        return personPhone(settings, represented);
    case Source::PracticePhone:
        return practicePhone(settings);
    case Source::Practice:
        return settings.practiceName;
    case Source::Asked:
        break;
    }
    return {};
}
} // namespace

QMap<QString, QString> known(const Client &client, const PracticeSettings &settings, const StaffMember &represented)
{
    static const std::array names{
        u"client_name"_s,    u"client_first_name"_s, u"client_full_name"_s, u"advisor_name"_s,
        u"attorney_name"_s,  u"accountant_name"_s,   u"staff_name"_s,       u"advisor_phone"_s,
        u"attorney_phone"_s, u"accountant_phone"_s,  u"practice_phone"_s,   u"practice_name"_s,
    };
    QMap<QString, QString> values;
    for (const QString &name : names) {
        const QString text = value(sourceOf(name), client, settings, represented);
        if (!text.isEmpty())
            values.insert(name, text);
    }
    return values;
}

bool isKnown(const QString &variable)
{
    return sourceOf(variable) != Source::Asked;
}

QString source(const QString &variable)
{
    switch (sourceOf(variable)) {
    case Source::ClientFirstName:
        return words(QT_TRANSLATE_NOOP("TemplateValues", "Client, first name"));
    case Source::ClientFullName:
        return words(QT_TRANSLATE_NOOP("TemplateValues", "Client, full name"));
    case Source::Me:
        return words(QT_TRANSLATE_NOOP("TemplateValues", "Me"));
    case Source::MyPhone:
    case Source::PracticePhone:
        return words(QT_TRANSLATE_NOOP("TemplateValues", "Caller number"));
    case Source::Practice:
        return words(QT_TRANSLATE_NOOP("TemplateValues", "Practice"));
    case Source::Asked:
        break;
    }
    return words(QT_TRANSLATE_NOOP("TemplateValues", "Asked each time"));
}

QString example(const QString &variable, const QString &language)
{
    const QLocale locale(language.isEmpty() ? u"en"_s : language);
    if (variable.endsWith("time"_L1))
        return locale.toString(QTime(15, 0), QLocale::ShortFormat);
    if (variable.contains("date"_L1) && !variable.contains("update"_L1))
        return locale.toString(QDate(QDate::currentDate().year(), 4, 15), u"d MMMM"_s);
    if (variable.contains("deadline"_L1) && !variable.endsWith("type"_L1))
        return locale.toString(QDate(QDate::currentDate().year(), 4, 15), u"d MMMM"_s);
    if (variable.endsWith("link"_L1))
        return u"portal.example/abc"_s;
    if (variable.endsWith("year"_L1))
        return QString::number(QDate::currentDate().year() - 1);
    return {};
}
} // namespace TemplateValues
