#include "storage/searchwords.h"

#include "secrets/fieldcipher.h"
#include "storage/textfold.h"

#include <algorithm>

#include <sodium.h>

using namespace Qt::StringLiterals;

namespace
{
constexpr qsizetype mostWords = 32;
constexpr qint64 quarterOfAnHour = 15 * 60'000; // no time zone changes its offset within one

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

/// The 3 of "Nov 3" is not the one in a telephone number or in "Nov 30".
bool has(QByteArrayView folded, const QByteArray &word)
{
    if (word.size() > 2 || !std::all_of(word.cbegin(), word.cend(), isDigit))
        return folded.contains(word);
    for (qsizetype at = folded.indexOf(word); at >= 0; at = folded.indexOf(word, at + 1)) {
        const qsizetype end = at + word.size();
        if ((at == 0 || !isDigit(folded.at(at - 1))) && (end == folded.size() || !isDigit(folded.at(end))))
            return true;
    }
    return false;
}

quint64 firstBits(qsizetype count)
{
    return (quint64(1) << count) - 1;
}

QList<QByteArray> utf8(const QStringList &words)
{
    QList<QByteArray> result;
    for (const QString &word : words)
        result.append(word.toUtf8());
    return result;
}
} // namespace

SearchWords::SearchWords(const QString &text, Shown shown)
    : m_words(utf8(searchWords(text).mid(0, mostWords)))
    , m_all(firstBits(m_words.size()))
    , m_typed(m_all)
    , m_shown(std::move(shown))
{
    const auto typed = utf8(foldedText(text).split(u' ', Qt::SkipEmptyParts).mid(0, mostWords - 1));
    if (typed == m_words)
        return;
    m_typed = firstBits(typed.size()) << m_words.size();
    m_words += typed;
}

SearchWords::~SearchWords()
{
    if (!m_text.isEmpty())
        sodium_memzero(m_text.data(), size_t(m_text.size()));
}

bool SearchWords::isAll(Found found) const
{
    return (found & m_all) == m_all || (found & m_typed) == m_typed;
}

SearchWords::Found SearchWords::in(QByteArrayView folded, Found known) const
{
    for (qsizetype i = 0; i < m_words.size(); ++i) {
        const Found bit = Found(1) << i;
        if ((known & bit) == 0 && has(folded, m_words.at(i)))
            known |= bit;
    }
    return known;
}

/// Nearly every text is ASCII, which needs no Unicode tables.
SearchWords::Found SearchWords::inText(QByteArrayView text, Found known)
{
    if (std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; }))
        return in(foldedText(QString::fromUtf8(text)).toUtf8(), known);
    if (text.data() != m_text.constData())
        m_text = text.toByteArray();
    std::transform(m_text.cbegin(), m_text.cend(), m_text.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? char(c | 0x20) : c; });
    return in(m_text, known);
}

SearchWords::Found SearchWords::inSealed(QByteArrayView sealed, const char *column, int epoch, Found known)
{
    const FieldPlaceUtf8 place{"communication_logs", column, (*m_stretch)[m_row->id], (*m_stretch)[m_row->peer]};
    return m_cipher->open(sealed, place, epoch, m_text) ? inText(m_text, known) : known;
}

QList<qint64> SearchWords::hits(const SearchWalk::Stretch &stretch, const FieldCipher &cipher)
{
    m_stretch = &stretch;
    m_cipher = &cipher;
    for (const QByteArray &client : stretch.clients)
        m_clients.append(in(client));
    QList<qint64> hits;
    for (const SearchWalk::Row &row : stretch.rows) {
        if (fits(row))
            hits.append(row.key.sequence);
    }
    return hits;
}

bool SearchWords::fits(const SearchWalk::Row &row)
{
    m_row = &row;
    Found found = in((*m_stretch)[row.peer], m_clients.at(row.client) | shown(row));
    if (isAll(found))
        return true;
    if (row.content.size > 0)
        found = inText((*m_stretch)[row.content], found);
    if (row.body.size > 0)
        found = inSealed((*m_stretch)[row.body], "content_enc", row.bodyEpoch, found);
    if (row.note.size > 0)
        found = inSealed((*m_stretch)[row.note], "note_enc", row.noteEpoch, found);
    return isAll(found);
}

SearchWords::Found SearchWords::shown(const SearchWalk::Row &row)
{
    if (!m_shown.day)
        return 0;
    const qint64 utc = row.key.sortAt;
    const QDateTime local = QDateTime::fromMSecsSinceEpoch(utc + localOffset(utc), Qt::UTC);
    if (const QDate day = local.date(); day != m_day) {
        m_day = day;
        m_inDay = in(foldedText(m_shown.day(day)).toUtf8());
    }
    const int minute = local.time().msecsSinceStartOfDay() / 60'000;
    auto inMinute = m_minutes.find(minute);
    if (inMinute == m_minutes.end())
        inMinute = m_minutes.insert(minute, in(foldedText(m_shown.time(local.time())).toUtf8()));
    return m_inDay | *inMinute | price((*m_stretch)[row.price]);
}

SearchWords::Found SearchWords::price(QByteArrayView price)
{
    if (price.isEmpty())
        return 0;
    const auto known = m_prices.constFind(QByteArray::fromRawData(price.data(), price.size()));
    if (known != m_prices.constEnd())
        return *known;
    const QStringList parts = QString::fromUtf8(price).split(u' ');
    const auto money = Money::fromString(parts.first(), parts.last());
    return *m_prices.insert(price.toByteArray(), money ? in(foldedText(m_shown.price(*money)).toUtf8()) : 0);
}

qint64 SearchWords::localOffset(qint64 utc)
{
    if (const qint64 quarter = utc / quarterOfAnHour; quarter != m_quarter) {
        m_quarter = quarter;
        m_offset = 1'000LL * QDateTime::fromMSecsSinceEpoch(utc).offsetFromUtc();
    }
    return m_offset;
}
