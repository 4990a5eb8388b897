#include "services/role_deletions.h"

#include <chrono>
#include <utility>
#include <vector>

#include "base/limits.h"

namespace opencam::services {

using directory::Uin;

namespace {

directory::WriteContext context_of(const directory::RoleDeletionRow& deletion) {
  directory::WriteContext context;
  context.action = "cam:DeleteServiceLinkedRole";
  context.principal_type = "operator";
  context.principal = "role-deletion";
  context.request_id = deletion.id;
  context.resource =
      "qcs::cam::uin/" + directory::id_text(deletion.owner) + ":role/tencentcloudServiceRoleName/" + deletion.role_name;
  return context;
}

}  // namespace

RoleDeletions::~RoleDeletions() {
  {
    const std::lock_guard lock(inbox_->mutex);
    inbox_->is_ending = true;
  }
  inbox_->has_work.notify_all();
  if (thread_.joinable()) thread_.join();
}

void RoleDeletions::start() {
  directory::Directory& directory = directory_;
  directory.on_change([&directory, inbox = inbox_](Uin account, std::uint64_t) {
    const auto state = directory.account(account);
    if (state == nullptr || state->role_deletions().empty()) return;
    const std::lock_guard lock(inbox->mutex);
    inbox->accounts.insert(account);
    inbox->has_work.notify_all();
  });
  {
    const std::lock_guard lock(inbox_->mutex);
    for (const auto& account : directory_.accounts()) inbox_->accounts.insert(account->uin());
  }
  thread_ = std::thread([this] { run(); });
}

bool RoleDeletions::step(Uin account) {
  const auto state = directory_.account(account);
  if (state == nullptr) return true;
  bool is_done = true;
  for (const auto& [id, deletion] : state->role_deletions()) {
    if (deletion->is_over()) continue;
    is_done = false;
    const auto stepped = directory_.step_role_deletion(context_of(*deletion), account, id);
    if (!stepped) log_.error("role_deletion_failed", {{"task", id}, {"cause", stepped.error().message()}});
  }
  return is_done;
}

void RoleDeletions::run() {
  std::unique_lock lock(inbox_->mutex);
  const auto is_ending = [this] { return inbox_->is_ending; };
  while (!inbox_->is_ending) {
    inbox_->has_work.wait(lock, [this] { return inbox_->is_ending || !inbox_->accounts.empty(); });
    const std::set<Uin> accounts = std::exchange(inbox_->accounts, {});
    std::set<Uin> again;
    lock.unlock();
    for (const Uin account : accounts) {
      if (!step(account)) again.insert(account);
    }
    lock.lock();
    // What is not over comes round again after a pause, whether its steps work or the store fails.
    if (!again.empty()) {
      inbox_->has_work.wait_for(lock, std::chrono::milliseconds(limits::role_deletion_pause_ms), is_ending);
    }
    inbox_->accounts.insert(again.begin(), again.end());
  }
}

}  // namespace opencam::services
