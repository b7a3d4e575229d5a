#pragma once

class QWidget;

/// Tab goes through @p root as it is read. By itself it goes by when widgets were made: what a class makes before its
/// layout, such as the buttons below a form, would come at another place than it has.
void tabAsRead(QWidget *root);
