#include "services/audit_trail.h"

#include <utility>

#include "base/limits.h"

namespace opencam::services {

AuditTrail::AuditTrail(directory::Directory& directory, Log& log)
    : directory_(directory), log_(log), thread_([this] { run(); }) {}

AuditTrail::~AuditTrail() {
  {
    const std::lock_guard lock(mutex_);
    is_ending_ = true;
  }
  has_work_.notify_one();
  thread_.join();
}

void AuditTrail::append(directory::AuditRecord record, Done done) {
  {
    const std::lock_guard lock(mutex_);
    if (queue_.size() < limits::audit_queue_records_max) {
      queue_.push_back({std::move(record), std::move(done)});
      has_work_.notify_one();
      return;
    }
  }
  done(false);
}

void AuditTrail::run() {
  while (true) {
    std::vector<Entry> batch;
    {
      std::unique_lock lock(mutex_);
      has_work_.wait(lock, [this] { return is_ending_ || !queue_.empty(); });
      if (queue_.empty()) return;
      batch.swap(queue_);
    }
    write(std::move(batch));
  }
}

void AuditTrail::write(std::vector<Entry> batch) {
  std::vector<directory::AuditRecord> records;
  records.reserve(batch.size());
  for (Entry& entry : batch) records.push_back(std::move(entry.record));
  const auto written = directory_.append_audit(records);
  if (!written) log_.alarm("audit_not_written", {{"cause", written.error().message()}, {"records", records.size()}});
  for (Entry& entry : batch) entry.done(written.has_value());
}

}  // namespace opencam::services
