#include "engine/plain_parties.h"

#include <utility>

namespace opencam {
namespace {

std::vector<AttachedPolicy> attached_policies(const HeldList& list, std::string_view owner_uin) {
  std::vector<AttachedPolicy> all;
  all.reserve(list.size());
  for (std::size_t place = 0; place < list.size(); ++place) all.push_back(attached_policy(list[place], owner_uin));
  return all;
}

}  // namespace

PlainParties::PlainParties(const Holder& holder, std::shared_ptr<const Policy> session, const OwnerSets& owners)
    : holder_(holder), owners_(owners), identity_(attached_policies(holder.identity, holder.principal.owner_uin)) {
  const std::string& owner_uin = holder.principal.owner_uin;
  if (holder.boundary) boundary_ = attached_policy(*holder.boundary, owner_uin);
  // CAM-088: listed under the name `session`; its empty account segment is the caller's account.
  if (session != nullptr) session_ = {.name = "session", .policy = std::move(session), .owner_uin = owner_uin};
}

Parties PlainParties::parties() const {
  Parties all{.caller = holder_.principal, .identity = identity_};
  all.boundary = boundary_ ? &*boundary_ : nullptr;
  all.session = session_ ? &*session_ : nullptr;
  all.owner_side = this;
  return all;
}

std::span<const AttachedPolicy> PlainParties::resource_policies_of(const std::string& account_uin) const {
  const auto [at, is_new] = resource_.try_emplace(account_uin);
  const IndexedPolicies policies = owners_.resource_policies_in(account_uin);
  if (is_new && policies.policies != nullptr) at->second = attached_policies(*policies.policies, account_uin);
  return at->second;
}

}  // namespace opencam
