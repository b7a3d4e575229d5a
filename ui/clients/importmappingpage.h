#pragma once

#include "csv/clientimport.h"
#include "practicesettings.h"

#include <QWidget>

class QComboBox;
class QGridLayout;
class QLabel;
class QTableWidget;

/// Which column of a file is what, guessed and shown with the first rows, and what to do about known numbers. GUI
/// thread; owned by ImportDialog.
class ImportMappingPage : public QWidget
{
    Q_OBJECT

public:
    ImportMappingPage(const PracticeSettings &settings, QWidget *parent = nullptr);

    void show(const QString &fileName, const Csv::Preview &preview);
    ImportMapping mapping() const;
    QString problem() const; ///< in words; empty: it can be imported

Q_SIGNALS:
    void changed();

private:
    QGridLayout *buildOptions(Persona persona);

    QString m_region;
    QStringList m_header;
    ImportMapping m_guess;
    QLabel *m_file;
    QTableWidget *m_columns;
    QList<QComboBox *> m_roles; ///< one a column of the file
    QComboBox *m_duplicates;
    QComboBox *m_persona;
};
