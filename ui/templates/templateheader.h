#pragma once

#include <QDate>
#include <QWidget>

class QCheckBox;
class QLabel;
class QPushButton;
struct SmsTemplate;

/// The top of the editor: the template's name, how it was used, and what can be done with the whole of it. GUI thread;
/// part of TemplateEditor.
class TemplateHeader : public QWidget
{
    Q_OBJECT

public:
    explicit TemplateHeader(QWidget *parent = nullptr);

    void setActive(bool active);
    bool isActive() const;
    void setReadOnly(bool readOnly);
    /// @p now is as edited, @p saved as stored.
    void showTemplate(const SmsTemplate &now, const SmsTemplate &saved, bool isNew, const QDate &today);

Q_SIGNALS:
    void activeChanged();
    void duplicateRequested();
    void deleteRequested();

private:
    static QString usage(const SmsTemplate &saved, const QDate &today);

    QLabel *m_title = nullptr;
    QLabel *m_usage = nullptr;
    QCheckBox *m_active = nullptr;
    QPushButton *m_duplicate = nullptr;
    QPushButton *m_delete = nullptr;
};
