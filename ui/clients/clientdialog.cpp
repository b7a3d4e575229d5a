#include "clients/clientdialog.h"

#include "clients/clientdelegate.h"
#include "common/errortext.h"
#include "common/formatting.h"
#include "common/plaintext.h"
#include "common/theme.h"
#include "storage/clientstore.h"
#include "storage/settingstore.h"
#include "uicontext.h"

#include <QComboBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTimeZone>

using namespace Qt::StringLiterals;

namespace
{
constexpr int longestName = 200;

const QStringList &usStates()
{
    static const QStringList states = u"AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO "
                                      u"MT NE NV NH NJ NM NY NC ND OH OK "
                                      u"OR PA PR RI SC SD TN TX UT VT VA WA WV WI WY"_s.split(u' ');
    return states;
}

QString problemText(PhoneNumber::Problem problem)
{
    switch (problem) {
    case PhoneNumber::Problem::Empty:
        return ClientDialog::tr("Enter a phone number.");
    case PhoneNumber::Problem::TooShort:
        return ClientDialog::tr("This number is too short.");
    case PhoneNumber::Problem::TooLong:
        return ClientDialog::tr("This number is too long. Leave an extension out.");
    case PhoneNumber::Problem::InvalidCountry:
        return ClientDialog::tr("This country code does not exist.");
    case PhoneNumber::Problem::LocalOnly:
        return ClientDialog::tr("The area code is missing.");
    case PhoneNumber::Problem::NotANumber:
    case PhoneNumber::Problem::None:
        break;
    }
    return ClientDialog::tr("This is not a phone number that a text or call can go to.");
}
} // namespace

ClientDialog::ClientDialog(UiContext &context, const Client &client, QWidget *parent)
    : QDialog(parent)
    , m_context(context)
    , m_shown(client)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(client.id.isNull() || client.unknown ? tr("Add client") : tr("Edit client"));
    build();
    fill(client);
    if (client.id.isNull())
        return;
    // Lists carry no notes; what is edited is read whole.
    m_save->setEnabled(false);
    whenDone(m_context.clients.fetch(client.id), this, [this](const Result<Client> &whole) {
        if (!whole)
            return complain(ErrorText::sentence(whole.error()), m_name);
        m_shown = *whole;
        fill(m_shown);
        m_save->setEnabled(true);
    });
}

void ClientDialog::build()
{
    setMinimumWidth(520);
    QWidget *form = buildForm(); // first: the tab order is the order of making
    m_problem = PlainText::label({}, this);
    m_problem->setProperty("textRole", u"bad"_s);
    m_problem->setWordWrap(true);
    m_problem->hide();
    m_owner = new QPushButton(this);
    m_owner->setAutoDefault(false);
    m_owner->hide();
    auto *cancel = new QPushButton(tr("Cancel"), this);
    cancel->setAutoDefault(false);
    m_save = new QPushButton(tr("&Save client"), this);
    m_save->setAccessibleName(tr("Save client"));
    m_save->setDefault(true);
    Theme::makePrimary(m_save);

    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_owner);
    buttons->addStretch();
    buttons->addWidget(cancel);
    buttons->addWidget(m_save);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 24, 24, 20);
    layout->setSpacing(20);
    layout->addWidget(form);
    layout->addWidget(m_problem);
    layout->addLayout(buttons);

    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_save, &QPushButton::clicked, this, &ClientDialog::save);
    connect(m_number, &QLineEdit::textEdited, this, &ClientDialog::formatNumber);
    connect(m_owner, &QPushButton::clicked, this, [this] {
        Q_EMIT openRequested(m_ownerId);
        reject();
    });
}

