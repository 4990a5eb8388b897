#include "store/batch_rows.h"

#include <charconv>
#include <concepts>
#include <utility>
#include <vector>

#include "base/text.h"
#include "batch/spec_text.h"
#include "store/column.h"

namespace opencam::store {

using batch::ActivityRow;
using batch::Counts;
using batch::EnvRow;
using batch::InstanceRow;
using batch::JobRow;
using batch::JobState;
using batch::NodeRow;
using batch::Request;
using batch::TaskRow;
using batch::TaskState;
using batch::TaskTemplateRow;

namespace {

// Texts of values that are no single cell.
using Edges = std::vector<std::pair<std::uint32_t, std::uint32_t>>;

std::string text_of(const Edges& edges) {
  std::string text;
  for (const auto& [first, second] : edges) {
    text += (text.empty() ? "" : " ") + std::to_string(first) + "-" + std::to_string(second);
  }
  return text;
}

std::string text_of(const Counts& counts) {
  std::string text;
  for (std::size_t i = 0; i < batch::state_count; ++i) {
    text += (text.empty() ? "" : " ") + std::to_string(counts[static_cast<batch::State>(i)]);
  }
  return text;
}

std::string text_of(const std::vector<std::string>& lines) { return text::joined(lines, "\n"); }
std::string text_of(const batch::TaskSpec& spec) { return batch::task_spec_text(spec); }

bool number_from(std::string_view text, std::uint32_t& number) {
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  return read.ec == std::errc() && read.ptr == text.data() + text.size();
}

bool read_text(const std::string& text, Edges& edges) {
  if (text.empty()) return true;
  for (const std::string_view pair : text::split(text, ' ')) {
    const auto ends = text::split(pair, '-');
    std::pair<std::uint32_t, std::uint32_t> edge;
    if (ends.size() != 2 || !number_from(ends[0], edge.first) || !number_from(ends[1], edge.second)) return false;
    edges.push_back(edge);
  }
  return true;
}

bool read_text(const std::string& text, Counts& counts) {
  const auto pieces = text::split(text, ' ');
  if (pieces.size() != batch::state_count) return false;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    if (!number_from(pieces[i], counts[static_cast<batch::State>(i)])) return false;
  }
  return true;
}

bool read_text(const std::string& text, std::vector<std::string>& lines) {
  if (text.empty()) return true;
  for (const std::string_view line : text::split(text, '\n')) lines.emplace_back(line);
  return true;
}

bool read_text(const std::string& text, batch::TaskSpec& spec) {
  auto read = batch::read_task_spec(text);
  if (read) spec = *std::move(read);
  return read.has_value();
}

template <typename Value>
concept HasText = requires(const Value& value) { text_of(value); };

class Binder {
 public:
  Binder(Statement& statement, int first) : statement_(statement), next_(first) {}

  template <typename Value>
  void operator()(const Value& value) {
    if constexpr (std::is_same_v<Value, std::string>) {
      statement_.bind(next_++, std::string_view(value));
    } else if constexpr (HasText<Value>) {
      statement_.bind(next_++, std::string_view(text_of(value)));
    } else if constexpr (NamedEnum<Value>) {
      statement_.bind(next_++, names_of(value).at(static_cast<std::size_t>(value)));
    } else {
      statement_.bind(next_++, static_cast<std::int64_t>(value));
    }
  }
  void operator()(const std::optional<std::int64_t>& value) {
    (*this)(value.has_value());
    (*this)(value.value_or(0));
  }
  int next() const { return next_; }

 private:
  Statement& statement_;
  int next_;
};

class Reader {
 public:
  explicit Reader(const Statement& statement) : statement_(statement) {}

  template <typename Value>
  void operator()(Value& value) {
    Cell cell;
    const bool has_cell = statement_.cell(next_++, cell);
    if constexpr (HasText<Value>) {
      const auto* text = std::get_if<std::string>(&cell);
      fits_ = fits_ && has_cell && text != nullptr && read_text(*text, value);
    } else {
      fits_ = fits_ && has_cell && from_cell(cell, value);
    }
  }
  void operator()(std::optional<std::int64_t>& value) {
    bool has_value = false;
    std::int64_t number = 0;
    (*this)(has_value);
    (*this)(number);
    value = has_value ? std::optional(number) : std::nullopt;
  }
  bool fits() const { return fits_; }

