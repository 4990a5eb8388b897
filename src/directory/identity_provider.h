// Identity providers: who else vouches for people and programs, and the row that is stored of each.
//
//   saml, oidc             named; a role's trust policy lets in whom they vouch for (CAM-215)
//   user_saml, user_oidc   at most one of each, for the account's own users; at most one of the two is on (CAM-217)
//
// What a provider is known by (SAML metadata, a set of keys) is kept as it was given. The directory asks no more of it
// than its length; `services` reads it. Values.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "directory/id.h"

namespace opencam::directory {

enum class ProviderKind : std::uint8_t { Saml, Oidc, UserSaml, UserOidc };

inline constexpr std::array<std::string_view, 4> names_of(ProviderKind) {
  return {"saml", "oidc", "user_saml", "user_oidc"};
}

// What the two that have no name of their own are called; no role provider may be called so.
inline constexpr std::string_view user_saml_name = "SAML";
inline constexpr std::string_view user_oidc_name = "OIDC";

struct ProviderKey {
  ProviderKind kind = ProviderKind::Saml;
  std::string name;
  friend auto operator<=>(const ProviderKey&, const ProviderKey&) = default;
};

struct IdentityProviderRow {
  Uin owner{};
  ProviderKind kind = ProviderKind::Saml;
  std::string name;
  std::string description;
  std::string document;  // SAML metadata or the key set, as given
  bool is_enabled = true;
  std::string issuer;      // OIDC: what `iss` of a token must be
  std::string client_ids;  // OIDC: whom tokens may be for, one in a line
  bool rotates_keys = false;
  std::string rotated_keys;            // the key set that the provider published last, as JSON; empty: none was fetched
  std::int64_t rotated_ms = 0;         // when that was written here
  std::string authorization_endpoint;  // the rest: of the users' providers alone
  std::string response_mode;
  std::string mapping_field;
  std::string scopes;  // one in a line
  std::string auxiliary_domain;
  std::int64_t created_ms = 0;
  std::int64_t updated_ms = 0;

  ProviderKey key() const { return {.kind = kind, .name = name}; }

  static constexpr std::string_view table = "identity_provider";
  template <typename Row, typename Visitor>
  static void columns(Row& row, Visitor&& visit) {
    visit.key("owner", row.owner);
    visit.key("kind", row.kind);
    visit.key("name", row.name);
    visit.value("description", row.description);
    visit.value("document", row.document);
    visit.value("is_enabled", row.is_enabled);
    visit.value("issuer", row.issuer);
    visit.value("client_ids", row.client_ids);
    visit.value("rotates_keys", row.rotates_keys);
    visit.value("rotated_keys", row.rotated_keys);
    visit.value("rotated_ms", row.rotated_ms);
    visit.value("authorization_endpoint", row.authorization_endpoint);
    visit.value("response_mode", row.response_mode);
    visit.value("mapping_field", row.mapping_field);
    visit.value("scopes", row.scopes);
    visit.value("auxiliary_domain", row.auxiliary_domain);
    visit.value("created_ms", row.created_ms);
    visit.value("updated_ms", row.updated_ms);
  }
  friend bool operator==(const IdentityProviderRow&, const IdentityProviderRow&) = default;
};

// `client_ids` and `scopes` are lists in one text; none of their members holds a line break.
std::string joined_lines(const std::vector<std::string>& lines);
std::vector<std::string> split_lines(std::string_view text);

}  // namespace opencam::directory
