#include "services/audit_trail.h"

#include <algorithm>
#include <iterator>
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

void AuditTrail::append(std::vector<directory::AuditRecord> records, Done done) {
  {
    const std::lock_guard lock(mutex_);
    if (queued_records_ < limits::audit_queue_records_max) {
      queued_records_ += records.size();
      queue_.push_back({std::move(records), std::move(done)});
      has_work_.notify_one();
      return;
    }
  }
  done(false);
}

void AuditTrail::append(directory::AuditRecord record, Done done) {
  std::vector<directory::AuditRecord> records;
  records.push_back(std::move(record));
  append(std::move(records), std::move(done));
}

void AuditTrail::run() {
  while (true) {
    std::vector<Entry> batch;
    {
      std::unique_lock lock(mutex_);
      has_work_.wait(lock, [this] { return is_ending_ || !queue_.empty(); });
      if (queue_.empty()) return;
      batch.swap(queue_);
      queued_records_ = 0;
    }
    write(std::move(batch));
  }
}

void AuditTrail::write(std::vector<Entry> batch) {
  std::vector<directory::AuditRecord> records;
  records.reserve(batch.size());
  for (Entry& entry : batch) std::move(entry.records.begin(), entry.records.end(), std::back_inserter(records));
  const auto written = directory_.append_audit(records);
  if (!written) log_.alarm("audit_not_written", {{"cause", written.error().message()}, {"records", records.size()}});
  for (Entry& entry : batch) entry.done(written.has_value());
}

}  // namespace opencam::services
