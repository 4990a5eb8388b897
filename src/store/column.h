// Rows as lists of columns: what a store that knows no row types works with.
//
// A row type says what its columns are (directory/account.h); this turns a row into cells and cells into a row. A
// number, an id and a bool are whole numbers; an enumerator is its name; everything else is text or bytes.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "directory/audit.h"
#include "directory/row.h"

namespace opencam::store {

using Cell = std::variant<std::int64_t, std::string>;

enum class CellKind : std::uint8_t { Integer, Text, Bytes };

struct Column {
  std::string_view name;
  bool is_key = false;
  CellKind kind = CellKind::Integer;
};

// An enum whose enumerators are stored by name.
template <typename Value>
concept NamedEnum = std::is_enum_v<Value> && requires(Value value) { names_of(value); };

template <typename Value>
Cell to_cell(const Value& value) {
  if constexpr (std::is_same_v<Value, std::string>) {
    return value;
  } else if constexpr (NamedEnum<Value>) {
    return std::string(names_of(value).at(static_cast<std::size_t>(value)));
  } else {
    return static_cast<std::int64_t>(value);
  }
}

template <typename Value>
bool number_from_cell(std::int64_t number, Value& value) {
  if constexpr (std::is_same_v<Value, bool>) {
    if (number != 0 && number != 1) return false;
  } else if constexpr (!std::is_same_v<Value, std::int64_t>) {
    // Ids and counts: no sign, and small enough for the type.
    if (number < 0) return false;
    if constexpr (sizeof(Value) < sizeof(std::int64_t)) {
      if (number > static_cast<std::int64_t>(std::numeric_limits<Value>::max())) return false;
    }
  }
  value = static_cast<Value>(number);
  return true;
}

// False, and `value` as it was, when the cell holds no such value.
template <typename Value>
bool from_cell(const Cell& cell, Value& value) {
  const auto* text = std::get_if<std::string>(&cell);
  if constexpr (std::is_same_v<Value, std::string>) {
    if (text != nullptr) value = *text;
    return text != nullptr;
  } else if constexpr (NamedEnum<Value>) {
    const auto names = names_of(value);
    for (std::size_t i = 0; text != nullptr && i < names.size(); ++i) {
      if (names.at(i) != *text) continue;
      value = static_cast<Value>(i);
      return true;
    }
    return false;
  } else {
    return text == nullptr && number_from_cell(std::get<std::int64_t>(cell), value);
  }
}

// Visits a row and lists its columns.
class ColumnList {
 public:
  template <typename Value>
  void key(std::string_view name, const Value&) {
    columns_.push_back({name, true, kind_of<Value>()});
  }
  template <typename Value>
  void value(std::string_view name, const Value&) {
    columns_.push_back({name, false, kind_of<Value>()});
  }
  void bytes(std::string_view name, const std::string&) { columns_.push_back({name, false, CellKind::Bytes}); }

  std::vector<Column> take() && { return std::move(columns_); }

 private:
  template <typename Value>
  static constexpr CellKind kind_of() {
    return std::is_same_v<Value, std::string> || NamedEnum<Value> ? CellKind::Text : CellKind::Integer;
  }
  std::vector<Column> columns_;
};

// Visits a row and lists its cells.
class CellList {
 public:
  explicit CellList(bool keys_only) : keys_only_(keys_only) {}

  template <typename Value>
  void key(std::string_view, const Value& value) {
    cells_.push_back(to_cell(value));
  }
  template <typename Value>
  void value(std::string_view, const Value& value) {
    if (!keys_only_) cells_.push_back(to_cell(value));
  }
  void bytes(std::string_view name, const std::string& bytes) { value(name, bytes); }

  std::vector<Cell> take() && { return std::move(cells_); }

 private:
  bool keys_only_;
  std::vector<Cell> cells_;
};

// Visits a row and fills it from cells; counts those that do not fit.
class CellReader {
 public:
  explicit CellReader(const std::vector<Cell>& cells) : cells_(cells) {}

  template <typename Value>
  void key(std::string_view, Value& value) {
    const bool fits = next_ < cells_.size() && from_cell(cells_[next_], value);
    ++next_;
    if (!fits) has_keys_ = has_all_ = false;
  }
  template <typename Value>
  void value(std::string_view, Value& value) {
    const bool fits = next_ < cells_.size() && from_cell(cells_[next_], value);
    ++next_;
    if (!fits) has_all_ = false;
  }
  void bytes(std::string_view name, std::string& bytes) { value(name, bytes); }

  bool has_keys() const { return has_keys_; }
  bool has_all() const { return has_all_; }

 private:
  const std::vector<Cell>& cells_;
  std::size_t next_ = 0;
  bool has_keys_ = true;
  bool has_all_ = true;
};

template <typename Row>
std::vector<Column> columns_of() {
  const Row row;
  ColumnList list;
  Row::columns(row, list);
  return std::move(list).take();
}

template <typename Row>
std::vector<Cell> cells_of(const Row& row) {
  CellList list(false);
  Row::columns(row, list);
  return std::move(list).take();
}

template <typename Row>
std::vector<Cell> key_cells_of(const Row& row) {
  CellList list(true);
  Row::columns(row, list);
  return std::move(list).take();
}

}  // namespace opencam::store
