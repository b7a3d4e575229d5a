#include "secrets/coredump.h"

#include <sys/resource.h>

void forbidCoreDumps()
{
    const rlimit none{0, 0};
    (void)::setrlimit(RLIMIT_CORE, &none);
}
