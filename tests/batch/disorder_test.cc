// Whatever is asked for in whatever order, and however often the scheduler dies: counts agree with rows, every job
// comes to an end, nothing stays in flight. What each request does is shown in scheduler_test.cc; here nobody foretells
// it.
#include <gtest/gtest.h>

#include "store/batch_memory.h"
#include "tests/batch/fixture.h"

namespace opencam::batch {
namespace {

// A store whose commits fail as often as a test says.
class FailingStore final : public store::MemoryBatchStore {
 public:
  Result<void> commit(std::uint64_t term, const Changes& changes) override {
    if (failures > 0) {
      --failures;
      return Error(ErrorCode::Io, "the disk is full");
    }
    return MemoryBatchStore::commit(term, changes);
  }
  std::size_t failures = 0;
};

class Disorder {
 public:
  explicit Disorder(std::uint64_t seed) : random_(seed), bench_(make_store(), 1 + random_.below(4)) {
    bench_.runner.plan = [this](const Attempt&, std::uint32_t) {
      Plan plan = random_.below(4) == 0 ? exits(1) : succeeds();
      plan.run_ms = static_cast<std::int64_t>(random_.below(300));
      return plan;
    };
    for (int i = 0; i < 2; ++i) envs_.push_back(bench_.create_env(static_cast<std::int64_t>(random_.below(4))));
  }

  void play(std::size_t steps) {
    for (std::size_t i = 0; i < steps; ++i) {
      act();
      bench_.tick();
      bench_.runner.work();
      bench_.clock.now += static_cast<std::int64_t>(random_.below(60));
      bench_.runner.work();
    }
    bench_.role.refused.clear();
    store_->failures = 0;
    bench_.start();
    // Environments get nodes, so that nothing waits for ever; what was refused is tried again after a while.
    for (int round = 0; round < 3; ++round) {
      bench_.clock.now += 3600 * 1000;
      bench_.settle(20);
      for (const std::string& id : envs_) {
        EnvChange change;
        change.desired_nodes = 2;
        static_cast<void>(bench_.desk().change_env(bench_.asker(), id, change));
      }
    }
    bench_.run();
    check();
  }

 private:
  std::unique_ptr<Store> make_store() {
    auto made = std::make_unique<FailingStore>();
    store_ = made.get();
    return made;
  }

  void submit() {
    JobSpec spec;
    spec.priority = static_cast<std::int64_t>(random_.below(3));
    spec.depend_on = static_cast<DependOn>(random_.below(3));
    spec.creation_failed = static_cast<CreationFailed>(random_.below(2));
    const std::size_t count = 1 + random_.below(4);
    for (std::size_t i = 0; i < count; ++i) {
      TaskSpec one = task("t" + std::to_string(i), static_cast<std::int64_t>(1 + random_.below(6)));
      one.retries_max = static_cast<std::int64_t>(random_.below(3));
      one.concurrent_max = static_cast<std::int64_t>(random_.below(3));
      one.failed_action = static_cast<FailedAction>(random_.below(5) == 0 ? random_.below(3) : 0);
      one.restarts_node = random_.below(2) == 0;
      if (random_.below(3) == 0) {
        one.has_anonymous_env = false;
        one.env_id = envs_[random_.below(envs_.size())];
      }
      if (i > 0 && random_.below(2) == 0) {
        spec.dependences.push_back({"t" + std::to_string(random_.below(i)), one.name});
      }
      spec.tasks.push_back(std::move(one));
    }
    NewJob job{.spec = std::move(spec), .zone = "ap-guangzhou-3", .submission = "{}"};
    auto added = bench_.desk().submit_job(bench_.asker(), bench_.desk().draw(IdKind::Job), std::move(job));
    if (added) jobs_.push_back(added->id);
  }

  void act_on_job() {
    if (jobs_.empty()) return;
    const Desk desk = bench_.desk();
    const std::string id = jobs_[random_.below(jobs_.size())];
    switch (random_.below(5)) {
      case 0:
        static_cast<void>(desk.terminate_job(bench_.asker(), id));
        break;
      case 1:
        static_cast<void>(desk.retry_jobs(bench_.asker(), std::vector<std::string>{id}));
        break;
      case 2:
        if (desk.delete_job(bench_.asker(), id)) std::erase(jobs_, id);
        break;
      default:
        static_cast<void>(desk.terminate_instance(bench_.asker(), id, "t" + std::to_string(random_.below(4)),
                                                  static_cast<std::int64_t>(random_.below(6))));
    }
  }

