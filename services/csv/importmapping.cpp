#include "csv/clientimport.h"

using namespace Qt::StringLiterals;

namespace
{
/// "Teléfono móvil " → "telefono movil", "Phone 1 - Value" → "phone 1 value".
QString plainWords(const QString &header)
{
    QString words;
    const auto decomposed = header.normalized(QString::NormalizationForm_KD).toLower();
    for (const auto c : decomposed) {
        if (c.isLetterOrNumber())
            words += c;
        else if (!c.isMark())
            words += u' ';
    }
    return words.simplified();
}

bool isOneOf(const QString &words, std::initializer_list<QLatin1String> known)
{
    return std::find(known.begin(), known.end(), words) != known.end();
}

bool isName(const QString &words)
{
    return isOneOf(words, {"name"_L1, "full name"_L1, "client"_L1, "client name"_L1, "contact"_L1, "contact name"_L1,
                           "display name"_L1, "customer"_L1, "customer name"_L1, "nombre completo"_L1, "cliente"_L1,
                           "nombre del cliente"_L1, "contacto"_L1, "nombre y apellidos"_L1, "nombre y apellido"_L1});
}

bool isFirstName(const QString &words)
{
    return isOneOf(words, {"first name"_L1, "given name"_L1, "first"_L1, "forename"_L1, "firstname"_L1,
                           "nombre de pila"_L1, "primer nombre"_L1, "nombres"_L1, "nombre"_L1});
}

bool isLastName(const QString &words)
{
    return isOneOf(words, {"last name"_L1, "family name"_L1, "surname"_L1, "last"_L1, "lastname"_L1, "apellido"_L1,
                           "apellidos"_L1});
}

bool hasWord(const QString &words, std::initializer_list<QLatin1String> wanted)
{
    const auto list = words.split(u' ');
    return std::any_of(wanted.begin(), wanted.end(), [&](QLatin1String word) { return list.contains(word); });
}

bool isNumber(const QString &words)
{
    if (hasWord(words,
                {"type"_L1, "label"_L1, "fax"_L1, "extension"_L1, "ext"_L1, "tipo"_L1, "etiqueta"_L1, "country"_L1,
                 "yomi"_L1, "pager"_L1, "telex"_L1, "callback"_L1, "assistant"_L1, "radio"_L1, "permission"_L1}))
        return false;
    return hasWord(words, {"phone"_L1, "telephone"_L1, "mobile"_L1, "cell"_L1, "cellphone"_L1, "tel"_L1, "telefono"_L1,
                           "telefonos"_L1, "movil"_L1, "celular"_L1}) ||
           isOneOf(words, {"number"_L1, "numero"_L1});
}

bool isNumberLabel(const QString &words)
{
    return hasWord(words, {"phone"_L1, "telefono"_L1}) &&
           hasWord(words, {"type"_L1, "label"_L1, "tipo"_L1, "etiqueta"_L1});
}

/// The column that stands before or after its number: "Phone 1 - Type", "Phone 1 - Value".
void pairLabels(ImportMapping &mapping, const QStringList &plain)
{
    for (const int number : std::as_const(mapping.numbers)) {
        const auto stem = plain.value(number).section(u' ', 0, 1);
        for (const int beside : {number - 1, number + 1}) {
            const auto words = plain.value(beside);
            if (isNumberLabel(words) && words.section(u' ', 0, 1) == stem)
                mapping.numberLabels.insert(number, beside);
        }
    }
}

/// The columns beside the numbers and the rest that only our own export has.
ImportMapping::Own ownColumns(const QList<int> &numbers, const QStringList &plain)
{
    ImportMapping::Own own;
    for (const int number : numbers) {
        if (const auto at = plain.indexOf(plain.at(number) + u" permission"_s); at >= 0)
            own.permissions.insert(number, int(at));
        if (const auto at = plain.indexOf(plain.at(number) + u" permission since"_s); at >= 0)
            own.permissionTimes.insert(number, int(at));
    }
    if (!own.isOurs())
        return {};
    own.timeZone = int(plain.indexOf(u"time zone"_s));
    own.archived = int(plain.indexOf(u"archived"_s));
    own.unknown = int(plain.indexOf(u"unknown"_s));
    own.createdAt = int(plain.indexOf(u"created at"_s));
    return own;
}

void take(int &column, int index, bool fits)
{
    if (fits && column < 0)
        column = index;
}
} // namespace

ImportMapping ImportMapping::guess(const QStringList &header)
{
    ImportMapping mapping;
    QStringList plain;
    for (const auto &cell : header)
        plain.append(plainWords(cell));
    for (int i = 0; i < int(plain.size()); ++i) {
        const auto &words = plain.at(i);
        take(mapping.name, i, isName(words));
        take(mapping.firstName, i, isFirstName(words));
        take(mapping.lastName, i, isLastName(words));
        take(mapping.state, i,
             isOneOf(words, {"state"_L1, "us state"_L1, "province"_L1, "estado"_L1, "provincia"_L1, "region"_L1,
                             "address 1 region"_L1, "home state"_L1, "business state"_L1, "state province"_L1}));
        take(mapping.language, i,
             isOneOf(words, {"language"_L1, "preferred language"_L1, "idioma"_L1, "idioma preferido"_L1, "lengua"_L1}));
        take(mapping.persona, i, isOneOf(words, {"persona"_L1, "practice area"_L1, "service"_L1, "servicio"_L1}));
        take(mapping.tags, i,
             isOneOf(words, {"tags"_L1, "tag"_L1, "labels"_L1, "group membership"_L1, "categories"_L1, "groups"_L1,
                             "etiquetas"_L1, "grupos"_L1, "categorias"_L1}));
        take(mapping.notes, i,
             isOneOf(words, {"notes"_L1, "note"_L1, "notas"_L1, "nota"_L1, "comments"_L1, "comentarios"_L1,
                             "observaciones"_L1}));
        if (isNumber(words)) {
            mapping.numbers.append(i);
            mapping.numberNames.insert(i, labelOf(header.at(i)));
        }
    }
    // "Nombre" alone is the whole name; beside "Apellidos" it is the first one.
    if (mapping.name < 0 && mapping.lastName < 0 && mapping.firstName >= 0 &&
        plain.at(mapping.firstName) == "nombre"_L1) {
        mapping.name = mapping.firstName;
        mapping.firstName = -1;
    }
    pairLabels(mapping, plain);
    mapping.own = ownColumns(mapping.numbers, plain);
    return mapping;
}

QString ImportMapping::labelOf(const QString &heading)
{
    QStringList label;
    for (const auto &word : plainWords(heading).split(u' ')) {
        const bool says =
            !isOneOf(word, {"phone"_L1, "phones"_L1, "telephone"_L1, "telefono"_L1, "telefonos"_L1, "tel"_L1,
                            "number"_L1, "numero"_L1, "no"_L1, "value"_L1, "valor"_L1, "client"_L1, "contact"_L1,
                            "customer"_L1, "cliente"_L1, "contacto"_L1, "de"_L1, "del"_L1});
        if (says && !word.isEmpty() && !word.at(0).isDigit())
            label.append(word);
    }
    return label.join(u' ');
}
