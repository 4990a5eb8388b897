// The chain of the audit trail: whole after whatever the stores do, and every way of tampering is found.
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <thread>
#include <vector>

#include "base/encode.h"
#include "directory/audit_chain.h"
#include "tests/store/fixture.h"

namespace opencam::directory {
namespace {

constexpr Uin acme{100000000001};
constexpr std::uint64_t record_count = 12;

const SecretText& key() {
  static const SecretText text("the key of the chain, 32 bytes..");
  return text;
}

AuditRecord record(std::uint64_t i) {
  return {.time_ms = static_cast<std::int64_t>(1000 + i),
          .account = acme,
          .request_id = "request-" + std::to_string(i),
          .action = "cam:AddUser",
          .outcome = "ok"};
}

std::vector<AuditRecord> records(std::uint64_t count) {
  std::vector<AuditRecord> out;
  for (std::uint64_t i = 1; i <= count; ++i) out.push_back(record(i));
  return out;
}

ChainReport verified(Store& store, const ChainRange& range = {}) { return must(verify_audit(store, key(), range)); }

// "whole", or the first bad record and what is said of it.
std::string finding(Store& store, const ChainRange& range = {}) {
  const ChainReport report = verified(store, range);
  return report.fault ? std::to_string(report.fault->sequence) + ": " + report.fault->what : "whole";
}

class ChainTest : public testing::TestWithParam<bool> {
 protected:
  void SetUp() override { store_ = open(); }
  std::unique_ptr<Store> open() const {
    return must(store::open_store(GetParam() ? "sqlite:" + folder_.path() + "/data" : "memory:", key()));
  }

