// Finding what a request names in the caller's account.
//
// Everything is looked up in one AccountState, the caller's own: what lives in another account is not there, and the
// answer cannot be told from that for something that never was (CAM-157). Results point into the state.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "directory/directory.h"
#include "directory/state.h"
#include "opencam/result.h"

namespace opencam::services {

// Errors: UserNotExist.
Result<const directory::UserRow*> find_user(const directory::AccountState& state, std::uint64_t uin);
Result<const directory::UserRow*> find_user(const directory::AccountState& state, const std::string& name);
// By either of a user's two numbers. Errors: MemberNotNamed when both are absent, UserNotExist.
Result<const directory::UserRow*> find_user(const directory::AccountState& state, std::optional<std::uint64_t> uid,
                                            std::optional<std::uint64_t> uin);
// Errors: GroupNotExist.
Result<const directory::Group*> find_group(const directory::AccountState& state, std::uint64_t id);
// By id or name; the id counts when both are given. Errors: InvalidArgument when both are absent, RoleNotExist.
Result<const directory::RoleRow*> find_role(const directory::AccountState& state, const std::optional<std::string>& id,
                                            const std::optional<std::string>& name);
// Custom or preset. Errors: PolicyIdNotExist.
Result<directory::PolicyInfo> find_policy(const directory::Directory& directory, const directory::AccountState& state,
                                          std::uint64_t id);
Result<directory::PolicyInfo> find_policy(const directory::Directory& directory, const directory::AccountState& state,
                                          const std::string& name);
// By id or name. Errors: InvalidArgument when both are absent, PolicyIdNotExist.
Result<directory::PolicyInfo> find_policy(const directory::Directory& directory, const directory::AccountState& state,
                                          std::optional<std::uint64_t> id, const std::optional<std::string>& name);

// What both kinds of policy have.
directory::PolicyId policy_id(const directory::PolicyInfo& policy);
const std::string& policy_name(const directory::PolicyInfo& policy);
const std::string& policy_description(const directory::PolicyInfo& policy);
std::string_view policy_document(const directory::PolicyInfo& policy);
std::uint64_t policy_create_mode(const directory::PolicyInfo& policy);
// "User" or "QCS".
std::string policy_type_text(const directory::PolicyInfo& policy);
// 1 custom, 2 preset.
std::uint64_t policy_type_number(const directory::PolicyInfo& policy);

}  // namespace opencam::services
