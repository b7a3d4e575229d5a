#pragma once

#include "client.h"
#include "smstemplate.h"

#include <QObject>

class QComboBox;
struct UiContext;

/// The templates that fit a client, in the composer's combo box: in the client's language, those of the client's
/// persona first, the others below a line. GUI thread; owned by Composer, as is the box.
class TemplateChoice : public QObject
{
    Q_OBJECT

public:
    TemplateChoice(UiContext &context, QComboBox &box, QObject *parent = nullptr);

    void setClient(const Client &client); ///< fills the box when persona or language differ; the choice stays
    const SmsTemplate *current() const;   ///< null: none is chosen
    void choose(TemplateId id);           ///< "No template" when it is not among them
    void clear() { choose({}); }
    /// The first whose name speaks of @p words; false when there is none.
    bool chooseLike(const QString &words);
    void load();

private:
    void fill();

    UiContext &m_context;
    QComboBox &m_box;
    Client m_client;
    QList<SmsTemplate> m_templates;
};
