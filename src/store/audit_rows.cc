#include "store/audit_rows.h"

#include <algorithm>
#include <string>
#include <type_traits>
#include <utility>

#include "base/limits.h"
#include "base/text.h"
#include "directory/affected.h"
#include "store/audit_rule.h"
#include "store/column.h"

namespace opencam::store {

using directory::AuditEnds;
using directory::AuditMark;
using directory::AuditPage;
using directory::AuditQuery;
using directory::AuditRecord;
using directory::ChainedRecord;

namespace {

std::int64_t signed_number(std::uint64_t number) { return static_cast<std::int64_t>(number); }

const std::vector<Column>& audit_columns() {
  static const std::vector<Column> columns = columns_of<AuditRecord>();
  return columns;
}

// `sequence, revision, ...`: names of our own.
const std::string& column_names() {
  static const std::string names = [] {
    std::string text;
    for (const Column& column : audit_columns()) text += (text.empty() ? "" : ", ") + std::string(column.name);
    return text;
  }();
  return names;
}

Result<Statement*> prepared(Database& database, std::optional<Statement>& slot, const std::string& sql) {
  if (!slot) {
    OPENCAM_TRY(Statement statement, database.prepare(sql));
    slot.emplace(std::move(statement));
  }
  return &*slot;
}

// Visits a record and fills it from the columns of a row. A column that cannot be read is left empty: the rest still
// tells something, and the chain tells that it was changed.
class RowReader {
 public:
  explicit RowReader(const Statement& statement) : statement_(statement) {}

  template <typename Value>
  void key(std::string_view name, Value& field) {
    value(name, field);
  }
  template <typename Value>
  void value(std::string_view, Value& field) {
    if constexpr (std::is_same_v<Value, std::string>) {
      field = statement_.text(next_++);
    } else {
      number_from_cell(statement_.integer(next_++), field);
    }
  }

 private:
  const Statement& statement_;
  int next_ = 0;
};

AuditRecord read_record(const Statement& statement) {
  AuditRecord record;
  RowReader reader(statement);
  AuditRecord::columns(record, reader);
  return record;
}

// A question's WHERE, piece by piece: text of our own with a mark, and the value for the mark.
class Where {
 public:
  void add(const std::string& sql, Cell value) {
    sql_ += (values_.empty() ? " WHERE " : " AND ") + sql;
    values_.push_back(std::move(value));
  }
  void add(const std::string& sql, const std::optional<std::string>& value) {
    if (value) add(sql, Cell(*value));
  }
  // What comes after that record in the order of the answers; nothing when there is no such record.
  void add_before(std::uint64_t sequence) {
    add("(time_ms, sequence) < ((SELECT time_ms FROM audit WHERE sequence = ?), ?)", to_cell(sequence));
    values_.push_back(to_cell(sequence));
  }
  // With a mark for each value.
  void add_all(const std::string& sql, std::vector<Cell> values) {
    sql_ += (values_.empty() ? " WHERE " : " AND ") + sql;
    for (Cell& value : values) values_.push_back(std::move(value));
  }
  // Holds when the resource, or something that was affected, is one of these.
  void add_named(directory::Uin account, const std::vector<std::string>& names) {
    const std::string among = " IN (" + marks(names.size()) + ")";
    std::vector<Cell> values(names.begin(), names.end());
    values.push_back(to_cell(account));
    values.insert(values.end(), names.begin(), names.end());
    add_all("(resource" + among +
                " OR sequence IN (SELECT sequence FROM audit_affected WHERE account = ? AND "
                "instr(name, ':') > 0 AND name" +
                among + "))",
            std::move(values));
  }
  // Holds when `column` is one of the texts, or with `is_excluded` none of them.
  void add_among(const std::string& column, bool is_excluded, const std::vector<std::string>& texts) {
    sql_ += (values_.empty() ? " WHERE " : " AND ") + column + (is_excluded ? " NOT" : "") + " IN (" +
            marks(texts.size()) + ")";
    for (const std::string& text : texts) values_.emplace_back(text);
  }

