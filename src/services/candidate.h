// A question about policies that are not saved: what `candidate` of a decision request says, and the snapshot of the
// account as it would be (CAM-340, docs/api/evaluation.md).
//
//   OPENCAM_TRY(CandidatePolicies candidate, read_candidate(*root.find("candidate")));
//   OPENCAM_TRY(Hypothesis what_if, suppose(candidate, around, subjects));
//   what_if.snapshot.decide(request)
//
// Nothing is saved and nobody else sees it. Values, pure functions.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/json.h"
#include "directory/quota.h"
#include "directory/state.h"
#include "opencam/engine.h"
#include "opencam/request.h"
#include "opencam/result.h"

namespace opencam::services {

struct CandidatePolicies {
  struct Replacement {
    std::string policy;  // name or number of a custom policy
    std::string document;
  };
  std::vector<Replacement> replace;
  std::vector<std::string> attach;  // documents
  std::optional<std::string> session_policy;
};

// Errors: InvalidArgument, MissingArgument, UnknownArgument with a message that names the member.
Result<CandidatePolicies> read_candidate(const json::Value& value);

// What a candidate is held against.
struct Actual {
  const Snapshot& snapshot;
  const directory::AccountState& account;
  const directory::Quota& quota;
};

struct Hypothesis {
  Snapshot snapshot;
  std::shared_ptr<const Policy> session_policy;  // null: none
};

// `subjects` are of the account, and who the attached policies are attached to. Errors: InvalidArgument for a document
// that could not be saved or a policy that the account does not have, with a message that names the member;
// Unavailable when account and snapshot do not fit each other at the moment.
Result<Hypothesis> suppose(const CandidatePolicies& candidate, const Actual& actual,
                           std::span<const PrincipalRef> subjects);

}  // namespace opencam::services
