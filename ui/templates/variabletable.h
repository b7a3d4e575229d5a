#pragma once

#include <QMap>
#include <QTableWidget>

/// The variables of a template: name, where its value comes from, and an example that the person can change for the
/// preview. GUI thread; part of TemplateEditor.
class VariableTable : public QTableWidget
{
    Q_OBJECT

public:
    explicit VariableTable(QWidget *parent = nullptr);

    /// @p known are the values that a send would fill in by itself; examples that were typed are kept by name.
    void setVariables(const QStringList &variables, const QMap<QString, QString> &known, const QString &language);
    /// What the preview shows: known values and examples.
    QMap<QString, QString> values() const;

Q_SIGNALS:
    void valuesChanged();

private:
    void itemEdited(QTableWidgetItem *item);
    void fitHeight();

    QMap<QString, QString> m_typed;
    QStringList m_variables;
    bool m_filling = false;
};
