#pragma once

/// From now on a crash of this process leaves no file with texts and keys (RLIMIT_CORE). First in main().
void forbidCoreDumps();
