// Records that belong to no change of the directory: denials, failures, sessions given out.
//
//   trail.append(record, [reply](bool is_durable) { ... answer, or InternalError ... });
//
// No audit, no answer: whoever answers waits for the callback. Records that come while the disk is busy are written
// together, so that a flood of denials costs one transaction at a time. The callback runs on the trail's own thread and
// must not block; at the end what is queued is still written. Thread-safe.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "base/host/log.h"
#include "directory/audit.h"
#include "directory/directory.h"

namespace opencam::services {

class AuditTrail {
 public:
  using Done = std::function<void(bool is_durable)>;

  // Both must outlive it.
  AuditTrail(directory::Directory& directory, Log& log);
  ~AuditTrail();
  AuditTrail(const AuditTrail&) = delete;
  AuditTrail& operator=(const AuditTrail&) = delete;

  // All of them or none. When more than audit_queue_records_max wait, `done(false)` is called at once.
  void append(std::vector<directory::AuditRecord> records, Done done);
  void append(directory::AuditRecord record, Done done);

 private:
  struct Entry {
    std::vector<directory::AuditRecord> records;
    Done done;
  };

  void run();
  void write(std::vector<Entry> batch);

  directory::Directory& directory_;
  Log& log_;
  std::mutex mutex_;
  std::condition_variable has_work_;
  std::vector<Entry> queue_;
  std::size_t queued_records_ = 0;  // in all entries of the queue
  bool is_ending_ = false;
  std::thread thread_;
};

}  // namespace opencam::services
