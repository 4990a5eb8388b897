#include "directory/draft.h"

#include <algorithm>
#include <utility>

#include "base/check.h"

namespace opencam::directory {

namespace {

// Above this a sequence would run out of numbers that fit the API's types.
constexpr std::uint64_t number_max = 9000000000000000000;

}  // namespace

Draft::Draft(const View& base, const DirectoryOptions& options)
    : base_(base), options_(options), now_ms_(options.clock->now_ms()) {}

const AccountState* Draft::find_account(Uin owner) const {
  const auto found = accounts_.find(owner);
  return found == accounts_.end() ? base_.accounts().find(owner) : &found->second;
}

Result<const AccountState*> Draft::account(Uin owner) const {
  const AccountState* state = find_account(owner);
  if (state == nullptr) return Error(ErrorCode::AccountNotExist, "there is no account `" + id_text(owner) + "`");
  return state;
}

AccountState& Draft::writable(Uin owner) {
  const auto found = accounts_.find(owner);
  if (found != accounts_.end()) return found->second;
  const AccountState* state = base_.accounts().find(owner);
  OPENCAM_CHECK(state != nullptr);
  return accounts_.emplace(owner, *state).first->second;
}

void Draft::put(const Row& row) {
  const auto* account = std::get_if<AccountRow>(&row);
  if (account != nullptr && !has_account(account->uin)) {
    accounts_.emplace(account->uin, AccountState(*account));
  } else {
    const bool has_place = writable(owner_of(row)).put(row);
    OPENCAM_CHECK(has_place);
  }
  changes_.push_back({.is_erase = false, .row = row});
}

void Draft::erase(const Row& row) {
  writable(owner_of(row)).erase(row);
  changes_.push_back({.is_erase = true, .row = row});
}

std::uint64_t Draft::next(Sequence sequence) {
  const auto found = next_.find(sequence);
  const std::uint64_t number = found == next_.end() ? base_.next(sequence) : found->second;
  OPENCAM_CHECK(number < number_max);
  next_[sequence] = number + 1;
  return number;
}

Result<void> Draft::raise(Sequence sequence, std::uint64_t used) {
  if (used == 0 || used >= number_max) {
    return Error(ErrorCode::InvalidArgument, "`" + std::to_string(used) + "` cannot be a number of the sequence `" +
                                                 std::string(name(sequence)) + "`");
  }
  const auto found = next_.find(sequence);
  const std::uint64_t number = found == next_.end() ? base_.next(sequence) : found->second;
  if (used >= number) next_[sequence] = used + 1;
  return {};
}

bool Draft::has_account(Uin uin) const { return accounts_.contains(uin) || base_.account(uin) != nullptr; }

bool Draft::has_account_named(std::string_view account_name) const {
  const auto is_it = [&](const auto& entry) { return entry.second.row().name == account_name; };
  return base_.account_named(account_name) != nullptr || std::ranges::any_of(accounts_, is_it);
}

std::optional<Uin> Draft::account_of_app_id(AppId app_id) const {
  for (const auto& [owner, state] : accounts_) {
    if (state.row().app_id == app_id) return owner;
  }
  const std::shared_ptr<const AccountState> state = base_.account_of_app_id(app_id);
  return state == nullptr ? std::nullopt : std::optional(state->uin());
}

bool Draft::has_user(Uin uin) const {
  const auto is_there = [&](const auto& entry) { return entry.second.find_user(uin) != nullptr; };
  return base_.has_user(uin) || std::ranges::any_of(accounts_, is_there);
}

bool Draft::has_access_key(std::string_view secret_id) const {
  const auto is_there = [&](const auto& entry) { return entry.second.find_access_key(secret_id) != nullptr; };
  return base_.account_of_access_key(secret_id) != nullptr || std::ranges::any_of(accounts_, is_there);
}

std::size_t Draft::account_count() const {
  const auto is_new = [&](const auto& entry) { return base_.account(entry.first) == nullptr; };
  return base_.accounts().size() + static_cast<std::size_t>(std::ranges::count_if(accounts_, is_new));
}

std::vector<Uin> Draft::touched() const {
  std::vector<Uin> owners;
  owners.reserve(accounts_.size());
  for (const auto& [owner, state] : accounts_) owners.push_back(owner);
  return owners;
}

void Draft::note_sequences() {
  for (const auto& [sequence, next] : next_) {
    changes_.push_back({.is_erase = false, .row = SequenceRow{std::string(name(sequence)), next}});
  }
}

ChangeSet Draft::take_changes(std::vector<AuditRecord> audit) {
  return {.rows = std::move(changes_), .audit = std::move(audit), .on_progress = std::move(on_progress_)};
}

std::shared_ptr<const View> Draft::finished(std::uint64_t revision, std::vector<Uin>& changed) && {
  auto view = std::make_shared<View>(base_);
  view->set_revision(revision);
  for (const auto& [sequence, next] : next_) view->set_next(sequence, next);
  for (auto& [owner, state] : accounts_) {
    changed.push_back(owner);
    state.set_revision(revision);
    view->put_account(std::make_shared<const AccountState>(std::move(state)));
  }
  return view;
}

}  // namespace opencam::directory
