// The data folder, opened: the store, the master key and the directory over them, and what they need to live.
//
//   OPENCAM_TRY(auto opened, Opened::open(config, invocation.streams));
//   opened->directory().create_account(...);
//
// Several processes may have one folder open. Time and chance are made here and nowhere else. The object stays where it
// is, because its parts refer to each other.
#pragma once

#include <memory>

#include "base/host/clock.h"
#include "base/host/log.h"
#include "base/host/random.h"
#include "base/host/seal.h"
#include "cli/command.h"
#include "directory/directory.h"
#include "server/config.h"
#include "services/call.h"

namespace opencam::server {

class Opened {
 public:
  // Makes the folder (0700) and the master key (0600) when they are not there. Errors: those of the store, the key and
  // the catalogue, with what was being done before the cause.
  static Result<std::unique_ptr<Opened>> open(const Config& config, const cli::Streams& streams);

  directory::Directory& directory() { return *directory_; }
  const SystemClock& clock() const { return clock_; }
  Log& log() { return *log_; }
  services::Equipment equipment() { return {*directory_, clock_, random_, *sealer_, *log_}; }

 private:
  Opened() = default;

  SystemClock clock_;
  SystemRandom random_;
  std::unique_ptr<Log> log_;
  std::shared_ptr<const Sealer> sealer_;
  std::unique_ptr<directory::Directory> directory_;
};

// What chains the audit trail (directory/audit_chain.h).
SecretText audit_key(const Sealer& sealer);
// Opening makes what is missing, which would answer a mistyped folder with an empty store: who only reads asks first.
// Errors: NotFound.
Result<void> check_data_folder(const std::string& folder);

// By number or name. Errors: AccountNotExist.
Result<std::shared_ptr<const directory::AccountState>> find_account(const directory::Directory& directory,
                                                                    const std::string& text);

// The audit record's context for what an operator does on the command line.
directory::WriteContext operator_context(std::string action);

}  // namespace opencam::server
