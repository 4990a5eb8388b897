// What every store must do. A new store is one more line in `stores` and must pass as it is.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/limits.h"
#include "directory/affected.h"
#include "tests/store/every_kind.h"
#include "tests/store/fixture.h"

namespace opencam::directory {
namespace {

struct StoreKind {
  std::string name;
  // Opens the store in this folder; opening it again finds what was there, if it remembers.
  std::function<std::unique_ptr<Store>(const Folder&)> open;
  bool remembers;
};

const std::vector<StoreKind>& stores() {
  static const std::vector<StoreKind> kinds = {
      {"Memory", [](const Folder&) { return memory_store(); }, false},
      {"Sqlite", [](const Folder& folder) { return sqlite_store(folder); }, true},
  };
  return kinds;
}

class StoreSuite : public testing::TestWithParam<StoreKind> {
 protected:
  void SetUp() override { open(); }

  void open() {
    store_.reset();
    store_ = GetParam().open(folder_);
  }
  std::uint64_t commit(std::vector<RowChange> rows, std::vector<AuditRecord> audit = {}) {
    return must(store_->commit({.rows = std::move(rows), .audit = std::move(audit)}, must(store_->head())));
  }
  static RowChange put(Row row) { return {.is_erase = false, .row = std::move(row)}; }
  static RowChange erase(Row row) { return {.is_erase = true, .row = std::move(row)}; }

