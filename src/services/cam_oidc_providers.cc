// OpenID Connect providers: of roles, by name, and of the account's users (docs/api/identity-providers.md).
#include <algorithm>
#include <array>
#include <set>

#include "base/encode.h"
#include "base/limits.h"
#include "base/text.h"
#include "services/cam_identity.h"
#include "services/json_web_key.h"
#include "services/provider_url.h"
#include "services/wire_form.h"

namespace opencam::services {
namespace {

using directory::IdentityProviderRow;
using directory::ProviderKey;
using directory::ProviderKind;

constexpr std::uint64_t role_provider = 11;
constexpr std::uint64_t user_provider = 12;
constexpr std::uint64_t status_enabled = 11;
constexpr std::uint64_t status_disabled = 2;

ProviderKey role_key(const std::string& name) { return {.kind = ProviderKind::Oidc, .name = name}; }
ProviderKey user_key() { return {.kind = ProviderKind::UserOidc, .name = std::string(directory::user_oidc_name)}; }

Error bad(std::string_view parameter, std::string_view what) {
  return Error(ErrorCode::InvalidArgument, "parameter `" + std::string(parameter) + "` " + std::string(what));
}

Result<const IdentityProviderRow*> find_provider(const directory::AccountState& account, const ProviderKey& key) {
  const IdentityProviderRow* row = account.find_identity_provider(key);
  if (row == nullptr) {
    return Error(ErrorCode::IdentityNotExist, "identity provider `" + text::shortened(key.name) + "` does not exist");
  }
  return row;
}

// The key set in base64, as it came; whoever gives it learns now what would refuse every token later.
Result<void> check_identity_key(const std::string& identity_key) {
  if (identity_key.size() > limits::identity_document_bytes_max) {
    return Error(ErrorCode::IdentityKeyIllegal, "parameter `IdentityKey` is too long");
  }
  const auto text = decode_base64(identity_key);
  if (!text) {
    return Error(ErrorCode::IdentityKeyIllegal, "parameter `IdentityKey` is not base64")
        .with_help("give the provider's key set (JWKS) in base64");
  }
  if (auto keys = KeySet::read(*text); !keys) {
    return Error(ErrorCode::IdentityKeyIllegal, "parameter `IdentityKey`: " + keys.error().message());
  }
  return {};
}

bool is_printable(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7f; });
}

Result<void> check_clients(const std::vector<std::string>& clients) {
  if (clients.empty() || clients.size() > limits::provider_clients_max) {
    return bad("ClientId", "has not 1 to " + std::to_string(limits::provider_clients_max) + " values");
  }
  std::set<std::string_view> seen;
  for (const std::string& client : clients) {
    if (client.empty() || client.size() > limits::provider_client_bytes_max || !is_printable(client)) {
      return bad("ClientId", "holds `" + text::shortened(client) + "`, which is not 1 to 255 printable characters");
    }
    if (!seen.insert(client).second) return bad("ClientId", "holds `" + text::shortened(client) + "` twice");
  }
  return {};
}

Result<void> check_choice(std::string_view parameter, const std::string& value,
                          std::initializer_list<std::string_view> choices) {
  if (std::ranges::find(choices, value) != choices.end()) return {};
  std::string known;
  for (const std::string_view choice : choices) known += (known.empty() ? "`" : ", `") + std::string(choice) + "`";
  return bad(parameter, "`" + text::shortened(value) + "` is not one of " + known);
}

// What both requests of a role's provider have.
template <typename Request>
Result<IdentityProviderRow> role_row(const Request& request) {
  OPENCAM_TRY(check_provider_url("IdentityUrl", request.identity_url));
  OPENCAM_TRY(check_clients(request.client_id));
  OPENCAM_TRY(check_identity_key(request.identity_key));
  OPENCAM_TRY(const bool rotates_keys, read_flag("AutoRotateKey", request.auto_rotate_key, false));
  return IdentityProviderRow{.kind = ProviderKind::Oidc,
                             .name = request.name,
                             .description = request.description.value_or(""),
                             .document = request.identity_key,
                             .issuer = request.identity_url,
                             .client_ids = directory::joined_lines(request.client_id),
                             .rotates_keys = rotates_keys};
}

// What both requests of the users' provider have.
template <typename Request>
Result<IdentityProviderRow> user_row(const Request& request) {
  OPENCAM_TRY(check_provider_url("IdentityUrl", request.identity_url));
  OPENCAM_TRY(check_provider_url("AuthorizationEndpoint", request.authorization_endpoint));
  OPENCAM_TRY(check_clients({request.client_id}));
  OPENCAM_TRY(check_choice("ResponseType", request.response_type, {"id_token"}));
  OPENCAM_TRY(check_choice("ResponseMode", request.response_mode, {"form_post", "fragment"}));
  if (request.mapping_filed.empty() || request.mapping_filed.size() > limits::provider_client_bytes_max ||
      !is_printable(request.mapping_filed)) {
    return bad("MappingFiled", "is not the name of a field of the id_token");
  }
  std::vector<std::string> scopes = request.scope.value_or(std::vector<std::string>{});
  if (scopes.empty()) scopes = {"openid"};
  for (const std::string& scope : scopes) OPENCAM_TRY(check_choice("Scope", scope, {"openid", "email", "profile"}));
  if (std::set<std::string>(scopes.begin(), scopes.end()).size() != scopes.size()) {
    return bad("Scope", "holds a value twice");
  }
  OPENCAM_TRY(check_identity_key(request.identity_key));
  OPENCAM_TRY(const bool rotates_keys, read_flag("AutoRotateKey", request.auto_rotate_key, false));
  return IdentityProviderRow{.kind = ProviderKind::UserOidc,
                             .name = std::string(directory::user_oidc_name),
                             .description = request.description.value_or(""),
                             .document = request.identity_key,
                             .issuer = request.identity_url,
                             .client_ids = request.client_id,
                             .rotates_keys = rotates_keys,
                             .authorization_endpoint = request.authorization_endpoint,
                             .response_mode = request.response_mode,
                             .mapping_field = request.mapping_filed,
                             .scopes = directory::joined_lines(scopes)};
}

}  // namespace

