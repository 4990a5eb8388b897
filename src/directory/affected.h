// What a transaction changed, by name, for the audit trail: so that the changes of one user, group, policy or role can
// be found in time (CAM-345).
//
//   note_affected(record, affected_by(draft.changes(), owner, before, after));
//
// Read off the rows that were written, so an action that somebody adds needs nothing for it. What was made or changed
// itself comes first, then the ends of attachments, memberships, boundaries and keys. Pure functions.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "directory/audit.h"
#include "directory/row.h"
#include "directory/state.h"

namespace opencam::directory {

// Each once, at most a hundred. The account as it was and as it will be; either may be null.
std::vector<std::string> affected_by(std::span<const RowChange> changes, Uin owner, const AccountState* before,
                                     const AccountState* after);

// All of them into `detail`, and the first into `resource` when that is `*` or empty. Nothing when there are none.
void note_affected(AuditRecord& record, const std::vector<std::string>& names);

// The names that note_affected put there.
std::vector<std::string> affected_of(const AuditRecord& record);

}  // namespace opencam::directory
