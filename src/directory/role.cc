#include "directory/role.h"

#include <utility>

#include "directory/name_rule.h"
#include "directory/operation.h"

namespace opencam::directory {

namespace {

Result<void> check_session_duration(const Draft& draft, std::uint32_t seconds) {
  if (seconds <= draft.quota().session_duration_s_max) return {};
  return Error(ErrorCode::SessionDurationIllegal,
               "a session duration is at most " + std::to_string(draft.quota().session_duration_s_max) + " seconds");
}

// The role, for changing it.
Result<RoleRow> changeable_role(const Draft& draft, Uin owner, RoleId role) {
  OPENCAM_TRY(const AccountState* state, draft.account(owner));
  OPENCAM_TRY(check_target(*state, Target::role(role)));
  const RoleRow* found = state->find_role(role);
  if (found->type == RoleType::ServiceLinked) {
    return Error(ErrorCode::RoleIsServiceLinked, "role `" + found->name + "` is changed by its service alone");
  }
  return *found;
}

}  // namespace

Result<RoleRow> create_role(Draft& draft, Uin owner, const NewRole& role, DocumentCheck check) {
  OPENCAM_TRY(const AccountState* state, draft.account(owner));
  OPENCAM_TRY(check_role_name(role.name));
  OPENCAM_TRY(check_description(role.description));
  OPENCAM_TRY(check_session_duration(draft, role.session_duration_s));
  if (state->find_role(role.name) != nullptr) {
    return Error(ErrorCode::RoleNameInUse, "there is a role `" + role.name + "` already");
  }
  OPENCAM_TRY(check_document(draft, owner, PolicyKind::Trust, role.trust, check));
  if (state->roles().size() >= draft.quota().roles_max) {
    return Error(ErrorCode::RoleFull,
                 "the account has " + std::to_string(draft.quota().roles_max) + " roles already, as many as it may");
  }
  RoleRow row{.owner = owner,
              .id = role.id,
              .name = role.name,
              .description = role.description,
              .trust = role.trust,
              .console_login = role.console_login,
              .session_duration_s = role.session_duration_s,
              .type = role.type,
              .created_ms = draft.now_ms(),
              .updated_ms = draft.now_ms()};
  if (row.id == RoleId{}) {
    row.id = RoleId{draft.next(Sequence::Role)};
  } else {
    OPENCAM_TRY(draft.raise(Sequence::Role, number(row.id)));
    if (state->find_role(row.id) != nullptr) {
      return Error(ErrorCode::NumberInUse, "the role number `" + id_text(row.id) + "` is taken");
    }
  }
  draft.put(row);
  if (!role.tags.empty()) {
    const std::string resource = tag_resource(owner, Target::role(row.id));
    OPENCAM_TRY(change_tags(draft, owner, {.resource = resource, .put = role.tags, .remove = {}}));
  }
  return row;
}

Result<void> update_role(Draft& draft, Uin owner, RoleId role, const RoleChange& change) {
  OPENCAM_TRY(const AccountState* state, draft.account(owner));
  OPENCAM_TRY(check_target(*state, Target::role(role)));
  const RoleRow old = *state->find_role(role);
  // What people call a role is theirs, whoever the role belongs to (CAM-225).
  if (change.console_login || change.session_duration_s) OPENCAM_TRY(changeable_role(draft, owner, role));
  RoleRow row = old;
  row.description = change.description.value_or(row.description);
  row.console_login = change.console_login.value_or(row.console_login);
  row.session_duration_s = change.session_duration_s.value_or(row.session_duration_s);
  OPENCAM_TRY(check_description(row.description));
  OPENCAM_TRY(check_session_duration(draft, row.session_duration_s));
  if (row == old) return {};
  row.updated_ms = draft.now_ms();
  draft.put(row);
  return {};
}

Result<void> update_assume_role_policy(Draft& draft, Uin owner, RoleId role, std::string_view trust) {
  OPENCAM_TRY(RoleRow row, changeable_role(draft, owner, role));
  OPENCAM_TRY(check_document(draft, owner, PolicyKind::Trust, trust, DocumentCheck::Full));
  if (row.trust == trust) return {};
  row.trust = trust;
  row.updated_ms = draft.now_ms();
  draft.put(row);
  return {};
}

Result<void> delete_role(Draft& draft, Uin owner, RoleId role) {
  OPENCAM_TRY(const RoleRow row, changeable_role(draft, owner, role));
  return release_role(draft, owner, row);
}

Result<void> release_role(Draft& draft, Uin owner, const RoleRow& role) {
  OPENCAM_TRY(release_attachments(draft, owner, Target::role(role.id)));
  OPENCAM_TRY(release_tags(draft, owner, tag_resource(owner, Target::role(role.id))));
  draft.erase(role);
  return {};
}

Result<RoleRow> Directory::create_role_with(const WriteContext& context, Uin owner, const NewRole& role,
                                            std::span<const PolicyId> policies) {
  RoleRow row;
  OPENCAM_TRY(write(context, owner, [&](Draft& draft) -> Result<void> {
    OPENCAM_TRY(row, directory::create_role(draft, owner, role, DocumentCheck::Full));
    for (const PolicyId policy : policies) {
      auto attached = directory::attach(draft, owner, Target::role(row.id), policy);
      if (!attached) return attached;
    }
    return {};
  }));
  return row;
}

Result<RoleRow> Directory::create_role(const WriteContext& context, Uin owner, const NewRole& role) {
  RoleRow row;
  OPENCAM_TRY(write(context, owner, [&](Draft& draft) -> Result<void> {
    OPENCAM_TRY(row, directory::create_role(draft, owner, role, DocumentCheck::Full));
    return {};
  }));
  return row;
}

Result<void> Directory::update_role(const WriteContext& context, Uin owner, RoleId role, const RoleChange& change) {
  return write(context, owner, [&](Draft& draft) { return directory::update_role(draft, owner, role, change); });
}

Result<void> Directory::update_assume_role_policy(const WriteContext& context, Uin owner, RoleId role,
                                                  std::string_view trust) {
  return write(context, owner,
               [&](Draft& draft) { return directory::update_assume_role_policy(draft, owner, role, trust); });
}

Result<void> Directory::delete_role(const WriteContext& context, Uin owner, RoleId role) {
  return write(context, owner, [&](Draft& draft) { return directory::delete_role(draft, owner, role); });
}

}  // namespace opencam::directory
