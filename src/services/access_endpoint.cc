#include "services/access_endpoint.h"

#include <utility>

#include "base/encode.h"
#include "base/host/digest.h"
#include "base/text.h"
#include "services/access_limits.h"
#include "services/catalogue_page.h"
#include "services/policy_check.h"
#include "services/refusal_record.h"

namespace opencam::services {
namespace {

constexpr std::string_view check_path = "/access/v1/policies/check";
constexpr std::string_view catalogue_path = "/access/v1/catalogue";
constexpr std::string_view decision_root = "/access/v1/decisions/";

// The first two are ours, not the API's, and need no permission (CAM-080).
constexpr std::string_view check_right = "CheckPolicy";
constexpr std::string_view catalogue_right = "GetCatalogue";
constexpr std::string_view decision_right = "LookUpEvents";
constexpr std::string_view json_type = "application/json";

constexpr std::size_t decision_id_bytes = 36;

// The form of every id that is given out: `198f7b58-7f0e-4c5e-9d51-0f3f0a2f3c11`.
bool is_decision_id(std::string_view id) {
  if (id.size() != decision_id_bytes) return false;
  for (std::size_t i = 0; i < id.size(); ++i) {
    const bool is_dash = i == 8 || i == 13 || i == 18 || i == 23;
    const bool is_hex = text::is_digit(id[i]) || (id[i] >= 'a' && id[i] <= 'f');
    if (is_dash ? id[i] != '-' : !is_hex) return false;
  }
  return true;
}

// RFC 9110, 13.1.2: a weak comparison.
bool names_tag(const HttpRequest& http, std::string_view tag) {
  for (const std::string_view item : text::split(http.headers.find("if-none-match").value_or(""), ',')) {
    std::string_view known = text::trimmed(item);
    if (known.starts_with("W/")) known.remove_prefix(2);
    if (known == tag || known == "*") return true;
  }
  return false;
}

bool is_json(const HttpRequest& http) {
  const std::string_view type = http.headers.find("content-type").value_or("");
  const std::string_view essence = text::trimmed(type.substr(0, type.find(';')));
  return text::equal_ignoring_ascii_case(essence, json_type);
}

}  // namespace

AccessEndpoint::Page::Page(std::string text)
    : body(std::move(text)), tag("\"" + encode_hex(std::string_view(sha256(body)).substr(0, 16)) + "\"") {}

AccessEndpoint::AccessEndpoint(AccessDoor& door)
    : door_(door),
      all_(catalogue_page(door.parts().equipment.directory.catalog(), ListedServices::All)),
      added_(catalogue_page(door.parts().equipment.directory.catalog(), ListedServices::Added)) {}

bool AccessEndpoint::is_its_path(std::string_view path) {
  return path == check_path || path == catalogue_path || path.starts_with(decision_root);
}

void AccessEndpoint::call(const HttpRequest& http, const AccessDoor::Answer& answer) const {
  if (http.path() == check_path) return check(http, answer);
  if (http.path() == catalogue_path) return catalogue(http, answer);
  decision(http, answer);
}

void AccessEndpoint::check(const HttpRequest& http, const AccessDoor::Answer& answer) const {
  const auto visit = door_.enter(http, check_right, answer, "POST");
  if (!visit) return;
  if (!is_json(http)) return answer(access_problem(400, "the Content-Type is not application/json"));
  if (http.body.size() > limits::policy_check_bytes_max) {
    return answer(
        access_problem(413, "the body is longer than " + std::to_string(limits::policy_check_bytes_max) + " bytes"));
  }
  if (!door_.may(*visit, {&check_right, 1})) return door_.refuse(*visit, check_right, answer);
  const auto& directory = door_.parts().equipment.directory;
  auto found = policy_check(http.body, directory.catalog(), directory.quota());
  answer(found ? door_.found(json_type, *std::move(found)) : access_problem(400, found.error().message()));
}

void AccessEndpoint::catalogue(const HttpRequest& http, const AccessDoor::Answer& answer) const {
  const auto visit = door_.enter(http, catalogue_right, answer);
  if (!visit) return;
  const std::string_view query = http.query();
  if (!query.empty() && query != "services=all" && query != "services=added") {
    return answer(access_problem(400, "the query is not `services=all` or `services=added`"));
  }
  if (!door_.may(*visit, {&catalogue_right, 1})) return door_.refuse(*visit, catalogue_right, answer);
  const Page& page = query == "services=added" ? added_ : all_;
  HttpResponse response = door_.found(json_type, page.body);
  if (names_tag(http, page.tag)) {
    response = {};
    response.status = 304;
  }
  response.headers.set("ETag", page.tag);
  response.headers.set("Cache-Control", "private, no-cache");
  answer(std::move(response));
}

// CAM-342.
void AccessEndpoint::decision(const HttpRequest& http, const AccessDoor::Answer& answer) const {
  const auto visit = door_.enter(http, decision_right, answer);
  if (!visit) return;
  const std::string id(http.path().substr(decision_root.size()));
  if (!is_decision_id(id) || !http.query().empty()) {
    return answer(access_problem(400, "the address does not end in the id of a decision"));
  }
  if (!door_.may(*visit, {&decision_right, 1})) return door_.refuse(*visit, decision_right, answer);
  answer(refusal(visit->caller.owner(), id));
}

HttpResponse AccessEndpoint::refusal(directory::Uin account, const std::string& id) const {
  directory::AuditQuery query;
  query.account = account;
  query.decision_id = id;
  query.is_denied = true;
  query.count_max = 1;
  const Equipment& equipment = door_.parts().equipment;
  const auto page = equipment.directory.audit(query);
  if (!page) {
    equipment.log.error("audit_unreadable", {{"cause", page.error().message()}});
    return access_problem(500, "the audit trail cannot be read");
  }
  if (page->records.empty()) {
    return access_problem(404,
                          "no refusal of this account with that id is kept: there was none, or it is older than "
                          "what the audit trail still holds");
  }
  return door_.found(json_type, refusal_page(page->records.front()));
}

}  // namespace opencam::services