QWidget *ClientDialog::buildForm()
{
    auto *form = new QWidget(this);
    auto *grid = new QGridLayout(form);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(16);
    grid->setVerticalSpacing(Theme::grid);
    grid->setColumnStretch(1, 1);
    m_name = new QLineEdit(form);
    m_name->setMaxLength(longestName);
    m_number = new QLineEdit(form);
    m_label = new QLineEdit(form);
    m_label->setPlaceholderText(tr("mobile, office …"));
    m_label->setMaxLength(60);
    m_other = new QLineEdit(form);
    m_other->setPlaceholderText(tr("separated by commas"));
    m_states = PlainText::label({}, form);
    m_states->setWordWrap(true);
    Theme::makeMuted(m_states);
    m_persona = new QComboBox(form);
    for (const Persona persona : allPersonas)
        m_persona->addItem(Formatting::persona(persona), personaKey(persona));
    m_language = new QComboBox(form);
    m_language->addItem(tr("As the practice"), QString());
    for (const QString &language : Formatting::languages())
        m_language->addItem(Formatting::language(language), language);
    m_state = new QComboBox(form);
    m_state->addItem(tr("Not known"), QString());
    for (const QString &state : usStates())
        m_state->addItem(state, state);
    m_zone = new QComboBox(form);
    m_zone->addItem(tr("From the number"), QString());
    for (const QByteArray &zone : QTimeZone::availableTimeZoneIds()) {
        if (zone.contains('/') && !zone.startsWith("Etc/") && !zone.startsWith("SystemV/"))
            m_zone->addItem(QString::fromLatin1(zone).replace(u'_', u' '), QString::fromLatin1(zone));
    }
    m_tags = new QLineEdit(form);
    m_tags->setPlaceholderText(tr("separated by commas"));
    m_notes = new QPlainTextEdit(form);
    m_notes->setTabChangesFocus(true);
    m_notes->setFixedHeight(72);
    addRow(grid, tr("Client na&me"), m_name);
    addRow(grid, tr("&Phone number"), m_number);
    addRow(grid, tr("&Label"), m_label);
    addRow(grid, tr("&Other numbers"), m_other);
    grid->addWidget(m_states, grid->rowCount(), 1);
    addRow(grid, tr("P&ersona"), m_persona);
    addRow(grid, tr("Lan&guage"), m_language);
    addRow(grid, tr("US s&tate"), m_state);
    addRow(grid, tr("Time &zone"), m_zone);
    addRow(grid, tr("T&ags"), m_tags);
    addRow(grid, tr("&Notes"), m_notes);
    return form;
}

void ClientDialog::addRow(QGridLayout *grid, const QString &label, QWidget *field)
{
    auto *words = PlainText::label(label, this);
    Theme::makeMuted(words);
    words->setBuddy(field);
    field->setAccessibleName(QString(label).remove(u'&'));
    const int row = grid->rowCount();
    grid->addWidget(words, row, 0, Qt::AlignTop | Qt::AlignLeft);
    words->setMinimumHeight(30);
    grid->addWidget(field, row, 1);
}

QHash<QWidget *, QString> ClientDialog::textsOf(const Client &client) const
{
    const QString region = m_context.settings.current().region;
    const auto line = [](const QLineEdit *edit, const QString &text) {
        return PlainText::beginOf(PlainText::oneLine(text), edit->maxLength());
    };
    QStringList others;
    for (qsizetype i = 1; i < client.numbers.size(); ++i)
        others << client.numbers.at(i).number.display(region);
    const Persona persona = client.id.isNull() ? m_context.settings.current().persona : client.persona;
    return {{m_name, line(m_name, client.name)},
            {m_number, client.primaryNumber().isNull() ? QString() : client.primaryNumber().display(region)},
            {m_label, line(m_label, client.numbers.isEmpty() ? QString() : client.numbers.first().label)},
            {m_other, others.join(u", "_s)},
            {m_persona, personaKey(persona)},
            {m_language, client.language},
            {m_state, client.usState},
            {m_zone, client.timeZone},
            {m_tags, line(m_tags, client.tags.join(u", "_s))},
            {m_notes, PlainText::cleaned(client.notes)}};
}

QString ClientDialog::textIn(const QWidget *field)
{
    if (const auto *edit = qobject_cast<const QLineEdit *>(field))
        return edit->text();
    if (const auto *box = qobject_cast<const QComboBox *>(field))
        return box->currentData().toString();
    const auto *notes = qobject_cast<const QPlainTextEdit *>(field);
    return notes ? notes->toPlainText() : QString();
}

/// A client that is not one yet is written whole.
bool ClientDialog::isEdited(QWidget *field) const
{
    return m_shown.id.isNull() || m_shown.unknown || textIn(field) != m_filled.value(field);
}

