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
  void operator()(std::string_view, const Value& value) {
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
  void operator()(std::string_view has_name, std::string_view name, const std::optional<std::int64_t>& value) {
    (*this)(has_name, value.has_value());
    (*this)(name, value.value_or(0));
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
  void operator()(std::string_view, Value& value) {
    Cell cell;
    const bool has_cell = statement_.cell(next_++, cell);
    if constexpr (HasText<Value>) {
      const auto* text = std::get_if<std::string>(&cell);
      fits_ = fits_ && has_cell && text != nullptr && read_text(*text, value);
    } else {
      fits_ = fits_ && has_cell && from_cell(cell, value);
    }
  }
  void operator()(std::string_view has_name, std::string_view name, std::optional<std::int64_t>& value) {
    bool has_value = false;
    std::int64_t number = 0;
    (*this)(has_name, has_value);
    (*this)(name, number);
    value = has_value ? std::optional(number) : std::nullopt;
  }
  bool fits() const { return fits_; }

 private:
  const Statement& statement_;
  int next_ = 0;
  bool fits_ = true;
};

// A row's table, and its fields in the order of their columns; `Row` is const unless it is read. A state has the
// columns of its row that the scheduler writes.
template <typename Row>
struct Described;

template <typename Visit, typename Row>
void visit_scope(Visit& visit, Row& row) {
  visit("account", row.scope.account);
  visit("region", row.scope.region);
  visit("creator", row.creator);
  visit("creator_type", row.creator_type);
  visit("sequence", row.sequence);
}

template <>
struct Described<JobState> {
  static constexpr std::string_view table = "job";
  template <typename Visit, typename Now>
  static void columns(Visit& visit, Now& now) {
    visit("state", now.state);
    visit("reason", now.reason);
    visit("is_terminating", now.is_terminating);
    visit("ended_ms", now.ended_ms);
    visit("task_counts", now.tasks);
    visit("instance_counts", now.instances);
  }
};

template <>
struct Described<JobRow> {
  static constexpr std::string_view table = "job";
  template <typename Visit, typename Row>
  static void columns(Visit& visit, Row& row) {
    visit("id", row.id);
    visit_scope(visit, row);
    visit("zone", row.zone);
    visit("name", row.name);
    visit("description", row.description);
    visit("priority", row.priority);
    visit("depend_on", row.depend_on);
    visit("creation_failed", row.creation_failed);
    visit("created_ms", row.created_ms);
    visit("client_token", row.client_token);
    visit("edges", row.edges);
    Described<JobState>::columns(visit, row.now);
  }
};

template <>
struct Described<TaskState> {
  static constexpr std::string_view table = "task";
  template <typename Visit, typename Now>
  static void columns(Visit& visit, Now& now) {
    visit("state", now.state);
    visit("reason", now.reason);
    visit("started_ms", now.started_ms);
    visit("ended_ms", now.ended_ms);
    visit("ground", now.ground);
    visit("ground_reason", now.ground_reason);
    visit("next_index", now.next_index);
    visit("instance_counts", now.instances);
  }
};

template <>
struct Described<TaskRow> {
  static constexpr std::string_view table = "task";
  template <typename Visit, typename Row>
  static void columns(Visit& visit, Row& row) {
    visit("job_id", row.job_id);
    visit("ordinal", row.ordinal);
    visit("spec", row.spec);
    visit("created_ms", row.created_ms);
    Described<TaskState>::columns(visit, row.now);
  }
};

template <>
struct Described<InstanceRow> {
  static constexpr std::string_view table = "instance";
  template <typename Visit, typename Row>
  static void columns(Visit& visit, Row& row) {
    visit("job_id", row.job_id);
    visit("task", row.task);
    visit("place", row.index);
    visit("state", row.state);
    visit("attempt", row.attempt);
    visit("failures", row.failures);
    visit("creation_tries", row.creation_tries);
    visit("not_before_ms", row.not_before_ms);
    visit("has_exit", "exit_code", row.exit_code);
    visit("reason", row.reason.text);
    visit("detail", row.reason.detail);
    visit("node_id", row.node_id);
    visit("machine_id", row.machine_id);
    visit("created_ms", row.created_ms);
    visit("launched_ms", row.launched_ms);
    visit("running_ms", row.running_ms);
    visit("ended_ms", row.ended_ms);
  }
};

template <>
struct Described<EnvRow> {
  static constexpr std::string_view table = "env";
  template <typename Visit, typename Row>
  static void columns(Visit& visit, Row& row) {
    visit("id", row.id);
    visit_scope(visit, row);
    visit("zone", row.zone);
    visit("created_ms", row.created_ms);
    visit("client_token", row.client_token);
    visit("name", row.spec.name);
    visit("description", row.spec.description);
    visit("env_type", row.spec.env_type);
    visit("resource_type", row.spec.resource_type);
    visit("desired_nodes", row.spec.desired_nodes);
    visit("recreates_inactive", row.spec.recreates_inactive);
    visit("resource_retries_max", row.spec.resource_retries_max);
    visit("instance_types", row.spec.instance_types);
    visit("node_cores", row.spec.node_cores);
    visit("node_memory_gib", row.spec.node_memory_gib);
    visit("is_deleting", row.is_deleting);
    visit("is_changing", row.is_changing);
  }
};

template <>
struct Described<NodeRow> {
  static constexpr std::string_view table = "node";
  template <typename Visit, typename Row>
  static void columns(Visit& visit, Row& row) {
    visit("env_id", row.env_id);
    visit("id", row.id);
    visit("machine_id", row.machine_id);
    visit("state", row.state);
    visit("is_attached", row.is_attached);
    visit("is_busy", row.is_busy);
    visit("creation_tries", row.creation_tries);
    visit("not_before_ms", row.not_before_ms);
    visit("created_ms", row.created_ms);
  }
};

template <>
struct Described<ActivityRow> {
  static constexpr std::string_view table = "activity";
  template <typename Visit, typename Row>
  static void columns(Visit& visit, Row& row) {
    visit("sequence", row.sequence);
    visit("env_id", row.env_id);
    visit("id", row.id);
    visit("node_id", row.node_id);
    visit("machine_id", row.machine_id);
    visit("type", row.type);
    visit("state", row.state);
    visit("cause", row.cause);
    visit("reason", row.reason);
    visit("started_ms", row.started_ms);
    visit("ended_ms", row.ended_ms);
  }
};

template <>
struct Described<TaskTemplateRow> {
  static constexpr std::string_view table = "task_template";
  template <typename Visit, typename Row>
  static void columns(Visit& visit, Row& row) {
    visit("id", row.id);
    visit_scope(visit, row);
    visit("name", row.name);
    visit("description", row.description);
    visit("submission", row.submission);
    visit("created_ms", row.created_ms);
  }
};

template <>
struct Described<Request> {
  static constexpr std::string_view table = "request";
  template <typename Visit, typename Row>
  static void columns(Visit& visit, Row& row) {
    visit("sequence", row.sequence);
    visit("kind", row.kind);
    visit("job_id", row.job_id);
    visit("env_id", row.env_id);
    visit("task", row.task);
    visit("place", row.index);
    visit("node_id", row.node_id);
    visit("machine_id", row.machine_id);
  }
};

// Lists names, and a `?` for each.
class Lister {
 public:
  template <typename Value>
  void operator()(std::string_view name, const Value&) {
    add(name);
  }
  void operator()(std::string_view has_name, std::string_view name, const std::optional<std::int64_t>&) {
    add(has_name);
    add(name);
  }
  RowSql take(std::string_view table) && {
    sql_.table = table;
    return std::move(sql_);
  }

 private:
  void add(std::string_view name) {
    const std::string between = sql_.names.empty() ? "" : ", ";
    const std::string column(name);
    sql_.names += between + column;
    sql_.marks += between + "?";
    sql_.updates += between + column + " = excluded." + column;
  }
  RowSql sql_;
};

}  // namespace

