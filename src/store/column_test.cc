#include "store/column.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>

#include "base/limits.h"
#include "store/audit_rule.h"
#include "store/rows.h"

namespace opencam::store {
namespace {

using directory::KeyStatus;
using directory::Uin;

TEST(Column, ACellOfTheWrongKindOrSizeIsNoValue) {
  Uin uin{7};
  EXPECT_FALSE(from_cell(Cell(std::string("8")), uin));
  EXPECT_FALSE(from_cell(Cell(std::int64_t{-1}), uin));
  EXPECT_EQ(uin, Uin{7});
  EXPECT_TRUE(from_cell(Cell(std::numeric_limits<std::int64_t>::max()), uin));
  bool flag = true;
  EXPECT_FALSE(from_cell(Cell(std::int64_t{2}), flag));
  EXPECT_TRUE(from_cell(Cell(std::int64_t{0}), flag));
  std::uint32_t count = 0;
  EXPECT_TRUE(from_cell(Cell(std::int64_t{4294967295}), count));
  EXPECT_FALSE(from_cell(Cell(std::int64_t{4294967296}), count));
  std::int64_t time = 0;
  EXPECT_TRUE(from_cell(Cell(std::int64_t{-5}), time));
  std::string text;
  EXPECT_FALSE(from_cell(Cell(std::int64_t{5}), text));
}

TEST(Column, EnumeratorsAreTheirNames) {
  EXPECT_EQ(to_cell(KeyStatus::Inactive), Cell(std::string("inactive")));
  KeyStatus status = KeyStatus::Active;
  EXPECT_TRUE(from_cell(Cell(std::string("inactive")), status));
  EXPECT_EQ(status, KeyStatus::Inactive);
  EXPECT_FALSE(from_cell(Cell(std::string("Inactive")), status));
  EXPECT_FALSE(from_cell(Cell(std::int64_t{1}), status));
}

TEST(RowCheck, DependsOnTableOrderAndEveryByte) {
  const std::vector<Cell> cells = {std::int64_t{1}, std::string("ab"), std::string("c")};
  const std::int64_t check = row_check("user", cells);
  EXPECT_NE(row_check("role", cells), check);
  EXPECT_NE(row_check("user", {std::int64_t{1}, std::string("a"), std::string("bc")}), check);
  EXPECT_NE(row_check("user", {std::int64_t{1}, std::string("c"), std::string("ab")}), check);
  EXPECT_NE(row_check("user", {std::int64_t{2}, std::string("ab"), std::string("c")}), check);
  // The format of docs/formats/store.md, so that a file of today can be read tomorrow.
  EXPECT_EQ(row_check("", {}), static_cast<std::int64_t>(0xcbf29ce484222325));
  EXPECT_EQ(row_check("a", {}), static_cast<std::int64_t>(0xaf63dc4c8601ec8c));
}

TEST(AuditRule, APageHasOneToAThousandRecords) {
  EXPECT_EQ(page_size({.count_max = 0}), 1u);
  EXPECT_EQ(page_size({.count_max = limits::audit_page_records_max}), limits::audit_page_records_max);
  EXPECT_EQ(page_size({.count_max = limits::audit_page_records_max + 1}), limits::audit_page_records_max);
}

}  // namespace
}  // namespace opencam::store
