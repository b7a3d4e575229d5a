#include "storage/searchwords.h"

#include "secrets/fieldcipher.h"
#include "storage/sql.h"
#include "storage/textfold.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace
{
constexpr qsizetype mostWords = 32;
constexpr qint64 quarterOfAnHour = 15 * 60'000; // no time zone changes its offset within one

/// The 3 of "Nov 3" is not the one in a telephone number or in "Nov 30".
bool has(const QString &folded, const QString &word)
{
    const auto isDigit = [](QChar c) { return c.isDigit(); };
    if (word.size() > 2 || !std::all_of(word.cbegin(), word.cend(), isDigit))
        return folded.contains(word);
    for (qsizetype at = folded.indexOf(word); at >= 0; at = folded.indexOf(word, at + 1)) {
        const qsizetype end = at + word.size();
        if ((at == 0 || !folded.at(at - 1).isDigit()) && (end == folded.size() || !folded.at(end).isDigit()))
            return true;
    }
    return false;
}

quint64 firstBits(qsizetype count)
{
    return (quint64(1) << count) - 1;
}

QString opened(const SealedRow &row, const FieldCipher &cipher, const QString &column, const QByteArray &sealed,
               int epoch)
{
    if (sealed.isEmpty())
        return {};
    return cipher.decrypt(sealed, {u"communication_logs"_s, column, row.id, row.peer}, epoch).value_or(QString());
}
} // namespace

SearchWords::SearchWords(const QString &text, Shown shown)
    : m_words(searchWords(text).mid(0, mostWords))
    , m_all(firstBits(m_words.size()))
    , m_typed(m_all)
    , m_shown(std::move(shown))
{
    const QStringList typed = foldedText(text).split(u' ', Qt::SkipEmptyParts).mid(0, mostWords - 1);
    if (typed == m_words)
        return;
    m_typed = firstBits(typed.size()) << m_words.size();
    m_words += typed;
}

bool SearchWords::isAll(Found found) const
{
    return (found & m_all) == m_all || (found & m_typed) == m_typed;
}

SearchWords::Found SearchWords::in(const QString &folded, Found known) const
{
    for (qsizetype i = 0; i < m_words.size(); ++i) {
        const Found bit = Found(1) << i;
        if ((known & bit) == 0 && has(folded, m_words.at(i)))
            known |= bit;
    }
    return known;
}

void SearchWords::addClient(const SearchWalk::Client &client)
{
    m_clients.insert(client.id, in(client.folded));
}

bool SearchWords::fit(const SealedRow &row, const FieldCipher &cipher)
{
    Found found = in(row.peer, m_clients.value(row.client) | shown(row));
    if (isAll(found))
        return true;
    found = in(foldedText(row.content + opened(row, cipher, u"content_enc"_s, row.body, row.bodyEpoch)), found);
    if (!row.note.isEmpty())
        found = in(foldedText(opened(row, cipher, u"note_enc"_s, row.note, row.noteEpoch)), found);
    return isAll(found);
}

SearchWords::Found SearchWords::shown(const SealedRow &row)
{
    if (!m_shown.day)
        return 0;
    const qint64 utc = row.key.sortAt;
    const QDateTime local = QDateTime::fromMSecsSinceEpoch(utc + localOffset(utc), Qt::UTC);
    if (const QDate day = local.date(); day != m_day) {
        m_day = day;
        m_inDay = in(foldedText(m_shown.day(day)));
    }
    const int minute = local.time().msecsSinceStartOfDay() / 60'000;
    auto inMinute = m_minutes.constFind(minute);
    if (inMinute == m_minutes.constEnd())
        inMinute = m_minutes.insert(minute, in(foldedText(m_shown.time(local.time()))));
    return m_inDay | *inMinute | price(row);
}

SearchWords::Found SearchWords::price(const SealedRow &row)
{
    if (row.price.isEmpty())
        return 0;
    const QString key = row.price + row.priceUnit;
    auto known = m_prices.constFind(key);
    if (known == m_prices.constEnd()) {
        const auto money = Money::fromString(row.price, row.priceUnit);
        known = m_prices.insert(key, money ? in(foldedText(m_shown.price(*money))) : 0);
    }
    return *known;
}

qint64 SearchWords::localOffset(qint64 utc)
{
    if (const qint64 quarter = utc / quarterOfAnHour; quarter != m_quarter) {
        m_quarter = quarter;
        m_offset = 1'000LL * QDateTime::fromMSecsSinceEpoch(utc).offsetFromUtc();
    }
    return m_offset;
}
