#pragma once

class QHBoxLayout;
class QPushButton;

/// The last row of a dialog: @p cancel, and @p action, which Enter presses. The caller's layout owns it.
QHBoxLayout *buttonRow(QPushButton *cancel, QPushButton *action);