template <typename Row>
const RowSql& sql_of() {
  static const RowSql sql = [] {
    Lister list;
    const Row row;
    Described<Row>::columns(list, row);
    return std::move(list).take(Described<Row>::table);
  }();
  return sql;
}

template <typename Row>
int bind_row(Statement& statement, const Row& row, int first) {
  Binder bind(statement, first);
  Described<Row>::columns(bind, row);
  return bind.next();
}

template <typename Row>
Result<void> read_row(const Statement& statement, Row& row) {
  row = {};
  Reader read(statement);
  Described<Row>::columns(read, row);
  if (read.fits()) return {};
  return Error(ErrorCode::Corrupt, "a row of the table `" + std::string(Described<Row>::table) + "` cannot be read")
      .with_help("restore batch.db from a backup, or remove the row");
}

#define OPENCAM_WRITTEN(Row)            \
  template const RowSql& sql_of<Row>(); \
  template int bind_row(Statement&, const Row&, int);
#define OPENCAM_STORED(Row) \
  OPENCAM_WRITTEN(Row)      \
  template Result<void> read_row(const Statement&, Row&);

OPENCAM_WRITTEN(JobState)
OPENCAM_WRITTEN(TaskState)
OPENCAM_STORED(JobRow)
OPENCAM_STORED(TaskRow)
OPENCAM_STORED(InstanceRow)
OPENCAM_STORED(EnvRow)
OPENCAM_STORED(NodeRow)
OPENCAM_STORED(ActivityRow)
OPENCAM_STORED(TaskTemplateRow)
OPENCAM_STORED(Request)

}  // namespace opencam::store
