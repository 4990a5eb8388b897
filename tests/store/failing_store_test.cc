// What the directory does when its store fails: nothing is shown that was not made durable (no audit, no answer).
#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/limits.h"
#include "tests/store/fixture.h"

namespace opencam::directory {
namespace {

// A memory store that can be told to fail.
class FailingStore final : public Store {
 public:
  struct Switches {
    std::optional<ErrorCode> commit;
    std::optional<ErrorCode> append;
    std::optional<ErrorCode> head;
    bool commit_fails_after_all = false;  // the commit is made, and then reported as failed
    int commits = 0;
  };
  explicit FailingStore(std::shared_ptr<Switches> switches) : inner_(memory_store()), switches_(std::move(switches)) {}

  Result<StoredRows> load() override { return inner_->load(); }
  Result<std::uint64_t> head() override {
    if (switches_->head) return Error(*switches_->head, "told to fail");
    return inner_->head();
  }
  Result<std::uint64_t> commit(const ChangeSet& changes, std::uint64_t expected) override {
    ++switches_->commits;
    if (switches_->commit_fails_after_all) {
      must(inner_->commit(changes, expected));
      return Error(ErrorCode::Io, "told to fail");
    }
    if (switches_->commit) return Error(*switches_->commit, "told to fail");
    return inner_->commit(changes, expected);
  }
  Result<StoredChanges> changes_since(std::uint64_t revision) override { return inner_->changes_since(revision); }
  Result<void> append_audit(std::span<const AuditRecord> records) override {
    if (switches_->append) return Error(*switches_->append, "told to fail");
    return inner_->append_audit(records);
  }
  Result<AuditPage> audit(const AuditQuery& query) override { return inner_->audit(query); }
  Result<std::vector<ChainedRecord>> audit_chain(std::uint64_t after, std::uint32_t count_max) override {
    return inner_->audit_chain(after, count_max);
  }
  Result<AuditEnds> audit_ends() override { return inner_->audit_ends(); }
  Result<std::uint64_t> prune_audit(std::int64_t before_ms, const AuditRecord& note) override {
    return inner_->prune_audit(before_ms, note);
  }
  Result<void> note_uses(std::span<const LastUse> uses) override { return inner_->note_uses(uses); }
  Result<std::vector<LastUse>> uses_of(Uin account) override { return inner_->uses_of(account); }
  Result<void> keep_sign_in_counts(std::span<const directory::SignInCount> counts) override {
    return inner_->keep_sign_in_counts(counts);
  }
  Result<std::vector<directory::SignInCount>> sign_in_counts() override { return inner_->sign_in_counts(); }

 private:
  std::unique_ptr<Store> inner_;
  std::shared_ptr<Switches> switches_;
};

class FailingStoreTest : public testing::Test {
 protected:
  std::shared_ptr<FailingStore::Switches> switches_ = std::make_shared<FailingStore::Switches>();
  World world_{std::make_unique<FailingStore>(switches_)};
};

TEST_F(FailingStoreTest, AFailedCommitShowsNothingAndTellsNobody) {
  int told = 0;
  world_.directory->on_change([&](Uin, std::uint64_t) { ++told; });
  const auto before = world_.state();
  for (const ErrorCode code : {ErrorCode::Io, ErrorCode::Unavailable, ErrorCode::Corrupt}) {
    switches_->commit = code;
    EXPECT_EQ(code_of(world_.directory->add_user(World::context(), world_.owner, {.name = "ann"})), name(code));
  }
  EXPECT_EQ(world_.state(), before);
  EXPECT_EQ(told, 0);
  switches_->commit = std::nullopt;
  world_.user("ann");
  EXPECT_EQ(told, 1);
}

TEST_F(FailingStoreTest, ACommitThatWasMadeAfterAllIsSeenByTheNextWrite) {
  switches_->commit_fails_after_all = true;
  EXPECT_EQ(code_of(world_.directory->add_user(World::context(), world_.owner, {.name = "ann"})), "Io");
  EXPECT_EQ(world_.state()->find_user("ann"), nullptr);
  switches_->commit_fails_after_all = false;
  EXPECT_EQ(code_of(world_.directory->add_user(World::context(), world_.owner, {.name = "ann"})), "UserNameInUse");
  EXPECT_NE(world_.state()->find_user("ann"), nullptr);
}

TEST_F(FailingStoreTest, EndlessConflictsEnd) {
  switches_->commit = ErrorCode::Conflict;
  const int before = switches_->commits;
  EXPECT_EQ(code_of(world_.directory->add_user(World::context(), world_.owner, {.name = "ann"})), "Conflict");
  EXPECT_EQ(switches_->commits - before, static_cast<int>(limits::commit_tries_max));
}

// CVE class C26: what changes nothing is answered only when its record is kept, too.
TEST_F(FailingStoreTest, WithoutItsRecordNotEvenNothingIsAcknowledged) {
  const Target ann = Target::user(world_.user("ann").uin);
  must(world_.directory->attach(World::context(), world_.owner, ann, PolicyId{1}));
  switches_->append = ErrorCode::Io;
  EXPECT_EQ(code_of(world_.directory->attach(World::context(), world_.owner, ann, PolicyId{1})), "Io");
  EXPECT_EQ(code_of(world_.directory->append_audit(std::vector<AuditRecord>(1))), "Io");
}

TEST_F(FailingStoreTest, AStoreThatCannotBeAskedIsNoReasonToRefuseReads) {
  world_.user("ann");
  switches_->head = ErrorCode::Unavailable;
  EXPECT_EQ(code_of(world_.directory->refresh()), "Unavailable");
  EXPECT_NE(world_.state()->find_user("ann"), nullptr);
}

// The lengths of documents come from the quota.
TEST(DocumentQuota, IsHeldAtTheLimit) {
  const std::string document = allow_all;
  World fits(memory_store(), {.policy_characters_max = static_cast<std::uint32_t>(document.size())});
  EXPECT_EQ(code_of(fits.directory->create_policy(World::context(), fits.owner, {.name = "p", .document = document})),
            "ok");
  World small(memory_store(), {.policy_characters_max = static_cast<std::uint32_t>(document.size() - 1)});
  EXPECT_EQ(code_of(small.directory->create_policy(World::context(), small.owner, {.name = "p", .document = document})),
            "PolicyDocumentLengthOverLimit");
  // Blanks do not count, but no document is longer than policy_bytes_max.
  const std::string padded = document + std::string(limits::policy_bytes_max - document.size(), ' ');
  EXPECT_EQ(code_of(fits.directory->create_policy(World::context(), fits.owner, {.name = "q", .document = padded})),
            "ok");
  EXPECT_EQ(
      code_of(fits.directory->create_policy(World::context(), fits.owner, {.name = "r", .document = padded + " "})),
      "PolicyDocumentLengthOverLimit");
}

}  // namespace
}  // namespace opencam::directory
