#pragma once

#include "clientlistmodel.h"

class ClientStore;
class QObject;

/// What a list of clients reads from the store. GUI thread.
namespace ClientPages
{
enum class Kinds { All, Named }; ///< Named: without numbers that nobody has named yet

/// A list without a search shows clients, or the archived ones when @p archived says so; a search finds both, the
/// archived ones last. With @p assignedTo only those whose turn is theirs. Answers end with @p context.
ClientListModel::Fetch from(ClientStore &store, QObject *context, std::function<bool()> archived,
                            Kinds kinds = Kinds::All, std::function<StaffId()> assignedTo = {});
} // namespace ClientPages
