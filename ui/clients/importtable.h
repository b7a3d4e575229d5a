#pragma once

#include <QStringList>

class QTableWidget;

/// The look that the tables of the import share: plain rows to read, nothing to edit or select.
void setUpImportTable(QTableWidget *table, const QStringList &header);