  Folder folder_;
  std::unique_ptr<Store> store_;
};

constexpr Uin acme{100000000001};
constexpr Uin other{100000000002};

std::vector<RowChange> puts(const std::vector<Row>& rows) {
  std::vector<RowChange> changes;
  changes.reserve(rows.size());
  for (const Row& row : rows) changes.push_back({.is_erase = false, .row = row});
  return changes;
}

TEST_P(StoreSuite, BeginsEmptyAtRevisionZero) {
  EXPECT_EQ(must(store_->head()), 0u);
  const StoredRows stored = must(store_->load());
  EXPECT_EQ(stored.revision, 0u);
  EXPECT_TRUE(stored.rows.empty());
  EXPECT_TRUE(stored.bad.empty());
  EXPECT_TRUE(must(store_->audit({.account = acme})).records.empty());
}

TEST_P(StoreSuite, GivesBackEveryKindOfRowAsItWasPut) {
  const std::vector<Row> rows = every_kind(acme, 1);
  ASSERT_EQ(rows.size(), std::variant_size_v<Row>) << "a kind of row is missing here";
  EXPECT_EQ(commit(puts(rows)), 1u);
  if (GetParam().remembers) open();
  const StoredRows stored = must(store_->load());
  EXPECT_EQ(stored.revision, 1u);
  EXPECT_TRUE(stored.bad.empty());
  EXPECT_EQ(stored.rows, rows);
}

TEST_P(StoreSuite, PuttingReplacesTheRowWithTheSameKey) {
  commit(puts(every_kind(acme, 1)));
  commit({put(GroupRow{.owner = acme, .id = GroupId{3}, .name = "new", .remark = "", .created_ms = 0})});
  const StoredRows stored = must(store_->load());
  EXPECT_EQ(stored.rows.size(), std::variant_size_v<Row>);
  EXPECT_EQ(std::get<GroupRow>(stored.rows[3]).name, "new");
}

TEST_P(StoreSuite, ErasingTakesTheRowOut) {
  std::vector<Row> rows = every_kind(acme, 1);
  commit(puts(rows));
  std::vector<RowChange> erases;
  // Only the key counts, and what belongs to something goes first.
  for (auto row = rows.rbegin(); row != rows.rend(); ++row) erases.push_back(erase(*row));
  commit(erases);
  if (GetParam().remembers) open();
  EXPECT_TRUE(must(store_->load()).rows.empty());
  EXPECT_EQ(must(store_->head()), 2u);
  // What is not there can be erased.
  commit(erases);
}

TEST_P(StoreSuite, ACommitOnAnotherRevisionIsRefusedAndDoesNothing) {
  commit(puts(every_kind(acme, 1)), {{.account = acme, .action = "first"}});
  for (const std::uint64_t expected : {0u, 2u}) {
    const auto refused = store_->commit({.rows = puts(every_kind(other, 2)), .audit = {{.account = acme}}}, expected);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code(), ErrorCode::Conflict);
  }
  EXPECT_EQ(must(store_->head()), 1u);
  EXPECT_EQ(must(store_->load()).rows, every_kind(acme, 1));
  EXPECT_EQ(must(store_->audit({.account = acme})).records.size(), 1u);
}

TEST_P(StoreSuite, ACommitWithoutRowsStillHasARevision) {
  EXPECT_EQ(commit({}), 1u);
  EXPECT_EQ(commit({}), 2u);
  EXPECT_EQ(must(store_->head()), 2u);
}

TEST_P(StoreSuite, ChangesSinceGivesTheTouchedAccountsWhole) {
  commit(puts(every_kind(acme, 1)));
  commit(puts(every_kind(other, 2)));
  const StoredChanges all = must(store_->changes_since(0));
  EXPECT_EQ(all.accounts, (std::vector<Uin>{acme, other}));
  EXPECT_EQ(all.now.rows.size(), 2 * std::variant_size_v<Row> - 1);
  const StoredChanges later = must(store_->changes_since(1));
  EXPECT_EQ(later.accounts, std::vector<Uin>{other});
  EXPECT_EQ(later.now.rows, every_kind(other, 2));
  EXPECT_EQ(later.now.revision, 2u);
  const StoredChanges none = must(store_->changes_since(2));
  EXPECT_TRUE(none.accounts.empty());
  // The sequences are always there.
  EXPECT_EQ(none.now.rows.size(), 1u);
}

TEST_P(StoreSuite, ChangesSinceNamesAnAccountThatIsGone) {
  commit({put(AccountRow{.uin = acme, .app_id = AppId{1}, .name = "a", .created_ms = 0})});
  commit({erase(AccountRow{.uin = acme, .app_id = {}, .name = {}, .created_ms = 0})});
  const StoredChanges changes = must(store_->changes_since(1));
  EXPECT_EQ(changes.accounts, std::vector<Uin>{acme});
  EXPECT_TRUE(changes.now.rows.empty());
}

AuditRecord record(std::uint64_t i) {
  return {.time_ms = static_cast<std::int64_t>(1000 + i),
          .account = acme,
          .request_id = "request-" + std::to_string(i),
          .principal_type = "user",
          .principal = "user-" + std::to_string(i % 2),
          .access_key = "key-" + std::to_string(i % 3),
          .action = "cam:Action" + std::to_string(i % 5),
          .resource = "resource-" + std::to_string(i % 7),
          .outcome = i % 4 == 0 ? "AuthFailure.UnauthorizedOperation" : "ok",
          .decision_id = "decision-" + std::to_string(i),
          .source_ip = "10.0.0.1",
          .user_agent = "agent",
          .parameters = R"({"a":1})",
          .detail = "d"};
}

std::vector<AuditRecord> some_records(std::uint64_t count) {
  std::vector<AuditRecord> records;
  records.reserve(count);
  for (std::uint64_t i = 0; i < count; ++i) records.push_back(record(i));
  return records;
}

TEST_P(StoreSuite, AuditRecordsComeBackNewestFirst) {
  AuditRecord change = record(1);
  commit({}, {change});
  AuditRecord denial = record(2);
  denial.revision = 1;
  must(store_->append_audit(std::vector<AuditRecord>{denial}));
  if (GetParam().remembers) open();
  change.sequence = 1;
  change.revision = 1;
  denial.sequence = 2;
  EXPECT_EQ(must(store_->audit({.account = acme})).records, (std::vector<AuditRecord>{denial, change}));
  EXPECT_TRUE(must(store_->audit({.account = other})).records.empty());
}

TEST_P(StoreSuite, AuditFiltersAllHoldTogether) {
  const std::vector<AuditRecord> records = some_records(40);
  must(store_->append_audit(records));
  const auto count = [&](AuditQuery query) {
    query.account = acme;
    return must(store_->audit(query)).records.size();
  };
  EXPECT_EQ(count({}), 40u);
  EXPECT_EQ(count({.from_ms = 1010}), 30u);
  EXPECT_EQ(count({.to_ms = 1010}), 10u);
  EXPECT_EQ(count({.request_id = "request-7"}), 1u);
  EXPECT_EQ(count({.decision_id = "decision-7"}), 1u);
  EXPECT_EQ(count({.principal = "user-1"}), 20u);
  EXPECT_EQ(count({.access_key = "key-0"}), 14u);
  EXPECT_EQ(count({.action = "cam:Action4"}), 8u);
  EXPECT_EQ(count({.resource = "resource-6"}), 5u);
  EXPECT_EQ(count({.is_ok = false}), 10u);
  EXPECT_EQ(count({.is_ok = true}), 30u);
  EXPECT_EQ(count({.from_ms = 1010, .principal = "user-1", .is_ok = true}), 15u);
  EXPECT_EQ(count({.principal = "user-1' OR '1'='1"}), 0u);
  EXPECT_EQ(count({.sequence = 8}), 1u);
  EXPECT_EQ(count({.principal_type = "user"}), 40u);
  EXPECT_EQ(count({.principal_type = "role"}), 0u);
  EXPECT_EQ(count({.event = "Action4"}), 8u);
  EXPECT_EQ(count({.event = "cam:Action4"}), 0u);
  EXPECT_EQ(count({.service = "cam"}), 40u);
  EXPECT_EQ(count({.service = "ca"}), 0u);
  EXPECT_EQ(count({.resource_name = "resource-6"}), 5u);
  EXPECT_EQ(count({.resources = {{"resource-6", "resource-5", "x"}}}), 10u);
  EXPECT_EQ(count({.resources = std::vector<std::string>()}), 0u);
  EXPECT_EQ(count({.outcome = "ok"}), 30u);
  EXPECT_EQ(count({.is_denied = true}), 10u);
  EXPECT_EQ(count({.is_denied = false}), 30u);
  EXPECT_EQ(count({.action_sets = {{{"cam:Action1", "cam:Action2"}}}}), 16u);
  EXPECT_EQ(count({.action_sets = {{{"cam:Action1", "cam:Action2"}}, {{"cam:Action1"}, true}}}), 8u);
  EXPECT_EQ(count({.action_sets = {{{}, true}}}), 40u);
  EXPECT_EQ(count({.before = 31}), 30u);
  EXPECT_EQ(count({.before = 1000}), 0u);
}

TEST_P(StoreSuite, TheHalvesOfActionsAndResourcesAreFoundAlike) {
  std::vector<AuditRecord> records;
  for (const auto& [action, resource, outcome] : std::vector<std::array<std::string, 3>>{
           {"cam:AddUser", "qcs::cam::uin/1:uin/7", "UnauthorizedOperation.DeleteApiKey"},
           {"AddUser", "*", "deny"},
           {"a:b:c", "qcs::cos:gz:uid/1:b-1/x:y", "UnauthorizedOperationX"},
           {"", "", ""}}) {
    records.push_back({.account = acme, .action = action, .resource = resource, .outcome = outcome});
  }
  must(store_->append_audit(records));
  const auto count = [&](AuditQuery query) {
    query.account = acme;
    return must(store_->audit(query)).records.size();
  };
  EXPECT_EQ(count({.event = "AddUser"}), 2u);
  EXPECT_EQ(count({.event = "b:c"}), 1u);
  EXPECT_EQ(count({.event = ""}), 1u);
  EXPECT_EQ(count({.service = "a"}), 1u);
  EXPECT_EQ(count({.service = ""}), 2u);
  EXPECT_EQ(count({.resource_name = "uin/7"}), 1u);
  EXPECT_EQ(count({.resource_name = "qcs::cam::uin/1:uin/7"}), 1u);
  EXPECT_EQ(count({.resource_name = "*"}), 1u);
  EXPECT_EQ(count({.resource_name = "y"}), 1u);
  EXPECT_EQ(count({.resource_name = ""}), 2u);
  EXPECT_EQ(count({.is_denied = true}), 2u);
}

TEST_P(StoreSuite, AChangeIsFoundByEachNameThatItAffected) {
  std::vector<AuditRecord> records;
  for (const Uin account : {acme, acme, other}) {
    const std::string head = "qcs::cam::uin/" + directory::id_text(account) + ":";
    records.push_back({.time_ms = 1, .account = account, .action = "cam:AttachUserPolicy", .resource = "*"});
    directory::note_affected(records.back(), {head + "uin/7", head + "policyid/9"});
  }
  records[1].resource = "qcs::cam::uin/1:uin/8";
  records.push_back({.time_ms = 1, .account = acme, .resource = "*", .detail = R"({"affected":["x",7,)"});
  records.push_back({.time_ms = 1, .account = acme, .resource = "*", .detail = R"({"affected":{"policyid/9":1}})"});
  EXPECT_EQ(records[0].resource, "qcs::cam::uin/" + directory::id_text(acme) + ":uin/7");
  must(store_->append_audit(records));
  const auto count = [&](AuditQuery query) {
    query.account = acme;
    return must(store_->audit(query)).records.size();
  };
  const std::string head = "qcs::cam::uin/" + directory::id_text(acme) + ":";
  EXPECT_EQ(count({.resource_name = "uin/7"}), 2u);
  EXPECT_EQ(count({.resource_name = head + "uin/7"}), 2u);
  EXPECT_EQ(count({.resource_name = "uin/8"}), 1u);
  EXPECT_EQ(count({.resource_name = "policyid/9"}), 2u);
  EXPECT_EQ(count({.resource_name = head + "policyid/9"}), 2u);
  EXPECT_EQ(count({.resource_name = "policyid/"}), 0u);
  EXPECT_EQ(count({.resource_name = "qcs::cam::uin/1:policyid/9"}), 0u);
  EXPECT_EQ(count({.resources = {{head + "policyid/9", "y"}}}), 2u);
  EXPECT_EQ(count({.resources = {{"policyid/9"}}}), 0u);
  EXPECT_EQ(count({.resource = head + "policyid/9"}), 0u);
  EXPECT_EQ(count({.event = "AttachUserPolicy", .resource_name = "policyid/9"}), 2u);
}

TEST_P(StoreSuite, NamesAreForgottenWithTheirRecords) {
  for (const std::int64_t time_ms : {1, 2}) {
    AuditRecord record{.time_ms = time_ms, .account = acme, .resource = "*"};
    directory::note_affected(record, {"a:b"});
    must(store_->append_audit({&record, 1}));
  }
  must(store_->prune_audit(2, {.time_ms = 3, .account = acme}));
  AuditQuery query{.account = acme, .resource_name = "b"};
  EXPECT_EQ(must(store_->audit(query)).records.size(), 1u);
}

TEST_P(StoreSuite, AuditRecordsAreOrderedByTimeAndThenByNumber) {
  std::vector<AuditRecord> records;
  for (const std::int64_t time_ms : {5, 3, 5, 4, 5}) records.push_back({.time_ms = time_ms, .account = acme});
  must(store_->append_audit(records));
  std::vector<std::uint64_t> seen;
  AuditQuery query{.account = acme, .count_max = 2};
  for (;;) {
    const AuditPage page = must(store_->audit(query));
    for (const AuditRecord& found : page.records) seen.push_back(found.sequence);
    if (!page.next) break;
    query.before = *page.next;
  }
  EXPECT_EQ(seen, (std::vector<std::uint64_t>{5, 3, 1, 4, 2}));
}

TEST_P(StoreSuite, AuditPagesMeetWithoutGapOrOverlap) {
  const std::vector<AuditRecord> records = some_records(23);
  must(store_->append_audit(records));
  std::vector<std::uint64_t> seen;
  AuditQuery query{.account = acme, .count_max = 5};
  for (int pages = 1;; ++pages) {
    const AuditPage page = must(store_->audit(query));
    for (const AuditRecord& found : page.records) seen.push_back(found.sequence);
    if (!page.next) {
      EXPECT_EQ(pages, 5);
      break;
    }
    EXPECT_EQ(page.records.size(), 5u);
    query.before = *page.next;
  }
  std::vector<std::uint64_t> expected(23);
  for (std::uint64_t i = 0; i < 23; ++i) expected[i] = 23 - i;
  EXPECT_EQ(seen, expected);
}

TEST_P(StoreSuite, APageThatIsJustFullHasNoNext) {
  must(store_->append_audit(std::vector<AuditRecord>(5, record(1))));
  EXPECT_FALSE(must(store_->audit({.account = acme, .count_max = 5})).next);
  EXPECT_TRUE(must(store_->audit({.account = acme, .count_max = 4})).next);
  EXPECT_EQ(must(store_->audit({.account = acme, .count_max = 0})).records.size(), 1u);
}

TEST_P(StoreSuite, AuditTextsAreCutAtTheLimitAndAtACodePoint) {
  AuditRecord long_one = record(1);
  long_one.parameters = std::string(limits::audit_text_bytes_max, 'x');
  long_one.detail = std::string(limits::audit_text_bytes_max - 1, 'x') + "\xe4\xb8\xad";
  must(store_->append_audit(std::vector<AuditRecord>{long_one}));
  const AuditRecord found = must(store_->audit({.account = acme})).records.at(0);
  EXPECT_EQ(found.parameters.size(), limits::audit_text_bytes_max);
  EXPECT_EQ(found.detail, std::string(limits::audit_text_bytes_max - 1, 'x'));
}

TEST_P(StoreSuite, FailuresToSignInAreKeptUntilThereAreNone) {
  const directory::SignInCount one{
      .key = "a 10.0.0.1", .failures = 3, .next_ms = 9, .last_ms = 8, .hour_failures = 2, .hour_ms = 7};
  const directory::SignInCount two{.key = "it's", .failures = 1, .last_ms = 5};
  must(store_->keep_sign_in_counts(std::vector{one, two}));
  must(store_->keep_sign_in_counts({}));
  if (GetParam().remembers) open();
  EXPECT_EQ(must(store_->sign_in_counts()), (std::vector{one, two}));
  directory::SignInCount more = one;
  more.failures = 4;
  must(store_->keep_sign_in_counts(
      std::vector{more, directory::SignInCount{.key = "it's"}, directory::SignInCount{.key = "x"}}));
  EXPECT_EQ(must(store_->sign_in_counts()), std::vector{more});
  EXPECT_EQ(must(store_->head()), 0u);
}

// Random transactions against a model that is nothing but a sorted list of rows; the store is opened anew in between.
TEST_P(StoreSuite, UsesKeepTheLatestTimeAndAreNoCommit) {
  const LastUse key{.account = acme, .kind = UseKind::Key, .subject = "AKID'1", .last_ms = 5};
  const LastUse service{.account = acme, .kind = UseKind::Service, .subject = "user/7/cam", .last_ms = 6};
  const LastUse foreign{.account = other, .kind = UseKind::Key, .subject = "AKID'1", .last_ms = 7};
  must(store_->note_uses(std::vector{key, service, foreign}));
  LastUse older = key;
  older.last_ms = 4;
  LastUse newer = service;
  newer.last_ms = 8;
  must(store_->note_uses(std::vector{older, newer}));
  must(store_->note_uses({}));
  if (GetParam().remembers) open();
  EXPECT_EQ(must(store_->uses_of(acme)), (std::vector{key, newer}));
  EXPECT_EQ(must(store_->uses_of(other)), std::vector{foreign});
  EXPECT_TRUE(must(store_->uses_of(Uin{3})).empty());
  EXPECT_EQ(must(store_->head()), 0u);
}

TEST_P(StoreSuite, AgreesWithAModelOverRandomTransactions) {
  SeededRandom random(20261121);
  std::vector<Row> model;
  const auto same_key = [](const Row& a, const Row& b) {
    return a.index() == b.index() && key_text(a) == key_text(b) && owner_of(a) == owner_of(b);
  };
  std::vector<RowChange> accounts;
  for (std::uint64_t i = 1; i <= 3; ++i) {
    accounts.push_back(put(AccountRow{.uin = Uin{i}, .app_id = AppId{i}, .name = std::to_string(i), .created_ms = 0}));
  }
  commit(accounts);
  model.reserve(accounts.size());
  for (const RowChange& change : accounts) model.push_back(change.row);
  for (int round = 0; round < 60; ++round) {
    std::vector<RowChange> changes;
    for (std::size_t i = random.below(8); i-- > 0;) {
      const Uin owner{1 + random.below(3)};
      Row row = AttachmentRow{.owner = owner,
                              .target_kind = static_cast<TargetKind>(random.below(3)),
                              .target_id = random.below(4),
                              .policy = PolicyId{random.below(4)},
                              .attached_ms = static_cast<std::int64_t>(random.below(100))};
      if (random.below(2) == 0) {
        row = TagRow{.owner = owner,
                     .resource = std::string(1, static_cast<char>('a' + random.below(4))),
                     .key = std::to_string(random.below(4)),
                     .value = std::to_string(random.below(100))};
      }
      const bool is_erase = random.below(3) == 0;
      changes.push_back({.is_erase = is_erase, .row = row});
      std::erase_if(model, [&](const Row& old) { return same_key(old, row); });
      if (!is_erase) model.push_back(row);
    }
    commit(changes);
    if (GetParam().remembers && round % 10 == 0) open();
    std::vector<Row> found = must(store_->load()).rows;
    ASSERT_EQ(found.size(), model.size()) << "round " << round;
    for (const Row& row : model) {
      ASSERT_EQ(std::ranges::count(found, row), 1) << "round " << round << " " << key_text(row);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Every, StoreSuite, testing::ValuesIn(stores()),
                         [](const auto& kind) { return kind.param.name; });

}  // namespace
}  // namespace opencam::directory
