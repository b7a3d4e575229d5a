#pragma once

#include "client.h"
#include "staffmember.h"

#include <QMap>
#include <QPushButton>

struct UiContext;

/// "As: me", or the colleague in whose name a text is written: a menu of those whose deputy this person is, not to be
/// seen where there is nobody. A choice stays when the right is withdrawn meanwhile, and stands out: a text that was
/// written in somebody's name must not leave as one's own unawares; sending refuses it. GUI thread; owned by Composer.
class BehalfChoice : public QPushButton
{
    Q_OBJECT

public:
    explicit BehalfChoice(UiContext &context, QWidget *parent = nullptr);

    StaffId person() const { return m_person.id; } ///< null: me
    void reset() { take({}); }                     ///< me
    /// The one in whose name a text was written before, without a word; also when there is no right to it any more.
    void take(StaffId person);
    /// What is known for a template's variables, as TemplateValues has it, in the name that is chosen.
    QMap<QString, QString> known(const Client &client) const;
    /// @p values of a text that was written earlier, with my own where they are those of somebody for whom I may write:
    /// a conversation that is opened again begins in my name.
    QMap<QString, QString> asMine(QMap<QString, QString> values, const Client &client) const;

Q_SIGNALS:
    void changed();

private:
    void choose(const StaffMember &person);
    void hear();
    void become(const StaffMember &person);
    void fill();

    UiContext &m_context;
    StaffMember m_person;
    QList<StaffMember> m_represented; ///< whose deputy I am
};
