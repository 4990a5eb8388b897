#include "directory/import.h"

#include <utility>

#include "directory/operation.h"
#include "opencam/name.h"

namespace opencam::directory {

namespace {

// Puts the name of the thing before what went wrong with it.
Error about(std::string_view kind, std::string_view name, Error error) {
  return std::move(error).because(std::string(kind) + " `" + std::string(name) + "`");
}

Result<PolicyId> policy_named(const Draft& draft, Uin owner, std::string_view name) {
  OPENCAM_TRY(const AccountState* state, draft.account(owner));
  if (const ManagedPolicy* custom = state->find_policy(name)) return custom->row.id;
  if (const PresetPolicy* preset = draft.catalog().find_preset(name)) return PolicyId{preset->id};
  return Error(ErrorCode::PolicyIdNotExist, "there is no policy `" + std::string(name) + "`");
}

Result<void> attach_all(Draft& draft, Uin owner, const Target& target, const std::vector<std::string>& policies) {
  for (const std::string& name : policies) {
    OPENCAM_TRY(const PolicyId policy, policy_named(draft, owner, name));
    OPENCAM_TRY(attach(draft, owner, target, policy));
  }
  return {};
}

Result<void> set_boundary(Draft& draft, Uin owner, const Target& target, const std::string& boundary) {
  if (boundary.empty()) return {};
  OPENCAM_TRY(const PolicyId policy, policy_named(draft, owner, boundary));
  return put_boundary(draft, owner, target, policy);
}

Result<void> import_account(Draft& draft, const ImportedAccount& account) {
  const AccountState* state = draft.find_account(account.uin);
  if (state == nullptr || account.uin == Uin{}) {
    OPENCAM_TRY(create_account(draft, {.name = account.name, .uin = account.uin, .app_id = account.app_id}));
    return {};
  }
  if (account.app_id == AppId{} || state->row().app_id == account.app_id) return {};
  return Error(ErrorCode::NumberInUse, "it is there already, with the APPID `" + id_text(state->row().app_id) + "`");
}

Result<void> import_user(Draft& draft, const ImportedUser& user) {
  OPENCAM_TRY(const UserRow row, add_user(draft, user.owner, {.name = user.name, .type = user.type, .uin = user.uin}));
  OPENCAM_TRY(attach_all(draft, user.owner, Target::user(row.uin), user.policies));
  return set_boundary(draft, user.owner, Target::user(row.uin), user.boundary);
}

Result<void> import_group(Draft& draft, const ImportedGroup& group) {
  OPENCAM_TRY(const GroupRow row, create_group(draft, group.owner, {.name = group.name, .remark = {}, .id = group.id}));
  for (const Uin member : group.members) {
    OPENCAM_TRY(add_member(draft, group.owner, {.group = row.id, .user = member}));
  }
  return attach_all(draft, group.owner, Target::group(row.id), group.policies);
}

Result<void> import_role(Draft& draft, const ImportedRole& role, DocumentCheck check) {
  OPENCAM_TRY(const RoleRow row,
              create_role(draft, role.owner, {.name = role.name, .trust = role.trust, .id = role.id}, check));
  OPENCAM_TRY(attach_all(draft, role.owner, Target::role(row.id), role.policies));
  return set_boundary(draft, role.owner, Target::role(row.id), role.boundary);
}

// The account that a tagged resource says it belongs to.
Result<Uin> owner_of_resource(const Draft& draft, const std::string& resource) {
  OPENCAM_TRY(const ResourceName name, ResourceName::parse(resource));
  if (name.account.form == AccountForm::Uin) {
    const std::optional<Uin> uin = read_id<Uin>(name.account.number);
    if (uin && draft.has_account(*uin)) return *uin;
  } else if (name.account.form == AccountForm::AppId) {
    const std::optional<AppId> app_id = read_id<AppId>(name.account.number);
    if (const auto owner = app_id ? draft.account_of_app_id(*app_id) : std::nullopt) return *owner;
  }
  return Error(ErrorCode::AccountNotExist, "the resource names no account that is there");
}

// Counts what is done, and tells of it once in a while.
class Steps {
 public:
  Steps(const OnImportProgress& on_progress, std::size_t total) : on_progress_(on_progress), total_(total) {}

  void next() {
    if (++done_ % limits::import_progress_rows == 0 || done_ == total_) {
      if (on_progress_) on_progress_({.stage = ImportProgress::Stage::Check, .done = done_, .total = total_});
    }
  }

 private:
  const OnImportProgress& on_progress_;
  std::size_t total_;
  std::size_t done_ = 0;
};

Result<void> import_rows(Draft& draft, const Import& import, DocumentCheck check, Steps& steps) {
  for (const ImportedUser& user : import.users) {
    steps.next();
    if (auto done = import_user(draft, user); !done) return about("user", user.name, std::move(done).error());
  }
  for (const ImportedGroup& group : import.groups) {
    steps.next();
    if (auto done = import_group(draft, group); !done) return about("group", group.name, std::move(done).error());
  }
  // Roles come last: their trust documents may name the users.
  for (const ImportedRole& role : import.roles) {
    steps.next();
    if (auto done = import_role(draft, role, check); !done) return about("role", role.name, std::move(done).error());
  }
  for (const auto& [resource, tags] : import.resource_tags) {
    steps.next();
    auto owner = owner_of_resource(draft, resource);
    if (!owner) return about("tagged resource", resource, std::move(owner).error());
    auto done = change_tags(draft, *owner, {.resource = resource, .put = tags, .remove = {}});
    if (!done) return about("tagged resource", resource, std::move(done).error());
  }
  return {};
}

}  // namespace

Result<void> import(Draft& draft, const Import& import, const OnImportProgress& on_progress) {
  const std::size_t count = import.accounts.size() + import.policies.size() + import.users.size() +
                            import.groups.size() + import.roles.size() + import.resource_tags.size();
  if (count > limits::import_rows_max) {
    return Error(ErrorCode::LimitExceeded,
                 "an import brings at most " + std::to_string(limits::import_rows_max) + " things");
  }
  const DocumentCheck check = import.accept_unchecked_documents ? DocumentCheck::None : DocumentCheck::Full;
  Steps steps(on_progress, count);
  for (const ImportedAccount& account : import.accounts) {
    steps.next();
    if (auto done = import_account(draft, account); !done) {
      return about("account", account.name, std::move(done).error());
    }
  }
  for (const ImportedPolicy& policy : import.policies) {
    steps.next();
    auto done =
        create_policy(draft, policy.owner,
                      {.name = policy.name, .description = policy.description, .document = policy.document}, check);
    if (!done) return about("policy", policy.name, std::move(done).error());
  }
  return import_rows(draft, import, check, steps);
}

Result<void> Directory::import(const WriteContext& context, const Import& import, OnImportProgress on_progress) {
  return write(context, Uin{}, [&](Draft& draft) -> Result<void> {
    OPENCAM_TRY(directory::import(draft, import, on_progress));
    if (!on_progress) return {};
    draft.set_on_progress([&on_progress, total = draft.changes().size()](std::size_t rows) {
      on_progress({.stage = ImportProgress::Stage::Write, .done = rows, .total = total});
    });
    return {};
  });
}

}  // namespace opencam::directory
