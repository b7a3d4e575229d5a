#pragma once

#include <QString>

/// One whole computer of the practice (all of the program but its window) as a process of its own, which may be killed;
/// started again over the same folder it is the same one. Obeys and answers as OrderReader does.
int runOfficeSoakComputer(const QString &folder);