void ClientDialog::fill(const Client &client)
{
    const auto texts = textsOf(client);
    for (auto it = texts.cbegin(); it != texts.cend(); ++it) {
        if (auto *edit = qobject_cast<QLineEdit *>(it.key())) {
            edit->setText(it.value());
        } else if (auto *box = qobject_cast<QComboBox *>(it.key())) {
            if (box->findData(it.value()) < 0)
                box->addItem(PlainText::oneLine(it.value()), it.value());
            box->setCurrentIndex(box->findData(it.value()));
        }
    }
    m_notes->setPlainText(texts.value(m_notes));
    const QString region = m_context.settings.current().region;
    QStringList states;
    bool restricted = false;
    for (const ClientNumber &number : client.numbers) {
        states << tr("%1: %2").arg(number.number.display(region), ClientWords::permission(number.permission));
        restricted = restricted || number.permission != TextPermission::MayText;
    }
    m_states->setText(states.join(u'\n'));
    m_states->setVisible(restricted);
    m_filled.clear();
    for (auto it = texts.keyBegin(); it != texts.keyEnd(); ++it)
        m_filled.insert(*it, textIn(*it)); // as the field has it: an editor may change a text that it is given
}

/// Formats as it is typed, only at the end of the line: a correction in the middle stays where it is.
void ClientDialog::formatNumber()
{
    Theme::setRole(m_number, "wrong", false);
    m_problem->hide();
    m_owner->hide();
    if (m_formatting || m_number->cursorPosition() != m_number->text().size())
        return;
    m_formatting = true;
    const QString text = m_number->text();
    const QString formatted = PhoneNumber::formatAsTyped(text, m_context.settings.current().region);
    // Deleting a bracket must not bring it back.
    if (formatted.size() >= text.size() && !text.isEmpty() && text.back().isDigit())
        m_number->setText(formatted);
    m_formatting = false;
}

void ClientDialog::complain(const QString &text, QWidget *field)
{
    m_problem->setText(text);
    m_problem->show();
    layout()->activate();
    resize(width(), qMax(height(), layout()->totalHeightForWidth(width()))); // several lines cover no field
    if (field == nullptr)
        return;
    Theme::setRole(field, "wrong", true);
    field->setFocus(Qt::OtherFocusReason);
}

bool ClientDialog::collectNumbers(QList<ClientNumber> &numbers)
{
    const QString region = m_context.settings.current().region;
    const QList<ClientNumber> &old = m_shown.numbers;
    const auto append = [&](const QString &typed, const QString *label, QWidget *field) {
        const PhoneNumber::Parsed parsed = PhoneNumber::parse(typed, region);
        if (parsed.number.isNull()) {
            complain(problemText(parsed.problem), field);
            return false;
        }
        ClientNumber entry;
        for (const ClientNumber &known : old) {
            if (known.number == parsed.number)
                entry = known;
        }
        entry.number = parsed.number;
        if (label != nullptr)
            entry.label = *label;
        const auto same = [&entry](const ClientNumber &n) { return n.number == entry.number; };
        if (std::none_of(numbers.cbegin(), numbers.cend(), same))
            numbers << entry;
        return true;
    };
    const QString label = PlainText::oneLine(m_label->text());
    const QStringList others = m_other->text().split(u',', Qt::SkipEmptyParts);
    if (!m_number->text().trimmed().isEmpty() && !append(m_number->text(), &label, m_number))
        return false;
    for (const QString &other : others) {
        if (!other.trimmed().isEmpty() && !append(other, nullptr, m_other))
            return false;
    }
    return true;
}

bool ClientDialog::collect()
{
    m_problem->hide();
    m_owner->hide();
    for (QWidget *field : {m_name, m_number, m_other})
        Theme::setRole(field, "wrong", false);
    const QString name = PlainText::oneLine(m_name->text());
    if (name.isEmpty()) {
        complain(tr("Enter the client's name."), m_name);
        return false;
    }
    QList<ClientNumber> numbers = m_shown.numbers;
    if (isEdited(m_number) || isEdited(m_label) || isEdited(m_other)) {
        numbers.clear();
        if (!collectNumbers(numbers))
            return false;
    }
    m_client = m_shown;
    if (isEdited(m_name))
        m_client.name = name;
    m_client.unknown = false;
    m_client.numbers = numbers;
    if (isEdited(m_persona))
        m_client.persona = personaFromKey(textIn(m_persona)).value_or(Persona::Advisor);
    m_client.language = textIn(m_language);
    m_client.usState = textIn(m_state);
    m_client.timeZone = textIn(m_zone);
    if (isEdited(m_tags))
        m_client.tags = collectTags();
    if (isEdited(m_notes))
        m_client.notes = PlainText::cleaned(m_notes->toPlainText());
    return true;
}

