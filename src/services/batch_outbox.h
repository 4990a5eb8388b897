// Audit records of BatchCompute on their way from batch.db to the audit trail.
//
//   write + record text (outbox)   one transaction of batch.db
//             |
//   append to the audit chain      the directory's store
//             |
//   delivered: out of the outbox   before the answer (CAM-284)
//
// What a crash leaves in the outbox is delivered at the next start, and not again when the chain has it already. The
// text is ours alone. Functions on values and ports; thread-safe as those are.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/host/log.h"
#include "batch/store.h"
#include "directory/audit.h"
#include "directory/directory.h"
#include "opencam/result.h"

namespace opencam::services {

std::string outbox_text(const directory::AuditRecord& record);
// Errors: Corrupt.
Result<directory::AuditRecord> read_outbox_text(std::string_view text);

// Appends the record and takes it out of the outbox (0: it is in none).
Result<void> deliver(batch::Store& store, directory::Directory& directory, const directory::AuditRecord& record,
                     std::uint64_t outbox);

// Everything that is left there. A record that cannot be read stays, with an alarm in the log.
Result<void> deliver_leftovers(batch::Store& store, directory::Directory& directory, Log& log);

}  // namespace opencam::services
