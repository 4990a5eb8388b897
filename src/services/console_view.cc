#include "services/console_view.h"

#include <algorithm>
#include <utility>

#include "base/json.h"
#include "base/text.h"
#include "services/wire_form.h"

namespace opencam::services {
namespace {

using directory::ConsoleSessionRow;
using directory::id_text;

HttpResponse json_response(int status, std::string body) {
  HttpResponse response = http_response(status, "application/json", std::move(body));
  response.headers.set("Cache-Control", "no-store");
  response.headers.set("X-Content-Type-Options", "nosniff");
  response.headers.set("Cross-Origin-Resource-Policy", "same-origin");
  return response;
}

void put_codes(json::Writer& out, const std::vector<std::string>& codes) {
  out.key("recovery_codes").begin_array();
  for (const std::string& code : codes) out.string(code);
  out.end_array();
}

void put_factor(json::Writer& out, const ConsoleSession& session) {
  const auto* factor = session.account->sign_ins().second_factor_of(session.row.uin);
  const bool is_enrolled = factor != nullptr && factor->is_enrolled();
  const auto left = is_enrolled ? std::ranges::count(factor->recovery, '\n') : 0;
  out.key("mfa").begin_object();
  out.key("is_enrolled").boolean(is_enrolled);
  out.key("is_required").boolean(asks_for_second_factor(*session.account, session.row.uin));
  out.key("was_used").boolean(session.row.used_mfa);
  out.key("recovery_codes_left").number(static_cast<std::int64_t>(left)).end_object();
}

}  // namespace

std::string_view console_language(const HttpRequest& http) {
  for (const std::string_view piece : text::split(http.headers.find("accept-language").value_or(""), ',')) {
    const std::string tag = text::ascii_lower(text::trimmed(piece.substr(0, piece.find(';'))));
    if (tag == "zh" || tag.starts_with("zh-")) return "zh-CN";
    if (tag == "en" || tag.starts_with("en-")) return "en-US";
  }
  return "";
}

std::string print_session(const ConsoleSession& session, std::string_view language,
                          const std::vector<std::string>& recovery_codes) {
  const auto& account = *session.account;
  const auto* user = session.is_root() ? nullptr : account.find_user(session.row.uin);
  json::Writer out;
  out.begin_object();
  out.key("state").string(names_of(session.row.stage).at(static_cast<std::size_t>(session.row.stage)));
  out.key("csrf_token").string(session.cookie.csrf_token());
  out.key("account").begin_object().key("uin").string(id_text(account.uin())).key("name").string(account.row().name);
  out.key("app_id").string(id_text(account.row().app_id)).end_object();
  out.key("user").begin_object().key("uin").string(id_text(session.row.uin));
  out.key("name").string(user == nullptr ? account.row().name : user->name);
  out.key("is_root").boolean(session.is_root()).end_object();
  put_factor(out, session);
  if (const auto expires_ms = password_expires_ms(account, session.row.uin)) {
    out.key("password_expires").string(rfc3339_time(*expires_ms));
  }
  out.key("session_id").string(session.row.id());
  out.key("expires").string(rfc3339_time(session.row.expires_ms));
  out.key("language").string(language);
  if (!recovery_codes.empty()) put_codes(out, recovery_codes);
  return std::move(out.end_object()).take();
}

std::string print_sessions(const ConsoleSession& session, std::int64_t now_ms) {
  std::vector<ConsoleSessionRow> rows;
  for (const auto& [digest, row] : session.account->sign_ins().sessions_of(session.row.uin)) {
    if (row.is_alive(now_ms)) rows.push_back(row);
  }
  std::ranges::sort(rows, std::greater<>(), &ConsoleSessionRow::created_ms);
  json::Writer out;
  out.begin_object().key("sessions").begin_array();
  for (const ConsoleSessionRow& row : rows) {
    out.begin_object().key("session_id").string(row.id());
    out.key("is_this").boolean(row.digest == session.row.digest);
    out.key("created").string(rfc3339_time(row.created_ms)).key("last_used").string(rfc3339_time(row.last_used_ms));
    out.key("expires").string(rfc3339_time(row.expires_ms));
    out.key("source_ip").string(row.source_ip).key("user_agent").string(row.user_agent);
    out.key("mfa_was_used").boolean(row.used_mfa).end_object();
  }
  return std::move(out.end_array().end_object()).take();
}

std::string print_recovery_codes(const std::vector<std::string>& codes) {
  json::Writer out;
  out.begin_object();
  put_codes(out, codes);
  return std::move(out.end_object()).take();
}

std::string print_new_device(const SignIn::NewDevice& device) {
  json::Writer out;
  out.begin_object().key("secret").string(device.secret.reveal(SecretAccess{}));
  out.key("uri").string(device.address.reveal(SecretAccess{}));
  return std::move(out.end_object()).take();
}

HttpResponse console_answer(std::string body) { return json_response(200, std::move(body)); }

HttpResponse console_answer(const ConsoleError& error) {
  json::Writer out;
  out.begin_object().key("error").begin_object();
  out.key("code").string(error.code).key("message").string(error.message);
  if (error.retry_after_s > 0) out.key("retry_after_s").number(error.retry_after_s);
  out.end_object().end_object();
  HttpResponse response = json_response(error.status, std::move(out).take());
  if (error.retry_after_s > 0) response.headers.set("Retry-After", std::to_string(error.retry_after_s));
  return response;
}

}  // namespace opencam::services
