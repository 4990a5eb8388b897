// What is wrong with a document, for whoever writes one (CAM-343, docs/api/policy-check.md).
//
//   OPENCAM_TRY(std::string answer, policy_check(http.body, catalog, quota));
//
// The same check that saving makes, but for what only the directory knows; when it finds nothing, lint. Places are
// given in bytes, in code units of UTF-16 and as line and column. Pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "directory/quota.h"
#include "opencam/catalog.h"
#include "opencam/policy.h"
#include "opencam/result.h"

namespace opencam::services {

// All mistakes of a document that is to be saved as one of that kind, without asking who exists.
std::vector<Diagnostic> check_unsaved(std::string_view document, PolicyKind kind, const Catalog& catalog,
                                      const directory::Quota& quota);

// `body` is the request, the answer JSON. Errors: InvalidArgument, MissingArgument and UnknownArgument with a message
// that names the member.
Result<std::string> policy_check(std::string_view body, const Catalog& catalog, const directory::Quota& quota);

}  // namespace opencam::services
