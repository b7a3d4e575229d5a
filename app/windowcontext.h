#pragma once

#include "uicontext.h"

class Backend;

/// What the pages may use of @p backend, which outlives them. GUI thread.
UiContext windowContext(Backend &backend, const QString &dataFolder);
