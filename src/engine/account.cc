#include "engine/account.h"

#include <algorithm>
#include <unordered_set>

#include "base/text.h"
#include "engine/program.h"

namespace opencam {
namespace {

Error refusal(std::string message) { return Error(ErrorCode::InvalidArgument, std::move(message)); }

std::string shown(const std::string& text) { return "`" + text::shortened(text) + "`"; }

// Builds one account; holds what is needed on the way and nothing that outlives it.
class AccountBuilder {
 public:
  AccountBuilder(const AccountParts& parts, const Presets& presets, const Account* previous)
      : parts_(parts), presets_(presets), previous_(previous) {}

  Result<std::shared_ptr<const Account>> build() {
    account_.about = *parts_.account;
    account_.root.principal = principal_of(PrincipalKind::Root, uin(), account_.about.name);
    for (const WorldPolicy* policy : parts_.policies) {
      if (!own_policies_.emplace(policy->name, read("identity", policy->name, policy->document)).second) {
        return refusal("account " + shown(uin()) + " has two policies named " + shown(policy->name));
      }
    }
    for (const WorldResourcePolicy* policy : parts_.resource_policies) {
      account_.resource_policies.push_back(attached(policy->name, read("resource", policy->name, policy->document)));
    }
    account_.resource_set = EffectiveSet::create(account_.resource_policies,
                                                 previous_ == nullptr ? nullptr : previous_->resource_set.get());
    OPENCAM_TRY(find_groups());
    for (const WorldUser* user : parts_.users) OPENCAM_TRY(add_user(*user));
    for (const WorldRole* role : parts_.roles) OPENCAM_TRY(add_role(*role));
    return std::make_shared<const Account>(std::move(account_));
  }

 private:
  const std::string& uin() const { return parts_.account->uin; }

  Principal principal_of(PrincipalKind kind, const std::string& own_uin, const std::string& name) const {
    Principal principal;
    principal.kind = kind;
    principal.uin = own_uin;
    principal.owner_uin = uin();
    principal.app_id = parts_.account->app_id;
    principal.name = name;
    return principal;
  }

  // The document, read; taken over from the previous revision when the text is the same.
  ReadyPolicy read(const std::string& kind, const std::string& name, const std::string& text) {
    const std::string key = kind + ":" + name;
    StoredPolicy& stored = account_.documents[key];
    stored.text = text;
    if (previous_ != nullptr) {
      const auto before = previous_->documents.find(key);
      if (before != previous_->documents.end() && before->second.text == text) {
        stored.ready = before->second.ready;
        return stored.ready;
      }
    }
    const PolicyKind policy_kind = kind == "trust"      ? PolicyKind::Trust
                                   : kind == "resource" ? PolicyKind::Resource
                                                        : PolicyKind::Identity;
    stored.ready = ready_policy(text, policy_kind);
    return stored.ready;
  }

  AttachedPolicy attached(const std::string& name, const ReadyPolicy& ready, std::string via = {}) const {
    return {.name = name, .policy = ready.policy, .owner_uin = uin(), .via = std::move(via), .program = ready.program};
  }

  // CAM-106: the account's own policy of that name, otherwise the preset, whose empty account is this one.
  Result<AttachedPolicy> named(const std::string& name, const std::string& holder, std::string via = {}) const {
    if (const auto own = own_policies_.find(name); own != own_policies_.end()) {
      return attached(name, own->second, std::move(via));
    }
    if (const auto preset = presets_.find(name); preset != presets_.end()) {
      return attached(name, preset->second, std::move(via));
    }
    return refusal(holder + " names policy " + shown(name) + ", which account " + shown(uin()) + " does not have");
  }

  // Each policy counts once, as it is reached first: attached directly, then through groups.
  Result<void> attach(Holder& holder, const std::vector<std::string>& names, const std::string& who,
                      const std::string& via) const {
    for (const std::string& name : names) {
      OPENCAM_TRY(AttachedPolicy policy, named(name, who, via));
      const bool is_there = std::any_of(holder.identity.begin(), holder.identity.end(),
                                        [&](const AttachedPolicy& other) { return other.name == name; });
      if (!is_there) holder.identity.push_back(std::move(policy));
    }
    return {};
  }

  Result<void> find_groups() {
    std::unordered_set<std::string> uins;
    for (const WorldUser* user : parts_.users) uins.insert(user->uin);
    std::unordered_set<std::string> ids;
    for (const WorldGroup* group : parts_.groups) {
      if (!ids.insert(group->id).second)
        return refusal("account " + shown(uin()) + " has two groups " + shown(group->id));
      Holder check;
      OPENCAM_TRY(attach(check, group->policies, "group " + shown(group->name), {}));
      for (const std::string& member : group->members) {
        // CAM-103: a member is of the same account.
        if (!uins.contains(member)) {
          return refusal("group " + shown(group->name) + " names " + shown(member) + ", who is no user of account " +
                         shown(uin()));
        }
        groups_of_[member].push_back(group);
      }
    }
    return {};
  }

