#include "store/rows.h"

#include <type_traits>
#include <utility>

namespace opencam::store {

using directory::BadRow;
using directory::StoredRows;
using directory::Uin;

namespace {

void mix(std::uint64_t& hash, std::string_view bytes) {
  for (const char byte : bytes) hash = (hash ^ static_cast<std::uint8_t>(byte)) * 0x100000001b3ull;
}

void mix(std::uint64_t& hash, char kind, std::uint64_t number) {
  mix(hash, std::string_view(&kind, 1));
  for (int shift = 0; shift < 64; shift += 8) {
    const char byte = static_cast<char>(number >> shift & 0xff);
    mix(hash, std::string_view(&byte, 1));
  }
}

// Where in the variant this kind of row is.
template <typename Row, std::size_t index = 0>
constexpr std::size_t index_of() {
  if constexpr (std::is_same_v<std::variant_alternative_t<index, directory::Row>, Row>) {
    return index;
  } else {
    return index_of<Row, index + 1>();
  }
}

std::string names_joined(const std::vector<Column>& columns, bool keys_only, std::string_view between) {
  std::string text;
  for (const Column& column : columns) {
    if (keys_only && !column.is_key) continue;
    if (!text.empty()) text += between;
    text += column.name;
  }
  return text;
}

// What each of these makes from is names of our own, never anything a user wrote.
std::string put_sql(std::string_view table, const std::vector<Column>& columns) {
  std::string marks = "?";
  std::string updates = "row_check = excluded.row_check";
  for (const Column& column : columns) {
    marks += ", ?";
    if (column.is_key) continue;
    updates += ", " + std::string(column.name) + " = excluded." + std::string(column.name);
  }
  return "INSERT INTO " + std::string(table) + " (" + names_joined(columns, false, ", ") + ", row_check) VALUES (" +
         marks + ") ON CONFLICT (" + names_joined(columns, true, ", ") + ") DO UPDATE SET " + updates;
}

std::string erase_sql(std::string_view table, const std::vector<Column>& columns) {
  return "DELETE FROM " + std::string(table) + " WHERE " + names_joined(columns, true, " = ? AND ") + " = ?";
}

std::string read_sql(std::string_view table, const std::vector<Column>& columns, bool is_one_account) {
  const std::string owner = columns.front().name == "uin" ? "uin" : "owner";
  return "SELECT " + names_joined(columns, false, ", ") + ", row_check FROM " + std::string(table) +
         (is_one_account ? " WHERE " + owner + " = ?" : "") + " ORDER BY " + names_joined(columns, true, ", ");
}

template <typename Row>
constexpr bool is_sequence = std::is_same_v<Row, directory::SequenceRow>;

// The row that the statement stands on, into `stored`.
template <typename Row>
void read_row(const Statement& statement, std::size_t column_count, StoredRows& stored) {
  std::vector<Cell> cells(column_count);
  bool is_whole = true;
  for (std::size_t i = 0; i < column_count; ++i) {
    if (!statement.cell(static_cast<int>(i), cells[i])) is_whole = false;
  }
  Row row;
  CellReader reader(cells);
  Row::columns(row, reader);
  const bool fits = is_whole && reader.has_all();
  if (fits && statement.integer(static_cast<int>(column_count)) == row_check(Row::table, cells)) {
    stored.rows.push_back(std::move(row));
    return;
  }
  BadRow bad{.table = std::string(Row::table),
             .key = key_text(row),
             .reason = fits ? "its checksum does not fit" : "a column does not hold what it should",
             .remains = {}};
  if (reader.has_keys()) bad.remains.push_back(std::move(row));
  stored.bad.push_back(std::move(bad));
}

}  // namespace

std::int64_t row_check(std::string_view table, const std::vector<Cell>& cells) {
  std::uint64_t hash = 0xcbf29ce484222325ull;
  mix(hash, table);
  for (const Cell& cell : cells) {
    if (const auto* number = std::get_if<std::int64_t>(&cell)) {
      mix(hash, 'i', static_cast<std::uint64_t>(*number));
    } else {
      const std::string& text = std::get<std::string>(cell);
      mix(hash, 's', text.size());
      mix(hash, text);
    }
  }
  return static_cast<std::int64_t>(hash);
}

template <typename Row>
Result<Statement*> RowStatements::statement(Use use) {
  std::optional<Statement>& slot = statements_.at(index_of<Row>()).at(static_cast<std::size_t>(use));
  if (slot) return &*slot;
  const std::vector<Column> columns = columns_of<Row>();
  std::string sql;
  switch (use) {
    case Use::Put:
      sql = put_sql(Row::table, columns);
      break;
    case Use::Erase:
      sql = erase_sql(Row::table, columns);
      break;
    case Use::ReadAll:
    case Use::ReadAccount:
      sql = read_sql(Row::table, columns, use == Use::ReadAccount);
      break;
  }
  OPENCAM_TRY(Statement prepared, database_.prepare(sql));
  slot.emplace(std::move(prepared));
  return &*slot;
}

template <typename Row>
Result<void> RowStatements::put_row(const Row& row) {
  OPENCAM_TRY(Statement * statement_for, statement<Row>(Use::Put));
  const std::vector<Column> columns = columns_of<Row>();
  const std::vector<Cell> cells = cells_of(row);
  for (std::size_t i = 0; i < cells.size(); ++i) {
    statement_for->bind(static_cast<int>(i + 1), cells[i], columns[i].kind);
  }
  statement_for->bind(static_cast<int>(cells.size() + 1), row_check(Row::table, cells));
  return statement_for->run();
}

template <typename Row>
Result<void> RowStatements::erase_row(const Row& row) {
  OPENCAM_TRY(Statement * statement_for, statement<Row>(Use::Erase));
  const std::vector<Column> columns = columns_of<Row>();
  const std::vector<Cell> cells = key_cells_of(row);
  for (std::size_t i = 0; i < cells.size(); ++i) {
    statement_for->bind(static_cast<int>(i + 1), cells[i], columns[i].kind);
  }
  return statement_for->run();
}

template <typename Row>
Result<void> RowStatements::read_rows(Use use, Uin owner, StoredRows& stored) {
  OPENCAM_TRY(Statement * statement_for, statement<Row>(use));
  if (use == Use::ReadAccount) statement_for->bind(1, static_cast<std::int64_t>(number(owner)));
  const std::size_t column_count = columns_of<Row>().size();
  for (;;) {
    auto has_row = statement_for->step();
    if (!has_row) {
      statement_for->reset();
      if (has_row.error().code() != ErrorCode::Corrupt) return std::move(has_row).error();
      stored.bad.push_back(
          {.table = std::string(Row::table), .key = {}, .reason = has_row.error().message(), .remains = {}});
      return {};
    }
    if (!*has_row) break;
    read_row<Row>(*statement_for, column_count, stored);
  }
  statement_for->reset();
  return {};
}

template <std::size_t index>
Result<void> RowStatements::read_from(Use use, Uin owner, StoredRows& stored) {
  if constexpr (index < row_type_count) {
    using Row = std::variant_alternative_t<index, directory::Row>;
    if constexpr (is_sequence<Row>) {
      OPENCAM_TRY(read_rows<Row>(Use::ReadAll, owner, stored));
    } else {
      OPENCAM_TRY(read_rows<Row>(use, owner, stored));
    }
    return read_from<index + 1>(use, owner, stored);
  } else {
    return {};
  }
}

Result<void> RowStatements::put(const directory::Row& row) {
  return std::visit([this](const auto& alternative) { return put_row(alternative); }, row);
}

Result<void> RowStatements::erase(const directory::Row& row) {
  return std::visit([this](const auto& alternative) { return erase_row(alternative); }, row);
}

Result<void> RowStatements::read_all(StoredRows& stored) { return read_from<0>(Use::ReadAll, Uin{}, stored); }

Result<void> RowStatements::read_sequences(StoredRows& stored) {
  return read_rows<directory::SequenceRow>(Use::ReadAll, Uin{}, stored);
}

Result<void> RowStatements::read_account(Uin owner, StoredRows& stored) {
  return read_from<1>(Use::ReadAccount, owner, stored);
}

}  // namespace opencam::store
