// What task instances wrote, and how much they used: both are the runner's to tell.
#include <algorithm>
#include <optional>

#include "base/encode.h"
#include "base/text.h"
#include "batch/instances.h"
#include "batch/refusal.h"
#include "batch/submission.h"
#include "policy/value.h"
#include "services/batch.h"
#include "services/batch_form.h"
#include "services/batch_id.h"
#include "services/batch_limits.h"
#include "services/batch_list.h"

namespace opencam::services {
namespace {

// The indexes that are asked for, in their order.
Result<std::vector<std::uint64_t>> asked_indexes(const api::batch::DescribeTaskLogsRequest& request,
                                                 const batch::TaskRow& task) {
  std::vector<std::uint64_t> indexes = request.task_instance_indexes.value_or(std::vector<std::uint64_t>{});
  if (!indexes.empty()) {
    if (request.offset) {
      return Error(ErrorCode::BatchParametersExclusive, "both of `TaskInstanceIndexes` and `Offset` are given")
          .with_help("give one of them");
    }
    if (indexes.size() > limits::batch_logs_page_max) {
      return batch::refusal(ErrorCode::BatchValueTooLarge, "TaskInstanceIndexes", std::to_string(indexes.size()),
                            "are more than " + std::to_string(limits::batch_logs_page_max), "ask in several calls");
    }
    return indexes;
  }
  OPENCAM_TRY(const Page page, read_batch_page(request.offset, request.limit,
                                               {.limit_default = limits::batch_logs_page_default,
                                                .limit_max = limits::batch_logs_page_max}));
  const auto end = static_cast<std::uint64_t>(task.spec.instance_count);
  for (std::uint64_t i = page.begin; i < end && i - page.begin < page.count; ++i) indexes.push_back(i);
  return indexes;
}

// The end of what its last run wrote, in base64; empty without a runner or a run.
Result<std::string> log_of(const BatchWork& work, const batch::InstanceRow& row, batch::LogStream stream) {
  if (work.parts().runner == nullptr || row.attempt == 0) return std::string();
  const std::string attempt = batch::attempt_id(row.job_id, row.task, row.index, row.attempt);
  constexpr std::int64_t most = limits::batch_log_bytes_max;
  OPENCAM_TRY(const std::string log, work.parts().runner->log(attempt, stream, -most, limits::batch_log_bytes_max));
  return encode_base64(log);
}

struct Metric {
  std::string_view name;
  double (*value)(const batch::UsageSample& sample);
};
constexpr Metric metrics[] = {
    {"CpuUsage", [](const batch::UsageSample& sample) { return sample.cpu_percent; }},
    {"MemUsage", [](const batch::UsageSample& sample) { return sample.memory_percent; }},
    {"MemUsed", [](const batch::UsageSample& sample) { return static_cast<double>(sample.memory_bytes) / 1048576; }},
};

// The distance from UTC that `Z` or `+08:00` says, in seconds.
std::optional<std::int64_t> shift_of(std::string_view zone) {
  if (zone == "Z") return 0;
  const bool has_form = zone.size() == 6 && (zone[0] == '+' || zone[0] == '-') && zone[3] == ':' &&
                        text::is_all_digits(zone.substr(1, 2)) && text::is_all_digits(zone.substr(4));
  if (!has_form) return std::nullopt;
  const int hours = (zone[1] - '0') * 10 + (zone[2] - '0');
  const int minutes = (zone[4] - '0') * 10 + (zone[5] - '0');
  if (hours > 23 || minutes > 59) return std::nullopt;
  return (hours * 3600 + minutes * 60) * (zone[0] == '-' ? -1 : 1);
}

// RFC 3339 as the API writes times. `fallback` when nothing is given.
Result<std::int64_t> time_of(const std::optional<std::string>& text, const std::string& field, std::int64_t fallback) {
  if (!text || text->empty()) return fallback;
  constexpr std::size_t zone_begin = std::string_view("2026-11-21T08:00:00").size();
  const std::string_view given = *text;
  const auto moment = Moment::parse(std::string(given.substr(0, zone_begin)) + "Z");
  const auto shift_s = shift_of(given.substr(std::min(zone_begin, given.size())));
  if (moment && shift_s) return (moment->epoch_s - *shift_s) * 1000;
  return batch::refusal(ErrorCode::BatchValueIllegal, field, given, "is no time",
                        "write one like `2026-11-21T08:00:00Z`");
}

}  // namespace

Result<api::batch::DescribeTaskLogsResponse> describe_task_logs(const Call& call,
                                                                const api::batch::DescribeTaskLogsRequest& request) {
  OPENCAM_TRY(const BatchWork work, BatchWork::of(call));
  OPENCAM_TRY(check_job_id(request.job_id));
  OPENCAM_TRY(batch::check_task_name("TaskName", request.task_name));
  OPENCAM_TRY(const batch::TaskRow task, work.desk().task(work.scope(), request.job_id, request.task_name));
  OPENCAM_TRY(const std::vector<std::uint64_t> indexes, asked_indexes(request, task));
  api::batch::DescribeTaskLogsResponse response;
  const bool is_listed = request.task_instance_indexes && !request.task_instance_indexes->empty();
  response.total_count = is_listed ? indexes.size() : static_cast<std::uint64_t>(task.spec.instance_count);
  for (const std::uint64_t index : indexes) {
    const auto number = static_cast<std::int64_t>(std::min<std::uint64_t>(index, INT64_MAX));
    OPENCAM_TRY(const batch::InstanceRow row, batch::instance_of(work.store(), task, number));
    api::batch::TaskInstanceLog log;
    log.task_instance_index = row.index;
    OPENCAM_TRY(log.stdout_log, log_of(work, row, batch::LogStream::Stdout));
    OPENCAM_TRY(log.stderr_log, log_of(work, row, batch::LogStream::Stderr));
    log.stdout_redirect_path = task.spec.redirect.stdout_folder;
    log.stderr_redirect_path = task.spec.redirect.stderr_folder;
    log.stdout_redirect_file_name = task.spec.redirect.stdout_name;
    log.stderr_redirect_file_name = task.spec.redirect.stderr_name;
    response.task_instance_log_set.push_back(std::move(log));
  }
  return response;
}

Result<api::batch::DescribeJobMonitorDataResponse> describe_job_monitor_data(
    const Call& call, const api::batch::DescribeJobMonitorDataRequest& request) {
  OPENCAM_TRY(const BatchWork work, BatchWork::of(call));
  OPENCAM_TRY(check_job_id(request.job_id));
  const auto metric = std::ranges::find(metrics, request.metric_name, &Metric::name);
  if (metric == std::end(metrics)) {
    return batch::refusal(ErrorCode::BatchValueIllegal, "MetricName", request.metric_name, "is not measured",
                          "write `CpuUsage`, `MemUsage` or `MemUsed`");
  }
  const std::int64_t now_ms = call.equipment().clock.now_ms();
  OPENCAM_TRY(const std::int64_t to_ms, time_of(request.end_time, "EndTime", now_ms));
  OPENCAM_TRY(const std::int64_t from_ms, time_of(request.start_time, "StartTime", to_ms - 3600 * 1000));
  if (to_ms < from_ms || to_ms - from_ms > limits::batch_monitor_span_s_max * 1000) {
    return batch::refusal(ErrorCode::BatchValueIllegal, "EndTime", batch_time(to_ms),
                          "lies before `StartTime`, or more than a day behind it", "ask for a day or less");
  }
  OPENCAM_TRY(const batch::TaskRow task, work.desk().task(work.scope(), request.job_id, request.task_name));
  OPENCAM_TRY(const batch::InstanceRow row, batch::instance_of(work.store(), task, request.task_instance_index));
  api::batch::DescribeJobMonitorDataResponse response;
  response.period = limits::batch_monitor_period_s;
  if (work.parts().runner == nullptr || row.attempt == 0) return response;
  const std::string attempt = batch::attempt_id(row.job_id, row.task, row.index, row.attempt);
  OPENCAM_TRY(const auto samples, work.parts().runner->usage(attempt, from_ms, to_ms));
  // The mean of each period that has a sample.
  double sum = 0;
  std::size_t count = 0;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const std::int64_t period_ms = limits::batch_monitor_period_s * 1000;
    const std::int64_t begin_ms = samples[i].time_ms / period_ms * period_ms;
    sum += metric->value(samples[i]);
    ++count;
    const bool is_last = i + 1 == samples.size() || samples[i + 1].time_ms / period_ms * period_ms != begin_ms;
    if (!is_last) continue;
    response.data_points.timestamps.push_back(begin_ms / 1000);
    response.data_points.values.push_back(sum / static_cast<double>(count));
    sum = 0;
    count = 0;
  }
  return response;
}

}  // namespace opencam::services
