// The engine's view of all accounts, kept up to date with the directory.
//
//   directory --on_change(account)--> what differs from the state before --> Snapshot::with(change) --> published
//                                     the whole account, when that is not to be had
//
// A change is in the next snapshot before the directory's write returns, so before anybody is told that it worked. A
// follower thread asks the store for other processes' commits every follow_interval_ms. An account that cannot be made
// into a world is left out, which denies everything in it, with an alarm (fail closed). `now()` may be called from any
// thread. It takes a lock only when there is something new: otherwise it reads one number that seldom changes, and
// writes nothing that another thread reads.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <stop_token>
#include <thread>

#include "base/host/log.h"
#include "directory/directory.h"
#include "opencam/engine.h"

namespace opencam::services {

class Snapshots {
 public:
  // Builds the first one from every account and listens to the directory, which must outlive it. Errors: Internal.
  static Result<std::unique_ptr<Snapshots>> create(directory::Directory& directory, Log& log);
  ~Snapshots();
  Snapshots(const Snapshots&) = delete;
  Snapshots& operator=(const Snapshots&) = delete;

  // Never null.
  std::shared_ptr<const Snapshot> now() const;

  // Asks the store for news. True when a snapshot of at least that revision is there now.
  bool catch_up(std::uint64_t revision);

  // Starts following the store in a thread of its own; ends with this object.
  void follow();

 private:
  Snapshots(directory::Directory& directory, Log& log) : directory_(directory), log_(log) {}
  void rebuild(directory::Uin account, std::uint64_t revision);
  Result<Snapshot> made(const Snapshot& before, const std::shared_ptr<const directory::AccountState>& state,
                        std::uint64_t revision);
  void publish(Snapshot snapshot);
  void run(const std::stop_token& stop);

  directory::Directory& directory_;
  Log& log_;
  std::mutex rebuild_mutex_;  // one rebuild at a time
  // What the accounts of the current snapshot were made from.
  std::map<directory::Uin, std::shared_ptr<const directory::AccountState>> made_from_;
  // Held only to copy or set the pointer. Not std::atomic<std::shared_ptr>: in libstdc++ 12 its readers unlock in
  // relaxed order, which the thread sanitizer reports as the race it is.
  mutable std::mutex current_mutex_;
  std::shared_ptr<const Snapshot> current_;
  std::atomic<std::uint64_t> publication_ = 0;  // another number with each `current_`
  std::jthread follower_;
};

}  // namespace opencam::services
