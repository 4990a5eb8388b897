#include "services/snapshots.h"

#include <chrono>
#include <utility>

#include "base/limits.h"
#include "services/world_of.h"

namespace opencam::services {

using directory::id_text;
using directory::Uin;

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
    auto next = before->with(world_of(*state, directory_.catalog()), revision);
    if (next) {
      publish(*std::move(next));
      return;
    }
    log_.alarm("account_unreadable", {{"account", id_text(account)}, {"cause", next.error().message()}});
  }
  publish(before->without(id_text(account), revision));
}

void Snapshots::publish(Snapshot snapshot) {
  auto next = std::make_shared<const Snapshot>(std::move(snapshot));
  const std::lock_guard lock(current_mutex_);
  // The old one ends after the lock, with `next`.
  current_.swap(next);
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
