#include "directory/user.h"

#include <utility>

#include "directory/name_rule.h"
#include "directory/operation.h"

namespace opencam::directory {

namespace {

Result<void> check_texts(const UserRow& row) {
  OPENCAM_TRY(check_description(row.remark));
  OPENCAM_TRY(check_phone(row.phone));
  OPENCAM_TRY(check_country_code(row.country_code));
  return check_email(row.email);
}

// Draws the number, or takes the one that was brought along.
Result<Uin> number_of(Draft& draft, const AccountState& state, const NewUser& user) {
  if (user.uin == Uin{}) return Uin{draft.next(Sequence::Uin)};
  OPENCAM_TRY(draft.raise(Sequence::Uin, number(user.uin)));
  // A collaborator is somebody who has a number elsewhere (CAM-101); everybody else's is their own.
  const bool is_elsewhere = draft.has_user(user.uin) || draft.has_account(user.uin);
  const bool is_here = user.uin == state.uin() || state.find_user(user.uin) != nullptr;
  if (is_here || (is_elsewhere && user.type != UserType::Collaborator)) {
    return Error(ErrorCode::NumberInUse, "the number `" + id_text(user.uin) + "` is taken");
  }
  return user.uin;
}

// REQUIRES: the user exists.
Result<void> release_memberships(Draft& draft, Uin owner, Uin user) {
  OPENCAM_TRY(const AccountState* state, draft.account(owner));
  std::vector<MemberRow> rows;
  for (const Group* group : state->groups_of(user)) rows.push_back(group->members.at(user));
  for (const MemberRow& row : rows) draft.erase(row);
  return {};
}

}  // namespace

Result<UserRow> add_user(Draft& draft, Uin owner, const NewUser& user) {
  OPENCAM_TRY(const AccountState* state, draft.account(owner));
  OPENCAM_TRY(check_user_name(user.name));
  UserRow row{.owner = owner,
              .name = user.name,
              .type = user.type,
              .remark = user.remark,
              .phone = user.phone,
              .country_code = user.country_code,
              .email = user.email,
              .console_login = user.console_login,
              .password_hash = user.password_hash,
              .need_reset_password = user.need_reset_password,
              .created_ms = draft.now_ms()};
  OPENCAM_TRY(check_texts(row));
  if (state->find_user(user.name) != nullptr) {
    return Error(ErrorCode::UserNameInUse, "there is a user `" + user.name + "` already");
  }
  if (state->users().size() >= draft.quota().users_max) {
    return Error(ErrorCode::UserFull,
                 "the account has " + std::to_string(draft.quota().users_max) + " users already, as many as it may");
  }
  OPENCAM_TRY(row.uin, number_of(draft, *state, user));
  row.uid = Uid{draft.next(Sequence::Uid)};
  draft.put(row);
  note_password(draft, UserRow{}, row);
  return row;
}

Result<UserRow> update_user(Draft& draft, Uin owner, Uin user, const UserChange& change) {
  OPENCAM_TRY(const AccountState* state, draft.account(owner));
  OPENCAM_TRY(check_target(*state, Target::user(user)));
  const UserRow* old = state->find_user(user);
  UserRow row = *old;
  row.remark = change.remark.value_or(row.remark);
  row.phone = change.phone.value_or(row.phone);
  row.country_code = change.country_code.value_or(row.country_code);
  row.email = change.email.value_or(row.email);
  row.console_login = change.console_login.value_or(row.console_login);
  row.password_hash = change.password_hash.value_or(row.password_hash);
  row.need_reset_password = change.need_reset_password.value_or(row.need_reset_password);
  OPENCAM_TRY(check_texts(row));
  const UserRow before = *old;
  if (row != before) draft.put(row);
  note_password(draft, before, row);
  // CAM-337: neither an old password nor a console that was taken away keeps a session.
  const bool has_new_password = row.password_hash != before.password_hash;
  if (has_new_password || !row.console_login) end_sessions(draft, owner, user, {});
  return row;
}

Result<void> delete_user(Draft& draft, Uin owner, Uin user, bool remove_keys) {
  OPENCAM_TRY(const AccountState* state, draft.account(owner));
  OPENCAM_TRY(check_target(*state, Target::user(user)));
  const UserRow row = *state->find_user(user);
  std::vector<AccessKeyRow> keys;
  for (const AccessKeyRow* key : state->access_keys_of(user)) keys.push_back(*key);
  if (!keys.empty() && !remove_keys) {
    return Error(ErrorCode::UserHasKeys, "user `" + row.name + "` still has access keys")
        .with_help("delete them first, or delete the user by force");
  }
  for (const AccessKeyRow& key : keys) draft.erase(key);
  OPENCAM_TRY(release_memberships(draft, owner, user));
  OPENCAM_TRY(release_security(draft, owner, user));
  OPENCAM_TRY(release_attachments(draft, owner, Target::user(user)));
  OPENCAM_TRY(release_tags(draft, owner, tag_resource(owner, Target::user(user))));
  draft.erase(row);
  return {};
}

Result<UserRow> Directory::add_user(const WriteContext& context, Uin owner, const NewUser& user) {
  UserRow row;
  OPENCAM_TRY(write(context, owner, [&](Draft& draft) -> Result<void> {
    OPENCAM_TRY(row, directory::add_user(draft, owner, user));
    return {};
  }));
  return row;
}

Result<Directory::UserWithKey> Directory::add_user_with_key(const WriteContext& context, Uin owner,
                                                            const NewUser& user) {
  UserWithKey made;
  OPENCAM_TRY(write(context, owner, [&](Draft& draft) -> Result<void> {
    OPENCAM_TRY(made.user, directory::add_user(draft, owner, user));
    OPENCAM_TRY(made.key, directory::create_access_key(draft, owner, made.user.uin, {}, std::nullopt));
    return {};
  }));
  return made;
}

Result<UserRow> Directory::update_user(const WriteContext& context, Uin owner, Uin user, const UserChange& change) {
  UserRow row;
  OPENCAM_TRY(write(context, owner, [&](Draft& draft) -> Result<void> {
    OPENCAM_TRY(row, directory::update_user(draft, owner, user, change));
    return {};
  }));
  return row;
}

Result<void> Directory::delete_user(const WriteContext& context, Uin owner, Uin user, bool remove_keys) {
  return write(context, owner, [&](Draft& draft) { return directory::delete_user(draft, owner, user, remove_keys); });
}

}  // namespace opencam::directory
