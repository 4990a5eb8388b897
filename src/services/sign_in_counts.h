// Keeps what the guard against guessing counts in the store, so that waiting survives a restart.
//
//   SignInCounts kept(directory, guard, clock, log);   // the guard remembers what was kept
//
// A thread writes what changed, once a second and at the end, in one transaction: however many attempts there are, the
// disk is asked once a second. A crash forgets the last second. Each server of a store begins with what all of them
// had kept. The guard must outlive it. Thread-safe.
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "base/host/clock.h"
#include "base/host/log.h"
#include "directory/directory.h"
#include "services/sign_in_guard.h"

namespace opencam::services {

class SignInCounts {
 public:
  SignInCounts(directory::Directory& directory, SignInGuard& guard, const Clock& clock, Log& log);
  ~SignInCounts();
  SignInCounts(const SignInCounts&) = delete;
  SignInCounts& operator=(const SignInCounts&) = delete;

 private:
  void run();
  void write();

  directory::Directory& directory_;
  SignInGuard& guard_;
  Log& log_;
  std::mutex mutex_;
  std::condition_variable wakes_;
  bool is_ending_ = false;
  bool was_written_ = true;
  std::thread thread_;
};

}  // namespace opencam::services
