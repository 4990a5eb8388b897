// SAML identity providers (docs/api/identity-providers.md). They are kept and shown; nobody signs in through them yet.
#include <algorithm>

#include "base/encode.h"
#include "base/limits.h"
#include "base/text.h"
#include "services/cam_identity.h"
#include "services/wire_form.h"

namespace opencam::services {
namespace {

using directory::id_text;
using directory::IdentityProviderRow;
using directory::ProviderKey;
using directory::ProviderKind;

Error bad_metadata(const std::string& why) {
  return Error(ErrorCode::IdentityMetadataIllegal, "parameter `SAMLMetadataDocument` " + why)
      .with_help("give the provider's metadata, an XML `EntityDescriptor`, in base64");
}

// CAM-215: base64, or XML as it is, since a client of ours passes on what it is given. Read no further: an XML reader
// comes with the sign-in.
Result<void> check_metadata(std::string_view document) {
  if (document.size() > limits::saml_metadata_bytes_max) {
    return bad_metadata("has more than " + std::to_string(limits::saml_metadata_bytes_max) + " bytes");
  }
  std::string xml(text::trimmed(document));
  if (!xml.starts_with('<')) {
    std::erase_if(xml, [](char c) { return c == '\n' || c == '\r'; });
    const auto decoded = decode_base64(xml);
    if (!decoded) return bad_metadata("is not base64");
    xml = text::trimmed(*decoded);
  }
  if (xml.starts_with("\xef\xbb\xbf")) xml.erase(0, 3);
  if (!xml.starts_with('<') || !text::is_utf8(xml) || xml.find("EntityDescriptor") == std::string::npos) {
    return bad_metadata("is not SAML metadata");
  }
  if (xml.find("<!DOCTYPE") != std::string::npos) {
    return bad_metadata("has a document type, which can name other files");
  }
  return {};
}

ProviderKey saml_key(const std::string& name) { return {.kind = ProviderKind::Saml, .name = name}; }
ProviderKey user_key() { return {.kind = ProviderKind::UserSaml, .name = std::string(directory::user_saml_name)}; }

Result<const IdentityProviderRow*> find_provider(const directory::AccountState& account, const ProviderKey& key) {
  const IdentityProviderRow* row = account.find_identity_provider(key);
  if (row == nullptr) {
    return Error(ErrorCode::IdentityNotExist, "identity provider `" + text::shortened(key.name) + "` does not exist");
  }
  return row;
}

Result<void> check_domain(const std::string& domain) {
  const bool is_good = domain.size() <= limits::provider_client_bytes_max && std::ranges::all_of(domain, [](char c) {
                         return text::is_letter(c) || text::is_digit(c) || c == '.' || c == '-';
                       });
  if (is_good) return {};
  return Error(ErrorCode::IdentityMetadataIllegal,
               "parameter `AuxiliaryDomain` `" + text::shortened(domain) + "` is not a domain name");
}

}  // namespace

Result<api::cam::CreateSAMLProviderResponse> create_saml_provider(const Call& call,
                                                                  const api::cam::CreateSAMLProviderRequest& request) {
  OPENCAM_TRY(check_metadata(request.saml_metadata_document));
  IdentityProviderRow row{.kind = ProviderKind::Saml,
                          .name = request.name,
                          .description = request.description,
                          .document = request.saml_metadata_document};
  OPENCAM_TRY(call.directory().create_identity_provider(call.write(), call.owner(), row));
  return api::cam::CreateSAMLProviderResponse{.provider_arn = "qcs::cam::uin/" + id_text(call.owner()) +
                                                              ":saml-provider/" + request.name};
}

Result<api::cam::UpdateSAMLProviderResponse> update_saml_provider(const Call& call,
                                                                  const api::cam::UpdateSAMLProviderRequest& request) {
  const auto account = call.account();
  OPENCAM_TRY(const IdentityProviderRow* old, find_provider(*account, saml_key(request.name)));
  IdentityProviderRow row = *old;
  row.description = request.description.value_or(row.description);
  // Clients that fill in every field send an empty text for what stays.
  if (!request.saml_metadata_document.value_or("").empty()) {
    OPENCAM_TRY(check_metadata(*request.saml_metadata_document));
    row.document = *request.saml_metadata_document;
  }
  OPENCAM_TRY(call.directory().update_identity_provider(call.write(), call.owner(), row));
  return api::cam::UpdateSAMLProviderResponse{};
}

Result<api::cam::DeleteSAMLProviderResponse> delete_saml_provider(const Call& call,
                                                                  const api::cam::DeleteSAMLProviderRequest& request) {
  OPENCAM_TRY(call.directory().delete_identity_provider(call.write(), call.owner(), saml_key(request.name)));
  return api::cam::DeleteSAMLProviderResponse{};
}

Result<api::cam::GetSAMLProviderResponse> get_saml_provider(const Call& call,
                                                            const api::cam::GetSAMLProviderRequest& request) {
  const auto account = call.account();
  OPENCAM_TRY(const IdentityProviderRow* row, find_provider(*account, saml_key(request.name)));
  return api::cam::GetSAMLProviderResponse{.name = row->name,
                                           .description = row->description,
                                           .create_time = cam_time(row->created_ms),
                                           .modify_time = cam_time(row->updated_ms),
                                           .saml_metadata = row->document};
}

Result<api::cam::ListSAMLProvidersResponse> list_saml_providers(const Call& call,
                                                                const api::cam::ListSAMLProvidersRequest&) {
  api::cam::ListSAMLProvidersResponse response;
  const auto account = call.account();
  for (const auto& [key, row] : account->identity_providers()) {
    if (key.kind != ProviderKind::Saml) continue;
    response.saml_provider_set.push_back({.name = row->name,
                                          .description = row->description,
                                          .create_time = cam_time(row->created_ms),
                                          .modify_time = cam_time(row->updated_ms)});
  }
  response.total_count = static_cast<std::int64_t>(response.saml_provider_set.size());
  return response;
}

Result<api::cam::CreateUserSAMLConfigResponse> create_user_saml_config(
    const Call& call, const api::cam::CreateUserSAMLConfigRequest& request) {
  OPENCAM_TRY(check_metadata(request.saml_metadata_document));
  OPENCAM_TRY(check_domain(request.auxiliary_domain.value_or("")));
  IdentityProviderRow row{.kind = ProviderKind::UserSaml,
                          .name = std::string(directory::user_saml_name),
                          .document = request.saml_metadata_document,
                          .auxiliary_domain = request.auxiliary_domain.value_or("")};
  OPENCAM_TRY(call.directory().create_identity_provider(call.write(), call.owner(), row));
  return api::cam::CreateUserSAMLConfigResponse{};
}

Result<api::cam::UpdateUserSAMLConfigResponse> update_user_saml_config(
    const Call& call, const api::cam::UpdateUserSAMLConfigRequest& request) {
  const bool is_known = request.operate == "enable" || request.operate == "disable" || request.operate == "updateSAML";
  if (!is_known) {
    return Error(ErrorCode::InvalidArgument, "parameter `Operate` `" + text::shortened(request.operate) +
                                                 "` is not `enable`, `disable` or `updateSAML`");
  }
  const auto account = call.account();
  OPENCAM_TRY(const IdentityProviderRow* old, find_provider(*account, user_key()));
  IdentityProviderRow row = *old;
  if (request.operate == "updateSAML") {
    row.document = request.saml_metadata_document.value_or("");
    OPENCAM_TRY(check_metadata(row.document));
  } else {
    row.is_enabled = request.operate == "enable";
  }
  row.auxiliary_domain = request.auxiliary_domain.value_or(row.auxiliary_domain);
  OPENCAM_TRY(check_domain(row.auxiliary_domain));
  OPENCAM_TRY(call.directory().update_identity_provider(call.write(), call.owner(), row));
  return api::cam::UpdateUserSAMLConfigResponse{};
}

Result<api::cam::DescribeUserSAMLConfigResponse> describe_user_saml_config(
    const Call& call, const api::cam::DescribeUserSAMLConfigRequest&) {
  const auto account = call.account();
  const IdentityProviderRow* row = account->find_identity_provider(user_key());
  api::cam::DescribeUserSAMLConfigResponse response;
  if (row == nullptr) return response;
  response.saml_metadata = row->document;
  response.status = row->is_enabled ? 1 : 2;
  response.auxiliary_domain = row->auxiliary_domain;
  return response;
}

}  // namespace opencam::services
