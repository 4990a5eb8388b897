// Carries out the deletions of service-linked roles that were asked for (directory/role_deletion.h).
//
//   RoleDeletions deletions(directory, log);
//   deletions.start();                 // a thread of its own; ends with this object
//
// Tasks are found in the directory: those of this process at once, those that another process left behind when this
// one starts or follows. Each step is a transaction with its audit record, so nothing is lost when the process ends in
// between, and two processes at one task do no harm. A step that fails is tried again. Thread-safe.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <set>
#include <thread>

#include "base/host/log.h"
#include "directory/directory.h"

namespace opencam::services {

class RoleDeletions {
 public:
  // Both must outlive it.
  RoleDeletions(directory::Directory& directory, Log& log) : directory_(directory), log_(log) {}
  ~RoleDeletions();
  RoleDeletions(const RoleDeletions&) = delete;
  RoleDeletions& operator=(const RoleDeletions&) = delete;

  void start();

  // Takes one step of every task of the account that is not over. False when a step failed, or more are left.
  bool step(directory::Uin account);

 private:
  // What the directory tells us; it goes on telling after we have ended.
  struct Inbox {
    std::mutex mutex;
    std::condition_variable has_work;
    std::set<directory::Uin> accounts;  // that may have tasks
    bool is_ending = false;
  };

  void run();

  directory::Directory& directory_;
  Log& log_;
  std::shared_ptr<Inbox> inbox_ = std::make_shared<Inbox>();
  std::thread thread_;
};

}  // namespace opencam::services
