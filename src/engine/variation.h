// The parties of a request with something changed, to decide again with.
//
//   Variation variation(parties);
//   variation.replace(ref, policy_without_the_statement);
//   Decision decision = evaluate(variation.parties(), request, surroundings, nullptr);
//   variation.restore();
//
// Holds copies of the attachments (the policies themselves are shared) and one change at a time. One thread.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/evaluate.h"

namespace opencam {

class Variation final : public OwnerSide {
 public:
  // `owners` are the accounts whose resources are asked for.
  Variation(const Parties& parties, const std::vector<std::string>& owners);
  Variation(const Variation&) = delete;
  Variation& operator=(const Variation&) = delete;

  // The policy that this statement is in; null when it is not one of the parties' (a general policy).
  const AttachedPolicy* find(const StatementRef& statement) const;

  // Puts another policy in the place of the one that holds the statement; null takes the attachment away.
  void replace(const StatementRef& statement, std::shared_ptr<const Policy> policy);

  // One more policy of that layer: Identity, or Resource of `owner_uin`.
  void add(PolicyLayer layer, AttachedPolicy policy);

  // As it was made.
  void restore();

  Parties parties() const;
  std::span<const AttachedPolicy> resource_policies_of(const std::string& account_uin) const override;

 private:
  struct Attachments {
    std::vector<AttachedPolicy> identity;
    std::optional<AttachedPolicy> boundary;
    std::optional<AttachedPolicy> session;
    std::map<std::string, std::vector<AttachedPolicy>> resource;  // by account
  };

  // The account whose resource policy that is, or empty.
  std::string account_with(const StatementRef& statement) const;

  const Parties& original_;
  Attachments saved_;
  Attachments current_;
};

}  // namespace opencam
