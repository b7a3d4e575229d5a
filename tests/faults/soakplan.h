#pragma once

#include <QtGlobal>

#include <functional>

class QString;

/// What a soak of several computers is asked to do.
struct SoakPlan {
    quint64 seed = 0;
    int desktops = 0;
    int steps = 400;
    int within = 0; ///< seconds after healing until all is as it must be
    bool isLoud = false;
};

/// The command line of such a soak, with @p usual where it says nothing. Prints the seed, by which it is played again.
/// @p beComputer is what each of its processes does over a folder. 77 where no Postgres is installed.
int soakMain(int argc, char **argv, SoakPlan usual, int (*beComputer)(const QString &folder),
             const std::function<int(const SoakPlan &plan)> &run);
