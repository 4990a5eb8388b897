#include "services/api_endpoint.h"

#include <memory>
#include <utility>

#include "base/check.h"
#include "base/json.h"
#include "services/api_error.h"
#include "services/generated/sts_api.h"
#include "services/resource_template.h"
#include "services/use_log.h"
#include "wire/envelope.h"

namespace opencam::services {
namespace {

constexpr std::string_view web_identity_action = "AssumeRoleWithWebIdentity";
// Needs no signature either, and is not offered.
constexpr std::string_view saml_action = "AssumeRoleWithSAML";

std::string cause_text(const std::string& cause) {
  json::Writer out;
  out.begin_object().key("cause").string(cause).end_object();
  return std::move(out).take();
}

// CAM-171: known, permitted, but not offered here.
ApiError not_offered(const api::ApiAction& action) {
  const std::string name = std::string(action.service) + ":" + std::string(action.name);
  if (action.is_withdrawn) return api_error(ApiCode::ActionOffline);
  return api_error(ApiCode::UnsupportedOperation,
                   "the call of `" + name + "` is allowed, but OpenCAM does not offer it",
                   "`" + name + "` 已通过鉴权，但 OpenCAM 暂不提供该接口");
}

// The table's action of that name and version, or what is wrong with them.
ApiResult<const api::ApiAction*> find_action(const ApiRequest& request) {
  const api::ApiAction* action = api::find_api_action(request.action);
  if (action == nullptr) return api_error(ApiCode::InvalidAction);
  if (action->version != request.version) return api_error(ApiCode::NoSuchVersion);
  return action;
}

}  // namespace

void ApiEndpoint::call(const HttpRequest& http, Answer answer) {
  Progress progress{.request_id = parts_.equipment.random.uuid(),
                    .language = language_of(http),
                    .begun_ms = parts_.equipment.clock.now_ms(),
                    .action = {},
                    .answer = std::move(answer)};
  if (const auto admitted = parts_.limiter.admit_address(http.peer_address, progress.begun_ms); !admitted) {
    return fail(admitted.error(), progress);
  }
  auto request = read_api_head(http);
  if (!request) return fail(request.error(), progress);
  progress.language = request->language;
  const bool is_skipped = std::holds_alternative<SkipCredential>(request->credential);
  if (is_skipped && request->action == saml_action) {
    return fail(api_error(ApiCode::UnsupportedOperation, "`" + request->action + "` is not offered yet",
                          "暂不提供 `" + request->action + "`"),
                progress);
  }
  if (is_skipped && request->action == web_identity_action) {
    return call_unsigned(http, *request, std::move(progress));
  }
  if (!is_region_text(request->region)) return fail(api_error(ApiCode::UnsupportedRegion), progress);
  const OfferedAction* offered = find_offered_action(request->action);
  const bool only_reads = offered == nullptr || offered->effect == ActionEffect::Reads;
  // CAM-175: another process may have taken the key or the right away since we last looked.
  if (!only_reads && !parts_.equipment.directory.refresh()) {
    return fail(api_error(ApiCode::InternalError), progress);
  }
  const auto caller = authenticate(http, *request);
  if (!caller) return fail(caller.error(), progress);
  parts_.equipment.uses->note_call(*caller);
  // Only now: a stranger's megabytes are not worth reading.
  auto parameters = read_api_params(http, *request);
  if (!parameters) return fail(parameters.error(), progress);
  request->params = *std::move(parameters);
  const auto action = find_action(*request);
  if (!action) return fail(action.error(), progress);
  progress.action = (*action)->name;
  if (const auto admitted = parts_.limiter.admit_call(caller->owner(), **action, progress.begun_ms); !admitted) {
    return fail(admitted.error(), progress);
  }
  PreparedCall prepared;
  if (offered != nullptr) {
    auto read = offered->prepare(request->params);
    if (!read) return fail(to_parameter_error(read.error()), progress);
    prepared = *std::move(read);
  }
  const AskedCall asked{.action = **action,
                        .parameters = request->params,
                        .region = request->region,
                        .request_id = progress.request_id,
                        .source_ip = http.peer_address,
                        .user_agent = std::string(http.headers.find("user-agent").value_or(""))};
  carry_out(*caller, asked, offered, prepared, std::move(progress));
}

ApiResult<Caller> ApiEndpoint::authenticate(const HttpRequest& http, const ApiRequest& request) {
  const std::int64_t now_ms = parts_.equipment.clock.now_ms();
  OPENCAM_TRY(parts_.limiter.admit_signature(http.peer_address, now_ms));
  auto caller = parts_.authenticator.authenticate(http, request);
  if (!caller && caller.error().code.starts_with("AuthFailure.")) {
    parts_.limiter.note_failed_signature(http.peer_address, now_ms);
  }
  return caller;
}

void ApiEndpoint::carry_out(const Caller& caller, const AskedCall& asked, const OfferedAction* offered,
                            const PreparedCall& prepared, Progress progress) {
  auto permitted = parts_.gate.ask(caller, asked);
  if (auto* refusal = std::get_if<Refusal>(&permitted)) {
    parts_.metrics.count_api_decision(refusal->decision);
    return fail_recorded(std::move(refusal->record), std::move(refusal->denial), std::move(progress));
  }
  parts_.metrics.count_api_permission();
  if (offered == nullptr) return fail(not_offered(asked.action), progress);
  // Permission to ask is not yet a good token.
  if (offered->name == web_identity_action)
    return admit_identity(&caller, asked, *offered, prepared, std::move(progress));
  run(caller, asked, *offered, prepared, std::get<Call>(permitted), std::move(progress));
}

void ApiEndpoint::call_unsigned(const HttpRequest& http, ApiRequest& request, Progress progress) {
  const Equipment& equipment = parts_.equipment;
  if (const auto admitted = parts_.limiter.admit_unsigned(http.peer_address, progress.begun_ms); !admitted) {
    return fail(admitted.error(), progress);
  }
  if (http.body.size() + http.target.size() > limits::web_identity_request_bytes_max) {
    return fail(api_error(ApiCode::RequestSizeLimitExceeded), progress);
  }
  if (!is_region_text(request.region)) return fail(api_error(ApiCode::UnsupportedRegion), progress);
  auto parameters = read_api_params(http, request);
  if (!parameters) return fail(parameters.error(), progress);
  request.params = *std::move(parameters);
  const auto action = find_action(request);
  if (!action) return fail(action.error(), progress);
  progress.action = (*action)->name;
  const OfferedAction* offered = find_offered_action(request.action);
  OPENCAM_CHECK(offered != nullptr && offered->name == web_identity_action);
  auto prepared = offered->prepare(request.params);
  if (!prepared) return fail(to_parameter_error(prepared.error()), progress);
  // CAM-175: another process may have taken the provider or the role away since we last looked.
  if (!equipment.directory.refresh()) return fail(api_error(ApiCode::InternalError), progress);
  const AskedCall asked{.action = **action,
                        .parameters = request.params,
                        .region = request.region,
                        .request_id = progress.request_id,
                        .source_ip = http.peer_address,
                        .user_agent = std::string(http.headers.find("user-agent").value_or(""))};
  admit_identity(nullptr, asked, *offered, *prepared, std::move(progress));
}

void ApiEndpoint::admit_identity(const Caller* signer, const AskedCall& asked, const OfferedAction& offered,
                                 const PreparedCall& prepared, Progress progress) {
  const auto request = api::sts::AssumeRoleWithWebIdentity::read(asked.parameters);
  if (!request) return fail(to_parameter_error(request.error()), progress);
  AskedIdentity identity{.provider_id = request->provider_id,
                         .token = request->web_identity_token,
                         .role_arn = request->role_arn,
                         .signer = {}};
  if (signer != nullptr) identity.signer = signer->owner();
  const IdentityOutcome outcome = parts_.web_identities.verify(identity, parts_.equipment.clock.now_s());
  if (outcome.refusal != nullptr) {
    ApiError error = to_api_error(*outcome.refusal, &asked.action);
    directory::AuditRecord record = parts_.gate.record(signer == nullptr ? outcome.caller : *signer, asked);
    record.outcome = error.code;
    record.decision_id = asked.request_id;
    record.detail = cause_text(outcome.cause);
    return fail_recorded(std::move(record), std::move(error), std::move(progress));
  }
  auto permitted = parts_.gate.ask_web_identity(outcome.caller, asked);
  if (auto* refusal = std::get_if<Refusal>(&permitted)) {
    parts_.metrics.count_api_decision(refusal->decision);
    return fail_recorded(std::move(refusal->record), std::move(refusal->denial), std::move(progress));
  }
  parts_.metrics.count_api_permission();
  run(outcome.caller, asked, offered, prepared, std::get<Call>(permitted), std::move(progress));
}

void ApiEndpoint::run(const Caller& caller, const AskedCall& asked, const OfferedAction& offered,
                      const PreparedCall& prepared, const Call& call, Progress progress) {
  auto done = prepared(call);
  directory::AuditRecord record;
  if (offered.effect != ActionEffect::Reads) {
    record = parts_.gate.record(caller, asked);
    record.resource = call.write().resource;
  }
  if (!done) {
    const Error& error = done.error();
    if (is_inner_fault(error.code())) {
      parts_.equipment.log.error("call_failed", {{"request_id", progress.request_id},
                                                 {"action", asked.action.name},
                                                 {"error", name(error.code())},
                                                 {"cause", error.message()}});
    }
    ApiError answer = to_api_error(error, &asked.action);
    if (offered.effect == ActionEffect::Reads) return fail(answer, progress);
    record.outcome = answer.code;
    return fail_recorded(std::move(record), std::move(answer), std::move(progress));
  }
  if (offered.effect != ActionEffect::Issues) return succeed(*done, progress);
  record.outcome = "ok";
  succeed_recorded(std::move(record), *std::move(done), std::move(progress));
}

void ApiEndpoint::succeed(const boost::json::object& fields, const Progress& progress) {
  finish(api_response(fields, progress.request_id), "ok", progress);
}

void ApiEndpoint::fail(const ApiError& error, const Progress& progress) {
  finish(api_response(error, progress.language, progress.request_id), error.code, progress);
}

void ApiEndpoint::fail_recorded(directory::AuditRecord record, ApiError error, Progress progress) {
  parts_.trail.append(std::move(record),
                      [this, error = std::move(error), progress = std::move(progress)](bool is_durable) {
                        // An inner fault says nothing that an unrecorded call must not be told.
                        const bool may_answer = is_durable || error.code.starts_with("InternalError");
                        fail(may_answer ? error : api_error(ApiCode::InternalError), progress);
                      });
}

void ApiEndpoint::succeed_recorded(directory::AuditRecord record, boost::json::object fields, Progress progress) {
  parts_.trail.append(std::move(record),
                      [this, fields = std::move(fields), progress = std::move(progress)](bool is_durable) {
                        if (!is_durable) return fail(api_error(ApiCode::InternalError), progress);
                        succeed(fields, progress);
                      });
}

void ApiEndpoint::finish(HttpResponse response, std::string_view code, const Progress& progress) {
  response.headers.set("X-Cam-Revision", std::to_string(parts_.snapshots.now()->revision()));
  const std::int64_t ms = parts_.equipment.clock.now_ms() - progress.begun_ms;
  parts_.metrics.count_call(progress.action, code, static_cast<double>(ms) / 1000);
  parts_.equipment.log.debug(
      "call", {{"request_id", progress.request_id}, {"action", progress.action}, {"code", code}, {"ms", ms}});
  progress.answer(std::move(response));
}

}  // namespace opencam::services
