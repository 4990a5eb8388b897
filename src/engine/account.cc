#include "engine/account.h"

#include <utility>

#include "engine/account_edit.h"

namespace opencam {
namespace {

template <typename Part>
Result<void> distribute(const std::vector<Part>& all, std::vector<const Part*> AccountParts::* into,
                        std::map<std::string, AccountParts>& parts) {
  for (const Part& one : all) {
    const auto account = parts.find(one.owner_uin);
    if (account == parts.end()) {
      return account_refusal("`owner_uin` names account " + shown(one.owner_uin) + ", which does not exist");
    }
    (account->second.*into).push_back(&one);
  }
  return {};
}

Result<void> distribute_all(const World& world, std::map<std::string, AccountParts>& parts) {
  OPENCAM_TRY(distribute(world.users, &AccountParts::users, parts));
  OPENCAM_TRY(distribute(world.groups, &AccountParts::groups, parts));
  OPENCAM_TRY(distribute(world.roles, &AccountParts::roles, parts));
  OPENCAM_TRY(distribute(world.policies, &AccountParts::policies, parts));
  OPENCAM_TRY(distribute(world.resource_policies, &AccountParts::resource_policies, parts));
  return {};
}

}  // namespace

std::shared_ptr<const StoredPolicy> Account::own_policy(std::string_view name) const {
  const PolicyEntry* entry = policies.find(name);
  return entry == nullptr ? nullptr : entry->own;
}

const RoleHolder* Account::find_role(std::string_view id_or_name) const {
  if (const auto* by_id = roles.find(id_or_name)) return by_id->get();
  const std::string* id = role_ids.find(id_or_name);
  return id == nullptr ? nullptr : roles.find(*id)->get();
}

Making Making::create(const Catalog& catalog, Keep keep) {
  Making making{.presets = {}, .keep = keep};
  for (const PresetPolicy& preset : catalog.presets()) {
    making.presets[preset.name] =
        StoredPolicy::create(SharedName(preset.name), preset.document, PolicyKind::Identity, keep);
  }
  return making;
}

Result<std::map<std::string, AccountParts>> parts_by_account(const World& world) {
  std::map<std::string, AccountParts> parts;
  for (const WorldAccount& account : world.accounts) {
    if (!parts.emplace(account.uin, AccountParts{.account = &account}).second) {
      return account_refusal("account " + shown(account.uin) + " is there twice");
    }
  }
  OPENCAM_TRY(distribute_all(world, parts));
  return parts;
}

Result<std::shared_ptr<const Account>> make_account(const AccountParts& parts, const Making& making,
                                                    const Account* previous) {
  Account account;
  account.about = *parts.account;
  AccountEditor editor(std::move(account), previous, making);
  OPENCAM_TRY(editor.apply(parts, {}));
  return std::move(editor).take().account;
}

Result<ChangedAccount> change_account(const std::shared_ptr<const Account>& account, const WorldChange& change,
                                      const Making& making) {
  std::map<std::string, AccountParts> parts;
  AccountParts& own = parts[account->about.uin];
  OPENCAM_TRY(distribute_all(change.put, parts));
  AccountEditor editor(*account, account.get(), making);
  OPENCAM_TRY(editor.apply(own, change.gone));
  return std::move(editor).take();
}

}  // namespace opencam
