#include "common/buttonrow.h"

#include "common/theme.h"

#include <QHBoxLayout>
#include <QPushButton>

QHBoxLayout *buttonRow(QPushButton *cancel, QPushButton *action)
{
    cancel->setAutoDefault(false);
    action->setDefault(true);
    Theme::makePrimary(action);
    auto *row = new QHBoxLayout;
    row->setSpacing(Theme::grid);
    row->addStretch(1);
    row->addWidget(cancel);
    row->addWidget(action);
    return row;
}
