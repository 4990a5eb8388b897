#include "batch/soundness.h"

#include <algorithm>
#include <array>
#include <string>

#include "batch/dag.h"

namespace opencam::batch {
namespace {

Error unsound(const LiveJob& live, std::string_view what) {
  return Error(ErrorCode::Corrupt, "the stored job `" + live.job.id + "` is damaged: " + std::string(what));
}

// The counts of the states that are not over can be told from the rows; of the others only how many there are.
bool fits(const TaskRow& task, std::span<const InstanceRow> rows) {
  const TaskState& now = task.now;
  const auto count = static_cast<std::uint64_t>(task.spec.instance_count);
  if (task.spec.instance_count < 1 || now.instances.total() != count || now.next_index > count) return false;
  std::array<std::uint64_t, state_count> counted{};
  std::uint64_t ahead = 0;
  for (const InstanceRow& row : rows) {
    if (row.index >= count) return false;
    ++counted[static_cast<std::size_t>(row.state)];
    if (row.index >= now.next_index) ++ahead;
  }
  if (ahead > count - now.next_index) return false;
  counted[static_cast<std::size_t>(now.ground)] += count - now.next_index - ahead;
  for (std::size_t i = 0; i < state_count; ++i) {
    const auto state = static_cast<State>(i);
    if (is_over(state) ? counted[i] > now.instances[state] : counted[i] != now.instances[state]) return false;
  }
  return is_over(now.state) == (now.instances.over() == now.instances.total());
}

}  // namespace

Result<void> check_soundness(const LiveJob& live) {
  if (live.tasks.empty()) return unsound(live, "it has no tasks");
  const bool has_edges_out = std::ranges::any_of(live.job.edges, [&](const auto& edge) {
    return edge.first >= live.tasks.size() || edge.second >= live.tasks.size();
  });
  if (has_edges_out) return unsound(live, "a dependence names no task");
  if (topological_order(live.job.edges, live.tasks.size()).size() != live.tasks.size()) {
    return unsound(live, "its dependences go in a circle");
  }
  // Rows come by task and index.
  auto row = live.instances.begin();
  Counts tasks;
  Counts instances;
  for (std::uint32_t ordinal = 0; ordinal < live.tasks.size(); ++ordinal) {
    const TaskRow& task = live.tasks[ordinal];
    const auto begin = row;
    while (row != live.instances.end() && row->task == ordinal) ++row;
    if (task.ordinal != ordinal || !fits(task, {begin, row})) {
      return unsound(live, "its task " + std::to_string(ordinal) + " does not fit its instances");
    }
    ++tasks[task.now.state];
    for (std::size_t i = 0; i < state_count; ++i) {
      instances[static_cast<State>(i)] += task.now.instances[static_cast<State>(i)];
    }
  }
  const bool is_sound =
      row == live.instances.end() && tasks == live.job.now.tasks && instances == live.job.now.instances;
  return is_sound ? Result<void>() : unsound(live, "its counts do not fit its tasks");
}

}  // namespace opencam::batch
