// Task templates: tasks that are kept to be submitted again. They have a life of their own and no state.
//
// The task is kept as the API was given it, and was checked by check_task() of submission.h. Plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "batch/id.h"

namespace opencam::batch {

struct TaskTemplateRow {
  std::string id;
  Scope scope;
  std::uint64_t creator = 0;
  std::string creator_type;
  std::uint64_t sequence = 0;  // given by the store
  std::string name;
  std::string description;
  std::string submission;  // the Task as the API will show it again (opaque here)
  std::int64_t created_ms = 0;

  friend bool operator==(const TaskTemplateRow&, const TaskTemplateRow&) = default;
};

// What is absent stays.
struct TaskTemplateChange {
  std::optional<std::string> name;
  std::optional<std::string> description;
  std::optional<std::string> submission;
};

}  // namespace opencam::batch
