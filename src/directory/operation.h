// The rules of the directory, one function for each thing that can be done to a draft.
//
// They are what the methods of Directory are made of, alone or several in one transaction; names and errors are the
// same and are documented there. A failed rule leaves a draft that must be thrown away. The caller of each `add_`
// and `create_` may bring a number along (import); zero draws the next one.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "directory/draft.h"

namespace opencam::directory {

// The purpose for which secrets of access keys are sealed: the master key opens them for nothing else.
inline constexpr std::string_view access_key_purpose = "access-key";

Result<AccountRow> create_account(Draft& draft, const NewAccount& account);

Result<UserRow> add_user(Draft& draft, Uin owner, const NewUser& user);
Result<UserRow> update_user(Draft& draft, Uin owner, Uin user, const UserChange& change);
Result<void> delete_user(Draft& draft, Uin owner, Uin user, bool remove_keys);

Result<GroupRow> create_group(Draft& draft, Uin owner, const NewGroup& group);
Result<GroupRow> update_group(Draft& draft, Uin owner, GroupId group, const GroupChange& change);
Result<void> delete_group(Draft& draft, Uin owner, GroupId group);
Result<void> add_member(Draft& draft, Uin owner, const Membership& membership);
Result<void> remove_member(Draft& draft, Uin owner, const Membership& membership);

// Whether a document is checked as one that is made now, or taken as it is (import).
enum class DocumentCheck : std::uint8_t { Full, None };

// Errors: the codes of check_policy; with None only PolicyDocumentLengthOverLimit for what is too long to keep.
Result<void> check_document(const Draft& draft, Uin owner, PolicyKind kind, std::string_view document,
                            DocumentCheck check);

Result<PolicyRow> create_policy(Draft& draft, Uin owner, const NewPolicy& policy, DocumentCheck check);
Result<void> update_policy(Draft& draft, Uin owner, PolicyId policy, const PolicyChange& change);
Result<void> delete_policy(Draft& draft, Uin owner, PolicyId policy);
Result<VersionId> create_policy_version(Draft& draft, Uin owner, PolicyId policy, std::string_view document,
                                        bool set_as_default);
Result<void> delete_policy_version(Draft& draft, Uin owner, PolicyId policy, VersionId version);
Result<void> set_default_policy_version(Draft& draft, Uin owner, PolicyId policy, VersionId version);

Result<void> attach(Draft& draft, Uin owner, const Target& target, PolicyId policy);
Result<void> detach(Draft& draft, Uin owner, const Target& target, PolicyId policy);
// Everything that is attached to it, because it goes.
Result<void> release_attachments(Draft& draft, Uin owner, const Target& target);
Result<void> put_boundary(Draft& draft, Uin owner, const Target& target, PolicyId policy);
Result<void> delete_boundary(Draft& draft, Uin owner, const Target& target);

Result<CreatedAccessKey> create_access_key(Draft& draft, Uin owner, Uin holder, std::string_view description,
                                           const std::optional<GivenAccessKey>& given);
Result<void> update_access_key(Draft& draft, Uin owner, Uin holder, std::string_view secret_id, KeyStatus status);
Result<void> delete_access_key(Draft& draft, Uin owner, Uin holder, std::string_view secret_id);

Result<RoleRow> create_role(Draft& draft, Uin owner, const NewRole& role, DocumentCheck check);
Result<void> update_role(Draft& draft, Uin owner, RoleId role, const RoleChange& change);
Result<void> update_assume_role_policy(Draft& draft, Uin owner, RoleId role, std::string_view trust);
Result<void> delete_role(Draft& draft, Uin owner, RoleId role);
// The role and all that it holds, whatever kind of role it is.
Result<void> release_role(Draft& draft, Uin owner, const RoleRow& role);
Result<RoleRow> create_service_linked_role(Draft& draft, Uin owner, const NewLinkedRole& role);
Result<std::string> begin_role_deletion(Draft& draft, Uin owner, std::string_view role_name);
Result<void> step_role_deletion(Draft& draft, Uin owner, std::string_view id);

Result<void> create_identity_provider(Draft& draft, Uin owner, IdentityProviderRow provider);
Result<void> update_identity_provider(Draft& draft, Uin owner, IdentityProviderRow provider);
Result<void> delete_identity_provider(Draft& draft, Uin owner, const ProviderKey& key);
Result<void> disable_user_sso(Draft& draft, Uin owner);
Result<void> put_rotated_keys(Draft& draft, Uin owner, const ProviderKey& key, std::string_view issuer,
                              std::string_view keys);

Result<void> update_password_rules(Draft& draft, Uin owner, const PasswordRuleChange& change);
Result<void> update_safe_auth(Draft& draft, Uin owner, Uin uin, const SafeAuthChange& change);
Result<void> update_login_policy(Draft& draft, Uin owner, const LoginPolicyChange& change);
Result<SecretText> issue_mfa_token(Draft& draft, Uin owner, Uin uin);
Result<void> consume_mfa_token(Draft& draft, Uin owner, const SecretText& token);
// Notes when a password was changed, and what it was before. `before` may be a row without password.
void note_password(Draft& draft, const UserRow& before, const UserRow& now);
Result<void> take_sign_in_step(Draft& draft, Uin owner, Uin uin, const SignInStep& step);
void end_sessions(Draft& draft, Uin owner, Uin uin, const SessionChoice& choice);
// The sessions and the second factor of a user who goes.
void release_sign_ins(Draft& draft, Uin owner, Uin user);
// What is kept of a user's sign-ins, because the user goes.
Result<void> release_security(Draft& draft, Uin owner, Uin user);

// Errors: UserNotExist, GroupNotExist or RoleNotExist.
Result<void> check_target(const AccountState& state, const Target& target);

// Fails before it touches the draft, or does everything.
Result<void> change_tags(Draft& draft, Uin owner, const TagChange& change);
Result<void> create_tag(Draft& draft, Uin owner, const NewTag& tag);
Result<void> delete_tag(Draft& draft, Uin owner, std::string_view key, std::string_view value);
// All tags of a resource, because it goes.
Result<void> release_tags(Draft& draft, Uin owner, const std::string& resource);

Result<void> import(Draft& draft, const Import& import, const OnImportProgress& on_progress);

}  // namespace opencam::directory
