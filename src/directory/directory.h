// The directory: who exists, what they hold, and the rules and limits of both.
//
//   OPENCAM_TRY(auto directory, Directory::create(std::move(store), {.clock = &clock, ...}));
//   OPENCAM_TRY(UserRow ann, directory->add_user(context, owner, {.name = "ann"}));
//   OPENCAM_TRY(directory->attach(context, owner, Target::user(ann.uin), policy));
//   auto state = directory->account(owner);
//
// Reads give out immutable values and never wait for a write. A write is one transaction of the store: the rows and
// the audit record made from its WriteContext. When it returns without error it is durable, `account()` shows it and
// every listener has been called. When it returns an Error nothing has changed and no record was written: whoever
// answers the caller records the failure. Another process's commit in between is followed, and the write made again.
//
// Every method is thread-safe; writes of one process are made one after the other. No document gets into the store
// unless check_policy accepts it (an import may say otherwise).
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/host/clock.h"
#include "base/host/log.h"
#include "base/host/random.h"
#include "base/host/seal.h"
#include "directory/import.h"
#include "directory/quota.h"
#include "directory/state.h"
#include "directory/store.h"
#include "opencam/catalog.h"
#include "opencam/policy.h"
#include "opencam/result.h"

namespace opencam::directory {

class Draft;  // a transaction being made (draft.h)
class View;   // what reads see, at one revision (view.h)

// Who writes, and why: becomes the audit record of the change.
struct WriteContext {
  std::string action;  // `cam:AddUser`
  std::string request_id;
  std::string principal_type;  // as in AuditRecord
  std::string principal;
  std::string access_key;
  std::string resource = "*";
  std::string source_ip;
  std::string user_agent;
  std::string parameters;  // JSON text of the request, secrets left out
  // False for what nobody did, such as that time went by: there is no record.
  bool is_recorded = true;
};

// The record of a success under that context: what a write of the directory leaves in the audit trail.
AuditRecord audit_record(const WriteContext& context, Uin account, std::int64_t now_ms);

struct DirectoryOptions {
  const Clock* clock = nullptr;            // REQUIRED, must outlive the directory; as the next two
  Random* random = nullptr;                // REQUIRED
  std::shared_ptr<const Sealer> sealer;    // REQUIRED
  std::shared_ptr<const Catalog> catalog;  // presets and what documents may say; null: Catalog::built_in()
  Log* log = nullptr;                      // null: alarms are kept in bad_rows() only
  Quota quota;
};

// A policy found by number or name.
struct PolicyInfo {
  const ManagedPolicy* custom = nullptr;  // exactly one of the two is not null
  const PresetPolicy* preset = nullptr;
};

class Directory {
 public:
  // Loads everything. Errors: those of Store::load. Bad rows are no error: see bad_rows().
  static Result<std::unique_ptr<Directory>> create(std::unique_ptr<Store> store, DirectoryOptions options);
  ~Directory();

  // --- Reading. ---

  // Null when there is no such account.
  std::shared_ptr<const AccountState> account(Uin owner) const;
  std::shared_ptr<const AccountState> account_named(std::string_view name) const;
  std::shared_ptr<const AccountState> account_of_app_id(AppId app_id) const;
  // All, in the order of their numbers.
  std::vector<std::shared_ptr<const AccountState>> accounts() const;

  // The account that holds this key, whatever its status; then state->find_access_key(secret_id). Null: nobody. Call
  // refresh() and ask again before refusing a caller.
  std::shared_ptr<const AccountState> account_of_access_key(std::string_view secret_id) const;
  // The account in which somebody has this number: root or user; null: nobody. A collaborator who is a root account
  // elsewhere is found there.
  std::shared_ptr<const AccountState> account_of_uin(Uin uin) const;

  // The secret of a key, for checking a signature. Errors: Corrupt when it was not sealed by this server.
  Result<SecretText> open_secret(const AccessKeyRow& key) const;

  // The custom policy of the account or the preset with that number or name; nothing when there is neither.
  std::optional<PolicyInfo> find_policy(const AccountState& state, PolicyId id) const;
  std::optional<PolicyInfo> find_policy(const AccountState& state, std::string_view name) const;

  // The revision of the view that reads see. It never falls.
  std::uint64_t revision() const;
  const Catalog& catalog() const { return *options_.catalog; }
  const Quota& quota() const { return options_.quota; }

  // What could not be read when it was last loaded or followed.
  std::vector<BadRow> bad_rows() const;

  // Follows what other processes have committed. One cheap query when there is nothing new. Returns the revision.
  Result<std::uint64_t> refresh();

