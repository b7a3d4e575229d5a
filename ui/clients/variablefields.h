#pragma once

#include <QMap>
#include <QStringList>
#include <QWidget>

class FlowLayout;
class NumberChoice;
class QComboBox;
class QLineEdit;

/// The composer's first line: in whose name, the number where there are several, the template, and a field for each of
/// its variables, wrapped as the width asks. An empty field is marked: it holds the send. GUI thread; owned by
/// Composer.
class VariableFields : public QWidget
{
    Q_OBJECT

public:
    /// @p first stands before the number.
    explicit VariableFields(QWidget &first, QWidget *parent = nullptr);

    NumberChoice *numbers() const { return m_numbers; }
    QComboBox *templates() const { return m_templates; }
    /// Keeps the fields that stay, with their values; new ones take theirs from @p values.
    void setVariables(const QStringList &names, const QMap<QString, QString> &values);
    QMap<QString, QString> values() const;                    ///< non-empty ones
    void setValue(const QString &name, const QString &value); ///< as if it was typed
    void focusField(const QString &name);

Q_SIGNALS:
    void valueChanged(const QString &name, const QString &value);
    void sendRequested(); ///< Ctrl+Enter in a variable's field

private:
    struct Field {
        QString name;
        QWidget *pair; ///< label and edit wrap together
        QLineEdit *edit;
    };
    void addField(const QString &name, const QString &value);
    static void mark(QLineEdit *edit);

    FlowLayout *m_layout;
    NumberChoice *m_numbers;
    QComboBox *m_templates;
    QList<Field> m_fields;
};
