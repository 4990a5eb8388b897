// Access keys (docs/api/access-keys.md). A secret is shown once, by the call that makes it.
#include "services/cam.h"
#include "services/lookup.h"
#include "services/wire_form.h"

namespace opencam::services {
namespace {

using directory::AccessKeyRow;
using directory::AccountState;
using directory::KeyStatus;
using directory::Uin;

// Whose keys. CAM-159: only the root account itself touches the root account's keys, whatever a user's policies say;
// otherwise everybody who may manage keys would be root.
Result<Uin> key_holder(const Call& call, const AccountState& account, std::optional<std::uint64_t> target) {
  const Caller& caller = call.caller();
  if (!target || *target == 0) {
    if (caller.kind == PrincipalKind::Role) {
      return Error(ErrorCode::InvalidArgument, "a role has no access keys: say whose with `TargetUin`");
    }
    return caller.uin;
  }
  if (Uin{*target} == account.uin()) {
    if (caller.kind != PrincipalKind::Root) {
      return Error(ErrorCode::RootKeysForbidden, "only the root account manages its own access keys");
    }
    return account.uin();
  }
  OPENCAM_TRY(const auto* user, find_user(account, *target));
  return user->uin;
}

std::string status_text(KeyStatus status) { return status == KeyStatus::Active ? "Active" : "Inactive"; }

}  // namespace

Result<api::cam::CreateAccessKeyResponse> create_access_key(const Call& call,
                                                            const api::cam::CreateAccessKeyRequest& request) {
  const auto account = call.account();
  OPENCAM_TRY(const Uin holder, key_holder(call, *account, request.target_uin));
  OPENCAM_TRY(const auto created,
              call.directory().create_access_key(call.write(), call.owner(), holder, request.description.value_or("")));
  api::cam::CreateAccessKeyResponse response;
  response.access_key = {.access_key_id = created.row.secret_id,
                         .secret_access_key = std::string(created.secret.reveal(SecretAccess{})),
                         .status = status_text(created.row.status),
                         .create_time = cam_time(created.row.created_ms),
                         .description = created.row.description};
  return response;
}

Result<api::cam::DeleteAccessKeyResponse> delete_access_key(const Call& call,
                                                            const api::cam::DeleteAccessKeyRequest& request) {
  const auto account = call.account();
  OPENCAM_TRY(const Uin holder, key_holder(call, *account, request.target_uin));
  OPENCAM_TRY(call.directory().delete_access_key(call.write(), call.owner(), holder, request.access_key_id));
  return api::cam::DeleteAccessKeyResponse{};
}

Result<api::cam::UpdateAccessKeyResponse> update_access_key(const Call& call,
                                                            const api::cam::UpdateAccessKeyRequest& request) {
  if (request.status != "Active" && request.status != "Inactive") {
    return Error(ErrorCode::InvalidArgument, "parameter `Status` is neither `Active` nor `Inactive`");
  }
  const KeyStatus status = request.status == "Active" ? KeyStatus::Active : KeyStatus::Inactive;
  const auto account = call.account();
  OPENCAM_TRY(const Uin holder, key_holder(call, *account, request.target_uin));
  OPENCAM_TRY(call.directory().update_access_key(call.write(), call.owner(), holder, request.access_key_id, status));
  return api::cam::UpdateAccessKeyResponse{};
}

Result<api::cam::ListAccessKeysResponse> list_access_keys(const Call& call,
                                                          const api::cam::ListAccessKeysRequest& request) {
  const auto account = call.account();
  OPENCAM_TRY(const Uin holder, key_holder(call, *account, request.target_uin));
  std::vector<api::cam::AccessKey> keys;
  for (const AccessKeyRow* key : account->access_keys_of(holder)) {
    keys.push_back({.access_key_id = key->secret_id,
                    .status = status_text(key->status),
                    .create_time = cam_time(key->created_ms),
                    .description = key->description});
  }
  api::cam::ListAccessKeysResponse response;
  response.access_keys = std::move(keys);
  return response;
}

}  // namespace opencam::services