  // Called with each account that a write, a refresh or an import changed, in the order of the revisions and before
  // the write returns; one call at a time. It may read the directory, and must not write or refresh it.
  using Listener = std::function<void(Uin account, std::uint64_t revision)>;
  void on_change(Listener listener);

  // The audit trail: denials and other records (their times are the caller's), and questions.
  Result<void> append_audit(std::span<const AuditRecord> records);
  Result<AuditPage> audit(const AuditQuery& query) const;

  // When things were last used: what the store holds (use.h).
  Result<void> note_uses(std::span<const LastUse> uses);
  Result<std::vector<LastUse>> uses_of(Uin account) const;

  // Failures to sign in: what the store holds (sign_in_count.h).
  Result<void> keep_sign_in_counts(std::span<const SignInCount> counts);
  Result<std::vector<SignInCount>> sign_in_counts() const;

  // --- Accounts. ---

  // Errors: AccountNameIllegal, AccountNameInUse, AccountFull, NumberInUse (only for given numbers).
  Result<AccountRow> create_account(const WriteContext& context, const NewAccount& account);

  // --- Users. Errors of every method below: AccountNotExist, the store's Io and Unavailable, Conflict when other
  // processes keep being first. ---

  // Errors: UserNameIllegal, UserNameInUse, UserFull, DescriptionTooLong, ContactIllegal, NumberInUse.
  Result<UserRow> add_user(const WriteContext& context, Uin owner, const NewUser& user);
  // The same with a first access key, in one transaction. Errors: also UserTypeForbidden.
  struct UserWithKey {
    UserRow user;
    CreatedAccessKey key;
  };
  Result<UserWithKey> add_user_with_key(const WriteContext& context, Uin owner, const NewUser& user);
  // Errors: UserNotExist, DescriptionTooLong, ContactIllegal.
  Result<UserRow> update_user(const WriteContext& context, Uin owner, Uin user, const UserChange& change);
  // The user's memberships, attachments, boundary and tags go too, and with `remove_keys` the keys. Errors:
  // UserNotExist, UserHasKeys.
  Result<void> delete_user(const WriteContext& context, Uin owner, Uin user, bool remove_keys);

  // --- Groups. ---

  // Errors: GroupNameIllegal, GroupNameInUse, GroupFull, DescriptionTooLong.
  Result<GroupRow> create_group(const WriteContext& context, Uin owner, const NewGroup& group);
  // Errors: GroupNotExist and those of create_group.
  Result<GroupRow> update_group(const WriteContext& context, Uin owner, GroupId group, const GroupChange& change);
  // Members and attachments are released. Errors: GroupNotExist.
  Result<void> delete_group(const WriteContext& context, Uin owner, GroupId group);
  // All or none; who is in already stays. Errors: GroupNotExist, UserNotExist, UserTypeForbidden, GroupUserFull,
  // UserGroupFull.
  Result<void> add_members(const WriteContext& context, Uin owner, std::span<const Membership> members);
  // All or none; who is not in is no error. Errors: GroupNotExist, UserNotExist.
  Result<void> remove_members(const WriteContext& context, Uin owner, std::span<const Membership> members);

  // --- Policies. Errors of a document: the codes of check_policy, with the span. ---

  // Version 1 is made and is the default. Errors: PolicyNameIllegal, PolicyNameInUse (also of a preset, whatever the
  // case), PolicyFull, DescriptionTooLong, TagIllegal, TagFull, a document's.
  Result<PolicyRow> create_policy(const WriteContext& context, Uin owner, const NewPolicy& policy);
  // Errors: PolicyIdNotExist, PolicyIsPreset (document or description of one), DescriptionTooLong, a document's.
  Result<void> update_policy(const WriteContext& context, Uin owner, PolicyId policy, const PolicyChange& change);
  // All or none; attachments and tags go too. Errors: PolicyIdNotExist, PolicyIsPreset, PolicyIsBoundary (to delete a
  // boundary would widen what its holder may do).
  Result<void> delete_policies(const WriteContext& context, Uin owner, std::span<const PolicyId> policies);
  // Errors: PolicyIdNotExist, PolicyIsPreset, PolicyVersionFull, a document's.
  Result<VersionId> create_policy_version(const WriteContext& context, Uin owner, PolicyId policy,
                                          std::string_view document, bool set_as_default);
  // All or none. Errors: PolicyIdNotExist, PolicyIsPreset, PolicyVersionNotExist, PolicyVersionIsDefault.
  Result<void> delete_policy_versions(const WriteContext& context, Uin owner, PolicyId policy,
                                      std::span<const VersionId> versions);
  // Errors: PolicyIdNotExist, PolicyIsPreset, PolicyVersionNotExist, PolicyVersionIsDefault.
  Result<void> set_default_policy_version(const WriteContext& context, Uin owner, PolicyId policy, VersionId version);