  const std::string& sql() const { return sql_; }
  // Binds the values from the first mark on; returns the index of the mark after them.
  int bind(Statement& statement) const {
    int index = 1;
    for (const Cell& value : values_) {
      statement.bind(index++, value, std::holds_alternative<std::int64_t>(value) ? CellKind::Integer : CellKind::Text);
    }
    return index;
  }

 private:
  // `?, ?, ?`.
  static std::string marks(std::size_t count) {
    std::string out;
    for (std::size_t i = 0; i < count; ++i) out += i == 0 ? "?" : ", ?";
    return out;
  }

  std::string sql_;
  std::vector<Cell> values_;
};

void add_action_filters(const AuditQuery& query, Where& where) {
  where.add("action = ?", query.action);
  where.add("substr(action, instr(action, ':') + 1) = ?", query.event);
  where.add("substr(action, 1, max(instr(action, ':') - 1, 0)) = ?", query.service);
  for (const directory::ActionSet& set : query.action_sets) where.add_among("action", set.is_excluded, set.actions);
}

// The whole name, or what stands behind its last colon (directory::resource_name_of), of the resource or of something
// that was affected.
void add_resource_name(const AuditQuery& query, Where& where) {
  const std::string& name = *query.resource_name;
  if (name.empty()) {
    return where.add("(substr(resource, -1) = ':' OR instr(resource, ':') = 0) = ?", Cell(std::int64_t{1}));
  }
  // The end is compared from the end, because this is asked of every record in the span.
  const std::string length = std::to_string(text::code_points(name) + 1);
  const bool is_whole = name.find(':') != std::string::npos;
  where.add_all("(" + (is_whole ? "resource = ?" : "':' || ? IN (':' || resource, substr(resource, -" + length + "))") +
                    " OR sequence IN (SELECT sequence FROM audit_affected WHERE account = ? AND name = ?))",
                {Cell(name), to_cell(query.account), Cell(name)});
}

void add_resource_filters(const AuditQuery& query, Where& where) {
  where.add("resource = ?", query.resource);
  if (query.resource_name) add_resource_name(query, where);
  if (query.resources) where.add_named(query.account, *query.resources);
}

void add_outcome_filters(const AuditQuery& query, Where& where) {
  where.add("outcome = ?", query.outcome);
  if (query.is_ok) where.add("(outcome = 'ok') = ?", Cell(std::int64_t{*query.is_ok}));
  if (!query.is_denied) return;
  std::string denied = "(outcome = 'deny'";
  for (const std::string_view code : directory::denial_outcomes) {
    denied += " OR outcome = '" + std::string(code) + "' OR outcome GLOB '" + std::string(code) + ".*'";
  }
  where.add(denied + ") = ?", Cell(std::int64_t{*query.is_denied}));
}

bool names_decision(const AuditQuery& query) { return query.decision_id && !query.decision_id->empty(); }

Where where_of(const AuditQuery& query) {
  Where where;
  where.add("account = ?", to_cell(query.account));
  where.add("time_ms >= ?", Cell(query.from_ms));
  where.add("time_ms < ?", Cell(query.to_ms));
  if (query.before != INT64_MAX) {
    where.add_before(query.before);
  }
  if (query.sequence) where.add("sequence = ?", to_cell(*query.sequence));
  where.add("request_id = ?", query.request_id);
  // The index on decisions holds none that is empty, and SQLite wants to be told so.
  if (names_decision(query)) where.add("decision_id <> '' AND decision_id = ?", query.decision_id);
  if (query.decision_id && query.decision_id->empty()) where.add("decision_id = ?", query.decision_id);
  where.add("principal_type = ?", query.principal_type);
  where.add("principal = ?", query.principal);
  where.add("access_key = ?", query.access_key);
  add_action_filters(query, where);
  add_resource_filters(query, where);
  add_outcome_filters(query, where);
  return where;
}

}  // namespace

// The sequence is what AUTOINCREMENT would give: never one that was given before, so that records taken from the end
// leave a gap behind once another one is written.
Result<void> AuditStatements::append(AuditRecord record) {
  OPENCAM_TRY(const AuditEnds now, ends());
  record.sequence = std::max(now.numbered, now.last.sequence) + 1;
  shorten(record);
  std::string marks = "?";
  for (std::size_t i = 0; i < audit_columns().size(); ++i) marks += ", ?";
  OPENCAM_TRY(Statement * insert,
              prepared(database_, insert_, "INSERT INTO audit (" + column_names() + ", hash) VALUES (" + marks + ")"));
  const std::vector<Cell> cells = cells_of(record);
  int index = 1;
  for (std::size_t i = 0; i < cells.size(); ++i) insert->bind(index++, cells[i], audit_columns()[i].kind);
  insert->bind_bytes(index, directory::audit_hash(key_, now.last.hash, record));
  OPENCAM_TRY(insert->run());
  return index_affected(record);
}

// Both forms in which a name is looked up.
Result<void> AuditStatements::index_affected(const AuditRecord& record) {
  for (const std::string& name : directory::affected_of(record)) {
    OPENCAM_TRY(Statement * insert,
                prepared(database_, insert_affected_,
                         "INSERT OR IGNORE INTO audit_affected (account, name, sequence) VALUES (?, ?, ?)"));
    for (const std::string_view form : {std::string_view(name), directory::resource_name_of(name)}) {
      insert->bind(1, signed_number(directory::number(record.account)));
      insert->bind(2, form);
      insert->bind(3, signed_number(record.sequence));
      OPENCAM_TRY(insert->run());
    }
  }
  return {};
}

Result<AuditEnds> AuditStatements::ends() {
  OPENCAM_TRY(Statement * last, prepared(database_, last_,
                                         "SELECT ifnull((SELECT seq FROM sqlite_sequence WHERE name = 'audit'), 0), "
                                         "(SELECT max(sequence) FROM audit), "
                                         "(SELECT hash FROM audit ORDER BY sequence DESC LIMIT 1), "
                                         "(SELECT sequence FROM audit_anchor), (SELECT hash FROM audit_anchor), "
                                         "(SELECT seal FROM audit_anchor)"));
  auto has_row = last->step();
  AuditEnds ends;
  if (has_row && *has_row) {
    ends.numbered = static_cast<std::uint64_t>(last->integer(0));
    Cell anchored;
    if (last->cell(3, anchored)) {
      ends.anchor = {static_cast<std::uint64_t>(last->integer(3)), last->text(4)};
      ends.anchor_seal = last->text(5);
    }
    ends.last = ends.anchor;
    Cell newest;
    if (last->cell(1, newest)) ends.last = {static_cast<std::uint64_t>(last->integer(1)), last->text(2)};
  }
  last->reset();
  if (!has_row) return std::move(has_row).error();
  return ends;
}

Result<std::vector<ChainedRecord>> AuditStatements::chain(std::uint64_t after, std::uint32_t count_max) {
  OPENCAM_TRY(Statement statement, database_.prepare("SELECT " + column_names() +
                                                     ", hash FROM audit WHERE sequence > ? ORDER BY sequence LIMIT ?"));
  statement.bind(1, signed_number(after));
  statement.bind(2, std::int64_t{count_max});
  std::vector<ChainedRecord> records;
  for (;;) {
    OPENCAM_TRY(const bool has_row, statement.step());
    if (!has_row) return records;
    records.push_back({read_record(statement), statement.text(static_cast<int>(audit_columns().size()))});
  }
}

Result<AuditPage> AuditStatements::page(const AuditQuery& query) {
  const std::size_t count_max = page_size(query);
  AuditQuery bounded = query;
  if (query.before != INT64_MAX) {
    OPENCAM_TRY(bound_before(bounded));
  }
  const Where where = where_of(bounded);
  // Without figures about the rows SQLite would take the index that is in order already and read the whole span.
  std::string from = " FROM audit";
  if (query.request_id) from += " INDEXED BY audit_by_request";
  if (!query.request_id && names_decision(query)) from += " INDEXED BY audit_by_decision";
  OPENCAM_TRY(Statement statement, database_.prepare("SELECT " + column_names() + from + where.sql() +
                                                     " ORDER BY time_ms DESC, sequence DESC LIMIT ?"));
  // One more than the page holds tells whether there is another page.
  statement.bind(where.bind(statement), signed_number(count_max + 1));
  AuditPage page;
  for (;;) {
    OPENCAM_TRY(const bool has_row, statement.step());
    if (!has_row) return page;
    if (page.records.size() == count_max) {
      page.next = page.records.back().sequence;
      return page;
    }
    page.records.push_back(read_record(statement));
  }
}

// What comes after a record is not younger than it: so the span can end there, and nothing before is passed over.
Result<void> AuditStatements::bound_before(AuditQuery& query) {
  OPENCAM_TRY(Statement statement, database_.prepare("SELECT time_ms FROM audit WHERE sequence = ?"));
  statement.bind(1, signed_number(query.before));
  OPENCAM_TRY(const bool has_row, statement.step());
  if (has_row) query.to_ms = std::min(query.to_ms, statement.integer(0) + 1);
  return {};
}

Result<void> AuditStatements::chain_all() {
  OPENCAM_TRY(Statement update, database_.prepare("UPDATE audit SET hash = ? WHERE sequence = ?"));
  AuditMark last;
  for (;;) {
    OPENCAM_TRY(const auto records, chain(last.sequence, limits::audit_page_records_max));
    if (records.empty()) return {};
    for (const ChainedRecord& chained : records) {
      last = {chained.record.sequence, directory::audit_hash(key_, last.hash, chained.record)};
      update.bind_bytes(1, last.hash);
      update.bind(2, signed_number(last.sequence));
      OPENCAM_TRY(update.run());
    }
  }
}

// The mark of the newest record before that one.
Result<AuditMark> AuditStatements::mark_before(std::uint64_t sequence) {
  OPENCAM_TRY(Statement statement,
              database_.prepare("SELECT sequence, hash FROM audit WHERE sequence < ? ORDER BY sequence DESC LIMIT 1"));
  statement.bind(1, signed_number(sequence));
  OPENCAM_TRY(const bool has_row, statement.step());
  if (!has_row) return AuditMark{};
  return AuditMark{static_cast<std::uint64_t>(statement.integer(0)), statement.text(1)};
}

Result<void> AuditStatements::set_anchor(const AuditMark& anchor) {
  OPENCAM_TRY(Statement statement,
              database_.prepare("INSERT OR REPLACE INTO audit_anchor (id, sequence, hash, seal) VALUES (1, ?, ?, ?)"));
  statement.bind(1, signed_number(anchor.sequence));
  statement.bind_bytes(2, anchor.hash);
  statement.bind_bytes(3, directory::anchor_seal(key_, anchor));
  return statement.run();
}

Result<std::uint64_t> AuditStatements::prune(std::int64_t before_ms, const AuditRecord& note) {
  OPENCAM_TRY(const AuditEnds now, ends());
  std::uint64_t kept = now.last.sequence + 1;
  {
    OPENCAM_TRY(Statement statement,
                database_.prepare("SELECT sequence FROM audit WHERE time_ms >= ? ORDER BY sequence LIMIT 1"));
    statement.bind(1, before_ms);
    OPENCAM_TRY(const bool has_row, statement.step());
    if (has_row) kept = static_cast<std::uint64_t>(statement.integer(0));
  }
  OPENCAM_TRY(const AuditMark anchor, mark_before(kept));
  if (anchor.sequence == 0) return std::uint64_t{0};
  OPENCAM_TRY(set_anchor(anchor));
  OPENCAM_TRY(Statement forget, database_.prepare("DELETE FROM audit WHERE sequence <= ?"));
  forget.bind(1, signed_number(anchor.sequence));
  OPENCAM_TRY(forget.run());
  OPENCAM_TRY(Statement forget_names, database_.prepare("DELETE FROM audit_affected WHERE sequence <= ?"));
  forget_names.bind(1, signed_number(anchor.sequence));
  OPENCAM_TRY(forget_names.run());
  OPENCAM_TRY(append(note));
  return anchor.sequence - now.anchor.sequence;
}

}  // namespace opencam::store
