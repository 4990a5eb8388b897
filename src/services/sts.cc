#include "services/sts.h"

#include <algorithm>
#include <set>
#include <utility>

#include "base/limits.h"
#include "base/text.h"
#include "opencam/name.h"
#include "opencam/policy.h"
#include "services/lookup.h"
#include "services/wire_form.h"

namespace opencam::services {
namespace {

using directory::AccountState;
using directory::id_text;
using directory::RoleRow;
using directory::Uin;

constexpr std::size_t session_name_bytes_min = 2;
constexpr std::size_t session_name_bytes_max = 128;
constexpr std::size_t tag_key_bytes_max = 128;
constexpr std::size_t tag_value_bytes_max = 256;

// Letters, digits, `_` and those of `others`.
Result<void> check_word(std::string_view parameter, std::string_view value, std::size_t bytes_min,
                        std::string_view others) {
  const bool is_good =
      value.size() >= bytes_min && value.size() <= session_name_bytes_max && std::ranges::all_of(value, [&](char c) {
        return text::is_letter(c) || text::is_digit(c) || c == '_' || others.find(c) != std::string_view::npos;
      });
  if (is_good) return {};
  return Error(ErrorCode::InvalidArgument,
               "parameter `" + std::string(parameter) + "` needs " + std::to_string(bytes_min) + " to " +
                   std::to_string(session_name_bytes_max) + " letters, digits or `_" + std::string(others) + "`");
}

// CAM-165: nobody has a second factor yet, so none can be verified. Both texts empty: a session without one.
Result<void> check_mfa(const Call& call, std::string_view serial_number, std::string_view token_code) {
  if (serial_number.empty() && token_code.empty()) return {};
  const std::string known = "qcs::cam:uin/" + id_text(call.owner()) + "::mfa/softToken";
  if (!serial_number.empty() && serial_number != known) {
    return Error(ErrorCode::MfaTypeUnsupported, "parameter `SerialNumber` names no device that can be verified");
  }
  return Error(ErrorCode::MfaCodeWrong, "parameter `TokenCode` cannot be verified: the caller has bound no device");
}

// Zero is what clients send that fill in every field.
Result<std::int64_t> session_seconds(std::optional<std::uint64_t> asked, std::uint64_t usual, std::uint64_t most) {
  const std::uint64_t seconds = asked.value_or(0) == 0 ? std::min(usual, most) : *asked;
  if (seconds > most) {
    return Error(ErrorCode::SessionTooLong,
                 "parameter `DurationSeconds` is more than " + std::to_string(most) + " seconds");
  }
  return static_cast<std::int64_t>(seconds);
}

// The policy that narrows a session, as its token keeps it. Errors: the codes of check_policy.
Result<std::string> session_policy_text(const Call& call, std::string_view text) {
  std::string document = decoded_document(text);
  const auto problems = check_policy(document, {.kind = PolicyKind::Session,
                                                .catalog = &call.directory().catalog(),
                                                .lookup = nullptr,
                                                .owner_uin = id_text(call.owner())});
  if (problems.empty()) return document;
  const auto code = error_code_named(problems.front().code);
  return Error(code.value_or(ErrorCode::PolicyDocumentError), problems.front().message);
}

struct Issued {
  SessionCredentials credentials;
  std::int64_t expires_s = 0;
};

Result<Issued> issue(const Call& call, SessionClaims claims, std::int64_t seconds) {
  const Equipment& equipment = call.equipment();
  claims.issued_s = equipment.clock.now_s();
  claims.expires_s = claims.issued_s + seconds;
  auto credentials = make_session(equipment.sealer, equipment.random, claims);
  if (!credentials && credentials.error().code() == ErrorCode::LimitExceeded) {
    return Error(ErrorCode::SessionPolicyTooLong, "parameters `Policy` and `Tags` are too long for a session token");
  }
  if (!credentials) return std::move(credentials).error();
  return Issued{*std::move(credentials), claims.expires_s};
}

api::sts::Credentials shown(const SessionCredentials& credentials) {
  return {.token = credentials.token,
          .tmp_secret_id = credentials.secret_id,
          .tmp_secret_key = std::string(credentials.secret_key.reveal(SecretAccess{}))};
}

// The longest session of GetFederationToken and GetSessionToken.
std::uint64_t longest_session(const Caller& caller) {
  return caller.kind == PrincipalKind::Root ? limits::federation_root_s_max : limits::federation_user_s_max;
}

Result<void> check_permanent(const Caller& caller) {
  if (!caller.is_temporary) return {};
  return Error(ErrorCode::TemporaryKeyForbidden, "a temporary key cannot ask for another session of this kind");
}

// REQUIRES: the gate has allowed the assumption, so the ARN has the form of a role's or the caller may ask anything.
Result<const RoleRow*> role_of_arn(const AccountState& account, const std::string& text) {
  const auto arn = ResourceName::parse(text);
  if (!arn || arn->service != "cam" || arn->account.form == AccountForm::AppId) {
    return Error(ErrorCode::InvalidArgument, "parameter `RoleArn` is not the name of a role");
  }
  const std::string_view content(arn->content);
  if (content.starts_with("roleName/")) return find_role(account, std::nullopt, std::string(content.substr(9)));
  if (content.starts_with("role/")) return find_role(account, std::string(content.substr(5)), std::nullopt);
  return Error(ErrorCode::InvalidArgument, "parameter `RoleArn` names neither `roleName/` nor `role/`");
}

// The account a role lives in: the ARN's, otherwise the caller's.
std::shared_ptr<const AccountState> account_of_arn(const Call& call, const std::string& text) {
  const auto arn = ResourceName::parse(text);
  if (!arn || arn->account.form != AccountForm::Uin) return call.account();
  const auto uin = directory::read_id<Uin>(arn->account.number);
  auto account = uin ? call.directory().account(*uin) : nullptr;
  return account == nullptr ? call.account() : account;
}

Result<void> check_assume_role(const api::sts::AssumeRoleRequest& request) {
  OPENCAM_TRY(check_word("RoleSessionName", request.role_session_name, session_name_bytes_min, "+=,.@-"));
  if (!request.external_id.value_or("").empty()) {
    OPENCAM_TRY(check_word("ExternalId", *request.external_id, session_name_bytes_min, "+=,.@:/-"));
  }
  if (!request.source_identity.value_or("").empty()) {
    OPENCAM_TRY(check_word("SourceIdentity", *request.source_identity, session_name_bytes_min, "+=,.@-"));
  }
  if (!request.tags) return {};
  if (request.tags->size() > limits::session_tags_max) {
    return Error(ErrorCode::InvalidArgument, "parameter `Tags` has more than 50 tags");
  }
  std::set<std::string_view> keys;
  for (const api::sts::Tag& tag : *request.tags) {
    if (!keys.insert(tag.key).second) {
      return Error(ErrorCode::InvalidArgument, "parameter `Tags` holds a key twice");  // CAM-174
    }
    if (tag.key.empty() || tag.key.size() > tag_key_bytes_max || tag.value.size() > tag_value_bytes_max) {
      return Error(ErrorCode::InvalidArgument, "parameter `Tags` holds a tag of the wrong length");
    }
  }
  return {};
}

// CAM-224: who stands behind a session stays behind the sessions that are made from it.
Result<std::string> source_identity(const Caller& caller, const std::string& asked) {
  if (caller.source_identity.empty() || asked.empty() || asked == caller.source_identity) {
    return asked.empty() ? caller.source_identity : asked;
  }
  return Error(ErrorCode::InvalidArgument,
               "parameter `SourceIdentity` is not that of the session that asks, which goes on in this one");
}

// CAM-159: as ListAccessKeys, under the codes of sts.
Result<Uin> key_holder(const Call& call, const AccountState& account, std::uint64_t target) {
  const Caller& caller = call.caller();
  if (target == 0 && caller.kind != PrincipalKind::Role) return caller.uin;
  const bool is_foreign_root = Uin{target} == account.uin() && caller.kind != PrincipalKind::Root;
  const bool is_there = Uin{target} == account.uin() || account.find_user(Uin{target}) != nullptr;
  if (is_there && !is_foreign_root) return Uin{target};
  return Error(ErrorCode::InvalidArgument, "parameter `TargetUin` names nobody whose keys may be shown");
}

constexpr std::uint64_t key_enabled = 2;
constexpr std::uint64_t key_disabled = 3;

}  // namespace

Result<api::sts::GetCallerIdentityResponse> get_caller_identity(const Call& call,
                                                                const api::sts::GetCallerIdentityRequest&) {
  const Caller& caller = call.caller();
  const std::string owner = id_text(caller.owner());
  api::sts::GetCallerIdentityResponse response;
  response.account_id = owner;
  response.type = "CAMUser";
  if (caller.kind == PrincipalKind::Role) {
    const std::string role = id_text(caller.role);
    response.arn = "qcs::sts:" + owner + ":assumed-role/" + role;
    response.user_id = role + ":" + caller.session_name;
    response.principal_id = role;
    response.type = "CAMRole";
    return response;
  }
  const std::string uin = id_text(caller.uin);
  response.principal_id = uin;
  response.arn = "qcs::cam:" + owner + ":uin/" + uin;
  response.user_id = uin;
  if (caller.is_temporary && caller.session == SessionKind::Federated) {
    response.arn = "qcs::sts:" + owner + ":federated-user/" + uin;
    response.user_id = uin + ":" + caller.session_name;
  }
  return response;
}

Result<api::sts::GetSessionTokenResponse> get_session_token(const Call& call,
                                                            const api::sts::GetSessionTokenRequest& request) {
  const Caller& caller = call.caller();
  OPENCAM_TRY(check_permanent(caller));
  OPENCAM_TRY(check_mfa(call, request.serial_number, request.token_code));
  if (request.duration_seconds.value_or(0) < 0) {
    return Error(ErrorCode::InvalidArgument, "parameter `DurationSeconds` is negative");
  }
  const auto asked = static_cast<std::uint64_t>(request.duration_seconds.value_or(0));
  OPENCAM_TRY(const std::int64_t seconds,
              session_seconds(asked, limits::federation_default_s, longest_session(caller)));
  SessionClaims claims;
  claims.kind = SessionKind::User;
  claims.owner_uin = id_text(caller.owner());
  claims.subject = id_text(caller.uin);
  claims.parent_key = caller.secret_id;
  OPENCAM_TRY(const Issued issued, issue(call, std::move(claims), seconds));
  return api::sts::GetSessionTokenResponse{.credentials = shown(issued.credentials),
                                           .expired_time = static_cast<std::uint64_t>(issued.expires_s),
                                           .expiration = rfc3339_time(issued.expires_s * 1000)};
}

Result<api::sts::GetFederationTokenResponse> get_federation_token(const Call& call,
                                                                  const api::sts::GetFederationTokenRequest& request) {
  const Caller& caller = call.caller();
  OPENCAM_TRY(check_permanent(caller));
  OPENCAM_TRY(check_word("Name", request.name, 1, "+=,.@-"));
  OPENCAM_TRY(const std::int64_t seconds,
              session_seconds(request.duration_seconds, limits::federation_default_s, longest_session(caller)));
  SessionClaims claims;
  claims.kind = SessionKind::Federated;
  claims.owner_uin = id_text(caller.owner());
  claims.subject = id_text(caller.uin);
  claims.parent_key = caller.secret_id;
  claims.session_name = request.name;
  OPENCAM_TRY(claims.policy, session_policy_text(call, request.policy));
  OPENCAM_TRY(const Issued issued, issue(call, std::move(claims), seconds));
  return api::sts::GetFederationTokenResponse{.credentials = shown(issued.credentials),
                                              .expired_time = static_cast<std::uint64_t>(issued.expires_s),
                                              .expiration = rfc3339_time(issued.expires_s * 1000)};
}

Result<api::sts::AssumeRoleResponse> assume_role(const Call& call, const api::sts::AssumeRoleRequest& request) {
  OPENCAM_TRY(check_assume_role(request));
  OPENCAM_TRY(check_mfa(call, request.serial_number.value_or(""), request.token_code.value_or("")));
  const auto account = account_of_arn(call, request.role_arn);
  OPENCAM_TRY(const RoleRow* role, role_of_arn(*account, request.role_arn));
  const std::uint64_t most =
      role->session_duration_s == 0 ? call.directory().quota().session_duration_s_max : role->session_duration_s;
  OPENCAM_TRY(const std::int64_t seconds, session_seconds(request.duration_seconds, limits::session_default_s, most));
  SessionClaims claims;
  claims.kind = SessionKind::Role;
  claims.owner_uin = id_text(account->uin());
  claims.subject = id_text(role->id);
  claims.session_name = request.role_session_name;
  OPENCAM_TRY(claims.source_identity, source_identity(call.caller(), request.source_identity.value_or("")));
  for (const api::sts::Tag& tag : request.tags.value_or(std::vector<api::sts::Tag>{})) claims.tags[tag.key] = tag.value;
  if (!request.policy.value_or("").empty()) {
    OPENCAM_TRY(claims.policy, session_policy_text(call, *request.policy));
  }
  OPENCAM_TRY(const Issued issued, issue(call, std::move(claims), seconds));
  return api::sts::AssumeRoleResponse{.credentials = shown(issued.credentials),
                                      .expired_time = issued.expires_s,
                                      .expiration = rfc3339_time(issued.expires_s * 1000)};
}

Result<api::sts::AssumeRoleWithWebIdentityResponse> assume_role_with_web_identity(
    const Call& call, const api::sts::AssumeRoleWithWebIdentityRequest& request) {
  if (call.caller().identity == nullptr) {
    return Error(ErrorCode::PermissionDenied, "only a verified identity becomes a role so");
  }
  OPENCAM_TRY(check_word("RoleSessionName", request.role_session_name, session_name_bytes_min, "+=,.@-"));
  if (request.duration_seconds.value_or(0) < 0) {
    return Error(ErrorCode::InvalidArgument, "parameter `DurationSeconds` is negative");
  }
  const auto account = call.account();
  OPENCAM_TRY(const RoleRow* role, role_of_arn(*account, request.role_arn));
  const std::uint64_t most =
      role->session_duration_s == 0 ? call.directory().quota().session_duration_s_max : role->session_duration_s;
  const auto asked = static_cast<std::uint64_t>(request.duration_seconds.value_or(0));
  OPENCAM_TRY(const std::int64_t seconds, session_seconds(asked, limits::session_default_s, most));
  SessionClaims claims;
  claims.kind = SessionKind::Role;
  claims.owner_uin = id_text(account->uin());
  claims.subject = id_text(role->id);
  claims.session_name = request.role_session_name;
  OPENCAM_TRY(const Issued issued, issue(call, std::move(claims), seconds));
  return api::sts::AssumeRoleWithWebIdentityResponse{.expired_time = static_cast<std::uint64_t>(issued.expires_s),
                                                     .expiration = rfc3339_time(issued.expires_s * 1000),
                                                     .credentials = shown(issued.credentials)};
}

Result<api::sts::QueryApiKeyResponse> query_api_key(const Call& call, const api::sts::QueryApiKeyRequest& request) {
  const auto account = call.account();
  OPENCAM_TRY(const Uin holder, key_holder(call, *account, request.target_uin.value_or(0)));
  api::sts::QueryApiKeyResponse response;
  for (const auto* key : account->access_keys_of(holder)) {
    const bool is_active = key->status == directory::KeyStatus::Active;
    response.id_keys.push_back({.secret_id = key->secret_id,
                                .create_time = static_cast<std::uint64_t>(key->created_ms / 1000),
                                .status = is_active ? key_enabled : key_disabled});
  }
  return response;
}

}  // namespace opencam::services
