// A whole server in this process, with some people in it, for tests of the API.
//
//   Scene scene;
//   Answer answer = scene.call("GetUser", {{"Name", "ann"}});     // signed with scene.caller, at first the root
//   account EXPECT_EQ(answer.code, "ok");
//
// Account `acme`: user `ann` (sub-user with a key and no policy), group `ops` (empty), policy `Reads`, role `runner`
// that trusts the account. Account `other` has its root key alone. Time stands still until somebody moves it, and
// chance is the same in every scene, so equal steps give equal numbers.
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "base/host/clock.h"
#include "base/host/log.h"
#include "base/host/random.h"
#include "base/host/seal.h"
#include "batch/scheduler.h"
#include "directory/directory.h"
#include "instant_runner.h"
#include "services/batch_parts.h"
#include "services/router.h"
#include "wire/http.h"

namespace opencam::tests {

class ManualClock final : public Clock {
 public:
  std::int64_t now_ms() const override { return ms; }
  std::int64_t ms = 1795280000000;  // 2026-11-21T16:53:20Z
};

class SeededRandom final : public Random {
 public:
  void fill(std::span<std::uint8_t> bytes) override;

 private:
  std::mutex mutex_;
  std::mt19937_64 engine_{7};
};

// A store that can be told to fail; otherwise the memory store.
class FailingStore final : public directory::Store {
 public:
  FailingStore(std::unique_ptr<directory::Store> inner, const bool& is_failing, const bool& audit_is_failing)
      : inner_(std::move(inner)), is_failing_(is_failing), audit_is_failing_(audit_is_failing) {}
  Result<directory::StoredRows> load() override { return inner_->load(); }
  Result<std::uint64_t> head() override { return inner_->head(); }
  Result<std::uint64_t> commit(const directory::ChangeSet& changes, std::uint64_t expected) override;
  Result<directory::StoredChanges> changes_since(std::uint64_t revision) override {
    return inner_->changes_since(revision);
  }
  Result<void> append_audit(std::span<const directory::AuditRecord> records) override;
  Result<directory::AuditPage> audit(const directory::AuditQuery& query) override {
    if (audit_is_failing_) return Error(ErrorCode::Io, "told to fail");
    return inner_->audit(query);
  }
  Result<std::vector<directory::ChainedRecord>> audit_chain(std::uint64_t after, std::uint32_t count_max) override {
    return inner_->audit_chain(after, count_max);
  }
  Result<directory::AuditEnds> audit_ends() override { return inner_->audit_ends(); }
  Result<std::uint64_t> prune_audit(std::int64_t before_ms, const directory::AuditRecord& note) override {
    return inner_->prune_audit(before_ms, note);
  }
  Result<void> note_uses(std::span<const directory::LastUse> uses) override { return inner_->note_uses(uses); }
  Result<std::vector<directory::LastUse>> uses_of(directory::Uin account) override { return inner_->uses_of(account); }
  Result<void> keep_sign_in_counts(std::span<const directory::SignInCount> counts) override {
    return inner_->keep_sign_in_counts(counts);
  }
  Result<std::vector<directory::SignInCount>> sign_in_counts() override { return inner_->sign_in_counts(); }

 private:
  std::unique_ptr<directory::Store> inner_;
  const bool& is_failing_;
  const bool& audit_is_failing_;
};

struct Keys {
  std::string secret_id;
  std::string secret_key;
  std::string token;
};

struct Answer {
  int status = 0;
  std::string code;  // "ok", or the error's
  std::string message;
  boost::json::object fields;  // what is under Response
  std::string body;
  HttpHeaders headers;

  std::string text(std::string_view name) const;      // of a text member
  std::uint64_t number(std::string_view name) const;  // of a number member
  const boost::json::object& object(std::string_view name) const;
  const boost::json::array& array(std::string_view name) const;
};

class Scene {
 public:
  // Time stands still, so whoever limits failures limits those of the whole test.
  explicit Scene(directory::Quota quota = {}, const services::RateLimits& rates = {.failed_per_address = 0});
  ~Scene();

  // With `caller`; service and version are the action's own.
  Answer call(std::string_view action, const boost::json::object& parameters = {});
  // With the root key of `acme`, whoever the caller is; must succeed.
  Answer root(std::string_view action, const boost::json::object& parameters = {});
  Answer call_as(const Keys& keys, std::string_view action, const boost::json::object& parameters = {});
  Answer send(HttpRequest request);
  // The request of that call, signed with TC3.
  HttpRequest signed_request(const Keys& keys, std::string_view action, const boost::json::object& parameters);

  // POST /access/v1/evaluation with a bearer credential.
  Answer evaluate(const Keys& keys, std::string body,
                  const std::vector<std::pair<std::string, std::string>>& headers = {});
  // POST /access/v1/evaluations, likewise.
  Answer evaluate_all(const Keys& keys, std::string body);

  // A further sub-user with a key and, unless it is empty, a policy of that document.
  Keys add_user_with(const std::string& name, const std::string& document);
  std::vector<directory::AuditRecord> audit(directory::Uin account);
  directory::Directory& directory() { return *directory_; }

  // BatchCompute goes on until nothing moves any more: what was asked for happens only here.
  void run_batch();
  services::BatchParts& batch_parts() { return *batch_; }

  ManualClock clock;
  SeededRandom random;
  std::string region = "ap-guangzhou";  // of the calls
  bool store_fails = false;
  bool audit_fails = false;  // only when it is asked
  std::vector<std::string> log_lines;
  std::vector<std::string> secrets;  // every secret that was handed out
  // What each action was last asked with.
  std::map<std::string, boost::json::object, std::less<>> asked;

  Keys root_keys;
  Keys other_root_keys;
  Keys ann_keys;
  Keys caller;
  std::uint64_t account_uin = 0;
  std::uint64_t other_uin = 0;
  std::uint64_t ann = 0;
  std::uint64_t ann_uid = 0;
  std::uint64_t group = 0;
  std::uint64_t policy = 0;
  std::string role;

 private:
  void make_people();
  Answer evaluate_at(std::string path, const Keys& keys, std::string body,
                     const std::vector<std::pair<std::string, std::string>>& headers);
  void remember_secrets(const boost::json::object& fields);

  std::mutex log_mutex_;
  std::mutex asked_mutex_;
  std::mutex secret_mutex_;
  std::unique_ptr<Log> log_;
  std::shared_ptr<const Sealer> sealer_;
  std::unique_ptr<directory::Directory> directory_;
  std::unique_ptr<batch::Store> batch_store_;
  batch::Bell bell_;
  InstantRunner runner_{clock};
  std::unique_ptr<services::BatchParts> batch_;
  std::unique_ptr<services::Router> router_;
  std::unique_ptr<batch::Scheduler> scheduler_;
};

// {"version":"2.0","statement":[{"effect":effect,"action":[...],"resource":"*"}]}
std::string document(std::string_view effect, const std::vector<std::string>& actions, std::string_view resource = "*");
// A trust document that lets the account in.
std::string trust(std::uint64_t account);

}  // namespace opencam::tests
