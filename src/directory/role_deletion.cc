#include "directory/role_deletion.h"

#include <algorithm>
#include <utility>

#include "base/limits.h"
#include "base/text.h"
#include "directory/directory.h"
#include "directory/operation.h"

namespace opencam::directory {

namespace {

// The oldest tasks that are over make room, so that an account cannot fill the store with them.
void forget_old_deletions(Draft& draft, const AccountState& state) {
  std::vector<RoleDeletionRow> over;
  for (const auto& [id, deletion] : state.role_deletions()) {
    if (deletion->is_over()) over.push_back(*deletion);
  }
  if (over.size() < limits::role_deletions_kept_max) return;
  std::ranges::stable_sort(over, {}, &RoleDeletionRow::updated_ms);
  over.resize(over.size() - limits::role_deletions_kept_max + 1);
  for (const RoleDeletionRow& row : over) draft.erase(row);
}

}  // namespace

Result<std::string> begin_role_deletion(Draft& draft, Uin owner, std::string_view role_name) {
  OPENCAM_TRY(const AccountState* state, draft.account(owner));
  const RoleRow* role = state->find_role(role_name);
  if (role == nullptr) {
    return Error(ErrorCode::RoleNotExist, "there is no role `" + text::shortened(role_name) + "`");
  }
  if (role->type != RoleType::ServiceLinked) {
    return Error(ErrorCode::InvalidArgument, "role `" + role->name + "` is not linked to a service")
        .with_help("delete it with DeleteRole");
  }
  // Asking again while it is under way is asking for the same.
  if (const RoleDeletionRow* running = state->running_deletion(role->id)) return running->id;
  RoleDeletionRow row{.owner = owner,
                      .id = draft.options().random->uuid(),
                      .role = role->id,
                      .role_name = role->name,
                      .status = DeletionStatus::NotStarted,
                      .reason = {},
                      .created_ms = draft.now_ms(),
                      .updated_ms = draft.now_ms()};
  forget_old_deletions(draft, *state);
  draft.put(row);
  return row.id;
}

Result<void> step_role_deletion(Draft& draft, Uin owner, std::string_view id) {
  OPENCAM_TRY(const AccountState* state, draft.account(owner));
  const RoleDeletionRow* found = state->find_role_deletion(id);
  if (found == nullptr) {
    return Error(ErrorCode::DeletionTaskNotExist, "there is no deletion task `" + text::shortened(id) + "`");
  }
  RoleDeletionRow row = *found;
  if (row.is_over()) return {};
  row.updated_ms = draft.now_ms();
  if (row.status == DeletionStatus::NotStarted) {
    row.status = DeletionStatus::InProgress;
    draft.put(row);
    return {};
  }
  const RoleRow* role = state->find_role(row.role);
  if (role == nullptr || role->type != RoleType::ServiceLinked) {
    row.status = DeletionStatus::Failed;
    row.reason = "the role is no longer there";
    draft.put(row);
    return {};
  }
  const RoleRow gone = *role;
  row.status = DeletionStatus::Succeeded;
  OPENCAM_TRY(release_role(draft, owner, gone));
  draft.put(row);
  return {};
}

Result<std::string> Directory::begin_role_deletion(const WriteContext& context, Uin owner, std::string_view role_name) {
  std::string id;
  OPENCAM_TRY(write(context, owner, [&](Draft& draft) -> Result<void> {
    OPENCAM_TRY(id, directory::begin_role_deletion(draft, owner, role_name));
    return {};
  }));
  return id;
}

Result<void> Directory::step_role_deletion(const WriteContext& context, Uin owner, std::string_view id) {
  return write(context, owner, [&](Draft& draft) { return directory::step_role_deletion(draft, owner, id); });
}

}  // namespace opencam::directory