Result<api::cam::CreateOIDCConfigResponse> create_oidc_config(const Call& call,
                                                              const api::cam::CreateOIDCConfigRequest& request) {
  OPENCAM_TRY(const IdentityProviderRow row, role_row(request));
  OPENCAM_TRY(call.directory().create_identity_provider(call.write(), call.owner(), row));
  return api::cam::CreateOIDCConfigResponse{};
}

Result<api::cam::UpdateOIDCConfigResponse> update_oidc_config(const Call& call,
                                                              const api::cam::UpdateOIDCConfigRequest& request) {
  const auto account = call.account();
  OPENCAM_TRY(find_provider(*account, role_key(request.name)));
  OPENCAM_TRY(const IdentityProviderRow row, role_row(request));
  OPENCAM_TRY(call.directory().update_identity_provider(call.write(), call.owner(), row));
  return api::cam::UpdateOIDCConfigResponse{};
}

Result<api::cam::DeleteOIDCConfigResponse> delete_oidc_config(const Call& call,
                                                              const api::cam::DeleteOIDCConfigRequest& request) {
  OPENCAM_TRY(call.directory().delete_identity_provider(call.write(), call.owner(), role_key(request.name)));
  return api::cam::DeleteOIDCConfigResponse{};
}

Result<api::cam::DescribeOIDCConfigResponse> describe_oidc_config(const Call& call,
                                                                  const api::cam::DescribeOIDCConfigRequest& request) {
  const auto account = call.account();
  OPENCAM_TRY(const IdentityProviderRow* row, find_provider(*account, role_key(request.name)));
  return api::cam::DescribeOIDCConfigResponse{.provider_type = role_provider,
                                              .identity_url = row->issuer,
                                              .identity_key = row->document,
                                              .client_id = directory::split_lines(row->client_ids),
                                              .status = status_enabled,
                                              .description = row->description,
                                              .name = row->name,
                                              .auto_rotate_key = row->rotates_keys ? 1 : 0};
}

Result<api::cam::CreateUserOIDCConfigResponse> create_user_oidc_config(
    const Call& call, const api::cam::CreateUserOIDCConfigRequest& request) {
  OPENCAM_TRY(const IdentityProviderRow row, user_row(request));
  OPENCAM_TRY(call.directory().create_identity_provider(call.write(), call.owner(), row));
  return api::cam::CreateUserOIDCConfigResponse{};
}

Result<api::cam::UpdateUserOIDCConfigResponse> update_user_oidc_config(
    const Call& call, const api::cam::UpdateUserOIDCConfigRequest& request) {
  const auto account = call.account();
  OPENCAM_TRY(const IdentityProviderRow* old, find_provider(*account, user_key()));
  OPENCAM_TRY(IdentityProviderRow row, user_row(request));
  row.is_enabled = old->is_enabled;
  OPENCAM_TRY(call.directory().update_identity_provider(call.write(), call.owner(), row));
  return api::cam::UpdateUserOIDCConfigResponse{};
}

Result<api::cam::DescribeUserOIDCConfigResponse> describe_user_oidc_config(
    const Call& call, const api::cam::DescribeUserOIDCConfigRequest&) {
  const auto account = call.account();
  OPENCAM_TRY(const IdentityProviderRow* row, find_provider(*account, user_key()));
  return api::cam::DescribeUserOIDCConfigResponse{.provider_type = user_provider,
                                                  .identity_url = row->issuer,
                                                  .identity_key = row->document,
                                                  .client_id = row->client_ids,
                                                  .status = row->is_enabled ? status_enabled : status_disabled,
                                                  .authorization_endpoint = row->authorization_endpoint,
                                                  .scope = directory::split_lines(row->scopes),
                                                  .response_type = "id_token",
                                                  .response_mode = row->response_mode,
                                                  .mapping_filed = row->mapping_field,
                                                  .description = row->description,
                                                  .auto_rotate_key = row->rotates_keys ? 1U : 0U};
}

Result<api::cam::DisableUserSSOResponse> disable_user_sso(const Call& call, const api::cam::DisableUserSSORequest&) {
  OPENCAM_TRY(call.directory().disable_user_sso(call.write(), call.owner()));
  return api::cam::DisableUserSSOResponse{};
}

}  // namespace opencam::services
