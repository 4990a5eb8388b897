// Sub-users: AddUser, GetUser, UpdateUser, DeleteUser, ListUsers (docs/api/users.md).
#include "base/text.h"
#include "services/cam.h"
#include "services/lookup.h"
#include "services/new_password.h"
#include "services/wire_form.h"

namespace opencam::services {
namespace {

using directory::number;
using directory::UserRow;
using directory::UserType;

constexpr std::size_t random_password_characters = 32;
constexpr std::string_view password_symbols = "!@#%^*()_+-=";

// Four characters make sure of the rules; the others alone hold more than 160 bits.
std::string random_password(Random& random) {
  return random.text(random_password_characters - 4, alphanumeric) + random.text(1, "ABCDEFGHJKLMNPQRSTUVWXYZ") +
         random.text(1, "abcdefghijkmnopqrstuvwxyz") + random.text(1, "23456789") + random.text(1, password_symbols);
}

std::uint64_t flag(bool value) { return value ? 1 : 0; }

}  // namespace

Result<api::cam::AddUserResponse> add_user(const Call& call, const api::cam::AddUserRequest& request) {
  directory::NewUser user;
  user.name = request.name;
  user.remark = request.remark.value_or("");
  user.phone = request.phone_num.value_or("");
  user.country_code = request.country_code.value_or("");
  user.email = request.email.value_or("");
  OPENCAM_TRY(user.console_login, read_flag("ConsoleLogin", request.console_login, false));
  OPENCAM_TRY(user.need_reset_password, read_flag("NeedResetPassword", request.need_reset_password, false));
  OPENCAM_TRY(const bool with_key, read_flag("UseApi", request.use_api, false));
  std::string password = request.password.value_or("");
  if (!password.empty()) {
    OPENCAM_TRY(directory::check_password(call.account()->security().password_rule(), password));
  } else if (user.console_login) {
    password = random_password(call.equipment().random);
  }
  if (!password.empty()) {
    OPENCAM_TRY(user.password_hash, hash_password(SecretText(password)));
  }
  api::cam::AddUserResponse response;
  UserRow row;
  if (with_key) {
    OPENCAM_TRY(const auto added, call.directory().add_user_with_key(call.write(), call.owner(), user));
    row = added.user;
    response.secret_id = added.key.row.secret_id;
    response.secret_key = added.key.secret.reveal(SecretAccess{});
  } else {
    OPENCAM_TRY(row, call.directory().add_user(call.write(), call.owner(), user));
  }
  response.uin = number(row.uin);
  response.uid = number(row.uid);
  response.name = row.name;
  response.password = std::move(password);
  return response;
}

Result<api::cam::GetUserResponse> get_user(const Call& call, const api::cam::GetUserRequest& request) {
  const auto account = call.account();
  OPENCAM_TRY(const UserRow* user, find_user(*account, request.name));
  api::cam::GetUserResponse response;
  response.uin = number(user->uin);
  response.name = user->name;
  response.uid = number(user->uid);
  response.remark = user->remark;
  response.console_login = flag(user->console_login);
  response.phone_num = user->phone;
  response.country_code = user->country_code;
  response.email = user->email;
  return response;
}

Result<api::cam::UpdateUserResponse> update_user(const Call& call, const api::cam::UpdateUserRequest& request) {
  const auto account = call.account();
  OPENCAM_TRY(const UserRow* user, find_user(*account, request.name));
  directory::UserChange change;
  change.remark = request.remark;
  change.phone = request.phone_num;
  change.country_code = request.country_code;
  change.email = request.email;
  if (request.console_login) {
    OPENCAM_TRY(change.console_login, read_flag("ConsoleLogin", request.console_login, false));
  }
  if (request.need_reset_password) {
    OPENCAM_TRY(change.need_reset_password, read_flag("NeedResetPassword", request.need_reset_password, false));
  }
  // Clients that fill in every field send an empty password when they mean none.
  if (request.password && !request.password->empty()) {
    const SecretText password(*request.password);
    OPENCAM_TRY(check_new_password(*account, user->uin, password));
    OPENCAM_TRY(change.password_hash, hash_password(password));
  }
  OPENCAM_TRY(call.directory().update_user(call.write(), call.owner(), user->uin, change));
  return api::cam::UpdateUserResponse{};
}

Result<api::cam::DeleteUserResponse> delete_user(const Call& call, const api::cam::DeleteUserRequest& request) {
  OPENCAM_TRY(const bool with_keys, read_flag("Force", request.force, false));
  const auto account = call.account();
  OPENCAM_TRY(const UserRow* user, find_user(*account, request.name));
  OPENCAM_TRY(call.directory().delete_user(call.write(), call.owner(), user->uin, with_keys));
  return api::cam::DeleteUserResponse{};
}

Result<api::cam::ListUsersResponse> list_users(const Call& call, const api::cam::ListUsersRequest&) {
  const auto account = call.account();
  api::cam::ListUsersResponse response;
  for (const auto& [uin, user] : account->users()) {
    if (user->type != UserType::SubUser) continue;
    response.data.push_back({.uin = number(uin),
                             .name = user->name,
                             .uid = number(user->uid),
                             .remark = user->remark,
                             .console_login = flag(user->console_login),
                             .phone_num = user->phone,
                             .country_code = user->country_code,
                             .email = user->email,
                             .create_time = cam_time(user->created_ms),
                             .nick_name = {}});
  }
  return response;
}

}  // namespace opencam::services
