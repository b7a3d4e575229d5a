#pragma once

/// Makes one call of libpq fail, as a cut line or a server that goes away would. Functions of this name stand in front
/// of the library's own: the program that links this must export its symbols (ENABLE_EXPORTS), because libpq comes with
/// a plug-in of Qt.
namespace PgFaults
{
enum class Moment {
    Before, ///< the server never hears of it
    After,  ///< it has done what was asked, and the answer is lost
};
/// The @p call-th (1, 2, …) connecting, executing, sending, reading or hearing from now on fails, and its connection
/// with it: all that Qt's driver and this program call, but for what looks at an answer that is there.
void arm(int call, Moment moment);
/// True when that call has come.
bool disarm();
} // namespace PgFaults
