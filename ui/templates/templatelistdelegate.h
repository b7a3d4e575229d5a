#pragma once

#include <QStyledItemDelegate>

/// One template in the list: name left, persona (and language, when it is another one) right. Plain text, painted from
/// the palette. GUI thread.
class TemplateListDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void setPracticeLanguage(const QString &language) { m_language = language; }
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    QString m_language;
};