  Folder folder_;
  std::unique_ptr<Store> store_;
};

TEST_P(ChainTest, IsWholeAndCountsEveryRecord) {
  EXPECT_EQ(finding(*store_), "whole");
  must(store_->append_audit(records(3)));
  must(store_->commit({.rows = {}, .audit = {record(4)}}, 0));
  EXPECT_EQ(finding(*store_), "whole");
  EXPECT_EQ(verified(*store_).records, 4u);
  const AuditEnds ends = must(store_->audit_ends());
  EXPECT_EQ(ends.last.sequence, 4u);
  EXPECT_EQ(ends.last, verified(*store_).last);
  EXPECT_EQ(ends.anchor, AuditMark{});
}

TEST_P(ChainTest, ARefusedCommitLeavesNoGap) {
  must(store_->append_audit(records(2)));
  EXPECT_EQ(code_of(store_->commit({.rows = {}, .audit = {record(3)}}, 7)), "Conflict");
  must(store_->append_audit(records(1)));
  EXPECT_EQ(finding(*store_), "whole");
  EXPECT_EQ(verified(*store_).records, 3u);
}

TEST_P(ChainTest, AnotherKeyFitsNoRecord) {
  must(store_->append_audit(records(2)));
  const ChainReport report = must(verify_audit(*store_, SecretText("another"), {}));
  ASSERT_TRUE(report.fault);
  EXPECT_EQ(report.fault->sequence, 1u);
}

TEST_P(ChainTest, ARangeBelievesTheRecordBeforeItAndEndsWhereItIsTold) {
  must(store_->append_audit(records(record_count)));
  EXPECT_EQ(verified(*store_, {.from = 5}).records, record_count - 4);
  EXPECT_EQ(verified(*store_, {.from = 5, .to = 8}).records, 4u);
  EXPECT_EQ(verified(*store_, {.to = 8}).last.sequence, 8u);
  EXPECT_EQ(verified(*store_, {.from = record_count + 1}).records, 0u);
  EXPECT_EQ(code_of(verify_audit(*store_, key(), {.from = record_count + 2})), "InvalidArgument");
}

TEST_P(ChainTest, AKeptHeadIsFoundWhereverItStands) {
  must(store_->append_audit(records(5)));
  const std::string head = must(store_->audit_ends()).last.hash;
  must(store_->append_audit(records(3)));
  EXPECT_TRUE(verified(*store_, {.head = head}).is_head_found);
  EXPECT_TRUE(verified(*store_, {.from = 6, .head = head}).is_head_found);
  EXPECT_FALSE(verified(*store_, {.from = 7, .head = head}).is_head_found);
  EXPECT_FALSE(verified(*store_, {.to = 4, .head = head}).is_head_found);
  EXPECT_FALSE(verified(*store_, {.head = std::string(32, 'x')}).is_head_found);
}

TEST_P(ChainTest, PruningLeavesAnAnchorAndTheRestWhole) {
  must(store_->append_audit(records(record_count)));
  const std::string head = must(store_->audit_ends()).last.hash;
  EXPECT_EQ(must(store_->prune_audit(1000, record(1))), 0u);
  EXPECT_EQ(must(store_->audit_ends()).last.sequence, record_count);
  EXPECT_EQ(must(store_->prune_audit(1006, record(99))), 5u);
  EXPECT_EQ(finding(*store_), "whole");
  EXPECT_EQ(verified(*store_).records, record_count - 5 + 1);
  EXPECT_TRUE(verified(*store_, {.head = head}).is_head_found);
  EXPECT_EQ(must(store_->audit_ends()).anchor.sequence, 5u);
  EXPECT_EQ(code_of(verify_audit(*store_, key(), {.from = 5})), "InvalidArgument");
  EXPECT_EQ(verified(*store_, {.from = 6}).records, record_count - 5 + 1);
  // Everything at once, the note of the last time too; numbers go on.
  EXPECT_EQ(must(store_->prune_audit(INT64_MAX, record(100))), record_count - 5 + 1);
  EXPECT_EQ(finding(*store_), "whole");
  EXPECT_EQ(must(store_->audit_ends()).last.sequence, record_count + 2);
}

INSTANTIATE_TEST_SUITE_P(Stores, ChainTest, testing::Bool(),
                         [](const auto& one) { return one.param ? "Sqlite" : "Memory"; });

// Somebody who can write the file, and does not know the key.
class TamperTest : public testing::Test {
 protected:
  void SetUp() override {
    store_ = open();
    must(store_->append_audit(records(record_count)));
    ASSERT_EQ(finding(*store_), "whole");
  }
  std::unique_ptr<Store> open() const { return must(store::open_store("sqlite:" + folder_.path() + "/data", key())); }
  void tamper(const std::string& sql) {
    sqlite3* database = nullptr;
    ASSERT_EQ(sqlite3_open((folder_.path() + "/data/opencam.db").c_str(), &database), SQLITE_OK);
    char* problem = nullptr;
    EXPECT_EQ(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, &problem), SQLITE_OK) << problem;
    sqlite3_free(problem);
    sqlite3_close(database);
  }
  // The first bad record, 0 when none is.
  std::uint64_t found(const ChainRange& range = {}) {
    const ChainReport report = verified(*store_, range);
    return report.fault ? report.fault->sequence : 0;
  }

