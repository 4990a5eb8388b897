#include "services/snapshots.h"

#include <chrono>
#include <utility>

#include "base/limits.h"
#include "services/world_change.h"
#include "services/world_of.h"

namespace opencam::services {

using directory::id_text;
using directory::Uin;

namespace {

// Numbers publications, over all Snapshots of the process, so that a thread's memory is never taken for another's.
std::atomic<std::uint64_t> publications = 1;

// What a thread saw last. Its pointer counts its copies in a place of its own: were they counted with the snapshot, all
// threads would write to the one count, at every decision.
struct Seen {
  std::uint64_t publication = 0;
  std::shared_ptr<const Snapshot> snapshot;
};

}  // namespace

Result<std::unique_ptr<Snapshots>> Snapshots::create(directory::Directory& directory, Log& log) {
  auto snapshots = std::unique_ptr<Snapshots>(new Snapshots(directory, log));
  OPENCAM_TRY(Snapshot first, Snapshot::create(World{}, std::shared_ptr<const Catalog>(&directory.catalog(), [](auto*) {
                                                 // The directory owns the catalogue and outlives us.
                                               })));
  snapshots->publish(std::move(first));
  directory.on_change(
      [raw = snapshots.get()](Uin account, std::uint64_t revision) { raw->rebuild(account, revision); });
  const std::uint64_t revision = directory.revision();
  for (const auto& account : directory.accounts()) snapshots->rebuild(account->uin(), revision);
  return snapshots;
}

Snapshots::~Snapshots() {
  follower_.request_stop();
  if (follower_.joinable()) follower_.join();
}

void Snapshots::rebuild(Uin account, std::uint64_t revision) {
  const std::lock_guard lock(rebuild_mutex_);
  const auto before = now();
  const auto state = directory_.account(account);
  if (state != nullptr) {
    auto next = made(*before, state, revision);
    if (next) {
      made_from_[account] = state;
      publish(*std::move(next));
      return;
    }
    log_.alarm("account_unreadable", {{"account", id_text(account)}, {"cause", next.error().message()}});
  }
  made_from_.erase(account);
  publish(before->without(id_text(account), revision));
}

Result<Snapshot> Snapshots::made(const Snapshot& before, const std::shared_ptr<const directory::AccountState>& state,
                                 std::uint64_t revision) {
  const auto old = made_from_.find(state->uin());
  if (old != made_from_.end()) {
    if (const auto change = change_between(*old->second, *state, directory_.catalog())) {
      auto next = before.with(*change, revision);
      if (next) return next;
      // The whole account is the truth, whatever was wrong with the change.
      log_.error("change_refused", {{"account", id_text(state->uin())}, {"cause", next.error().message()}});
    }
  }
  return before.with(world_of(*state, directory_.catalog()), revision);
}

void Snapshots::publish(Snapshot snapshot) {
  auto next = std::make_shared<const Snapshot>(std::move(snapshot));
  const std::lock_guard lock(current_mutex_);
  // The old one ends after the lock, with `next`.
  current_.swap(next);
  publication_.store(publications.fetch_add(1, std::memory_order_relaxed), std::memory_order_release);
}

std::shared_ptr<const Snapshot> Snapshots::now() const {
  thread_local Seen seen;
  if (seen.publication != publication_.load(std::memory_order_acquire)) {
    std::shared_ptr<const Snapshot> last;
    {
      const std::lock_guard lock(current_mutex_);
      last = current_;
      seen.publication = publication_.load(std::memory_order_relaxed);
    }
    const Snapshot* raw = last.get();
    seen.snapshot =
        std::shared_ptr<const Snapshot>(std::make_shared<const std::shared_ptr<const Snapshot>>(std::move(last)), raw);
  }
  return seen.snapshot;
}

bool Snapshots::catch_up(std::uint64_t revision) {
  if (now()->revision() >= revision) return true;
  const auto head = directory_.refresh();
  if (!head) {
    log_.error("follow_failed", {{"cause", head.error().message()}});
    return false;
  }
  // A commit that touched no account (a new sequence) moves the directory, but not the snapshot.
  return *head >= revision;
}

void Snapshots::follow() {
  follower_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

void Snapshots::run(const std::stop_token& stop) {
  bool was_good = true;
  while (!stop.stop_requested()) {
    const auto head = directory_.refresh();
    if (!head && was_good) log_.error("follow_failed", {{"cause", head.error().message()}});
    was_good = head.has_value();
    std::this_thread::sleep_for(std::chrono::milliseconds(limits::follow_interval_ms));
  }
}

}  // namespace opencam::services
