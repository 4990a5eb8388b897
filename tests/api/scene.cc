#include "scene.h"

#include <gtest/gtest.h>

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <future>

#include "services/generated/api_action.h"
#include "store/batch_open.h"
#include "store/open.h"
#include "wire/sign_v3.h"

namespace opencam::tests {

namespace json = boost::json;

void SeededRandom::fill(std::span<std::uint8_t> bytes) {
  const std::lock_guard lock(mutex_);
  for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(engine_());
}

Result<std::uint64_t> FailingStore::commit(const directory::ChangeSet& changes, std::uint64_t expected) {
  if (is_failing_) return Error(ErrorCode::Io, "the disk is full");
  return inner_->commit(changes, expected);
}

Result<void> FailingStore::append_audit(std::span<const directory::AuditRecord> records) {
  if (is_failing_) return Error(ErrorCode::Io, "the disk is full");
  return inner_->append_audit(records);
}

std::string Answer::text(std::string_view name) const {
  const auto* value = fields.if_contains(name);
  if (value == nullptr || !value->is_string()) return "<absent>";
  return std::string(value->get_string());
}

std::uint64_t Answer::number(std::string_view name) const {
  const auto* value = fields.if_contains(name);
  if (value == nullptr || !value->is_number()) return 0;
  return value->to_number<std::uint64_t>();
}

const json::object& Answer::object(std::string_view name) const {
  static const json::object none;
  const auto* value = fields.if_contains(name);
  return value == nullptr || !value->is_object() ? none : value->get_object();
}

const json::array& Answer::array(std::string_view name) const {
  static const json::array none;
  const auto* value = fields.if_contains(name);
  return value == nullptr || !value->is_array() ? none : value->get_array();
}

Scene::Scene(directory::Quota quota, const services::RateLimits& rates) {
  log_ = *Log::create({.level = LogLevel::Debug,
                       .format = LogFormat::Json,
                       .path = {},
                       .sink =
                           [this](std::string_view line) {
                             const std::lock_guard lock(log_mutex_);
                             log_lines.emplace_back(line);
                           }},
                      clock);
  sealer_ = *Sealer::create(SecretText(std::string(Sealer::master_key_bytes, 'k')), random);
  auto store = std::make_unique<FailingStore>(*store::open_store("memory:"), store_fails, audit_fails);
  directory_ = *directory::Directory::create(std::move(store), {.clock = &clock,
                                                                .random = &random,
                                                                .sealer = sealer_,
                                                                .catalog = Catalog::built_in(),
                                                                .log = log_.get(),
                                                                .quota = quota});
  batch_store_ = *store::open_batch_store("memory:");
  batch_ = std::make_unique<services::BatchParts>(
      services::BatchParts{.store = *batch_store_, .bell = bell_, .runner = &runner_});
  services::Equipment equipment{*directory_, clock, random, *sealer_, *log_};
  equipment.batch = batch_.get();
  router_ = *services::Router::create(
      equipment,
      {.base_url = "https://cam.example.com", .worker_threads = 2, .follows_store = false, .rate_limits = rates});
  scheduler_ = *batch::Scheduler::create({.store = *batch_store_,
                                          .runner = &runner_,
                                          .role = &router_->batch_role(),
                                          .clock = clock,
                                          .random = random,
                                          .log = log_.get()});
  make_people();
}

void Scene::run_batch() {
  // A change may take several rounds: request, node, attempt, end.
  for (int round = 0; round < 20; ++round) EXPECT_TRUE(scheduler_->tick());
}

Scene::~Scene() = default;

void Scene::make_people() {
  const auto make_account = [this](const std::string& name, Keys& keys) {
    const auto account = directory_->create_account({}, {.name = name, .uin = {}, .app_id = {}});
    EXPECT_TRUE(account);
    const auto key = directory_->create_access_key({}, account->uin, account->uin);
    EXPECT_TRUE(key);
    keys = {key->row.secret_id, std::string(key->secret.reveal(SecretAccess{})), ""};
    secrets.push_back(keys.secret_key);
    return directory::number(account->uin);
  };
  account_uin = make_account("acme", root_keys);
  other_uin = make_account("other", other_root_keys);
  caller = root_keys;
  const Answer added = root("AddUser", {{"Name", "ann"}, {"UseApi", 1}});
  ann = added.number("Uin");
  ann_uid = added.number("Uid");
  ann_keys = {added.text("SecretId"), added.text("SecretKey"), ""};
  group = root("CreateGroup", {{"GroupName", "ops"}}).number("GroupId");
  policy = root("CreatePolicy", {{"PolicyName", "Reads"}, {"PolicyDocument", document("allow", {"cam:Get*"})}})
               .number("PolicyId");
  role = root("CreateRole", {{"RoleName", "runner"}, {"PolicyDocument", trust(account_uin)}}).text("RoleId");
}

Answer Scene::call(std::string_view action, const json::object& parameters) {
  return call_as(caller, action, parameters);
}

Answer Scene::root(std::string_view action, const json::object& parameters) {
  Answer answer = call_as(root_keys, action, parameters);
  EXPECT_EQ(answer.code, "ok") << action << " " << json::serialize(parameters) << "\n" << answer.body;
  return answer;
}

Answer Scene::call_as(const Keys& keys, std::string_view action, const json::object& parameters) {
  return send(signed_request(keys, action, parameters));
}

HttpRequest Scene::signed_request(const Keys& keys, std::string_view action, const json::object& parameters) {
  const api::ApiAction* known = api::find_api_action(action);
  {
    const std::lock_guard lock(asked_mutex_);
    asked.insert_or_assign(std::string(action), parameters);
  }
  HttpRequest request;
  request.method = "POST";
  request.target = "/";
  request.body = json::serialize(parameters);
  request.peer_address = "192.0.2.7";
  request.headers.add("Host", "cam.example.com");
  request.headers.add("Content-Type", "application/json");
  request.headers.add("X-TC-Action", action);
  request.headers.add("X-TC-Version", known == nullptr ? "2019-01-16" : known->version);
  if (!region.empty()) request.headers.add("X-TC-Region", region);
  if (!keys.token.empty()) request.headers.add("X-TC-Token", keys.token);
  sign_v3(request, {.secret_id = keys.secret_id, .service = "cam", .timestamp = clock.now_s()},
          SecretText(keys.secret_key));
  return request;
}

Answer Scene::send(HttpRequest request) {
  std::promise<HttpResponse> promise;
  router_->handle(std::move(request), Reply([&](HttpResponse response) { promise.set_value(std::move(response)); }));
  const HttpResponse response = promise.get_future().get();
  Answer answer;
  answer.status = response.status;
  answer.headers = response.headers;
  answer.body = response.body;
  boost::system::error_code failure;
  const json::value root = json::parse(response.body, failure);
  if (failure || !root.is_object()) return answer;
  const auto* envelope = root.get_object().if_contains("Response");
  answer.fields = envelope != nullptr ? envelope->get_object() : root.get_object();
  answer.code = "ok";
  if (const auto* error = answer.fields.if_contains("Error"); error != nullptr && error->is_object()) {
    answer.code = error->get_object().at("Code").get_string();
    answer.message = error->get_object().at("Message").get_string();
  }
  remember_secrets(answer.fields);
  return answer;
}

void Scene::remember_secrets(const json::object& fields) {
  for (const auto& [key, value] : fields) {
    if (value.is_object()) remember_secrets(value.get_object());
    const bool is_secret =
        key == "SecretKey" || key == "SecretAccessKey" || key == "Password" || key == "TmpSecretKey" || key == "Token";
    if (!is_secret || !value.is_string() || value.get_string().empty()) continue;
    const std::lock_guard lock(secret_mutex_);
    secrets.emplace_back(value.get_string());
  }
}

Answer Scene::evaluate(const Keys& keys, std::string body,
                       const std::vector<std::pair<std::string, std::string>>& headers) {
  return evaluate_at("/access/v1/evaluation", keys, std::move(body), headers);
}

Answer Scene::evaluate_all(const Keys& keys, std::string body) {
  return evaluate_at("/access/v1/evaluations", keys, std::move(body), {});
}

Answer Scene::evaluate_at(std::string path, const Keys& keys, std::string body,
                          const std::vector<std::pair<std::string, std::string>>& headers) {
  HttpRequest request;
  request.method = "POST";
  request.target = std::move(path);
  request.body = std::move(body);
  request.peer_address = "192.0.2.7";
  request.headers.add("Host", "cam.example.com");
  request.headers.add("Content-Type", "application/json");
  request.headers.add("Authorization", "Bearer " + keys.secret_id + ":" + keys.secret_key);
  if (!keys.token.empty()) request.headers.add("X-TC-Token", keys.token);
  for (const auto& [name, value] : headers) request.headers.set(name, value);
  return send(std::move(request));
}

Keys Scene::add_user_with(const std::string& name, const std::string& document_text) {
  const Answer added = root("AddUser", {{"Name", name}, {"UseApi", 1}});
  if (!document_text.empty()) {
    const Answer made = root("CreatePolicy", {{"PolicyName", name + "-policy"}, {"PolicyDocument", document_text}});
    root("AttachUserPolicy", {{"PolicyId", made.number("PolicyId")}, {"AttachUin", added.number("Uin")}});
  }
  return {added.text("SecretId"), added.text("SecretKey"), ""};
}

std::vector<directory::AuditRecord> Scene::audit(directory::Uin account) {
  directory::AuditQuery query;
  query.account = account;
  query.count_max = 1000;
  audit_fails = false;
  const auto page = directory_->audit(query);
  EXPECT_TRUE(page);
  return page ? page->records : std::vector<directory::AuditRecord>{};
}

std::string document(std::string_view effect, const std::vector<std::string>& actions, std::string_view resource) {
  json::array list;
  for (const std::string& action : actions) list.emplace_back(action);
  const json::object statement{{"effect", effect}, {"action", list}, {"resource", resource}};
  return json::serialize(json::object{{"version", "2.0"}, {"statement", json::array{statement}}});
}

std::string trust(std::uint64_t account) {
  const json::object principal{{"qcs", json::array{"qcs::cam::uin/" + std::to_string(account) + ":root"}}};
  const json::object statement{{"effect", "allow"}, {"action", "name/sts:AssumeRole"}, {"principal", principal}};
  return json::serialize(json::object{{"version", "2.0"}, {"statement", json::array{statement}}});
}

}  // namespace opencam::tests
