#include "batch/dag.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "base/text.h"
#include "batch/limits.h"

namespace opencam::batch {
namespace {

using Lists = std::vector<std::vector<std::uint32_t>>;

// What is left when tasks that wait for nothing are taken away again and again: the tasks in and behind circles.
std::vector<std::uint32_t> ordered(const std::vector<Edge>& edges, std::size_t task_count) {
  const Lists successors = successors_of(edges, task_count);
  std::vector<std::uint32_t> waits(task_count, 0);
  for (const Edge& edge : edges) ++waits[edge.second];
  std::set<std::uint32_t> free;  // the smallest first: as given where nothing decides
  for (std::uint32_t task = 0; task < task_count; ++task) {
    if (waits[task] == 0) free.insert(task);
  }
  std::vector<std::uint32_t> order;
  while (!free.empty()) {
    const std::uint32_t task = *free.begin();
    free.erase(free.begin());
    order.push_back(task);
    for (const std::uint32_t next : successors[task]) {
      if (--waits[next] == 0) free.insert(next);
    }
  }
  return order;
}

// Walks back along predecessors that are themselves left over, until a task comes again: there is the circle.
std::string circle_text(const JobSpec& spec, const std::vector<Edge>& edges, const std::vector<std::uint32_t>& order) {
  std::vector<bool> is_left(spec.tasks.size(), true);
  for (const std::uint32_t task : order) is_left[task] = false;
  const Lists predecessors = predecessors_of(edges, spec.tasks.size());
  std::uint32_t task = static_cast<std::uint32_t>(std::ranges::find(is_left, true) - is_left.begin());
  std::vector<std::uint32_t> trail;
  std::vector<bool> is_seen(spec.tasks.size(), false);
  while (!is_seen[task]) {
    is_seen[task] = true;
    trail.push_back(task);
    task = *std::ranges::find_if(predecessors[task], [&](std::uint32_t before) { return is_left[before]; });
  }
  std::vector<std::string> names = {spec.tasks[task].name};
  for (auto back = trail.rbegin(); back != trail.rend(); ++back) {
    names.push_back(spec.tasks[*back].name);
    if (*back == task) break;
  }
  return text::shortened(text::joined(names, " -> "), 200);
}

}  // namespace

Lists successors_of(const std::vector<Edge>& edges, std::size_t task_count) {
  Lists lists(task_count);
  for (const Edge& edge : edges) lists[edge.first].push_back(edge.second);
  return lists;
}

Lists predecessors_of(const std::vector<Edge>& edges, std::size_t task_count) {
  Lists lists(task_count);
  for (const Edge& edge : edges) lists[edge.second].push_back(edge.first);
  return lists;
}

std::vector<std::uint32_t> topological_order(const std::vector<Edge>& edges, std::size_t task_count) {
  return ordered(edges, task_count);
}

Result<std::vector<Edge>> edges_of(const JobSpec& spec) {
  if (spec.dependences.size() > limits::dependences_per_job_max) {
    return Error(ErrorCode::BatchValueTooLarge, "Job.Dependences: `" + std::to_string(spec.dependences.size()) +
                                                    "` are more than the limit of " +
                                                    std::to_string(limits::dependences_per_job_max))
        .with_help("leave out those that follow from others");
  }
  std::map<std::string_view, std::uint32_t> ordinals;
  for (const TaskSpec& task : spec.tasks) ordinals.emplace(task.name, static_cast<std::uint32_t>(ordinals.size()));
  std::vector<Edge> edges;
  for (std::size_t i = 0; i < spec.dependences.size(); ++i) {
    const Dependence& dependence = spec.dependences[i];
    const auto start = ordinals.find(dependence.start_task);
    const auto end = ordinals.find(dependence.end_task);
    if (start == ordinals.end() || end == ordinals.end()) {
      const bool is_start = start == ordinals.end();
      return Error(ErrorCode::BatchDependenceUnknown,
                   "Job.Dependences." + std::to_string(i) + (is_start ? ".StartTask" : ".EndTask") + ": `" +
                       text::shortened(is_start ? dependence.start_task : dependence.end_task) +
                       "` is no task of the job")
          .with_help("name a task as its TaskName does");
    }
    edges.emplace_back(start->second, end->second);
  }
  std::ranges::sort(edges);
  const auto repeated = std::ranges::unique(edges);
  edges.erase(repeated.begin(), repeated.end());
  const std::vector<std::uint32_t> order = ordered(edges, spec.tasks.size());
  if (order.size() < spec.tasks.size()) {
    return Error(ErrorCode::BatchDependenceUnfeasible,
                 "Job.Dependences: the tasks wait for each other: `" + circle_text(spec, edges, order) + "`")
        .with_help("take one of these dependences away");
  }
  return edges;
}

}  // namespace opencam::batch