  Result<void> add_user(const WorldUser& user) {
    const std::string who = "user " + shown(user.uin);
    Holder holder;
    holder.principal = principal_of(PrincipalKind::User, user.uin, user.name);
    holder.may_call = user.type != UserType::MessageRecipient;
    OPENCAM_TRY(attach(holder, user.policies, who, {}));
    for (const WorldGroup* group : groups_of_[user.uin]) {
      holder.principal.group_ids.push_back(group->id);
      OPENCAM_TRY(attach(holder, group->policies, who, group->name.empty() ? group->id : group->name));
    }
    OPENCAM_TRY(set_boundary(holder, user.boundary, who));
    holder.set = EffectiveSet::create(holder.identity, previous_set_of_user(user.uin));
    if (!account_.users.emplace(user.uin, std::move(holder)).second) {
      return refusal("account " + shown(uin()) + " has two users " + shown(user.uin));
    }
    return {};
  }

  Result<void> add_role(const WorldRole& role) {
    const std::string who = "role " + shown(role.name);
    RoleHolder entry;
    entry.holder.principal = principal_of(PrincipalKind::Role, role.id, role.name);
    OPENCAM_TRY(attach(entry.holder, role.policies, who, {}));
    OPENCAM_TRY(set_boundary(entry.holder, role.boundary, who));
    entry.holder.set = EffectiveSet::create(entry.holder.identity, previous_set_of_role(role.id));
    entry.trust = attached("trust", read("trust", role.id, role.trust));
    const bool is_new = account_.role_ids.emplace(role.name, role.id).second &&
                        account_.roles.emplace(role.id, std::move(entry)).second;
    if (!is_new) return refusal("account " + shown(uin()) + " has two roles " + shown(role.name));
    return {};
  }

  const EffectiveSet* previous_set_of_user(const std::string& user_uin) const {
    if (previous_ == nullptr) return nullptr;
    const auto found = previous_->users.find(user_uin);
    return found == previous_->users.end() ? nullptr : found->second.set.get();
  }

  const EffectiveSet* previous_set_of_role(const std::string& id) const {
    if (previous_ == nullptr) return nullptr;
    const auto found = previous_->roles.find(id);
    return found == previous_->roles.end() ? nullptr : found->second.holder.set.get();
  }

  Result<void> set_boundary(Holder& holder, const std::string& name, const std::string& who) const {
    if (name.empty()) return {};
    OPENCAM_TRY(holder.boundary, named(name, who));
    return {};
  }

  const AccountParts& parts_;
  const Presets& presets_;
  const Account* previous_;
  Account account_;
  std::unordered_map<std::string, ReadyPolicy> own_policies_;
  std::unordered_map<std::string, std::vector<const WorldGroup*>> groups_of_;
};

template <typename Part>
Result<void> distribute(const std::vector<Part>& all, std::vector<const Part*> AccountParts::* into,
                        std::map<std::string, AccountParts>& parts) {
  for (const Part& one : all) {
    const auto account = parts.find(one.owner_uin);
    if (account == parts.end()) {
      return refusal("`owner_uin` names account " + shown(one.owner_uin) + ", which does not exist");
    }
    (account->second.*into).push_back(&one);
  }
  return {};
}

}  // namespace

const RoleHolder* Account::find_role(const std::string& id_or_name) const {
  if (const auto by_id = roles.find(id_or_name); by_id != roles.end()) return &by_id->second;
  const auto by_name = role_ids.find(id_or_name);
  return by_name == role_ids.end() ? nullptr : &roles.at(by_name->second);
}

ReadyPolicy ready_policy(std::string_view text, PolicyKind kind) {
  auto policy = read_policy(text, {.kind = kind});
  if (!policy) return {};
  ReadyPolicy ready{.policy = std::make_shared<const Policy>(*std::move(policy)), .program = nullptr};
  ready.program = Program::compile(*ready.policy);
  return ready;
}

Presets read_presets(const Catalog& catalog) {
  Presets presets;
  for (const PresetPolicy& preset : catalog.presets()) {
    presets[preset.name] = ready_policy(preset.document, PolicyKind::Identity);
  }
  return presets;
}

Result<std::map<std::string, AccountParts>> parts_by_account(const World& world) {
  std::map<std::string, AccountParts> parts;
  for (const WorldAccount& account : world.accounts) {
    if (!parts.emplace(account.uin, AccountParts{.account = &account}).second) {
      return refusal("account " + shown(account.uin) + " is there twice");
    }
  }
  OPENCAM_TRY(distribute(world.users, &AccountParts::users, parts));
  OPENCAM_TRY(distribute(world.groups, &AccountParts::groups, parts));
  OPENCAM_TRY(distribute(world.roles, &AccountParts::roles, parts));
  OPENCAM_TRY(distribute(world.policies, &AccountParts::policies, parts));
  OPENCAM_TRY(distribute(world.resource_policies, &AccountParts::resource_policies, parts));
  return parts;
}

Result<std::shared_ptr<const Account>> make_account(const AccountParts& parts, const Presets& presets,
                                                    const Account* previous) {
  return AccountBuilder(parts, presets, previous).build();
}

}  // namespace opencam
