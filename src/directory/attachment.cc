#include "directory/attachment.h"

#include <utility>
#include <vector>

#include "directory/operation.h"

namespace opencam::directory {

namespace {

bool is_there(const Draft& draft, const AccountState& state, PolicyId policy) {
  return state.find_policy(policy) != nullptr || draft.catalog().find_preset(number(policy)) != nullptr;
}

Error no_policy(PolicyId policy) {
  return Error(ErrorCode::PolicyIdNotExist, "there is no policy `" + id_text(policy) + "`");
}

bool is_service_linked(const Draft& draft, PolicyId policy) {
  const PresetPolicy* preset = draft.catalog().find_preset(number(policy));
  return preset != nullptr && preset->is_service_linked;
}

bool is_service_linked(const AccountState& state, const Target& target) {
  return target.kind == TargetKind::Role && state.find_role(target.as_role())->type == RoleType::ServiceLinked;
}

// CAM-102: a message recipient is nobody to the decision, so nothing may look as if it applied to one.
Result<void> check_can_hold(const AccountState& state, const Target& target) {
  if (target.kind != TargetKind::User) return {};
  const UserRow* user = state.find_user(target.as_user());
  if (user->type != UserType::MessageRecipient) return {};
  return Error(ErrorCode::UserTypeForbidden, "message recipient `" + user->name + "` takes no policies");
}

Result<void> set_boundary(Draft& draft, const AccountState& state, const Target& target, PolicyId policy) {
  if (target.kind == TargetKind::User) {
    UserRow row = *state.find_user(target.as_user());
    if (row.boundary == policy) return {};
    row.boundary = policy;
    draft.put(row);
    return {};
  }
  RoleRow row = *state.find_role(target.as_role());
  if (row.boundary == policy) return {};
  row.boundary = policy;
  row.updated_ms = draft.now_ms();
  draft.put(row);
  return {};
}

Result<void> check_can_be_bounded(const AccountState& state, const Target& target) {
  if (target.kind == TargetKind::Group) {
    return Error(ErrorCode::InvalidArgument, "a group has no permissions boundary")
        .with_help("set it on the users or roles");
  }
  return check_target(state, target);
}

}  // namespace

Result<void> check_target(const AccountState& state, const Target& target) {
  if (state.has(target)) return {};
  const std::string quoted = "`" + std::to_string(target.id) + "`";
  switch (target.kind) {
    case TargetKind::User:
      return Error(ErrorCode::UserNotExist, "there is no user " + quoted);
    case TargetKind::Group:
      return Error(ErrorCode::GroupNotExist, "there is no group " + quoted);
    case TargetKind::Role:
      break;
  }
  return Error(ErrorCode::RoleNotExist, "there is no role " + quoted);
}

Result<void> attach(Draft& draft, Uin owner, const Target& target, PolicyId policy) {
  OPENCAM_TRY(const AccountState* state, draft.account(owner));
  OPENCAM_TRY(check_target(*state, target));
  if (!is_there(draft, *state, policy)) return no_policy(policy);
  OPENCAM_TRY(check_can_hold(*state, target));
  if (is_service_linked(draft, policy) && !is_service_linked(*state, target)) {
    return Error(ErrorCode::PolicyIsServiceLinked,
                 "policy `" + id_text(policy) + "` belongs to service-linked roles alone");
  }
  const Attachments& attachments = state->attachments_of(target);
  if (attachments.contains(policy)) return {};
  if (attachments.size() >= draft.quota().attachments_of_target_max) {
    return Error(ErrorCode::AttachmentFull, std::to_string(draft.quota().attachments_of_target_max) +
                                                " policies are attached already, as many as may be");
  }
  draft.put(AttachmentRow{.owner = owner,
                          .target_kind = target.kind,
                          .target_id = target.id,
                          .policy = policy,
                          .attached_ms = draft.now_ms()});
  return {};
}

Result<void> detach(Draft& draft, Uin owner, const Target& target, PolicyId policy) {
  OPENCAM_TRY(const AccountState* state, draft.account(owner));
  OPENCAM_TRY(check_target(*state, target));
  const Attachments& attachments = state->attachments_of(target);
  const auto found = attachments.find(policy);
  if (found == attachments.end()) {
    if (!is_there(draft, *state, policy)) return no_policy(policy);
    return {};
  }
  if (is_service_linked(*state, target)) {
    return Error(ErrorCode::RoleIsServiceLinked, "the policies of a service-linked role cannot be detached");
  }
  const AttachmentRow row = found->second;
  draft.erase(row);
  return {};
}

Result<void> release_attachments(Draft& draft, Uin owner, const Target& target) {
  OPENCAM_TRY(const AccountState* state, draft.account(owner));
  const Attachments attachments = state->attachments_of(target);
  for (const auto& [policy, row] : attachments) draft.erase(row);
  return {};
}

Result<void> put_boundary(Draft& draft, Uin owner, const Target& target, PolicyId policy) {
  OPENCAM_TRY(const AccountState* state, draft.account(owner));
  OPENCAM_TRY(check_can_be_bounded(*state, target));
  if (!is_there(draft, *state, policy)) return no_policy(policy);
  OPENCAM_TRY(check_can_hold(*state, target));
  if (is_service_linked(draft, policy)) {
    return Error(ErrorCode::PolicyIsServiceLinked,
                 "policy `" + id_text(policy) + "` of service-linked roles cannot be a permissions boundary");
  }
  if (is_service_linked(*state, target)) {
    return Error(ErrorCode::RoleIsServiceLinked, "a service-linked role takes no permissions boundary");
  }
  return set_boundary(draft, *state, target, policy);
}

Result<void> delete_boundary(Draft& draft, Uin owner, const Target& target) {
  OPENCAM_TRY(const AccountState* state, draft.account(owner));
  OPENCAM_TRY(check_can_be_bounded(*state, target));
  return set_boundary(draft, *state, target, PolicyId{});
}

Result<void> Directory::attach(const WriteContext& context, Uin owner, const Target& target, PolicyId policy) {
  return write(context, owner, [&](Draft& draft) { return directory::attach(draft, owner, target, policy); });
}

Result<void> Directory::detach(const WriteContext& context, Uin owner, const Target& target, PolicyId policy) {
  return write(context, owner, [&](Draft& draft) { return directory::detach(draft, owner, target, policy); });
}

Result<void> Directory::put_boundary(const WriteContext& context, Uin owner, const Target& target, PolicyId policy) {
  return write(context, owner, [&](Draft& draft) { return directory::put_boundary(draft, owner, target, policy); });
}

Result<void> Directory::delete_boundary(const WriteContext& context, Uin owner, const Target& target) {
  return write(context, owner, [&](Draft& draft) { return directory::delete_boundary(draft, owner, target); });
}

}  // namespace opencam::directory