  void act_on_env() {
    const Desk desk = bench_.desk();
    const std::string id = envs_[random_.below(envs_.size())];
    const std::vector<NodeRow> nodes = must(bench_.store->nodes(id));
    EnvChange change;
    change.desired_nodes = static_cast<std::int64_t>(random_.below(5));
    const std::vector<std::string> machine = {"ins-0000000" + std::to_string(random_.below(3))};
    switch (random_.below(6)) {
      case 0:
        if (!nodes.empty()) {
          const std::vector<std::string> one = {nodes[random_.below(nodes.size())].id};
          static_cast<void>(desk.terminate_nodes(bench_.asker(), id, one));
        }
        break;
      case 1:
        static_cast<void>(desk.attach_machines(bench_.asker(), id, machine));
        break;
      case 2:
        static_cast<void>(desk.detach_machines(bench_.asker(), id, machine));
        break;
      case 3:
        // It stays on the list: the service's role may refuse it.
        if (random_.below(4) == 0 && desk.delete_env(bench_.asker(), id)) envs_.push_back(bench_.create_env(1));
        break;
      default:
        static_cast<void>(desk.change_env(bench_.asker(), id, change));
    }
  }

  void crash() {
    bench_.scheduler.reset();
    if (random_.below(2) == 0) bench_.runner.crash([this](const std::string&) { return random_.below(2) == 0; });
    store_->failures = 0;
    bench_.start(random_.below(8) != 0);
  }

  void act() {
    switch (random_.below(10)) {
      case 0:
      case 1:
        submit();
        break;
      case 2:
      case 3:
      case 4:
        act_on_job();
        break;
      case 5:
        act_on_env();
        break;
      case 6:
        if (random_.below(3) == 0) crash();
        break;
      case 7:
        bench_.role.refused.clear();
        if (random_.below(4) == 0) bench_.role.refused.insert("cvm:RunInstances");
        if (random_.below(4) == 0) bench_.role.refused.insert("cvm:TerminateInstances");
        break;
      case 8:
        if (random_.below(4) == 0) store_->failures = 1 + random_.below(3);
        break;
      default:
        break;
    }
  }

  void check() {
    EXPECT_EQ(bench_.scheduler->figures().claimed, 0U);
    EXPECT_EQ(bench_.runner.running() + bench_.runner.queued(), 0U);
    for (const std::string& id : jobs_) {
      EXPECT_TRUE(is_over(bench_.job(id).now.state)) << id << " is " << name(bench_.job(id).now.state);
      bench_.check_counts(id);
    }
    for (const std::string& id : envs_) {
      const auto env = must(bench_.store->env(id));
      if (!env) continue;
      EXPECT_FALSE(env->is_changing) << id;
      std::size_t owned = 0;
      for (const NodeRow& node : must(bench_.store->nodes(id))) {
        EXPECT_EQ(node.state, NodeState::Running) << node.id;
        EXPECT_FALSE(node.is_busy) << node.id;
        if (!node.is_attached) ++owned;
      }
      EXPECT_EQ(owned, 2U) << id;
      for (const ActivityRow& row : must(bench_.store->activities(id, ""))) {
        EXPECT_TRUE(row.state == ActivityState::Succeed || row.state == ActivityState::Failed) << row.id;
      }
    }
  }

  SeededRandom random_;
  FailingStore* store_ = nullptr;
  Bench bench_;
  std::vector<std::string> jobs_;
  std::vector<std::string> envs_;
};

TEST(DisorderTest, EverythingComesToAnEndAndCountsAgree) {
  for (std::uint64_t seed = 0; seed < job_count() / 5 && !testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Disorder(seed).play(150);
  }
}

TEST(DisorderTest, WhatIsNotDurableHasNoEffect) {
  auto made = std::make_unique<FailingStore>();
  FailingStore& store = *made;
  Bench bench(std::move(made));
  const std::string id = bench.submit(job_of({task("a")}));
  store.failures = 2;
  for (int i = 0; i < 5; ++i) {
    EXPECT_GT(bench.tick(), 0);
    bench.runner.work();
  }
  EXPECT_TRUE(bench.runner.begun.empty());
  EXPECT_EQ(bench.job(id).now.state, State::Submitted);
  bench.clock.now += limits::store_retry_ms;
  bench.tick();
  EXPECT_TRUE(bench.runner.started.empty());
  EXPECT_EQ(bench.scheduler->figures().commits_failed, 2U);
  bench.clock.now += limits::store_retry_ms;
  bench.run();
  EXPECT_EQ(bench.runner.begun.size(), 1U);
  EXPECT_EQ(bench.job(id).now.state, State::Succeed);
}

}  // namespace
}  // namespace opencam::batch
