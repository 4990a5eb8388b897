#include "services/access_door.h"

#include <memory>
#include <utility>
#include <variant>

#include "base/encode.h"
#include "base/json.h"
#include "base/text.h"
#include "services/use_log.h"

namespace opencam::services {
namespace {

// Asked for in the catalogue like every other; some of them are ours, not the API's.
api::ApiAction action_named(std::string_view name) {
  const api::ApiAction* known = api::find_api_action(name);
  if (known != nullptr && known->service != "cam") return *known;
  return {.service = "cam", .version = "", .name = name, .error_codes = {}, .is_withdrawn = false};
}

AskedCall asked_call(const AccessDoor::Visit& visit, const api::ApiAction& action) {
  return {.action = action,
          .parameters = visit.parameters,
          .region = "",
          .request_id = visit.request_id,
          .source_ip = visit.source_ip,
          .user_agent = visit.user_agent};
}

}  // namespace

std::optional<AccessDoor::Visit> AccessDoor::enter(const HttpRequest& http, std::string_view action,
                                                   const Answer& answer, std::string_view method) {
  if (http.method != method) {
    HttpResponse response = access_problem(405, "this is asked for with " + std::string(method));
    response.headers.set("Allow", method);
    answer(std::move(response));
    return std::nullopt;
  }
  // CAM-175: it is given out by what the store holds now.
  if (!parts_.equipment.directory.refresh()) {
    answer(access_problem(500, "the store cannot be read"));
    return std::nullopt;
  }
  auto caller = authenticate(http, answer);
  if (!caller) return std::nullopt;
  const auto admitted =
      parts_.limiter.admit_call(caller->owner(), action_named(action), parts_.equipment.clock.now_ms());
  if (!admitted) {
    answer(access_problem(429, admitted.error().message));
    return std::nullopt;
  }
  parts_.equipment.uses->note_call(*caller);
  Visit visit{.caller = *std::move(caller),
              .parameters = {},
              .request_id = parts_.equipment.random.uuid(),
              .source_ip = http.peer_address,
              .user_agent = std::string(http.headers.find("user-agent").value_or(""))};
  for (const FormPair& pair : decode_form(http.query())) {
    visit.parameters[text::well_formed(pair.name)] = text::well_formed(pair.value);
  }
  return visit;
}

bool AccessDoor::may(const Visit& visit, std::span<const std::string_view> actions) const {
  for (const std::string_view name : actions) {
    const api::ApiAction action = action_named(name);
    AskedCall asked = asked_call(visit, action);
    asked.is_trial = true;
    if (std::holds_alternative<Call>(parts_.gate.ask(visit.caller, asked))) {
      parts_.metrics.count_api_permission();
      return true;
    }
  }
  return false;
}

void AccessDoor::refuse(const Visit& visit, std::string_view name, const Answer& answer) {
  const api::ApiAction action = action_named(name);
  auto asked = parts_.gate.ask(visit.caller, asked_call(visit, action));
  auto* refusal = std::get_if<Refusal>(&asked);
  // Somebody gave them the right in between.
  if (refusal == nullptr) return answer(access_problem(503, "the rights have just changed; ask again"));
  parts_.metrics.count_api_decision(refusal->decision);
  auto response = std::make_shared<HttpResponse>(access_problem(403, refusal->denial.message));
  parts_.trail.append(std::move(refusal->record), [answer, response](bool is_durable) {
    answer(is_durable ? std::move(*response) : access_problem(500, "the refusal could not be recorded"));
  });
}

void AccessDoor::answer_recorded(const Visit& visit, std::string_view name, HttpResponse response,
                                 const Answer& answer) {
  const api::ApiAction action = action_named(name);
  directory::AuditRecord record = parts_.gate.record(visit.caller, asked_call(visit, action));
  record.outcome = "ok";
  auto held = std::make_shared<HttpResponse>(std::move(response));
  parts_.trail.append(std::move(record), [answer, held](bool is_durable) {
    answer(is_durable ? std::move(*held) : access_problem(500, "the call could not be recorded"));
  });
}

std::shared_ptr<const directory::AccountState> AccessDoor::account(const Visit& visit) const {
  auto now = parts_.equipment.directory.account(visit.caller.owner());
  return now == nullptr ? visit.caller.account : now;
}

HttpResponse AccessDoor::found(std::string_view content_type, std::string body) const {
  HttpResponse response = http_response(200, content_type, std::move(body));
  response.headers.set("Cache-Control", "no-store");
  response.headers.set("X-Cam-Revision", std::to_string(parts_.snapshots.now()->revision()));
  return response;
}

// The same bound as for API calls: there is one way to guess keys as there is the other.
std::optional<Caller> AccessDoor::authenticate(const HttpRequest& http, const Answer& answer) {
  const std::int64_t now_ms = parts_.equipment.clock.now_ms();
  if (const auto admitted = parts_.limiter.admit_signature(http.peer_address, now_ms); !admitted) {
    answer(access_problem(429, admitted.error().message));
    return std::nullopt;
  }
  auto caller = parts_.authenticator.authenticate_path(http);
  if (caller) return *std::move(caller);
  parts_.limiter.note_failed_signature(http.peer_address, now_ms);
  HttpResponse response = access_problem(401, caller.error().message);
  response.headers.set("WWW-Authenticate", R"(Bearer realm="opencam", TC3-HMAC-SHA256)");
  answer(std::move(response));
  return std::nullopt;
}

HttpResponse access_problem(int status, std::string_view message) {
  json::Writer out;
  out.begin_object().key("error").begin_object();
  out.key("status").number(static_cast<std::int64_t>(status)).key("message").string(message);
  out.end_object().end_object();
  return http_response(status, "application/json", std::move(out).take());
}

}  // namespace opencam::services
