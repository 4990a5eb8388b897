// Directory rows in SQL: one set of statements for each kind of row, made from its columns.
//
//   row_check = FNV-1a, 64 bits, over: the table's name, then for each column in order
//               'i' and 8 bytes, least significant first      (whole number)
//               's', the length as 8 bytes likewise, the bytes (text and bytes)
//
// The checksum finds what a failing disk did to a row; it keeps nobody out who means harm. Used by one thread at a
// time, as the Database is that it works on and that must outlive it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "directory/store.h"
#include "store/statement.h"

namespace opencam::store {

inline constexpr std::size_t row_type_count = std::variant_size_v<directory::Row>;

std::int64_t row_check(std::string_view table, const std::vector<Cell>& cells);

class RowStatements {
 public:
  explicit RowStatements(Database& database) : database_(database) {}

  Result<void> put(const directory::Row& row);
  Result<void> erase(const directory::Row& row);

  // All rows, or the sequences and the rows of one account, appended in the order of Row's alternatives and of their
  // keys. What cannot be read goes to `stored.bad`; when a table breaks off in the middle, one BadRow without a key
  // says so. Errors: only what is no damage (a lock, the disk).
  Result<void> read_all(directory::StoredRows& stored);
  Result<void> read_sequences(directory::StoredRows& stored);
  Result<void> read_account(directory::Uin owner, directory::StoredRows& stored);

 private:
  enum class Use : std::uint8_t { Put, Erase, ReadAll, ReadAccount };

  template <typename Row>
  Result<Statement*> statement(Use use);
  template <typename Row>
  Result<void> put_row(const Row& row);
  template <typename Row>
  Result<void> erase_row(const Row& row);
  template <typename Row>
  Result<void> read_rows(Use use, directory::Uin owner, directory::StoredRows& stored);
  template <std::size_t index>
  Result<void> read_from(Use use, directory::Uin owner, directory::StoredRows& stored);

  Database& database_;
  std::array<std::array<std::optional<Statement>, 4>, row_type_count> statements_;
};

}  // namespace opencam::store
