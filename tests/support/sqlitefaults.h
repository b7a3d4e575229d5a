#pragma once

/// Makes one call of SQLite fail, as a broken disk or another program's lock would. Functions of this name stand in
/// front of the library's own: the program that links this must export its symbols (ENABLE_EXPORTS), because SQLite
/// comes with a plug-in of Qt.
namespace SqliteFaults
{
/// The @p call-th (1, 2, …) opening, preparing or stepping from now on fails with @p code and does nothing. Calls of
/// the thread that arms are neither counted nor harmed.
void arm(int call, int code);
/// True when that call has come.
bool disarm();
} // namespace SqliteFaults
