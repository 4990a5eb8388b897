#include "tests/agreement/plain_world.h"

#include <algorithm>

namespace opencam::agreement {
namespace {

AttachedPolicy attached(const std::string& name, const std::string& owner, const std::string& text, PolicyKind kind) {
  AttachedPolicy out{.name = name, .policy = nullptr, .owner_uin = owner};
  if (auto policy = read_policy(text, {.kind = kind})) out.policy = std::make_shared<const Policy>(*std::move(policy));
  return out;
}

}  // namespace

PlainWorld::PlainWorld(const World& world) : world_(world) {
  for (const WorldPolicy& one : world.policies) {
    policies_[{one.owner_uin, one.name}] = attached(one.name, one.owner_uin, one.document, PolicyKind::Identity);
  }
  for (const WorldResourcePolicy& one : world.resource_policies) {
    resource_policies_.push_back(attached(one.name, one.owner_uin, one.document, PolicyKind::Resource));
  }
}

std::string_view PlainWorld::account_of_app_id(std::string_view app_id) const {
  for (const WorldAccount& one : world_.accounts) {
    if (!app_id.empty() && one.app_id == app_id) return one.uin;
  }
  return {};
}

std::string_view PlainWorld::app_id_of_account(std::string_view uin) const {
  for (const WorldAccount& one : world_.accounts) {
    if (one.uin == uin) return one.app_id;
  }
  return {};
}

const std::map<std::string, std::string>* PlainWorld::tags_of(std::string_view resource) const {
  const auto found = world_.resource_tags.find(std::string(resource));
  return found == world_.resource_tags.end() ? nullptr : &found->second;
}

Authorities PlainWorld::with_account(PrincipalKind kind, const std::string& uin, const std::string& owner) const {
  Authorities out;
  out.principal.kind = kind;
  out.principal.uin = uin;
  out.principal.owner_uin = owner;
  out.principal.app_id = app_id_of_account(owner);
  return out;
}

// Each policy counts once, however often it reaches somebody.
void PlainWorld::attach(Authorities& to, const std::vector<std::string>& names, const std::string& via) const {
  for (const std::string& name : names) {
    const bool is_there = std::any_of(to.identity.begin(), to.identity.end(),
                                      [&](const AttachedPolicy& other) { return other.name == name; });
    if (is_there) continue;
    to.identity.push_back(policies_.at({to.principal.owner_uin, name}));
    to.identity.back().via = via;
  }
}

std::optional<Authorities> PlainWorld::of_user(const UserRef& ref) const {
  for (const WorldAccount& one : world_.accounts) {
    if (one.uin == ref.uin) return with_account(PrincipalKind::Root, one.uin, one.uin);
  }
  const auto user =
      std::find_if(world_.users.begin(), world_.users.end(), [&](const WorldUser& one) { return one.uin == ref.uin; });
  if (user == world_.users.end()) return std::nullopt;
  Authorities out = with_account(PrincipalKind::User, user->uin, user->owner_uin);
  out.principal.name = user->name;
  attach(out, user->policies, "");
  for (const WorldGroup& group : world_.groups) {
    if (std::find(group.members.begin(), group.members.end(), ref.uin) == group.members.end()) continue;
    out.principal.group_ids.push_back(group.id);
    attach(out, group.policies, group.name);
  }
  if (!user->boundary.empty()) out.boundary = policies_.at({user->owner_uin, user->boundary});
  return out;
}

std::optional<Authorities> PlainWorld::of_role(const RoleRef& ref) const {
  const auto role = std::find_if(world_.roles.begin(), world_.roles.end(), [&](const WorldRole& one) {
    return one.owner_uin == ref.owner_uin && (one.id == ref.role || one.name == ref.role);
  });
  if (role == world_.roles.end()) return std::nullopt;
  Authorities out = with_account(PrincipalKind::Role, role->id, role->owner_uin);
  out.principal.name = role->name;
  attach(out, role->policies, "");
  if (!role->boundary.empty()) out.boundary = policies_.at({role->owner_uin, role->boundary});
  return out;
}

std::optional<Authorities> PlainWorld::authorities(const Asker& asker) const {
  std::optional<Authorities> out;
  if (const auto* user = std::get_if<UserRef>(&asker.principal)) out = of_user(*user);
  if (const auto* role = std::get_if<RoleRef>(&asker.principal)) out = of_role(*role);
  if (const auto* service = std::get_if<ServiceRef>(&asker.principal)) {
    out = Authorities{.principal = {.kind = PrincipalKind::Service, .name = service->name}};
  }
  if (std::holds_alternative<Anonymous>(asker.principal)) out = Authorities{};
  if (!out) return out;
  out->resource = resource_policies_;
  if (asker.session != nullptr) {
    out->session = AttachedPolicy{.name = "session", .policy = asker.session, .owner_uin = out->principal.owner_uin};
  }
  return out;
}

Decision PlainWorld::decide(const std::optional<Authorities>& authorities, const Request& request) const {
  if (!authorities) return {.effect = Effect::Deny, .reason = Reason::UnknownPrincipal};
  return evaluate(*authorities, request, *this);
}

}  // namespace opencam::agreement
