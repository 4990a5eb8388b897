// Where the supervisor lives: a mount namespace of its own, whose root holds nothing but what sandboxes are made of.
//
//   /usr /bin ...   the system, as the host has it        /proc    of the supervisor and its sandboxes
//   /etc            a few files, made here                /files/0 the folders that the operator opened
//   /dev            null, zero, full, random, urandom     /slots/0/fs  a slot's working folder, bounded, in memory
//
// Whatever might go wrong between the supervisor and a finished sandbox, neither the store nor the master key can be
// reached by a path. bubblewrap is quicker here too: it reads the whole table of mounts for each of its own.
//
// The supervisor of root stays root, for the mounts, and runs bubblewrap as a user of the slot's own; that of an
// ordinary user takes a user namespace, in which it may mount, and runs bubblewrap as itself.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

#include "opencam/result.h"
#include "runner/local_files.h"
#include "runner/settings.h"

namespace opencam::runner {

// Mounts, and the processes that are made from here on, of this process's own. Errors: Io with the remedy.
Result<void> own_namespaces();

class Jail {
 public:
  // Moves this process there; there is no way back. REQUIRES: a single thread, own_namespaces() before. Errors: Io with
  // the remedy.
  static Result<Jail> enter(const Settings& settings);

  const std::vector<std::string>& links() const { return links_; }
  LocalFiles& files() { return files_; }

  // The user that a slot's sandbox runs as; nothing to change for an ordinary user.
  bool has_users() const { return has_users_; }
  uid_t user_of(std::size_t slot) const;
  // No two slots share theirs: what the kernel counts for it is the slot's alone.
  bool has_slot_users() const;

  // A fresh working folder. Errors: Io.
  Result<std::string> make_slot(std::size_t slot, std::int64_t disk_bytes);
  // The slot's job/, for reading after the sandbox has gone. Errors: Io.
  Result<Descriptor> open_slot(std::size_t slot) const;
  // Makes a file or folder visible to a sandbox at the path returned, until clear_slot. Errors: Io.
  Result<std::string> mount_input(std::size_t slot, std::size_t number, const Descriptor& source);
  void clear_slot(std::size_t slot);

 private:
  Jail(LocalFiles files, std::vector<std::string> links) : files_(std::move(files)), links_(std::move(links)) {}

  LocalFiles files_;
  std::vector<std::string> links_;
  bool has_users_ = false;
  uid_t first_user_ = 0;
  std::vector<std::size_t> inputs_;  // mounted, by slot
  std::vector<bool> is_made_;        // by slot
};

}  // namespace opencam::runner
