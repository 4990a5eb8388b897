// The graph of a job's tasks: names become ordinals, and a circle is found.
//
//   OPENCAM_TRY(auto edges, edges_of(spec));   // {{0, 1}, {1, 2}}: task 0 comes before task 1 ...
//
// Edges are sorted, each once. Pure functions without recursion, linear in tasks and dependences but for the sorting.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "batch/job.h"
#include "opencam/result.h"

namespace opencam::batch {

using Edge = std::pair<std::uint32_t, std::uint32_t>;

// REQUIRES: the tasks have different names. Errors: BatchDependenceUnknown, BatchDependenceUnfeasible (a circle, which
// the message names), BatchValueTooLarge.
Result<std::vector<Edge>> edges_of(const JobSpec& spec);

// For each task the tasks that wait for it, or that it waits for.
std::vector<std::vector<std::uint32_t>> successors_of(const std::vector<Edge>& edges, std::size_t task_count);
std::vector<std::vector<std::uint32_t>> predecessors_of(const std::vector<Edge>& edges, std::size_t task_count);

// The ordinals so that every task stands behind those it waits for; as given where nothing decides. REQUIRES: no
// circle.
std::vector<std::uint32_t> topological_order(const std::vector<Edge>& edges, std::size_t task_count);

}  // namespace opencam::batch
