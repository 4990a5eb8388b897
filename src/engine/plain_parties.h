// A caller's documents for the plain evaluator, read again from the texts that their account keeps.
//
//   const PlainParties plain(*holder, session, owners);
//   Decision decision = evaluate(plain.parties(), request, surroundings, nullptr);
//
// Lives for one question; what it reads of an owner's side it keeps that long. Borrows everything. One thread.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/account.h"
#include "engine/evaluate.h"
#include "engine/ruling.h"

namespace opencam {

class PlainParties final : public OwnerSide {
 public:
  // A null session policy is none.
  PlainParties(const Holder& holder, std::shared_ptr<const Policy> session, const OwnerSets& owners);
  PlainParties(const PlainParties&) = delete;
  PlainParties& operator=(const PlainParties&) = delete;

  Parties parties() const;
  std::span<const AttachedPolicy> resource_policies_of(const std::string& account_uin) const override;

 private:
  const Holder& holder_;
  const OwnerSets& owners_;
  std::vector<AttachedPolicy> identity_;
  std::optional<AttachedPolicy> boundary_;
  std::optional<AttachedPolicy> session_;
  mutable std::map<std::string, std::vector<AttachedPolicy>> resource_;  // by account
};

}  // namespace opencam
