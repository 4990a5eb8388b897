#include "engine/variation.h"

#include <algorithm>

namespace opencam {
namespace {

// The place of the policy of that name; the size when there is none.
std::size_t place_of(const std::vector<AttachedPolicy>& policies, const std::string& name) {
  const auto found =
      std::find_if(policies.begin(), policies.end(), [&](const AttachedPolicy& policy) { return policy.name == name; });
  return static_cast<std::size_t>(found - policies.begin());
}

}  // namespace

Variation::Variation(const Parties& parties, const std::vector<std::string>& owners) : original_(parties) {
  saved_.identity.assign(parties.identity.begin(), parties.identity.end());
  if (parties.boundary != nullptr) saved_.boundary = *parties.boundary;
  if (parties.session != nullptr) saved_.session = *parties.session;
  for (const std::string& owner : owners) {
    if (parties.owner_side == nullptr) break;
    const auto policies = parties.owner_side->resource_policies_of(owner);
    saved_.resource[owner].assign(policies.begin(), policies.end());
  }
  current_ = saved_;
}

std::string Variation::account_with(const StatementRef& statement) const {
  for (const auto& [owner, policies] : current_.resource) {
    if (place_of(policies, statement.policy) < policies.size()) return owner;
  }
  return {};
}

const AttachedPolicy* Variation::find(const StatementRef& statement) const {
  const auto in = [&](const std::vector<AttachedPolicy>& policies) {
    const std::size_t place = place_of(policies, statement.policy);
    return place == policies.size() ? nullptr : &policies[place];
  };
  switch (statement.layer) {
    case PolicyLayer::Identity:
      return in(current_.identity);
    case PolicyLayer::Boundary:
      return current_.boundary ? &*current_.boundary : nullptr;
    case PolicyLayer::Session:
      return current_.session ? &*current_.session : nullptr;
    case PolicyLayer::Resource: {
      const auto account = current_.resource.find(account_with(statement));
      return account == current_.resource.end() ? nullptr : in(account->second);
    }
    case PolicyLayer::General:
    case PolicyLayer::Trust:
      return nullptr;
  }
  return nullptr;
}

void Variation::replace(const StatementRef& statement, std::shared_ptr<const Policy> policy) {
  if (find(statement) == nullptr) return;
  if (statement.layer == PolicyLayer::Boundary || statement.layer == PolicyLayer::Session) {
    auto& slot = statement.layer == PolicyLayer::Boundary ? current_.boundary : current_.session;
    policy == nullptr ? slot.reset() : static_cast<void>(slot->policy = std::move(policy));
    return;
  }
  auto& policies =
      statement.layer == PolicyLayer::Identity ? current_.identity : current_.resource[account_with(statement)];
  const auto place = policies.begin() + static_cast<std::ptrdiff_t>(place_of(policies, statement.policy));
  policy == nullptr ? static_cast<void>(policies.erase(place)) : static_cast<void>(place->policy = std::move(policy));
}

void Variation::add(PolicyLayer layer, AttachedPolicy policy) {
  auto& policies = layer == PolicyLayer::Resource ? current_.resource[policy.owner_uin] : current_.identity;
  policies.push_back(std::move(policy));
}

void Variation::restore() { current_ = saved_; }

Parties Variation::parties() const {
  Parties parties{.caller = original_.caller, .identity = current_.identity};
  parties.boundary = current_.boundary ? &*current_.boundary : nullptr;
  parties.session = current_.session ? &*current_.session : nullptr;
  parties.owner_side = this;
  parties.other_content = original_.other_content;
  return parties;
}

std::span<const AttachedPolicy> Variation::resource_policies_of(const std::string& account_uin) const {
  const auto found = current_.resource.find(account_uin);
  return found == current_.resource.end() ? std::span<const AttachedPolicy>() : found->second;
}

}  // namespace opencam
