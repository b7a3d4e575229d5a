#include "smssegments.h"

#include <QHash>

#include <algorithm>
#include <array>

namespace
{
constexpr int gsmAlone = 160, gsmPart = 153;
constexpr int ucsAlone = 70, ucsPart = 67;

/// Septets by UTF-16 code unit below U+0400; 0: not in GSM-7 (3GPP TS 23.038, default alphabet and its extension).
constexpr auto septetTable = [] {
    std::array<quint8, 0x400> table{};
    constexpr char16_t basic[] = u"@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
                                 u"¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
    for (size_t i = 0; basic[i] != 0; ++i)
        table[basic[i]] = 1;
    constexpr char16_t extension[] = u"\f^{}\\[~]|";
    for (size_t i = 0; extension[i] != 0; ++i)
        table[extension[i]] = 2;
    return table;
}();

int septets(char16_t unit)
{
    constexpr char16_t euro = u'€';
    if (unit < septetTable.size())
        return septetTable[unit];
    return unit == euro ? 2 : 0;
}

bool isGsm(QStringView text)
{
    return std::all_of(text.begin(), text.end(), [](QChar c) { return septets(c.unicode()) > 0; });
}

struct Substitute {
    char16_t from;
    const char16_t *to;
};

/// Sorted. Only what looks and means the same: fractions and powers are left alone, "2½" is not "21/2".
constexpr std::array substitutes{
    Substitute{u'\t', u" "},   Substitute{u'\v', u"\n"},   Substitute{u'`', u"'"},     Substitute{0x0085, u"\n"},
    Substitute{0x00a0, u" "},  Substitute{0x00a2, u"c"},   Substitute{0x00a6, u"|"},   Substitute{0x00a9, u"(c)"},
    Substitute{0x00aa, u"a"},  Substitute{0x00ab, u"\""},  Substitute{0x00ae, u"(R)"}, Substitute{0x00b4, u"'"},
    Substitute{0x00b5, u"u"},  Substitute{0x00b7, u"."},   Substitute{0x00ba, u"o"},   Substitute{0x00bb, u"\""},
    Substitute{0x00d0, u"D"},  Substitute{0x00d7, u"x"},   Substitute{0x00de, u"Th"},  Substitute{0x00f0, u"d"},
    Substitute{0x00fe, u"th"}, Substitute{0x0110, u"D"},   Substitute{0x0111, u"d"},   Substitute{0x0131, u"i"},
    Substitute{0x0141, u"L"},  Substitute{0x0142, u"l"},   Substitute{0x0152, u"OE"},  Substitute{0x0153, u"oe"},
    Substitute{0x02b9, u"'"},  Substitute{0x02ba, u"\""},  Substitute{0x02bb, u"'"},   Substitute{0x02bc, u"'"},
    Substitute{0x02c6, u"^"},  Substitute{0x02c8, u"'"},   Substitute{0x02dc, u"~"},   Substitute{0x1e9e, u"SS"},
    Substitute{0x2010, u"-"},  Substitute{0x2011, u"-"},   Substitute{0x2012, u"-"},   Substitute{0x2013, u"-"},
    Substitute{0x2014, u"-"},  Substitute{0x2015, u"-"},   Substitute{0x2017, u"_"},   Substitute{0x2018, u"'"},
    Substitute{0x2019, u"'"},  Substitute{0x201a, u"'"},   Substitute{0x201b, u"'"},   Substitute{0x201c, u"\""},
    Substitute{0x201d, u"\""}, Substitute{0x201e, u"\""},  Substitute{0x201f, u"\""},  Substitute{0x2022, u"*"},
    Substitute{0x2023, u"*"},  Substitute{0x2024, u"."},   Substitute{0x2025, u".."},  Substitute{0x2026, u"..."},
    Substitute{0x2027, u"."},  Substitute{0x2028, u"\n"},  Substitute{0x2029, u"\n"},  Substitute{0x2032, u"'"},
    Substitute{0x2033, u"\""}, Substitute{0x2035, u"'"},   Substitute{0x2036, u"\""},  Substitute{0x2039, u"<"},
    Substitute{0x203a, u">"},  Substitute{0x203c, u"!!"},  Substitute{0x2043, u"-"},   Substitute{0x2044, u"/"},
    Substitute{0x20a8, u"Rs"}, Substitute{0x2116, u"No."}, Substitute{0x2122, u"TM"},  Substitute{0x2126, u"\u03a9"},
    Substitute{0x2190, u"<-"}, Substitute{0x2192, u"->"},  Substitute{0x2212, u"-"},   Substitute{0x2215, u"/"},
    Substitute{0x2219, u"."},  Substitute{0x2223, u"|"},   Substitute{0x223c, u"~"},   Substitute{0x25aa, u"*"},
    Substitute{0x25cf, u"*"},  Substitute{0x25e6, u"*"},   Substitute{0x2713, u"v"},   Substitute{0x301c, u"~"},
};
static_assert(std::is_sorted(substitutes.begin(), substitutes.end(),
                             [](const Substitute &a, const Substitute &b) { return a.from < b.from; }));

bool isCombining(QChar c)
{
    return c.unicode() >= 0x0300 && c.unicode() <= 0x036f;
}

bool isInvisible(char16_t unit)
{
    return unit == 0x00ad || unit == 0x200b || unit == 0x2060 || unit == 0xfeff;
}

/// Letters with accents, wide forms and ligatures by Unicode's own decomposition.
QString decomposed(const QString &character)
{
    switch (character.at(0).decompositionTag()) {
    case QChar::Canonical:
    case QChar::NoBreak:
    case QChar::Wide:
    case QChar::Narrow:
    case QChar::Compat:
        break;
    default:
        return {};
    }
    QString plain = character.normalized(QString::NormalizationForm_KD);
    plain.removeIf(isCombining);
    return plain;
}

/// The GSM-7 form of one character (with its combining marks); empty when there is none.
QString plainForm(QStringView character)
{
    QString composed = character.toString().normalized(QString::NormalizationForm_C);
    if (isGsm(composed))
        return composed;
    if (composed.size() > 1) { // marks that compose to nothing in Unicode: keep the letter
        const QString base = composed.at(0);
        const bool marks = composed.at(0).isLetter() && std::all_of(composed.begin() + 1, composed.end(), isCombining);
        return marks ? (isGsm(base) ? base : plainForm(base)) : QString();
    }
    const char16_t unit = composed.at(0).unicode();
    const auto found = std::lower_bound(substitutes.begin(), substitutes.end(), unit,
                                        [](const Substitute &a, char16_t b) { return a.from < b; });
    if (found != substitutes.end() && found->from == unit)
        return QString::fromUtf16(found->to);
    const QString plain = decomposed(composed);
    const bool blank = plain.trimmed().isEmpty() && !composed.at(0).isSpace();
    return !plain.isEmpty() && !blank && isGsm(plain) ? plain : QString();
}

/// Length of the character at @p at, with the other half of a pair and the combining marks that follow.
qsizetype characterLength(QStringView text, qsizetype at)
{
    qsizetype length = 1;
    if (text[at].isHighSurrogate() && at + 1 < text.size() && text[at + 1].isLowSurrogate())
        length = 2;
    while (at + length < text.size() && isCombining(text[at + length]))
        ++length;
    return length;
}

/// Calls @p visit(character, fits) for each character; fits: GSM-7 can write it.
template <class Visit>
void forEachCharacter(QStringView text, Visit visit)
{
    for (qsizetype at = 0; at < text.size();) {
        const qsizetype length = characterLength(text, at);
        const QStringView character = text.sliced(at, length);
        visit(character, length == 1 && septets(character[0].unicode()) > 0);
        at += length;
    }
}

QList<SmsSegments::Offender> offendersIn(QStringView text)
{
    QList<SmsSegments::Offender> offenders;
    QHash<QString, qsizetype> known;
    forEachCharacter(text, [&](QStringView character, bool fits) {
        if (fits)
            return;
        const QString key = character.toString();
        qsizetype index = known.value(key, -1);
        if (index < 0) {
            index = offenders.size();
            known.insert(key, index);
            offenders.append({key, plainForm(character), 0, isInvisible(character[0].unicode())});
        }
        ++offenders[index].count;
    });
    return offenders;
}

/// Parts of @p room units; @p width(i) units at i stay together.
template <class Width>
int partsOf(QStringView text, int room, Width width)
{
    int parts = 1;
    int left = room;
    for (qsizetype at = 0; at < text.size();) {
        const auto [units, step] = width(at);
        if (units > left) {
            ++parts;
            left = room;
        }
        left -= units;
        at += step;
    }
    return parts;
}

struct Step {
    int units;
    qsizetype characters;
};
} // namespace

