// Notes when keys, people, policies and services were last used, without making anybody wait.
//
//   uses.note_call(caller);                                    // the signature was right
//   uses.note_permission(account, principal, action, decision) // and this was allowed
//
// CAM-204: each thing is noted once an hour. Noting what was noted already reads one atomic number; the rest goes into
// a batch that a thread of its own writes every few seconds and at the end. A crash forgets the batch. More things in
// an hour than uses_remembered_max are not noted. Thread-safe.
#pragma once

#include <array>
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_set>
#include <vector>

#include "base/host/clock.h"
#include "base/host/log.h"
#include "directory/directory.h"
#include "opencam/decision.h"
#include "opencam/request.h"
#include "services/caller.h"

namespace opencam::services {

class UseLog {
 public:
  // All must outlive it.
  UseLog(directory::Directory& directory, const Clock& clock, Log& log);
  ~UseLog();
  UseLog(const UseLog&) = delete;
  UseLog& operator=(const UseLog&) = delete;

  // Somebody has proved who they are: their key, when it is a permanent one, and they themselves.
  void note_call(const Caller& caller);

  // A principal of that account was allowed to do something: the service of the action, and the account's policies
  // and presets that allowed it. A refusal is no use.
  void note_permission(const directory::AccountState& account, const PrincipalRef& principal, std::string_view action,
                       const Decision& decision);

  // What the store holds and what waits to be written, latest times, by kind and subject. Errors: the store's.
  Result<std::vector<directory::LastUse>> last_uses(directory::Uin account);

 private:
  // What is used, in pieces, so that nothing is put together or looked up for what was noted already.
  struct Subject {
    directory::Uin account{};
    directory::UseKind kind{};
    std::array<std::string_view, 4> pieces;
    // Of a policy, whose only piece is its name: where to find its number.
    const directory::AccountState* policies = nullptr;
  };

  void note(const Subject& subject);
  void note_first(const Subject& subject, std::int64_t now_ms);
  void run();
  void write();

  static constexpr std::size_t seen_count = 4096;

  directory::Directory& directory_;
  const Clock& clock_;
  Log& log_;
  // Marks of what was noted in this hour; a mark may push another out, which costs a look into `noted_`.
  std::array<std::atomic<std::uint64_t>, seen_count> seen_{};
  std::mutex mutex_;
  std::condition_variable wakes_;
  bool is_ending_ = false;
  bool was_written_ = true;
  std::int64_t hour_ = 0;
  std::unordered_set<std::string> noted_;  // in `hour_`
  std::vector<directory::LastUse> pending_;
  std::thread thread_;
};

}  // namespace opencam::services
