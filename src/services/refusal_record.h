// What the record of a denial keeps of why, so that it can be looked at later as it was decided (CAM-342).
//
//   record.detail = keeper.detail(snapshot, request, decision, account);     // when it is denied
//   refusal_page(record)                                                     // GET /access/v1/decisions/<id>
//
// The question is tried once more at the snapshot that denied it, with everything that was tried noted; what another
// account's side said is left out. This costs about as much as the decision by the plain evaluator, so there is a bound
// on how many of an account's denials are kept in a second; those beyond it have the decision alone, as has one that
// comes out differently when it is tried again. Thread-safe.
#pragma once

#include <string>

#include "directory/audit.h"
#include "directory/state.h"
#include "opencam/decision.h"
#include "opencam/engine.h"
#include "opencam/request.h"
#include "services/access_limits.h"
#include "services/call_rate.h"

namespace opencam::services {

// The decision as JSON text for the audit trail: reason, deciding statements, refused resource.
std::string audited_decision(const Decision& decision);

class RefusalKeeper {
 public:
  // Is there room for one more of that account? If so it is taken.
  bool admits(directory::Uin account, std::int64_t now_ms);

  // That text with what is kept beside it. Whoever calls has asked admits().
  static std::string detail(const Snapshot& snapshot, const Request& request, const Decision& decision,
                            const directory::AccountState& account);

 private:
  RateBuckets kept_{limits::refusals_kept_per_s, limits::refusal_accounts_max};
};

// `detail` of a record without what is kept for this page alone: events are lists.
std::string without_refusal(std::string_view detail);

// The answer of the door, JSON.
std::string refusal_page(const directory::AuditRecord& record);

}  // namespace opencam::services