SmsSegments SmsSegments::of(const QString &text)
{
    SmsSegments result;
    const QStringView view(text);
    bool gsm = true;
    int total = 0;
    for (const QChar c : view) {
        const int width = septets(c.unicode());
        gsm = gsm && width > 0;
        total += width;
    }
    result.encoding = gsm ? Encoding::Gsm7 : Encoding::Ucs2;
    result.used = gsm ? total : int(view.size());
    const int alone = gsm ? gsmAlone : ucsAlone;
    const int part = gsm ? gsmPart : ucsPart;
    if (!gsm)
        result.offenders = offendersIn(view);
    if (result.used <= alone) {
        result.segments = text.isEmpty() ? 0 : 1;
        result.capacity = alone;
        return result;
    }
    result.segments = gsm ? partsOf(view, part,
                                    [&](qsizetype at) {
                                        return Step{septets(view[at].unicode()), 1};
                                    })
                          : partsOf(view, part, [&](qsizetype at) {
                                const bool pair =
                                    view[at].isHighSurrogate() && at + 1 < view.size() && view[at + 1].isLowSurrogate();
                                return pair ? Step{2, 2} : Step{1, 1};
                            });
    result.capacity = result.segments * part;
    return result;
}

QString SmsSegments::plain(const QString &text)
{
    QString visible = text; // first: a mark behind an invisible character belongs to the letter before
    visible.removeIf([](QChar c) { return isInvisible(c.unicode()); });
    QString result;
    result.reserve(visible.size());
    forEachCharacter(visible, [&](QStringView character, bool fits) {
        const QString form = fits ? QString() : plainForm(character);
        form.isEmpty() ? result.append(character) : result.append(form);
    });
    return result;
}
