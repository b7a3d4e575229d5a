#pragma once

#include "smstemplate.h"

#include <QAbstractListModel>

/// The practice's templates, by persona, then name, then language. Values only; a proxy in ui/ searches and a delegate
/// paints. GUI thread; owned by the page that shows it.
class TemplateListModel : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role { TemplateRole = Qt::UserRole + 1 }; ///< an SmsTemplate; DisplayRole is its name

    using QAbstractListModel::QAbstractListModel;

    void setTemplates(const QList<SmsTemplate> &templates);
    /// Changed and new ones, each at its place (rule R5).
    void upsert(const QList<SmsTemplate> &templates);
    void remove(const QList<TemplateId> &ids);

    const SmsTemplate *at(int row) const;
    int rowOf(TemplateId id) const; ///< -1: not here
    const QList<SmsTemplate> &templates() const { return m_templates; }

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;

private:
    QList<SmsTemplate> m_templates;
};