  // --- Attachments and boundaries. Repeating either is no error. ---

  // Errors: UserNotExist, GroupNotExist or RoleNotExist; PolicyIdNotExist, PolicyIsServiceLinked, AttachmentFull,
  // UserTypeForbidden.
  Result<void> attach(const WriteContext& context, Uin owner, const Target& target, PolicyId policy);
  // Errors: UserNotExist, GroupNotExist or RoleNotExist; PolicyIdNotExist, RoleIsServiceLinked.
  Result<void> detach(const WriteContext& context, Uin owner, const Target& target, PolicyId policy);
  // Of a user or a role. Errors: UserNotExist or RoleNotExist, PolicyIdNotExist, PolicyIsServiceLinked,
  // RoleIsServiceLinked, UserTypeForbidden, InvalidArgument (a group).
  Result<void> put_boundary(const WriteContext& context, Uin owner, const Target& target, PolicyId policy);
  // Errors: UserNotExist or RoleNotExist, InvalidArgument (a group).
  Result<void> delete_boundary(const WriteContext& context, Uin owner, const Target& target);

  // --- Access keys. `holder` is the owner itself (root) or one of its users. ---

  // Errors: UserNotExist, UserTypeForbidden, AccessKeyFull, DescriptionTooLong, NumberInUse (a given id),
  // InvalidArgument (a given secret that is empty).
  Result<CreatedAccessKey> create_access_key(const WriteContext& context, Uin owner, Uin holder,
                                             std::string_view description = {},
                                             const std::optional<GivenAccessKey>& given = std::nullopt);
  // Errors: UserNotExist, AccessKeyNotExist (also when it is somebody else's).
  Result<void> update_access_key(const WriteContext& context, Uin owner, Uin holder, std::string_view secret_id,
                                 KeyStatus status);
  Result<void> delete_access_key(const WriteContext& context, Uin owner, Uin holder, std::string_view secret_id);

  // --- The security of sign-ins (security.h). `uin` is a user's or the root account's. ---

  // Errors: PasswordRuleIllegal.
  Result<void> update_password_rules(const WriteContext& context, Uin owner, const PasswordRuleChange& change);
  // Errors: UserNotExist, PhoneNotBound, WechatNotBound.
  Result<void> update_safe_auth(const WriteContext& context, Uin owner, Uin uin, const SafeAuthChange& change);
  // Errors: PolicyFull (rules), IpIllegal, IpRangesOverlap, ApproverFull, UserNotExist, ApproverPhoneMissing.
  Result<void> update_login_policy(const WriteContext& context, Uin owner, const LoginPolicyChange& change);
  // For a sign-in page that hands people over to the customer's own second factor: a token to ask about them with, and
  // to say once that they passed. Errors: UserNotExist, LimitExceeded.
  Result<SecretText> issue_mfa_token(const WriteContext& context, Uin owner, Uin uin);
  // Errors: MfaTokenUnknown.
  Result<void> consume_mfa_token(const WriteContext& context, Uin owner, const SecretText& token);

  // --- Sign-ins to the console (sign_in.h). `uin` is a user's or the root account's. ---

  // All of it or nothing. Errors: UserNotExist, NotFound (the session has ended, the password has changed),
  // MfaTokenUnknown (a code that was used, a recovery code or a waiting device that is not there).
  Result<void> take_sign_in_step(const WriteContext& context, Uin owner, Uin uin, const SignInStep& step);
  // The session was used now. Leaves no audit record; nothing happens when it has ended.
  Result<void> note_session_use(Uin owner, Uin uin, std::string_view digest);

  // --- Roles. ---

  // Errors: RoleNameIllegal, RoleNameInUse, RoleFull, DescriptionTooLong, SessionDurationIllegal, TagIllegal, TagFull,
  // a document's.
  Result<RoleRow> create_role(const WriteContext& context, Uin owner, const NewRole& role);
  // Errors: RoleNotExist, DescriptionTooLong, SessionDurationIllegal; RoleIsServiceLinked for all but the description.
  Result<void> update_role(const WriteContext& context, Uin owner, RoleId role, const RoleChange& change);
  // Replaces the trust document. Errors: RoleNotExist, RoleIsServiceLinked, a document's.
  Result<void> update_assume_role_policy(const WriteContext& context, Uin owner, RoleId role, std::string_view trust);
  // Attachments, boundary and tags go too. Errors: RoleNotExist, RoleIsServiceLinked.
  Result<void> delete_role(const WriteContext& context, Uin owner, RoleId role);

