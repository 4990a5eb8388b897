#include "services/use_log.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <utility>

#include "base/limits.h"
#include "opencam/catalog.h"

namespace opencam::services {
namespace {

using directory::AccountState;
using directory::id_text;
using directory::LastUse;
using directory::number;
using directory::Uin;
using directory::UseKind;

constexpr std::string_view user_prefix = "user/";
constexpr std::string_view role_prefix = "role/";

void mix(std::uint64_t& hash, std::uint64_t value) { hash = (hash ^ value) * 0x100000001b3ULL; }

void mix(std::uint64_t& hash, std::string_view bytes) {
  for (const char byte : bytes) mix(hash, static_cast<std::uint64_t>(static_cast<std::uint8_t>(byte)));
}

// `user/` and the number, or `role/` and the id; empty for who is neither.
std::pair<std::string_view, std::string_view> principal_pieces(const PrincipalRef& principal) {
  if (const auto* user = std::get_if<UserRef>(&principal)) return {user_prefix, user->uin};
  if (const auto* role = std::get_if<RoleRef>(&principal)) return {role_prefix, role->role};
  return {};
}

}  // namespace

UseLog::UseLog(directory::Directory& directory, const Clock& clock, Log& log)
    : directory_(directory), clock_(clock), log_(log), thread_([this] { run(); }) {}

UseLog::~UseLog() {
  {
    const std::lock_guard lock(mutex_);
    is_ending_ = true;
  }
  wakes_.notify_one();
  thread_.join();
}

void UseLog::note_call(const Caller& caller) {
  if (!caller.is_temporary) {
    note({.account = caller.owner(), .kind = UseKind::Key, .pieces = {caller.secret_id, "", "", ""}});
  }
  const bool is_role = caller.kind == PrincipalKind::Role;
  const std::string id = is_role ? id_text(caller.role) : id_text(caller.uin);
  note({.account = caller.owner(),
        .kind = UseKind::Principal,
        .pieces = {is_role ? role_prefix : user_prefix, id, "", ""}});
}

void UseLog::note_permission(const AccountState& account, const PrincipalRef& principal, std::string_view action,
                             const Decision& decision) {
  if (!decision.allowed()) return;
  const auto [prefix, id] = principal_pieces(principal);
  if (action.starts_with("name/")) action.remove_prefix(5);
  const std::string_view service = action.substr(0, action.find(':'));
  // Services are those of the catalogue, or anybody could fill the store with names of their own.
  if (!id.empty() && directory_.catalog().find_service(service) != nullptr) {
    note({.account = account.uin(), .kind = UseKind::Service, .pieces = {prefix, id, "/", service}});
  }
  for (const StatementRef& statement : decision.statements) {
    if (statement.layer != PolicyLayer::Identity) continue;
    note({.account = account.uin(),
          .kind = UseKind::Policy,
          .pieces = {statement.policy, "", "", ""},
          .policies = &account});
  }
}

void UseLog::note(const Subject& subject) {
  const std::int64_t now_ms = clock_.now_ms();
  std::uint64_t mark = 0xcbf29ce484222325ULL;
  mix(mark, number(subject.account));
  mix(mark, static_cast<std::uint64_t>(subject.kind));
  mix(mark, static_cast<std::uint64_t>(now_ms / limits::use_granularity_ms));
  for (const std::string_view piece : subject.pieces) mix(mark, piece);
  std::atomic<std::uint64_t>& slot = seen_.at((mark ^ mark >> 32) % seen_count);
  // Two subjects with one mark of 64 bits: the second would be noted an hour late.
  if (slot.load(std::memory_order_relaxed) == mark) return;
  note_first(subject, now_ms);
  slot.store(mark, std::memory_order_relaxed);
}

void UseLog::note_first(const Subject& subject, std::int64_t now_ms) {
  LastUse use{.account = subject.account, .kind = subject.kind, .subject = {}, .last_ms = now_ms};
  for (const std::string_view piece : subject.pieces) use.subject += piece;
  if (subject.policies != nullptr) {
    const auto policy = directory_.find_policy(*subject.policies, std::string_view(use.subject));
    if (!policy) return;
    use.subject = std::to_string(policy->custom != nullptr ? number(policy->custom->row.id) : policy->preset->id);
  }
  std::string key = id_text(use.account) + std::to_string(static_cast<int>(use.kind)) + use.subject;
  const std::lock_guard lock(mutex_);
  if (const std::int64_t hour = now_ms / limits::use_granularity_ms; hour != hour_) {
    hour_ = hour;
    noted_.clear();
  }
  if (noted_.size() >= limits::uses_remembered_max || !noted_.insert(std::move(key)).second) return;
  pending_.push_back(std::move(use));
}

Result<std::vector<LastUse>> UseLog::last_uses(Uin account) {
  std::map<std::pair<UseKind, std::string>, std::int64_t> latest;
  {
    // Before the store is asked: what is written in between is then in both.
    const std::lock_guard lock(mutex_);
    for (const LastUse& use : pending_) {
      if (use.account == account) latest[{use.kind, use.subject}] = use.last_ms;
    }
  }
  OPENCAM_TRY(const std::vector<LastUse> stored, directory_.uses_of(account));
  for (const LastUse& use : stored) {
    std::int64_t& last_ms = latest[{use.kind, use.subject}];
    last_ms = std::max(last_ms, use.last_ms);
  }
  std::vector<LastUse> out;
  out.reserve(latest.size());
  for (const auto& [key, last_ms] : latest) {
    out.push_back({.account = account, .kind = key.first, .subject = key.second, .last_ms = last_ms});
  }
  return out;
}

void UseLog::run() {
  bool is_ending = false;
  while (!is_ending) {
    {
      std::unique_lock lock(mutex_);
      wakes_.wait_for(lock, std::chrono::milliseconds(limits::use_flush_ms), [this] { return is_ending_; });
      is_ending = is_ending_;
    }
    write();
  }
}

void UseLog::write() {
  std::vector<LastUse> batch;
  {
    const std::lock_guard lock(mutex_);
    batch = pending_;
  }
  if (batch.empty()) return;
  const auto written = directory_.note_uses(batch);
  if (!written && was_written_) log_.error("uses_not_written", {{"cause", written.error().message()}});
  was_written_ = written.has_value();
  const std::lock_guard lock(mutex_);
  // What could not be written is tried again, as far as there is room for it.
  if (written || pending_.size() > limits::uses_remembered_max) {
    pending_.erase(pending_.begin(), pending_.begin() + static_cast<std::ptrdiff_t>(batch.size()));
  }
}

}  // namespace opencam::services
