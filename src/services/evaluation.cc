#include "services/evaluation.h"

#include <chrono>
#include <optional>
#include <thread>
#include <utility>

#include "base/json.h"
#include "base/limits.h"
#include "base/text.h"
#include "services/access_door.h"
#include "services/use_log.h"
#include "services/wire_form.h"
#include "wire/denial.h"

namespace opencam::services {
namespace {

using directory::id_text;
using directory::RoleId;
using directory::Uin;

constexpr std::string_view evaluate_operation = "cam:EvaluateAccess";
constexpr std::string_view explain_operation = "cam:ExplainDecision";

bool is_json(const HttpRequest& http) {
  const auto type = http.headers.find("content-type");
  if (!type) return false;
  const std::string_view essence = text::trimmed(type->substr(0, type->find(';')));
  return text::equal_ignoring_ascii_case(essence, "application/json");
}

// The number in a header, zero when it is absent; nothing when it is no number.
std::optional<std::uint64_t> revision_header(const HttpRequest& http) {
  const auto text = http.headers.find("x-cam-min-revision");
  if (!text) return 0;
  if (!text::is_all_digits(*text) || text->size() > 18) return std::nullopt;
  std::uint64_t value = 0;
  for (const char c : *text) value = value * 10 + static_cast<std::uint64_t>(c - '0');
  return value;
}

// CAM-184: a user by number or name, a role by name or id; of the asker's account.
std::optional<PrincipalRef> find_subject(const directory::AccountState& account, const EvaluationQuery& query) {
  const auto name = read_subject_name(query.subject_id);
  const std::string owner = id_text(account.uin());
  if (!name || (!name->account.empty() && name->account != owner)) return std::nullopt;
  if (query.subject_type == "role") {
    const auto id = directory::read_id<RoleId>(name->id);
    const auto* role = id ? account.find_role(*id) : nullptr;
    if (role == nullptr) role = account.find_role(std::string_view(name->id));
    if (role == nullptr) return std::nullopt;
    return RoleRef{id_text(role->id), owner};
  }
  if (query.subject_type != "user") return std::nullopt;
  if (const auto uin = directory::read_id<Uin>(name->id)) {
    if (*uin == account.uin() || account.find_user(*uin) != nullptr) return UserRef{name->id, owner};
  }
  const auto* user = account.find_user(std::string_view(name->id));
  if (user == nullptr) return std::nullopt;
  return UserRef{id_text(user->uin), owner};
}

// CAM-341: without an id, what is asked about is not saved, and nothing has been decided.
std::string decision_body(const Decision& decision, std::string_view decision_id, std::uint64_t revision,
                          const std::string& explanation) {
  json::Writer out;
  out.begin_object().key("decision").boolean(decision.allowed()).key("context").begin_object();
  if (decision_id.empty()) out.key("hypothetical").boolean(true);
  if (!decision_id.empty()) out.key("decision_id").string(decision_id);
  out.key("reason").string(name(decision.reason));
  out.key("revision").number(revision);
  if (!explanation.empty()) out.key("explanation").raw(explanation);
  out.end_object().end_object();
  return std::move(out).take();
}

// CAM-250: an item that cannot be read denies for itself alone.
std::string unreadable_body(std::string_view message) {
  json::Writer out;
  out.begin_object().key("decision").boolean(false).key("context").begin_object().key("error").begin_object();
  out.key("status").number(std::int64_t{400}).key("message").string(message);
  out.end_object().end_object().end_object();
  return std::move(out).take();
}

}  // namespace

void EvaluationEndpoint::evaluate(const HttpRequest& http, Form form, Answer answer) {
  auto progress = std::make_shared<Progress>();
  progress->answer = std::move(answer);
  progress->request_id_header = http.headers.find("x-request-id").value_or("");
  if (http.method != "POST") {
    HttpResponse response = access_problem(405, "the decision is asked for with POST");
    response.headers.set("Allow", "POST");
    return finish(*progress, std::move(response));
  }
  auto caller = authenticate(http);
  if (!caller && caller.error().code.starts_with("RequestLimitExceeded")) {
    return finish(*progress, access_problem(429, caller.error().message));
  }
  if (!caller) {
    HttpResponse response = access_problem(401, caller.error().message);
    response.headers.set("WWW-Authenticate", R"(Bearer realm="opencam", TC3-HMAC-SHA256)");
    return finish(*progress, std::move(response));
  }
  parts_.equipment.uses->note_call(*caller);
  if (!is_json(http)) return finish(*progress, access_problem(400, "the Content-Type is not application/json"));
  // CAM-180: this thread answers everybody else's decisions as well.
  const std::size_t bytes_max = form == Form::One ? limits::evaluation_bytes_max : limits::evaluations_bytes_max;
  if (http.body.size() > bytes_max) {
    return finish(*progress, access_problem(413, "the body is longer than " + std::to_string(bytes_max) + " bytes"));
  }
  const auto revision = revision_header(http);
  if (!revision) return finish(*progress, access_problem(400, "the header X-Cam-Min-Revision is not a number"));
  auto ask = form == Form::One ? read_evaluation(http.body) : read_evaluations(http.body);
  if (!ask) return finish(*progress, access_problem(400, ask.error().message()));
  progress->caller = *std::move(caller);
  progress->ask = *std::move(ask);
  progress->decision_id = parts_.equipment.random.uuid();
  progress->source_ip = http.peer_address;
  progress->user_agent = http.headers.find("user-agent").value_or("");
  progress->revision_min = *revision;
  if (const auto snapshot = parts_.snapshots.now(); snapshot->revision() < *revision) {
    // Who may not ask does not get to wait.
    if (!is_permitted(*snapshot, progress, evaluate_operation)) return;
    return parts_.workers.post([this, progress] { wait_for_revision(progress); });
  }
  if (progress->ask.wants_explanation || progress->ask.is_list || progress->ask.candidate) {
    return parts_.workers.post([this, progress] { decide(progress); });
  }
  decide(progress);
}

// The same bound as for API calls: there is one way to guess keys as there is the other.
ApiResult<Caller> EvaluationEndpoint::authenticate(const HttpRequest& http) {
  const std::int64_t now_ms = parts_.equipment.clock.now_ms();
  OPENCAM_TRY(parts_.limiter.admit_signature(http.peer_address, now_ms));
  auto caller = parts_.authenticator.authenticate_path(http);
  if (!caller) parts_.limiter.note_failed_signature(http.peer_address, now_ms);
  return caller;
}

// CAM-172: the asker has seen revision N, so no older view may answer it.
void EvaluationEndpoint::wait_for_revision(const std::shared_ptr<Progress>& progress) {
  constexpr std::chrono::milliseconds step(10);
  for (std::uint32_t waited_ms = 0; waited_ms <= limits::revision_wait_ms_max; waited_ms += 10) {
    if (parts_.snapshots.catch_up(progress->revision_min)) return decide(progress);
    std::this_thread::sleep_for(step);
  }
  HttpResponse response =
      access_problem(503, "revision " + std::to_string(progress->revision_min) + " is not here yet");
  response.headers.set("Retry-After", "1");
  finish(*progress, std::move(response));
}

void EvaluationEndpoint::decide(const std::shared_ptr<Progress>& progress) {
  auto snapshot = parts_.snapshots.now();
  if (!is_permitted(*snapshot, progress, evaluate_operation)) return;
  if (progress->ask.wants_explanation && !is_permitted(*snapshot, progress, explain_operation)) return;
  const auto ground = ground_of(std::move(snapshot), progress);
  if (!ground) return;
  if (progress->ask.is_list) return answer_list(*ground, progress);
  answer_one(*ground, progress);
}

std::optional<EvaluationEndpoint::Ground> EvaluationEndpoint::ground_of(std::shared_ptr<const Snapshot> snapshot,
                                                                        const std::shared_ptr<Progress>& progress) {
  if (!progress->ask.candidate) return Ground{.snapshot = std::move(snapshot), .session_policy = {}};
  const auto account = account_of(*progress);
  std::vector<PrincipalRef> subjects;
  for (const auto& query : progress->ask.items) {
    auto subject = query ? find_subject(*account, *query) : std::nullopt;
    if (subject) subjects.push_back(*std::move(subject));
  }
  auto what_if =
      suppose(*progress->ask.candidate,
              {.snapshot = *snapshot, .account = *account, .quota = parts_.equipment.directory.quota()}, subjects);
  if (what_if) {
    return Ground{.snapshot = std::make_shared<const Snapshot>(std::move(what_if->snapshot)),
                  .session_policy = std::move(what_if->session_policy),
                  .is_hypothetical = true};
  }
  const bool is_early = what_if.error().code() == ErrorCode::Unavailable;
  HttpResponse response = access_problem(is_early ? 503 : 400, what_if.error().message());
  if (is_early) response.headers.set("Retry-After", "1");
  finish(*progress, std::move(response));
  return std::nullopt;
}

void EvaluationEndpoint::answer_one(const Ground& ground, const std::shared_ptr<Progress>& progress) {
  Found found = find(ground, *progress, *progress->ask.items.front(), progress->decision_id);
  HttpResponse response = http_response(200, "application/json", std::move(found.body));
  if (!found.denial) return finish(*progress, std::move(response));
  const bool is_whole = parts_.refusals.admits(progress->caller.owner(), parts_.equipment.clock.now_ms());
  if (!is_whole) return record({std::move(found.denial->record)}, progress, std::move(response));
  // Trying again takes longer than deciding did, and this thread may be everybody's.
  auto denied = std::make_shared<Denied>(*std::move(found.denial));
  auto held = std::make_shared<HttpResponse>(std::move(response));
  parts_.workers.post([this, snapshot = ground.snapshot, progress, denied, held] {
    record({whole_record(*snapshot, *progress, std::move(*denied))}, progress, std::move(*held));
  });
}

// CAM-250: in the order of the questions, up to the one after which the asker wants no more.
void EvaluationEndpoint::answer_list(const Ground& ground, const std::shared_ptr<Progress>& progress) {
  std::vector<directory::AuditRecord> denials;
  json::Writer out;
  out.begin_object().key("evaluations").begin_array();
  for (const auto& query : progress->ask.items) {
    bool is_allowed = false;
    if (query) {
      Found found = find(ground, *progress, *query, parts_.equipment.random.uuid());
      out.raw(found.body);
      is_allowed = found.is_allowed;
      if (found.denial) {
        const bool is_whole = parts_.refusals.admits(progress->caller.owner(), parts_.equipment.clock.now_ms());
        denials.push_back(is_whole ? whole_record(*ground.snapshot, *progress, *std::move(found.denial))
                                   : std::move(found.denial->record));
      }
    } else {
      out.raw(unreadable_body(query.error().message()));
    }
    const EvaluationsEnd end = progress->ask.end;
    if (is_allowed ? end == EvaluationsEnd::AfterFirstPermit : end == EvaluationsEnd::AfterFirstDeny) break;
  }
  out.end_array().end_object();
  HttpResponse response = http_response(200, "application/json", std::move(out).take());
  if (denials.empty()) return finish(*progress, std::move(response));
  record(std::move(denials), progress, std::move(response));
}

bool EvaluationEndpoint::is_permitted(const Snapshot& snapshot, const std::shared_ptr<Progress>& progress,
                                      std::string_view operation) {
  Request request;
  request.principal = progress->caller.principal();
  request.session_policy = progress->caller.session_policy;
  request.action = operation;
  request.context.set("qcs:ip", {progress->source_ip});
  request.context.set("qcs:current_time", {rfc3339_time(parts_.equipment.clock.now_ms())});
  request.context.set("mfa", {progress->caller.used_mfa ? "1" : "0"});
  const Decision decision = snapshot.decide(request);
  if (decision.allowed()) return true;
  directory::AuditRecord denied = base_record(*progress);
  denied.principal_type = progress->caller.principal_type();
  denied.principal = progress->caller.principal_text();
  denied.action = operation;
  denied.resource = "*";
  denied.outcome = "AuthFailure.UnauthorizedOperation";
  const bool is_whole = parts_.refusals.admits(progress->caller.owner(), denied.time_ms);
  denied.detail = is_whole ? RefusalKeeper::detail(snapshot, request, decision, *progress->caller.account)
                           : audited_decision(decision);
  const Denial denial{.request_id = progress->decision_id, .operation = std::string(operation), .resource = "*"};
  record({std::move(denied)}, progress, access_problem(403, denial_text(denial)));
  return false;
}

std::shared_ptr<const directory::AccountState> EvaluationEndpoint::account_of(const Progress& progress) const {
  auto now = parts_.equipment.directory.account(progress.caller.owner());
  return now == nullptr ? progress.caller.account : now;
}

EvaluationEndpoint::Asked EvaluationEndpoint::asked(const Progress& progress, const EvaluationQuery& query) const {
  const auto held = account_of(progress);
  const directory::AccountState& account = *held;
  Asked out;
  out.request.action = query.action;
  out.request.context = query.context;
  if (out.request.context.find("qcs:current_time") == nullptr) {
    out.request.context.set("qcs:current_time", {rfc3339_time(parts_.equipment.clock.now_ms())});
  }
  // CAM-183: no second factor unless the asker says so, so that a deny on its absence cannot be dodged.
  if (out.request.context.find("mfa") == nullptr) out.request.context.set("mfa", {"0"});
  out.request.resources = {evaluated_resource(query, parts_.equipment.directory.catalog(), id_text(account.uin()),
                                              id_text(account.row().app_id))};
  if (auto subject = find_subject(account, query)) {
    out.request.principal = *std::move(subject);
    out.is_subject_known = true;
  }
  return out;
}

EvaluationEndpoint::Found EvaluationEndpoint::find(const Ground& ground, const Progress& progress,
                                                   const EvaluationQuery& query, const std::string& decision_id) const {
  const Snapshot& snapshot = *ground.snapshot;
  Asked question = asked(progress, query);
  question.request.session_policy = ground.session_policy;
  Decision decision;
  std::string explanation;
  if (!question.is_subject_known) {
    decision.reason = Reason::UnknownPrincipal;
    decision.denied_resource = question.request.resources.front();
  } else if (progress.ask.wants_explanation) {
    const Explanation explained = snapshot.explain(question.request);
    decision = explained.decision;
    explanation = print_explanation_json(explained);
  } else {
    decision = snapshot.decide(question.request);
  }
  Found found{
      .body = decision_body(decision, ground.is_hypothetical ? "" : decision_id, snapshot.revision(), explanation),
      .is_allowed = decision.allowed(),
      .denial = {}};
  if (ground.is_hypothetical) return found;
  parts_.metrics.count_evaluation(decision);
  if (decision.allowed()) {
    parts_.equipment.uses->note_permission(*progress.caller.account, question.request.principal,
                                           question.request.action, decision);
    return found;
  }
  found.denial = denied(snapshot, progress, query, std::move(question), decision);
  found.denial->record.decision_id = decision_id;
  return found;
}

EvaluationEndpoint::Denied EvaluationEndpoint::denied(const Snapshot& snapshot, const Progress& progress,
                                                      const EvaluationQuery& query, Asked question,
                                                      const Decision& decision) const {
  directory::AuditRecord record = base_record(progress);
  record.revision = snapshot.revision();
  record.principal_type = query.subject_type == "role" ? "role" : "user";
  record.principal = text::shortened(query.subject_id);
  if (question.is_subject_known) {
    if (const auto* user = std::get_if<UserRef>(&question.request.principal)) record.principal = user->uin;
    if (const auto* role = std::get_if<RoleRef>(&question.request.principal)) record.principal = role->role;
  }
  record.action = text::shortened(question.request.action, limits::resource_name_bytes_max);
  record.resource = text::shortened(question.request.resources.front(), limits::resource_name_bytes_max);
  record.outcome = "deny";
  record.detail = audited_decision(decision);
  return {.record = std::move(record), .request = std::move(question.request), .decision = decision};
}

directory::AuditRecord EvaluationEndpoint::whole_record(const Snapshot& snapshot, const Progress& progress,
                                                        Denied denied) const {
  denied.record.detail = RefusalKeeper::detail(snapshot, denied.request, denied.decision, *account_of(progress));
  return std::move(denied.record);
}

directory::AuditRecord EvaluationEndpoint::base_record(const Progress& progress) const {
  directory::AuditRecord record;
  record.revision = parts_.snapshots.now()->revision();
  record.time_ms = parts_.equipment.clock.now_ms();
  record.account = progress.caller.owner();
  record.request_id = progress.decision_id;
  record.decision_id = progress.decision_id;
  record.access_key = progress.caller.secret_id;
  record.source_ip = progress.source_ip;
  record.user_agent = progress.user_agent;
  return record;
}

// No audit, no answer.
void EvaluationEndpoint::record(std::vector<directory::AuditRecord> records, const std::shared_ptr<Progress>& progress,
                                HttpResponse response) {
  auto held = std::make_shared<HttpResponse>(std::move(response));
  parts_.trail.append(std::move(records), [this, progress, held](bool is_durable) {
    finish(*progress, is_durable ? std::move(*held) : access_problem(500, "the decision could not be recorded"));
  });
}

void EvaluationEndpoint::finish(const Progress& progress, HttpResponse response) const {
  if (!progress.request_id_header.empty()) response.headers.set("X-Request-ID", progress.request_id_header);
  response.headers.set("X-Cam-Revision", std::to_string(parts_.snapshots.now()->revision()));
  progress.answer(std::move(response));
}

}  // namespace opencam::services
