#include "directory/directory.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "directory/affected.h"
#include "directory/draft.h"
#include "directory/operation.h"
#include "directory/view.h"

namespace opencam::directory {

AuditRecord audit_record(const WriteContext& context, Uin account, std::int64_t now_ms) {
  AuditRecord record;
  record.time_ms = now_ms;
  record.account = account;
  record.request_id = context.request_id;
  record.principal_type = context.principal_type;
  record.principal = context.principal;
  record.access_key = context.access_key;
  record.action = context.action;
  record.resource = context.resource;
  record.outcome = "ok";
  record.source_ip = context.source_ip;
  record.user_agent = context.user_agent;
  record.parameters = context.parameters;
  return record;
}

Directory::Directory(std::unique_ptr<Store> store, DirectoryOptions options)
    : store_(std::move(store)), options_(std::move(options)) {}

Directory::~Directory() = default;

Result<std::unique_ptr<Directory>> Directory::create(std::unique_ptr<Store> store, DirectoryOptions options) {
  OPENCAM_CHECK(store != nullptr && options.clock != nullptr && options.random != nullptr);
  OPENCAM_CHECK(options.sealer != nullptr);
  if (options.catalog == nullptr) options.catalog = Catalog::built_in();
  std::unique_ptr<Directory> directory(new Directory(std::move(store), std::move(options)));
  OPENCAM_TRY(StoredRows rows, directory->store_->load());
  std::vector<BadRow> bad;
  directory->view_ = std::make_shared<const View>(View::from_rows(std::move(rows), directory->catalog(), bad));
  directory->report(std::move(bad));
  return directory;
}

std::shared_ptr<const View> Directory::view() const {
  const std::lock_guard lock(view_mutex_);
  return view_;
}

std::shared_ptr<const AccountState> Directory::account(Uin owner) const { return view()->account(owner); }

std::shared_ptr<const AccountState> Directory::account_named(std::string_view name) const {
  return view()->account_named(name);
}

std::shared_ptr<const AccountState> Directory::account_of_app_id(AppId app_id) const {
  return view()->account_of_app_id(app_id);
}

std::shared_ptr<const AccountState> Directory::account_of_access_key(std::string_view secret_id) const {
  return view()->account_of_access_key(secret_id);
}

std::shared_ptr<const AccountState> Directory::account_of_uin(Uin uin) const { return view()->account_of_uin(uin); }

std::vector<std::shared_ptr<const AccountState>> Directory::accounts() const {
  const std::shared_ptr<const View> now = view();
  std::vector<std::shared_ptr<const AccountState>> states;
  states.reserve(now->accounts().size());
  for (const auto& [owner, state] : now->accounts()) states.push_back(state);
  return states;
}

Result<SecretText> Directory::open_secret(const AccessKeyRow& key) const {
  return options_.sealer->open(access_key_purpose, key.sealed_secret, key.secret_id);
}

std::optional<PolicyInfo> Directory::find_policy(const AccountState& state, PolicyId id) const {
  if (const ManagedPolicy* custom = state.find_policy(id)) return PolicyInfo{.custom = custom};
  if (const PresetPolicy* preset = catalog().find_preset(number(id))) return PolicyInfo{.preset = preset};
  return std::nullopt;
}

std::optional<PolicyInfo> Directory::find_policy(const AccountState& state, std::string_view name) const {
  // CAM-106: an account's own policy hides a preset of the same name.
  if (const ManagedPolicy* custom = state.find_policy(name)) return PolicyInfo{.custom = custom};
  if (const PresetPolicy* preset = catalog().find_preset(name)) return PolicyInfo{.preset = preset};
  return std::nullopt;
}

std::uint64_t Directory::revision() const { return view()->revision(); }

std::vector<BadRow> Directory::bad_rows() const {
  const std::lock_guard lock(view_mutex_);
  return bad_rows_;
}

void Directory::on_change(Listener listener) {
  const std::lock_guard lock(write_mutex_);
  listeners_.push_back(std::move(listener));
}

Result<void> Directory::append_audit(std::span<const AuditRecord> records) { return store_->append_audit(records); }

Result<AuditPage> Directory::audit(const AuditQuery& query) const { return store_->audit(query); }

Result<void> Directory::note_uses(std::span<const LastUse> uses) { return store_->note_uses(uses); }

Result<std::vector<LastUse>> Directory::uses_of(Uin account) const { return store_->uses_of(account); }

Result<void> Directory::keep_sign_in_counts(std::span<const SignInCount> counts) {
  return store_->keep_sign_in_counts(counts);
}

Result<std::vector<SignInCount>> Directory::sign_in_counts() const { return store_->sign_in_counts(); }

Result<std::uint64_t> Directory::refresh() {
  OPENCAM_TRY(const std::uint64_t head, store_->head());
  const std::uint64_t here = revision();
  if (head == here) return here;
  const std::lock_guard lock(write_mutex_);
  OPENCAM_TRY(follow());
  return revision();
}

// REQUIRES: write_mutex_ is held.
Result<void> Directory::follow() {
  const std::shared_ptr<const View> now = view();
  OPENCAM_TRY(StoredChanges changes, store_->changes_since(now->revision()));
  if (changes.now.revision == now->revision()) return {};
  if (changes.now.revision < now->revision()) {
    return Error(ErrorCode::Corrupt, "the store went back from revision " + std::to_string(now->revision()) + " to " +
                                         std::to_string(changes.now.revision))
        .with_help("was a backup put in its place? start the server again");
  }
  const std::vector<Uin> touched = changes.accounts;
  auto next = std::make_shared<View>(*now);
  std::vector<BadRow> bad;
  next->follow(std::move(changes), catalog(), bad);
  report(std::move(bad));
  publish(std::move(next), touched);
  return {};
}

// REQUIRES: write_mutex_ is held.
void Directory::publish(std::shared_ptr<const View> next, std::span<const Uin> changed) {
  const std::uint64_t revision = next->revision();
  {
    const std::lock_guard lock(view_mutex_);
    view_ = std::move(next);
  }
  for (const Uin owner : changed) {
    for (const Listener& listener : listeners_) listener(owner, revision);
  }
}

void Directory::report(std::vector<BadRow> bad) {
  if (options_.log != nullptr) {
    for (const BadRow& row : bad) {
      options_.log->alarm("stored_row_unusable", {{"table", row.table}, {"key", row.key}, {"reason", row.reason}});
    }
  }
  const std::lock_guard lock(view_mutex_);
  bad_rows_ = std::move(bad);
}

Result<void> Directory::write(const WriteContext& context, Uin owner, const Make& make) {
  const std::lock_guard lock(write_mutex_);
  for (std::uint32_t tries = 0; tries < limits::commit_tries_max; ++tries) {
    OPENCAM_TRY(const bool is_done, try_write(context, owner, make));
    if (is_done) return {};
  }
  return Error(ErrorCode::Conflict, "other writers were first " + std::to_string(limits::commit_tries_max) + " times");
}

// False: somebody else was first, and has been followed.
Result<bool> Directory::try_write(const WriteContext& context, Uin owner, const Make& make) {
  const std::shared_ptr<const View> base = view();
  Draft draft(*base, options_);
  if (auto made = make(draft); !made) {
    // It may have failed because another process had changed what we saw.
    OPENCAM_TRY(const std::uint64_t head, store_->head());
    if (head == base->revision()) return std::move(made).error();
    OPENCAM_TRY(follow());
    return false;
  }
  // The record is in the trail of every account it touches.
  std::vector<AuditRecord> records;
  for (const Uin account : owner == Uin{} ? draft.touched() : std::vector<Uin>{owner}) {
    if (!context.is_recorded) break;
    records.push_back(audit_record(context, account, draft.now_ms()));
  }
  // What is written to many accounts at once, as an import is, names nothing of any.
  if (owner != Uin{} && !records.empty()) {
    note_affected(records.front(),
                  affected_by(draft.changes(), owner, base->accounts().find(owner), draft.find_account(owner)));
  }
  if (draft.changes().empty()) {
    // Nothing to change is an answer too, and leaves its record.
    for (AuditRecord& record : records) record.revision = base->revision();
    OPENCAM_TRY(store_->append_audit(records));
    return true;
  }
  draft.note_sequences();
  auto revision = store_->commit(draft.take_changes(std::move(records)), base->revision());
  if (!revision) {
    if (revision.error().code() != ErrorCode::Conflict) return std::move(revision).error();
    OPENCAM_TRY(follow());
    return false;
  }
  std::vector<Uin> changed;
  auto next = std::move(draft).finished(*revision, changed);
  publish(std::move(next), changed);
  return true;
}

}  // namespace opencam::directory
