#include "services/console_endpoint.h"

#include <utility>

#include "base/sign_in_limits.h"
#include "services/console_body.h"
#include "services/console_view.h"

namespace opencam::services {
namespace {

using directory::SessionChoice;
using directory::SessionStage;

constexpr std::string_view root_path = "/console/session";

SignIn::Code code_of(const ConsoleBody& body) {
  return {.code = body.text_or_empty("code"), .recovery_code = body.text_or_empty("recovery_code")};
}

ConsoleResult<void> check_code(const SignIn::Code& code) {
  if (code.code.empty() != code.recovery_code.empty()) return {};
  return console_bad_request("either `code` or `recovery_code` is needed");
}

}  // namespace

bool ConsoleEndpoint::is_its_path(std::string_view path) {
  return path == root_path || path.starts_with(std::string(root_path) + "/");
}

const ConsoleEndpoint::Route* ConsoleEndpoint::find_route(const HttpRequest& http) {
  using Self = ConsoleEndpoint;
  static const Route routes[] = {
      {"GET", "", false, false, &Self::show},
      {"POST", "", false, true, &Self::sign_in},
      {"DELETE", "", true, false, &Self::sign_out},
      {"POST", "/code", true, false, &Self::give_code},
      {"POST", "/password", true, true, &Self::change_password},
      {"GET", "/list", true, false, &Self::list},
      {"POST", "/end", true, false, &Self::end_one},
      {"POST", "/end-all", true, false, &Self::end_all},
      {"POST", "/mfa/begin", true, true, &Self::begin_device},
      {"POST", "/mfa/confirm", true, false, &Self::confirm_device},
      {"POST", "/mfa/recovery-codes", true, false, &Self::renew_recovery_codes},
      {"POST", "/mfa/remove", true, false, &Self::remove_device},
  };
  const std::string_view path = http.path().substr(root_path.size());
  const Route* same_path = nullptr;
  for (const Route& route : routes) {
    if (route.path != path) continue;
    if (route.method == http.method) return &route;
    same_path = &route;
  }
  return same_path;
}

void ConsoleEndpoint::call(HttpRequest http, Answer answer) {
  const std::int64_t now_ms = parts_.equipment.clock.now_ms();
  if (const auto admitted = parts_.limiter.admit_address(http.peer_address, now_ms); !admitted) {
    return answer(console_answer(
        ConsoleError{.status = 429, .code = "slow_down", .message = admitted.error().message, .retry_after_s = 1}));
  }
  const Route* route = find_route(http);
  if (route == nullptr) {
    return answer(console_answer(ConsoleError{.status = 404, .code = "not_found", .message = "no such path"}));
  }
  if (route->method != http.method) {
    HttpResponse response =
        console_answer(ConsoleError{.status = 405, .code = "method", .message = "the path has no such method"});
    response.headers.set("Allow", http.path() == root_path ? "GET, POST, DELETE" : std::string(route->method));
    return answer(std::move(response));
  }
  auto held = std::make_shared<HttpRequest>(std::move(http));
  if (!route->hashes) return parts_.workers.post([this, route, held, answer] { answer(answered(*route, *held)); });
  if (hashing_.fetch_add(1) >= limits::sign_in_queue_max) {
    hashing_.fetch_sub(1);
    return answer(console_answer(
        ConsoleError{.status = 503, .code = "busy", .message = "too many sign-ins at once", .retry_after_s = 1}));
  }
  // Given back however the work ends.
  const std::shared_ptr<void> place(nullptr, [this](void*) { hashing_.fetch_sub(1); });
  parts_.hashers.post([this, route, held, answer, place] { answer(answered(*route, *held)); });
}

HttpResponse ConsoleEndpoint::answered(const Route& route, const HttpRequest& http) {
  auto done = dispatch(route, http);
  return done ? *std::move(done) : console_answer(done.error());
}

ConsoleEndpoint::Answered ConsoleEndpoint::dispatch(const Route& route, const HttpRequest& http) {
  const ConsoleError cross_site{
      .status = 403, .code = "cross_site", .message = "the request is from another site, or does not show its token"};
  if (!is_from_here(http, parts_.sessions.origin())) return cross_site;
  const auto session = parts_.sessions.find(http);
  if (route.needs_session) {
    if (!session) return console_signed_out();
    if (!parts_.sessions.is_lawful(http, *session)) return cross_site;
  }
  ConsoleBody body;
  if (route.method == "POST") {
    OPENCAM_TRY(body, ConsoleBody::read(http));
  }
  const Asked asked{.http = http,
                    .body = body,
                    .session = session ? &*session : nullptr,
                    .from = {.address = http.peer_address,
                             .user_agent = std::string(http.headers.find("user-agent").value_or("")),
                             .request_id = parts_.equipment.random.uuid()}};
  return (this->*route.answer)(asked);
}

HttpResponse ConsoleEndpoint::with_session(const Asked& asked, const ConsoleSession& session, bool sets_cookie,
                                           const std::vector<std::string>& recovery_codes) const {
  // As it is after the step, not before.
  ConsoleSession now = session;
  if (auto account = parts_.equipment.directory.account(now.row.owner)) now.account = std::move(account);
  HttpResponse response = console_answer(print_session(now, console_language(asked.http), recovery_codes));
  if (sets_cookie) {
    response.headers.add("Set-Cookie", console_cookie_header(session.cookie, asked.http, parts_.sessions.origin()));
  }
  return response;
}

HttpResponse ConsoleEndpoint::signed_out(const HttpRequest& http) const {
  HttpResponse response = console_answer(R"({"state":"signed_out"})");
  if (parts_.sessions.has_cookie(http)) {
    response.headers.add("Set-Cookie", no_console_cookie_header(http, parts_.sessions.origin()));
  }
  return response;
}

ConsoleEndpoint::Answered ConsoleEndpoint::show(const Asked& asked) {
  if (asked.session == nullptr) return signed_out(asked.http);
  return with_session(asked, *asked.session, false);
}

ConsoleEndpoint::Answered ConsoleEndpoint::sign_in(const Asked& asked) {
  OPENCAM_TRY(asked.body.check({"account", "user", "password"}));
  SignIn::Claim claim;
  OPENCAM_TRY(claim.account, asked.body.text("account"));
  claim.user = asked.body.text_or_empty("user");
  OPENCAM_TRY(asked.body.text("password"));
  claim.password = asked.body.secret("password");
  OPENCAM_TRY(const ConsoleSession opened, sign_in_.sign_in(claim, asked.session, asked.from));
  return with_session(asked, opened, true);
}

ConsoleEndpoint::Answered ConsoleEndpoint::sign_out(const Asked& asked) {
  OPENCAM_TRY(sign_in_.end(*asked.session, {.only = asked.session->row.digest, .except = {}}, asked.from));
  return signed_out(asked.http);
}

ConsoleEndpoint::Answered ConsoleEndpoint::give_code(const Asked& asked) {
  OPENCAM_TRY(asked.body.check({"code", "recovery_code"}));
  const SignIn::Code code = code_of(asked.body);
  OPENCAM_TRY(check_code(code));
  OPENCAM_TRY(const ConsoleSession opened, sign_in_.give_code(*asked.session, code, asked.from));
  return with_session(asked, opened, true);
}

ConsoleEndpoint::Answered ConsoleEndpoint::change_password(const Asked& asked) {
  OPENCAM_TRY(asked.body.check({"password", "new_password"}));
  OPENCAM_TRY(asked.body.text("password"));
  OPENCAM_TRY(asked.body.text("new_password"));
  OPENCAM_TRY(const ConsoleSession opened, sign_in_.change_password(*asked.session, asked.body.secret("password"),
                                                                    asked.body.secret("new_password"), asked.from));
  return with_session(asked, opened, true);
}

ConsoleEndpoint::Answered ConsoleEndpoint::list(const Asked& asked) {
  if (asked.session->row.stage != SessionStage::Open) return console_wrong_state("sign in first");
  return console_answer(print_sessions(*asked.session, parts_.equipment.clock.now_ms()));
}

ConsoleEndpoint::Answered ConsoleEndpoint::end_one(const Asked& asked) {
  if (asked.session->row.stage != SessionStage::Open) return console_wrong_state("sign in first");
  OPENCAM_TRY(asked.body.check({"session_id"}));
  OPENCAM_TRY(const std::string id, asked.body.text("session_id"));
  const auto& own = *asked.session;
  for (const auto& [digest, row] : own.account->sign_ins().sessions_of(own.row.uin)) {
    if (row.id() != id) continue;
    OPENCAM_TRY(sign_in_.end(own, {.only = digest, .except = {}}, asked.from));
    if (digest == own.row.digest) return signed_out(asked.http);
    return with_session(asked, own, false);
  }
  return ConsoleError{.status = 404, .code = "not_found", .message = "no such session"};
}

ConsoleEndpoint::Answered ConsoleEndpoint::end_all(const Asked& asked) {
  // Whoever knows no more than the password ends nobody's sessions but their own.
  if (asked.session->row.stage != SessionStage::Open) return console_wrong_state("sign in first");
  OPENCAM_TRY(asked.body.check({}, "keep_this"));
  const bool keeps_this = asked.body.flag("keep_this");
  OPENCAM_TRY(sign_in_.end(*asked.session,
                           {.only = {}, .except = keeps_this ? asked.session->row.digest : std::string()}, asked.from));
  return keeps_this ? with_session(asked, *asked.session, false) : signed_out(asked.http);
}

ConsoleEndpoint::Answered ConsoleEndpoint::begin_device(const Asked& asked) {
  OPENCAM_TRY(asked.body.check({"password", "code", "recovery_code"}));
  OPENCAM_TRY(const SignIn::NewDevice device,
              sign_in_.begin_device(*asked.session, asked.body.secret("password"), code_of(asked.body), asked.from));
  return console_answer(print_new_device(device));
}

ConsoleEndpoint::Answered ConsoleEndpoint::confirm_device(const Asked& asked) {
  OPENCAM_TRY(asked.body.check({"code"}));
  OPENCAM_TRY(const std::string code, asked.body.text("code"));
  OPENCAM_TRY(const SignIn::Confirmed confirmed, sign_in_.confirm_device(*asked.session, code, asked.from));
  return with_session(asked, confirmed.session, true, confirmed.recovery_codes);
}

ConsoleEndpoint::Answered ConsoleEndpoint::renew_recovery_codes(const Asked& asked) {
  OPENCAM_TRY(asked.body.check({"code", "recovery_code"}));
  const SignIn::Code code = code_of(asked.body);
  OPENCAM_TRY(check_code(code));
  OPENCAM_TRY(const auto codes, sign_in_.renew_recovery_codes(*asked.session, code, asked.from));
  return console_answer(print_recovery_codes(codes));
}

ConsoleEndpoint::Answered ConsoleEndpoint::remove_device(const Asked& asked) {
  OPENCAM_TRY(asked.body.check({"code", "recovery_code"}));
  const SignIn::Code code = code_of(asked.body);
  OPENCAM_TRY(check_code(code));
  OPENCAM_TRY(sign_in_.remove_device(*asked.session, code, asked.from));
  return with_session(asked, *asked.session, false);
}

}  // namespace opencam::services
