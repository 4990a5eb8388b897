#include "services/directory_endpoint.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/json.h"
#include "base/text.h"
#include "services/query_parameters.h"
#include "services/wire_form.h"

namespace opencam::services {
namespace {

using directory::AccountState;
using directory::IdentityProviderRow;
using directory::ProviderKind;

constexpr std::string_view path_head = "/access/v1/directory/";
constexpr std::string_view json_type = "application/json";
constexpr std::string_view sign_in_policy_right = "DescribeSubAccountLoginIpPolicy";

// In the order of ProviderKind.
constexpr std::array<std::string_view, 4> provider_rights = {"ListSAMLProviders", "DescribeOIDCConfig",
                                                             "DescribeUserSAMLConfig", "DescribeUserOIDCConfig"};

std::string_view kind_name(ProviderKind kind) { return names_of(kind).at(static_cast<std::size_t>(kind)); }

void put_lines(json::Writer& out, std::string_view key, std::string_view lines) {
  out.key(key).begin_array();
  for (const std::string& line : directory::split_lines(lines)) out.string(line);
  out.end_array();
}

void put_provider(json::Writer& out, const IdentityProviderRow& provider) {
  out.begin_object().key("kind").string(kind_name(provider.kind)).key("name").string(provider.name);
  out.key("description").string(provider.description);
  if (provider.kind == ProviderKind::Oidc || provider.kind == ProviderKind::UserOidc) {
    out.key("issuer").string(provider.issuer);
    put_lines(out, "client_ids", provider.client_ids);
    out.key("rotates_keys").boolean(provider.rotates_keys);
  }
  out.key("is_enabled").boolean(provider.is_enabled).key("created").string(rfc3339_time(provider.created_ms));
  out.key("updated").string(rfc3339_time(provider.updated_ms)).end_object();
}

std::string print_sign_in_policy(const directory::LoginPolicyRow& policy) {
  json::Writer out;
  out.begin_object().key("is_ip_on").boolean(policy.is_ip_on).key("rules").begin_array();
  for (const std::string& line : directory::split_lines(policy.ip_rules)) {
    const std::size_t blank = line.find(' ');
    out.begin_object().key("effect").string(std::string_view(line).substr(0, blank));
    out.key("network").string(blank == std::string::npos ? "" : line.substr(blank + 1)).end_object();
  }
  out.end_array().key("is_offsite_on").boolean(policy.is_offsite_on);
  put_lines(out, "approvers", policy.approvers);
  out.key("updated");
  if (policy.updated_ms == 0) {
    out.null();
  } else {
    out.string(rfc3339_time(policy.updated_ms));
  }
  out.end_object();
  return std::move(out).take();
}

}  // namespace

bool DirectoryEndpoint::is_its_path(std::string_view path) { return path.starts_with(path_head); }

void DirectoryEndpoint::get(const HttpRequest& http, const AccessDoor::Answer& answer) {
  const std::string_view name = http.path().substr(path_head.size());
  if (const auto listed = directory_list_named(name)) return list(*listed, http, answer);
  if (name == "search") return search(http, answer);
  if (name == "providers") return providers(http, answer);
  if (name == "sign-in-policy") return sign_in_policy(http, answer);
  answer(access_problem(404, "there is no such list"));
}

void DirectoryEndpoint::list(DirectoryList list, const HttpRequest& http, const AccessDoor::Answer& answer) {
  const auto visit = door_.enter(http, rights_to_list(list, "").front(), answer);
  if (!visit) return;
  const auto query = read_directory_query(list, http.query());
  if (!query) return answer(access_problem(400, query.error().message()));
  const auto rights = rights_to_list(list, query->kind);
  if (!door_.may(*visit, rights)) return door_.refuse(*visit, rights.front(), answer);
  const Catalog& catalog = door_.parts().equipment.directory.catalog();
  answer(door_.found(json_type, print_list(list, *query, catalog, *door_.account(*visit))));
}

void DirectoryEndpoint::search(const HttpRequest& http, const AccessDoor::Answer& answer) {
  const auto visit = door_.enter(http, rights_to_search(SearchKind::User).front(), answer);
  if (!visit) return;
  const auto query = read_search_query(http.query());
  if (!query) return answer(access_problem(400, query.error().message()));
  std::array<bool, search_kinds> seen{};
  std::string_view missing;
  for (std::size_t i = 0; i < search_kinds; ++i) {
    if (!query->kinds.at(i)) continue;
    const auto rights = rights_to_search(static_cast<SearchKind>(i));
    seen.at(i) = door_.may(*visit, rights);
    if (!seen.at(i) && missing.empty()) missing = rights.front();
  }
  if (std::ranges::find(seen, true) == seen.end()) return door_.refuse(*visit, missing, answer);
  const Catalog& catalog = door_.parts().equipment.directory.catalog();
  answer(door_.found(json_type, print_search(*query, seen, catalog, *door_.account(*visit))));
}

void DirectoryEndpoint::providers(const HttpRequest& http, const AccessDoor::Answer& answer) {
  const auto visit = door_.enter(http, provider_rights.front(), answer);
  if (!visit) return;
  const auto query = QueryParameters::read(http.query(), {"kind"});
  const auto kind =
      query ? query->choice("kind", {"saml", "oidc", "user_saml", "user_oidc"}) : Result<std::string>(query.error());
  if (!kind) return answer(access_problem(400, kind.error().message()));
  const auto account = door_.account(*visit);
  json::Writer left_out;
  left_out.begin_array();
  json::Writer out;
  out.begin_object().key("items").begin_array();
  std::string_view missing;
  bool is_any_seen = false;
  for (std::size_t i = 0; i < provider_rights.size(); ++i) {
    const auto wanted = static_cast<ProviderKind>(i);
    if (!kind->empty() && *kind != kind_name(wanted)) continue;
    if (!door_.may(*visit, {&provider_rights.at(i), 1})) {
      if (missing.empty()) missing = provider_rights.at(i);
      left_out.begin_object().key("kind").string(kind_name(wanted)).key("needs").begin_array();
      left_out.string("cam:" + std::string(provider_rights.at(i))).end_array().end_object();
      continue;
    }
    is_any_seen = true;
    for (const auto& [key, provider] : account->identity_providers()) {
      if (key.kind == wanted) put_provider(out, *provider);
    }
  }
  if (!is_any_seen) return door_.refuse(*visit, missing, answer);
  out.end_array().key("left_out").raw(std::move(left_out.end_array()).take()).end_object();
  answer(door_.found(json_type, std::move(out).take()));
}

void DirectoryEndpoint::sign_in_policy(const HttpRequest& http, const AccessDoor::Answer& answer) {
  const auto visit = door_.enter(http, sign_in_policy_right, answer);
  if (!visit) return;
  const auto query = QueryParameters::read(http.query(), {});
  if (!query) return answer(access_problem(400, query.error().message()));
  if (!door_.may(*visit, {&sign_in_policy_right, 1})) return door_.refuse(*visit, sign_in_policy_right, answer);
  answer(door_.found(json_type, print_sign_in_policy(door_.account(*visit)->security().login_policy())));
}

}  // namespace opencam::services