  // A role with these policies, in one transaction. Errors: those of create_role and attach.
  Result<RoleRow> create_role_with(const WriteContext& context, Uin owner, const NewRole& role,
                                   std::span<const PolicyId> policies);

  // --- Service-linked roles. ---

  // With its trust and the policies that the catalogue knows. Errors: those of create_role, PrincipalServiceNotExist,
  // InvalidArgument (no service).
  Result<RoleRow> create_service_linked_role(const WriteContext& context, Uin owner, const NewLinkedRole& role);
  // The id of the task that will delete it; the running one's when there is one. Errors: RoleNotExist, InvalidArgument
  // (not linked to a service).
  Result<std::string> begin_role_deletion(const WriteContext& context, Uin owner, std::string_view role_name);
  // Takes the next step of a task; none is left when it is over. Errors: DeletionTaskNotExist.
  Result<void> step_role_deletion(const WriteContext& context, Uin owner, std::string_view id);

  // --- Identity providers; `kind` and `name` say which. ---

  // A provider of the users that was switched off is replaced, and the other one of them is switched off. Errors:
  // IdentityNameIllegal, IdentityNameInUse, IdentityFull, DescriptionTooLong, LimitExceeded.
  Result<void> create_identity_provider(const WriteContext& context, Uin owner, const IdentityProviderRow& provider);
  // Everything but its times is replaced. Errors: IdentityNotExist, DescriptionTooLong, LimitExceeded.
  Result<void> update_identity_provider(const WriteContext& context, Uin owner, const IdentityProviderRow& provider);
  // Errors: IdentityNotExist.
  Result<void> delete_identity_provider(const WriteContext& context, Uin owner, const ProviderKey& key);
  // Of the users' providers the one for OIDC goes, the one for SAML is switched off.
  Result<void> disable_user_sso(const WriteContext& context, Uin owner);
  // The keys that the provider of this issuer publishes now. Errors: IdentityNotExist, also when it rotates none any
  // more or has another issuer; LimitExceeded.
  Result<void> put_rotated_keys(const WriteContext& context, Uin owner, const ProviderKey& key, std::string_view issuer,
                                std::string_view keys);

  // --- Tags. ---

  // All or none. Resources may leave their account out. Errors: InvalidArgument (no resource), TagAccountForeign,
  // TagIllegal, TagFull, TaggedResourceFull.
  // For those that ask for it also TagResourceIllegal, TagAttached, TagNotAttached, TagNotExist; for new tags
  // TagKeyFull, TagValueFull.
  Result<void> change_tags(const WriteContext& context, Uin owner, std::span<const TagChange> changes);
  // Those that can be done; of each what went wrong with it, or nothing.
  Result<std::vector<std::optional<Error>>> change_tags_singly(const WriteContext& context, Uin owner,
                                                               std::span<const TagChange> changes);
  // All or none. Errors: those of a tag's form, TagExists, TagKeyFull, TagValueFull.
  Result<void> create_tags(const WriteContext& context, Uin owner, std::span<const NewTag> tags);
  // All or none; `creator` does not matter. Errors: TagNotExist, TagInUse.
  Result<void> delete_tags(const WriteContext& context, Uin owner, std::span<const NewTag> tags);

  // --- Everything at once. ---

  // One transaction. Errors: those of the single methods, with the thing's name in the message; NumberInUse.
  Result<void> import(const WriteContext& context, const Import& import, OnImportProgress on_progress = nullptr);

 private:
  // One transaction: makes a draft of the present view, lets `make` fill it, commits, publishes, tells the listeners.
  // Follows and begins again when somebody else was first, so `make` may be called several times.
  using Make = std::function<Result<void>(Draft&)>;
  Result<void> write(const WriteContext& context, Uin owner, const Make& make);
  Result<bool> try_write(const WriteContext& context, Uin owner, const Make& make);
  Result<void> follow();
  void publish(std::shared_ptr<const View> view, std::span<const Uin> changed);
  void report(std::vector<BadRow> bad);

  Directory(std::unique_ptr<Store> store, DirectoryOptions options);

  std::shared_ptr<const View> view() const;

  std::unique_ptr<Store> store_;
  DirectoryOptions options_;
  std::mutex write_mutex_;  // one write, follow or change of the listeners at a time
  std::vector<Listener> listeners_;
  mutable std::mutex view_mutex_;  // held only to copy or set the next two
  std::shared_ptr<const View> view_;
  std::vector<BadRow> bad_rows_;
};

}  // namespace opencam::directory
