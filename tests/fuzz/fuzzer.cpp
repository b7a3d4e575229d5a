#include "laws.h"

#include <QLoggingCategory>

#include <cstdint>
#include <cstdio>
#include <cstdlib>

/// libFuzzer's two functions for the laws named by FUZZ_TARGET. A broken law ends the program, and libFuzzer keeps the
/// input.
extern "C" int LLVMFuzzerInitialize(int *, char ***)
{
    QLoggingCategory::setFilterRules(QStringLiteral("*=false"));
    return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QByteArray input(reinterpret_cast<const char *>(data), qsizetype(size));
    if (const Laws::Broken law = Laws::FUZZ_TARGET(input)) {
        std::fprintf(stderr, "does not hold: %s\n", law);
        std::abort();
    }
    return 0;
}
