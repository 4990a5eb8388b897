#include "batch/instances.h"

#include <algorithm>

namespace opencam::batch {
namespace {

// Rows read at a time when a filter makes us look at all of them.
constexpr std::uint32_t chunk = 10000;

std::uint32_t count_of(const TaskRow& task) { return static_cast<std::uint32_t>(task.spec.instance_count); }

// Instances [begin, end) of the task, each as its row says or as it is without one.
Result<std::vector<InstanceRow>> range(Store& store, const TaskRow& task, std::uint32_t begin, std::uint32_t end) {
  OPENCAM_TRY(std::vector<InstanceRow> rows, store.instances(task.job_id, task.ordinal, begin, end));
  std::vector<InstanceRow> all;
  all.reserve(end - begin);
  auto row = rows.begin();
  for (std::uint32_t index = begin; index < end; ++index) {
    if (row != rows.end() && row->index == index) {
      all.push_back(std::move(*row++));
    } else {
      all.push_back(ground_instance(task, index));
    }
  }
  return all;
}

}  // namespace

InstanceRow ground_instance(const TaskRow& task, std::uint32_t index) {
  InstanceRow row;
  row.job_id = task.job_id;
  row.task = task.ordinal;
  row.index = index;
  row.state = task.now.ground;
  row.reason.text = task.now.ground_reason;
  row.created_ms = task.created_ms;
  if (is_over(row.state)) row.ended_ms = task.now.ended_ms;
  return row;
}

Result<InstancePage> instance_page(Store& store, const TaskRow& task, const InstanceQuery& query) {
  InstancePage page;
  const std::uint64_t count = count_of(task);
  if (query.states.empty()) {
    page.total = count;
    const std::uint64_t begin = std::min(query.offset, count);
    const std::uint64_t end = std::min(begin + std::min(query.limit, count), count);
    OPENCAM_TRY(page.instances, range(store, task, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)));
    return page;
  }
  for (std::uint32_t begin = 0; begin < count; begin += chunk) {
    const auto end = static_cast<std::uint32_t>(std::min<std::uint64_t>(begin + chunk, count));
    OPENCAM_TRY(std::vector<InstanceRow> rows, range(store, task, begin, end));
    for (InstanceRow& row : rows) {
      if (std::ranges::find(query.states, row.state) == query.states.end()) continue;
      const std::uint64_t place = page.total++;
      if (place >= query.offset && page.instances.size() < query.limit) page.instances.push_back(std::move(row));
    }
  }
  return page;
}

Result<InstanceRow> instance_of(Store& store, const TaskRow& task, std::int64_t index) {
  if (index < 0 || index >= task.spec.instance_count) {
    return Error(ErrorCode::BatchInstanceNotExist,
                 "the task `" + task.spec.name + "` has no instance `" + std::to_string(index) + "`")
        .with_help("instances count from 0");
  }
  const auto place = static_cast<std::uint32_t>(index);
  OPENCAM_TRY(std::vector<InstanceRow> rows, range(store, task, place, place + 1));
  return std::move(rows.front());
}

}  // namespace opencam::batch
