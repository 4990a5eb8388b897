#include "directory/access_key.h"

#include <utility>

#include "directory/name_rule.h"
#include "directory/operation.h"

namespace opencam::directory {

namespace {

// The form of CAM's keys: AKID and 32 characters, and 32 characters of secret.
constexpr std::string_view secret_id_prefix = "AKID";
constexpr std::size_t secret_id_characters = 32;
constexpr std::size_t secret_key_characters = 32;

Result<void> check_holder(const AccountState& state, Uin holder) {
  if (holder == state.uin()) return {};
  OPENCAM_TRY(check_target(state, Target::user(holder)));
  const UserRow* user = state.find_user(holder);
  if (user->type != UserType::MessageRecipient) return {};
  return Error(ErrorCode::UserTypeForbidden, "message recipient `" + user->name + "` cannot have access keys");
}

// A key of somebody else looks like one that is not there.
Result<AccessKeyRow> key_of(const AccountState& state, Uin holder, std::string_view secret_id) {
  OPENCAM_TRY(check_holder(state, holder));
  const AccessKeyRow* key = state.find_access_key(secret_id);
  if (key == nullptr || key->holder != holder) {
    return Error(ErrorCode::AccessKeyNotExist, "there is no access key `" + std::string(secret_id) + "`");
  }
  return *key;
}

}  // namespace

Result<CreatedAccessKey> create_access_key(Draft& draft, Uin owner, Uin holder, std::string_view description,
                                           const std::optional<GivenAccessKey>& given) {
  OPENCAM_TRY(const AccountState* state, draft.account(owner));
  OPENCAM_TRY(check_holder(*state, holder));
  OPENCAM_TRY(check_description(description));
  if (state->access_keys_of(holder).size() >= draft.quota().access_keys_of_holder_max) {
    return Error(ErrorCode::AccessKeyFull, "`" + id_text(holder) + "` has " +
                                               std::to_string(draft.quota().access_keys_of_holder_max) +
                                               " access keys already, as many as may be");
  }
  CreatedAccessKey made;
  if (given) {
    // Whoever knows a SecretId could sign with an empty key.
    if (given->secret.is_empty()) return Error(ErrorCode::InvalidArgument, "an access key has no secret");
    made.row.secret_id = given->secret_id;
    made.row.status = given->status;
    made.secret = given->secret;
  } else {
    Random& random = *draft.options().random;
    made.row.secret_id = std::string(secret_id_prefix) + random.text(secret_id_characters, alphanumeric);
    std::string secret = random.text(secret_key_characters, alphanumeric);
    made.secret = SecretText::take(secret);
  }
  if (made.row.secret_id.empty() || draft.has_access_key(made.row.secret_id)) {
    return Error(ErrorCode::NumberInUse, "the access key `" + made.row.secret_id + "` is taken");
  }
  made.row.owner = owner;
  made.row.holder = holder;
  made.row.sealed_secret = draft.options().sealer->seal(access_key_purpose, made.secret, made.row.secret_id);
  made.row.description = description;
  made.row.created_ms = draft.now_ms();
  draft.put(made.row);
  return made;
}

Result<void> update_access_key(Draft& draft, Uin owner, Uin holder, std::string_view secret_id, KeyStatus status) {
  OPENCAM_TRY(const AccountState* state, draft.account(owner));
  OPENCAM_TRY(AccessKeyRow row, key_of(*state, holder, secret_id));
  if (row.status == status) return {};
  row.status = status;
  draft.put(row);
  return {};
}

Result<void> delete_access_key(Draft& draft, Uin owner, Uin holder, std::string_view secret_id) {
  OPENCAM_TRY(const AccountState* state, draft.account(owner));
  OPENCAM_TRY(const AccessKeyRow row, key_of(*state, holder, secret_id));
  draft.erase(row);
  return {};
}

Result<CreatedAccessKey> Directory::create_access_key(const WriteContext& context, Uin owner, Uin holder,
                                                      std::string_view description,
                                                      const std::optional<GivenAccessKey>& given) {
  CreatedAccessKey made;
  OPENCAM_TRY(write(context, owner, [&](Draft& draft) -> Result<void> {
    OPENCAM_TRY(made, directory::create_access_key(draft, owner, holder, description, given));
    return {};
  }));
  return made;
}

Result<void> Directory::update_access_key(const WriteContext& context, Uin owner, Uin holder,
                                          std::string_view secret_id, KeyStatus status) {
  return write(context, owner,
               [&](Draft& draft) { return directory::update_access_key(draft, owner, holder, secret_id, status); });
}

Result<void> Directory::delete_access_key(const WriteContext& context, Uin owner, Uin holder,
                                          std::string_view secret_id) {
  return write(context, owner,
               [&](Draft& draft) { return directory::delete_access_key(draft, owner, holder, secret_id); });
}

}  // namespace opencam::directory