 private:
  const Statement& statement_;
  int next_ = 0;
  bool fits_ = true;
};

// Each row's fields in the order of its columns; `Row` is const when they are bound.
template <typename Visit, typename Row>
void visit_scope(Visit& visit, Row& row) {
  visit(row.scope.account);
  visit(row.scope.region);
  visit(row.creator);
  visit(row.creator_type);
  visit(row.sequence);
}

template <typename Visit, typename Now>
void visit_job_state(Visit& visit, Now& now) {
  visit(now.state);
  visit(now.reason);
  visit(now.is_terminating);
  visit(now.ended_ms);
  visit(now.tasks);
  visit(now.instances);
}

template <typename Visit, typename Row>
void visit_job(Visit& visit, Row& row) {
  visit(row.id);
  visit_scope(visit, row);
  visit(row.zone);
  visit(row.name);
  visit(row.description);
  visit(row.priority);
  visit(row.depend_on);
  visit(row.creation_failed);
  visit(row.created_ms);
  visit(row.client_token);
  visit(row.edges);
  visit_job_state(visit, row.now);
}

template <typename Visit, typename Now>
void visit_task_state(Visit& visit, Now& now) {
  visit(now.state);
  visit(now.reason);
  visit(now.started_ms);
  visit(now.ended_ms);
  visit(now.ground);
  visit(now.ground_reason);
  visit(now.next_index);
  visit(now.instances);
}

template <typename Visit, typename Row>
void visit_task(Visit& visit, Row& row) {
  visit(row.job_id);
  visit(row.ordinal);
  visit(row.spec);
  visit(row.created_ms);
  visit_task_state(visit, row.now);
}

template <typename Visit, typename Row>
void visit_instance(Visit& visit, Row& row) {
  visit(row.job_id);
  visit(row.task);
  visit(row.index);
  visit(row.state);
  visit(row.attempt);
  visit(row.failures);
  visit(row.creation_tries);
  visit(row.not_before_ms);
  visit(row.exit_code);
  visit(row.reason.text);
  visit(row.reason.detail);
  visit(row.node_id);
  visit(row.machine_id);
  visit(row.created_ms);
  visit(row.launched_ms);
  visit(row.running_ms);
  visit(row.ended_ms);
}

template <typename Visit, typename Row>
void visit_env(Visit& visit, Row& row) {
  visit(row.id);
  visit_scope(visit, row);
  visit(row.zone);
  visit(row.created_ms);
  visit(row.client_token);
  visit(row.spec.name);
  visit(row.spec.description);
  visit(row.spec.env_type);
  visit(row.spec.resource_type);
  visit(row.spec.desired_nodes);
  visit(row.spec.recreates_inactive);
  visit(row.spec.resource_retries_max);
  visit(row.spec.instance_types);
  visit(row.spec.node_cores);
  visit(row.spec.node_memory_gib);
  visit(row.is_deleting);
  visit(row.is_changing);
}

template <typename Visit, typename Row>
void visit_node(Visit& visit, Row& row) {
  visit(row.env_id);
  visit(row.id);
  visit(row.machine_id);
  visit(row.state);
  visit(row.is_attached);
  visit(row.is_busy);
  visit(row.creation_tries);
  visit(row.not_before_ms);
  visit(row.created_ms);
}

template <typename Visit, typename Row>
void visit_activity(Visit& visit, Row& row) {
  visit(row.sequence);
  visit(row.env_id);
  visit(row.id);
  visit(row.node_id);
  visit(row.machine_id);
  visit(row.type);
  visit(row.state);
  visit(row.cause);
  visit(row.reason);
  visit(row.started_ms);
  visit(row.ended_ms);
}

template <typename Visit, typename Row>
void visit_template(Visit& visit, Row& row) {
  visit(row.id);
  visit_scope(visit, row);
  visit(row.name);
  visit(row.description);
  visit(row.submission);
  visit(row.created_ms);
}

template <typename Visit, typename Row>
void visit_request(Visit& visit, Row& row) {
  visit(row.sequence);
  visit(row.kind);
  visit(row.job_id);
  visit(row.env_id);
  visit(row.task);
  visit(row.index);
  visit(row.node_id);
  visit(row.machine_id);
}

Result<void> checked(const Reader& reader, std::string_view table) {
  if (reader.fits()) return {};
  return Error(ErrorCode::Corrupt, "a row of the table `" + std::string(table) + "` cannot be read")
      .with_help("restore batch.db from a backup, or remove the row");
}

}  // namespace

#define OPENCAM_BIND(Row, visit_row)                              \
  int bind_row(Statement& statement, const Row& row, int first) { \
    Binder bind(statement, first);                                \
    visit_row(bind, row);                                         \
    return bind.next();                                           \
  }
#define OPENCAM_BIND_AND_READ(Row, visit_row, table)            \
  OPENCAM_BIND(Row, visit_row)                                  \
  Result<void> read_row(const Statement& statement, Row& row) { \
    row = {};                                                   \
    Reader read(statement);                                     \
    visit_row(read, row);                                       \
    return checked(read, table);                                \
  }

OPENCAM_BIND(JobState, visit_job_state)
OPENCAM_BIND(TaskState, visit_task_state)
OPENCAM_BIND_AND_READ(JobRow, visit_job, "job")
OPENCAM_BIND_AND_READ(TaskRow, visit_task, "task")
OPENCAM_BIND_AND_READ(InstanceRow, visit_instance, "instance")
OPENCAM_BIND_AND_READ(EnvRow, visit_env, "env")
OPENCAM_BIND_AND_READ(NodeRow, visit_node, "node")
OPENCAM_BIND_AND_READ(ActivityRow, visit_activity, "activity")
OPENCAM_BIND_AND_READ(TaskTemplateRow, visit_template, "task_template")
OPENCAM_BIND_AND_READ(Request, visit_request, "request")

}  // namespace opencam::store