QStringList ClientDialog::collectTags() const
{
    QStringList collected;
    const QStringList tags = m_tags->text().split(u',', Qt::SkipEmptyParts);
    for (const QString &tag : tags) {
        if (const QString clean = PlainText::oneLine(tag); !clean.isEmpty() && !collected.contains(clean))
            collected << clean;
    }
    return collected;
}

void ClientDialog::save()
{
    if (!collect())
        return;
    QList<PhoneNumber> numbers;
    for (const ClientNumber &number : std::as_const(m_client.numbers))
        numbers << number.number;
    m_save->setEnabled(false);
    whenDone(m_context.clients.findTaken(numbers, m_client.id), this,
             [this](const Result<std::optional<NumberTaken>> &taken) {
                 m_save->setEnabled(true);
                 if (!taken)
                     return complain(ErrorText::sentence(taken.error()), nullptr);
                 if (!*taken)
                     return store();
                 const NumberTaken &owner = **taken;
                 const QString number = owner.number.display(m_context.settings.current().region);
                 const QString name = PlainText::oneLine(owner.ownerName);
                 complain(name.isEmpty() ? tr("An unknown number's conversation has %1 already.").arg(number)
                                         : tr("%1 belongs to %2 already.").arg(number, PlainText::isolated(name)),
                          m_number);
                 m_ownerId = owner.owner;
                 m_owner->setText(name.isEmpty() ? tr("Open it")
                                                 : tr("Open %1").arg(QString(name).replace(u'&', u"&&"_s)));
                 m_owner->show();
             });
}

void ClientDialog::store()
{
    const bool isNew = m_client.id.isNull();
    if (isNew)
        m_client.id = ClientId::create();
    m_save->setEnabled(false);
    const auto stored = isNew ? m_context.clients.save(m_client) : m_context.clients.save(m_client, m_shown);
    whenDone(stored, this, [this](const Result<Client> &client) {
        m_save->setEnabled(true);
        if (!client && client.error().detail == "edited-meanwhile"_L1)
            return askAboutTheirs();
        if (!client)
            return complain(ErrorText::sentence(client.error()), nullptr);
        Q_EMIT saved(*client);
        accept();
    });
}

void ClientDialog::askAboutTheirs()
{
    m_save->setEnabled(false);
    whenDone(m_context.clients.fetch(m_client.id), this, [this](const Result<Client> &theirs) {
        if (!theirs)
            return complain(ErrorText::sentence(theirs.error()), nullptr);
        m_save->setEnabled(true);
        showTheirs(*theirs);
    });
}

/// A colleague changed the same fields since they were read. Theirs are named; ours stay in the fields, and are saved
/// when the person says so once more.
void ClientDialog::showTheirs(const Client &theirs)
{
    constexpr int longest = 120;
    const auto now = textsOf(theirs);
    const auto before = m_filled;
    QStringList lines;
    QWidget *first = nullptr;
    for (QWidget *field :
         {static_cast<QWidget *>(m_name), static_cast<QWidget *>(m_persona), static_cast<QWidget *>(m_language),
          static_cast<QWidget *>(m_state), static_cast<QWidget *>(m_zone), static_cast<QWidget *>(m_tags),
          static_cast<QWidget *>(m_notes)}) {
        const QString value = now.value(field);
        const bool isMine = textIn(field) != before.value(field);
        if (!isMine) {
            if (auto *edit = qobject_cast<QLineEdit *>(field))
                edit->setText(value);
            else if (auto *box = qobject_cast<QComboBox *>(field); box && box->findData(value) >= 0)
                box->setCurrentIndex(box->findData(value));
            else if (field == m_notes)
                m_notes->setPlainText(value);
        } else if (value != before.value(field) && value != textIn(field)) {
            QString text = PlainText::beginOf(PlainText::oneLine(value), longest);
            if (const auto *box = qobject_cast<const QComboBox *>(field); box && box->findData(value) >= 0)
                text = box->itemText(box->findData(value));
            lines << tr("%1: “%2”").arg(field->accessibleName(), PlainText::isolated(text));
            first = first ? first : field;
        }
        m_filled[field] = isMine ? value : textIn(field);
    }
    const QList<ClientNumber> numbers = m_shown.numbers; // added and taken away one by one, by the store
    m_shown = theirs;
    m_shown.numbers = numbers;
    lines.prepend(tr("A colleague changed this client meanwhile. Save once more to keep yours, or cancel."));
    complain(lines.join(u'\n'), first);
}
