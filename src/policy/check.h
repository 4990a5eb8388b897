// The checks that need more than the document: the catalogue for actions, resources and service principals, the
// directory for accounts and users, and the kinds of the general keys for conditions.
//
// read.h has found every mistake of form before; what it could read stands in the statements. A file per element.
#pragma once

#include <string>
#include <string_view>

#include "opencam/policy.h"
#include "policy/mistake.h"

namespace opencam {

// What all checks of one document share.
struct CheckRun {
  std::string_view text;
  const CheckOptions& options;
  const Catalog& catalog;
  Mistakes& mistakes;

  void add(ErrorCode code, Span span, std::string message, std::string help, std::uint32_t resource = 0) const {
    mistakes.add({code, Gravity::Creation, std::move(message), std::move(help), span, resource});
  }
};

// What to do about a service that there is not: the one that was meant, when a known one is near.
std::string service_help(std::string_view service, const Catalog& catalog);

// ActionServiceNotExist, ActionNotExist, NotSupportProduct.
void check_actions(const Statement& statement, const CheckRun& run);

// ResourceServiceNotExist, ResourceRegionError, NotSupportProduct.
void check_resources(const Statement& statement, const CheckRun& run);

// ConditionContentError: an operator on a key of another kind.
void check_conditions(const Statement& statement, const CheckRun& run);

// PrincipalQcsNotExist, PrincipalQcsCrossError, PrincipalServiceNotExist.
void check_principals(const Statement& statement, const CheckRun& run);

}  // namespace opencam
