#include "tests/batch/fixture.h"

#include <algorithm>

namespace opencam::batch {

Result<void> FakeRunner::start(std::span<const Attempt> attempts) {
  for (const Attempt& attempt : attempts) {
    if (takes_at_most == 0) return {};
    --takes_at_most;
    EXPECT_TRUE(started.emplace(attempt.id, attempt).second) << attempt.id << " is started twice";
    queue_.push_back(attempt);
  }
  return {};
}

void FakeRunner::finish(const std::string& id, AttemptEnd end) {
  end.ended_ms = clock_.now_ms();
  ends_of[instance_of(id)].push_back(end);
  kept_ends_[id] = end;
  events_.push_back({.id = id, .kind = AttemptEvent::Kind::Ended, .end = end});
}

void FakeRunner::kill(std::string_view id, std::string_view reason) {
  const std::string text(id);
  AttemptEnd end{.outcome = Outcome::Killed, .reason = std::string(reason)};
  if (const auto run = running_.find(id); run != running_.end()) {
    end.began_ms = run->second.end.began_ms;
    running_.erase(run);
    finish(text, end);
  } else if (std::erase_if(queue_, [&](const Attempt& attempt) { return attempt.id == id; }) > 0) {
    finish(text, end);
  }
}

bool FakeRunner::withdraw(std::string_view id) {
  return std::erase_if(queue_, [&](const Attempt& attempt) { return attempt.id == id; }) > 0;
}

void FakeRunner::work() {
  const std::int64_t now = clock_.now_ms();
  for (auto run = running_.begin(); run != running_.end();) {
    if (run->second.ends_ms > now) {
      ++run;
      continue;
    }
    finish(run->first, run->second.end);
    run = running_.erase(run);
  }
  while (!queue_.empty() && running_.size() < slots_) {
    const Attempt attempt = queue_.front();
    queue_.pop_front();
    EXPECT_TRUE(ever_begun_.insert(attempt.id).second) << attempt.id << " begins twice";
    begun.push_back(attempt.id);
    const std::string instance = instance_of(attempt.id);
    Plan planned = plan(attempt, static_cast<std::uint32_t>(ends_of[instance].size()));
    if (attempt.timeout_ms != 0 && planned.run_ms > attempt.timeout_ms) {
      planned = {.run_ms = attempt.timeout_ms, .end = {.outcome = Outcome::TimedOut}};
    }
    planned.end.began_ms = now;
    running_.emplace(attempt.id, Run{.ends_ms = now + planned.run_ms, .end = planned.end});
    events_.push_back({.id = attempt.id, .kind = AttemptEvent::Kind::Begun, .end = {.began_ms = now}});
    std::map<std::string, std::size_t> at_once;
    for (const auto& [id, run] : running_) ++at_once[instance_of(instance_of(id))];
    for (const auto& [of_task, count] : at_once) at_once_max[of_task] = std::max(at_once_max[of_task], count);
  }
}

std::optional<std::int64_t> FakeRunner::next_end_ms() const {
  std::optional<std::int64_t> next;
  for (const auto& [id, run] : running_) next = std::min(next.value_or(run.ends_ms), run.ends_ms);
  return next;
}

void FakeRunner::crash(const std::function<bool(const std::string&)>& leaves_end) {
  events_.clear();
  for (auto& [id, run] : running_) {
    run.end.ended_ms = clock_.now_ms();
    if (!leaves_end(id))
      run.end = {.outcome = Outcome::Lost, .began_ms = run.end.began_ms, .ended_ms = run.end.ended_ms};
    kept_ends_[id] = run.end;
    ends_of[instance_of(id)].push_back(run.end);
  }
  running_.clear();
  queue_.clear();
  takes_at_most = SIZE_MAX;
}

Result<std::vector<AttemptEvent>> FakeRunner::recover(std::span<const std::string> ids) {
  // It begins a new life: what was queued never begins, and what runs unasked is ended.
  takes_at_most = SIZE_MAX;
  events_.clear();
  queue_.clear();
  const std::set<std::string> wanted(ids.begin(), ids.end());
  std::erase_if(running_, [&](const auto& run) { return !wanted.contains(run.first); });
  std::vector<AttemptEvent> events;
  for (const std::string& id : ids) {
    const auto kept = kept_ends_.find(id);
    if (kept != kept_ends_.end()) {
      events.push_back({.id = id, .kind = AttemptEvent::Kind::Ended, .end = kept->second});
    } else if (running_.contains(id)) {
      events.push_back({.id = id, .kind = AttemptEvent::Kind::Running, .end = {}});
    } else {
      EXPECT_FALSE(ever_begun_.contains(id)) << id;
      events.push_back({.id = id, .kind = AttemptEvent::Kind::NotBegun, .end = {}});
    }
  }
  return events;
}

void Bench::run(std::size_t rounds_max) {
  for (std::size_t i = 0; i < rounds_max; ++i) {
    const std::int64_t wait = tick();
    runner.work();
    if (wait == 0 || runner.next_end_ms() == clock.now_ms()) continue;
    const auto next = runner.next_end_ms();
    const bool has_waiting = scheduler->figures().live_jobs > 0;
    if (!next && !has_waiting) return;
    // Time goes on to the next end, or by the wait that the scheduler asks for.
    clock.now = next ? std::max<std::int64_t>(*next, clock.now) : clock.now + std::max<std::int64_t>(wait, 1) * 1000;
    runner.work();
  }
  ADD_FAILURE() << "it does not come to an end";
}

void Bench::check_counts(const std::string& id) {
  const JobRow row = job(id);
  Counts of_tasks;
  Counts of_instances;
  for (const TaskRow& one : must(store->tasks(id))) {
    Counts counted;
    for (const InstanceRow& instance : instances(id, one.ordinal)) {
      ++counted[instance.state];
      ++of_instances[instance.state];
    }
    EXPECT_EQ(one.now.instances, counted) << id << " " << one.spec.name;
    ++of_tasks[one.now.state];
  }
  EXPECT_EQ(row.now.tasks, of_tasks) << id;
  EXPECT_EQ(row.now.instances, of_instances) << id;
}

}  // namespace opencam::batch