  Folder folder_;
  std::unique_ptr<Store> store_;
};

TEST_F(TamperTest, AnyFieldOfAnyRecordChanged) {
  for (const std::string column :
       {"revision", "time_ms", "account", "request_id", "principal_type", "principal", "access_key", "action",
        "resource", "outcome", "decision_id", "source_ip", "user_agent", "parameters", "detail"}) {
    for (const std::uint64_t sequence : {1, 6, 12}) {
      const std::string where = " WHERE sequence = " + std::to_string(sequence);
      tamper("CREATE TABLE kept AS SELECT " + column + " AS was FROM audit" + where + "; UPDATE audit SET " + column +
             " = CAST('1' || " + column + " AS " +
             (column == "revision" || column == "time_ms" || column == "account" ? "INTEGER" : "TEXT") + ")" + where);
      EXPECT_EQ(found(), sequence) << column;
      tamper("UPDATE audit SET " + column + " = (SELECT was FROM kept)" + where + "; DROP TABLE kept");
      EXPECT_EQ(found(), 0u) << column;
    }
  }
}

TEST_F(TamperTest, TextMovedFromOneFieldIntoItsNeighbour) {
  tamper("UPDATE audit SET action = 'cam:AddUse', resource = 'r' WHERE sequence = 4");
  EXPECT_EQ(found(), 4u);
}

TEST_F(TamperTest, RecordsDeleted) {
  tamper("DELETE FROM audit WHERE sequence = 1");
  EXPECT_EQ(finding(*store_), "1: record 1 is missing");
  tamper("DELETE FROM audit WHERE sequence BETWEEN 2 AND 4");
  EXPECT_EQ(finding(*store_), "1: records 1 to 4 are missing");
}

TEST_F(TamperTest, AMiddleRecordDeletedAndTheRestNumberedAnew) {
  tamper("DELETE FROM audit WHERE sequence = 5");
  EXPECT_EQ(finding(*store_), "5: record 5 is missing");
  for (int i = 6; i <= 12; ++i) {
    tamper("UPDATE audit SET sequence = sequence - 1 WHERE sequence = " + std::to_string(i));
  }
  EXPECT_EQ(found(), 5u);
}

TEST_F(TamperTest, TheNewestDeleted) {
  const std::string head = must(store_->audit_ends()).last.hash;
  tamper("DELETE FROM audit WHERE sequence >= 11");
  EXPECT_EQ(found(), 11u);
  // Who also sets the counter back is found by the kept head alone.
  tamper("UPDATE sqlite_sequence SET seq = 10 WHERE name = 'audit'");
  EXPECT_EQ(found(), 0u);
  EXPECT_FALSE(verified(*store_, {.head = head}).is_head_found);
}

TEST_F(TamperTest, TheNewestDeletedAndMoreWrittenAfter) {
  tamper("DELETE FROM audit WHERE sequence = 12");
  must(store_->append_audit(records(2)));
  EXPECT_EQ(finding(*store_), "12: record 12 is missing");
}

TEST_F(TamperTest, EverythingDeleted) {
  tamper("DELETE FROM audit");
  EXPECT_EQ(found(), 1u);
}

TEST_F(TamperTest, TwoRecordsSwapped) {
  tamper(
      "UPDATE audit SET sequence = 100 WHERE sequence = 3; UPDATE audit SET sequence = 3 WHERE sequence = 4;"
      "UPDATE audit SET sequence = 4 WHERE sequence = 100");
  EXPECT_EQ(found(), 3u);
}

TEST_F(TamperTest, ARecordPutIn) {
  for (int i = 12; i >= 7; --i) {
    tamper("UPDATE audit SET sequence = sequence + 1 WHERE sequence = " + std::to_string(i));
  }
  tamper(
      "INSERT INTO audit SELECT 7, revision, time_ms, account, request_id, principal_type, principal, access_key, "
      "action, resource, outcome, decision_id, source_ip, user_agent, parameters, detail, hash FROM audit WHERE "
      "sequence = 6");
  EXPECT_EQ(found(), 7u);
}

TEST_F(TamperTest, ARecordPutInAtTheEnd) {
  tamper(
      "INSERT INTO audit SELECT 13, revision, time_ms, account, request_id, principal_type, principal, access_key, "
      "action, resource, outcome, decision_id, source_ip, user_agent, parameters, detail, hash FROM audit WHERE "
      "sequence = 12");
  EXPECT_EQ(found(), 13u);
}

TEST_F(TamperTest, AHashChanged) {
  tamper("UPDATE audit SET hash = zeroblob(32) WHERE sequence = 8");
  EXPECT_EQ(found(), 8u);
  tamper("UPDATE audit SET hash = x'' WHERE sequence = 2");
  EXPECT_EQ(found(), 2u);
}

TEST_F(TamperTest, TheOldestDeletedBehindAnAnchorOfTheirOwn) {
  tamper(
      "INSERT INTO audit_anchor SELECT 1, sequence, hash, zeroblob(32) FROM audit WHERE sequence = 4;"
      "DELETE FROM audit WHERE sequence <= 4");
  EXPECT_EQ(found(), 4u);
  tamper("UPDATE audit_anchor SET seal = x''");
  EXPECT_EQ(found(), 4u);
}

TEST_F(TamperTest, AnAnchorMovedOrTakenAway) {
  must(store_->prune_audit(1004, record(50)));
  ASSERT_EQ(found(), 0u);
  tamper("UPDATE audit_anchor SET sequence = 4; DELETE FROM audit WHERE sequence = 4");
  EXPECT_EQ(found(), 4u);
  tamper("DELETE FROM audit_anchor");
  EXPECT_EQ(found(), 1u);
}

TEST_F(TamperTest, HashesBlankedAndTheSchemaSetBackAreNotChainedAnew) {
  store_.reset();
  tamper("UPDATE audit SET action = 'cam:Harmless' WHERE sequence = 6; UPDATE audit SET hash = x'';");
  store_ = open();
  EXPECT_EQ(found(), 1u);
}

TEST(AuditChain, RecordsFromBeforeTheChainAreChainedOnce) {
  const Folder folder;
  const std::string data = folder.path() + "/data";
  std::filesystem::create_directory(data);
  std::ifstream step(std::string(OPENCAM_SOURCE_DIR) + "/src/store/schema/0001_directory.sql");
  const std::string schema((std::istreambuf_iterator<char>(step)), std::istreambuf_iterator<char>());
  sqlite3* database = nullptr;
  ASSERT_EQ(sqlite3_open((data + "/opencam.db").c_str(), &database), SQLITE_OK);
  std::string sql = schema + "; PRAGMA user_version = 1;";
  for (int i = 0; i < 5; ++i) {
    sql +=
        "INSERT INTO audit VALUES (NULL, 1, 1000, 100000000001, 'r', 'root', '1', 'k', 'cam:AddUser', '*', 'ok', '', "
        "'', '', '', '');";
  }
  ASSERT_EQ(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(database);
  sqlite3_close(database);
  auto store = must(store::open_store("sqlite:" + data, key()));
  EXPECT_EQ(finding(*store), "whole");
  EXPECT_EQ(verified(*store).records, 5u);
  const std::string head = must(store->audit_ends()).last.hash;
  must(store->append_audit(records(1)));
  store = must(store::open_store("sqlite:" + data, key()));
  EXPECT_TRUE(verified(*store, {.head = head}).is_head_found);
  EXPECT_EQ(verified(*store).records, 6u);
}

TEST(AuditChain, SeveralHandlesMakeOneChain) {
  const Folder folder;
  const auto write = [&folder] {
    const auto store = must(store::open_store("sqlite:" + folder.path() + "/data", key()));
    for (int i = 0; i < 40; ++i) must(store->append_audit(records(2)));
  };
  must(must(store::open_store("sqlite:" + folder.path() + "/data", key()))->head());
  std::vector<std::thread> threads;
  for (int i = 0; i < 3; ++i) threads.emplace_back(write);
  for (std::thread& thread : threads) thread.join();
  const auto store = must(store::open_store("sqlite:" + folder.path() + "/data", key()));
  EXPECT_EQ(finding(*store), "whole");
  EXPECT_EQ(verified(*store).records, 240u);
}

TEST(AuditChain, TheHashIsThatOfTheFormatsPage) {
  // Worked out apart from this code; so that a file of today can be verified tomorrow.
  AuditRecord one = record(1);
  one.sequence = 1;
  EXPECT_EQ(encode_hex(audit_hash(key(), AuditMark{}.hash, one)),
            "3eeea150687df4b3d328f5f1a4fc4e0f68547aab34d585bae5ef5bb3c7fbadf2");
}

}  // namespace
}  // namespace opencam::directory
