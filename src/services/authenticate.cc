#include "services/authenticate.h"

#include <optional>
#include <utility>
#include <vector>

namespace opencam::services {
namespace {

using directory::AccountState;
using directory::KeyStatus;
using directory::RoleId;
using directory::Uin;

struct ActiveKey {
  std::shared_ptr<const AccountState> account;
  const directory::AccessKeyRow* row = nullptr;
};

std::optional<ActiveKey> active_key(const directory::Directory& directory, std::string_view secret_id) {
  auto account = directory.account_of_access_key(secret_id);
  if (account == nullptr) return std::nullopt;
  const auto* row = account->find_access_key(secret_id);
  if (row == nullptr || row->status != KeyStatus::Active) return std::nullopt;
  return ActiveKey{std::move(account), row};
}

// Fills in who a number is; false when the account has nobody of that number who may call.
bool set_user(Caller& caller, Uin uin) {
  caller.uin = uin;
  if (uin == caller.account->uin()) {
    caller.kind = PrincipalKind::Root;
    caller.name = caller.account->row().name;
    return true;
  }
  const auto* user = caller.account->find_user(uin);
  if (user == nullptr || user->type == directory::UserType::MessageRecipient) return false;
  caller.kind = PrincipalKind::User;
  caller.name = user->name;
  return true;
}

bool set_role(Caller& caller, RoleId id) {
  const auto* role = caller.account->find_role(id);
  if (role == nullptr) return false;
  caller.kind = PrincipalKind::Role;
  caller.role = id;
  caller.name = role->name;
  return true;
}

// A session's policy that cannot be read any more allows nothing.
std::shared_ptr<const Policy> session_policy(const std::string& text) {
  if (text.empty()) return nullptr;
  auto policy = read_policy(text, {.kind = PolicyKind::Session});
  if (!policy) return std::make_shared<const Policy>(PolicyKind::Session, std::vector<Statement>{});
  return std::make_shared<const Policy>(*std::move(policy));
}

}  // namespace

ApiResult<Caller> Authenticator::authenticate(const HttpRequest& http, const ApiRequest& request) {
  if (std::holds_alternative<NoCredential>(request.credential)) {
    if (sessions_.has_cookie(http)) return console_caller(http);
    return api_error(ApiCode::InvalidAuthorization, "the request is not signed", "请求未签名");
  }
  if (std::holds_alternative<SkipCredential>(request.credential)) {
    return api_error(ApiCode::InvalidAuthorization, "this action must be signed", "该接口必须签名");
  }
  OPENCAM_TRY(const Claimed claimed, find_key(credential_secret_id(request.credential)));
  OPENCAM_TRY(verify_signature(http, request, claimed.secret_key, equipment_.clock.now_s()));
  if (const auto* legacy = std::get_if<V1Credential>(&request.credential)) {
    OPENCAM_TRY(replay_guard_.admit(*legacy, equipment_.clock.now_s()));
  }
  return caller_of(claimed, request.token);
}

ApiResult<Caller> Authenticator::authenticate_tc3(const HttpRequest& http) {
  OPENCAM_TRY(const V3Credential credential, read_v3_credential(http));
  OPENCAM_TRY(const Claimed claimed, find_key(credential.secret_id));
  OPENCAM_TRY(verify_v3(http, credential, claimed.secret_key, equipment_.clock.now_s()));
  return caller_of(claimed, http.headers.find("x-tc-token").value_or(""));
}

ApiResult<Caller> Authenticator::authenticate_path(const HttpRequest& http) {
  for (const std::string_view header : {"Authorization", "X-TC-Token", "X-TC-Timestamp"}) {
    if (http.headers.count(header) > 1) return api_error(ApiCode::InvalidParameterRepeated, header);
  }
  if (!http.headers.find("authorization") && sessions_.has_cookie(http)) return console_caller(http);
  constexpr std::string_view bearer = "Bearer ";
  const std::string_view authorization = http.headers.find("authorization").value_or("");
  if (!authorization.starts_with(bearer)) return authenticate_tc3(http);
  return authenticate_bearer(authorization.substr(bearer.size()), http.headers.find("x-tc-token").value_or(""));
}

ApiResult<Caller> Authenticator::authenticate_bearer(std::string_view credential, std::string_view token) {
  const std::size_t colon = credential.find(':');
  if (colon == std::string_view::npos) {
    return api_error(ApiCode::InvalidAuthorization, "a bearer credential is SecretId:SecretKey",
                     "Bearer 凭证格式应为 SecretId:SecretKey");
  }
  const std::string_view secret_id = credential.substr(0, colon);
  if (!has_secret_id_form(secret_id)) return api_error(ApiCode::InvalidSecretId);
  OPENCAM_TRY(const Claimed claimed, find_key(secret_id));
  if (claimed.secret_key.is_empty() || !claimed.secret_key.equals(credential.substr(colon + 1))) {
    return api_error(ApiCode::SignatureFailure, "the secret key is not that of this SecretId", "SecretKey 不正确");
  }
  return caller_of(claimed, token);
}

ApiResult<Caller> Authenticator::console_caller(const HttpRequest& http) const {
  const auto session = sessions_.find(http);
  if (!session || session->row.stage != directory::SessionStage::Open) return api_error(ApiCode::TokenFailure);
  if (!sessions_.is_lawful(http, *session)) {
    return api_error(ApiCode::InvalidAuthorization,
                     "the request does not show the token of the console's session (`X-Opencam-Csrf`), or comes from "
                     "another site",
                     "请求未携带控制台会话令牌（`X-Opencam-Csrf`），或来自其他站点");
  }
  // A token beside a session belongs to some key.
  if (http.headers.find("x-tc-token").value_or("") != "") return api_error(ApiCode::TokenFailure);
  Caller caller;
  caller.account = session->account;
  caller.secret_id = "console/" + session->row.id();
  caller.is_temporary = true;
  caller.session = SessionKind::User;
  caller.is_console = true;
  caller.used_mfa = session->row.used_mfa;
  if (!set_user(caller, session->row.uin)) return api_error(ApiCode::TokenFailure);
  return caller;
}

bool Authenticator::is_held_by(std::string_view secret_id, Uin holder) const {
  auto key = active_key(equipment_.directory, secret_id);
  // Another process may have made it a moment ago.
  if (!key && equipment_.directory.refresh()) key = active_key(equipment_.directory, secret_id);
  return key && key->row->holder == holder;
}

ApiResult<Authenticator::Claimed> Authenticator::find_key(std::string_view secret_id) {
  Claimed claimed;
  claimed.secret_id = secret_id;
  if (is_session_id(secret_id)) {
    claimed.secret_key = session_secret_key(equipment_.sealer, secret_id);
    return claimed;
  }
  auto key = active_key(equipment_.directory, secret_id);
  if (!key) {
    if (const auto fresh = equipment_.directory.refresh(); !fresh) return api_error(ApiCode::InternalError);
    key = active_key(equipment_.directory, secret_id);
  }
  if (!key) return api_error(ApiCode::SecretIdNotFound);
  auto secret = equipment_.directory.open_secret(*key->row);
  if (!secret) {
    equipment_.log.alarm("access_key_unreadable", {{"secret_id", secret_id}, {"cause", secret.error().message()}});
    return api_error(ApiCode::SecretIdNotFound);
  }
  claimed.secret_key = *std::move(secret);
  claimed.account = key->account;
  claimed.holder = key->row->holder;
  return claimed;
}

ApiResult<Caller> Authenticator::caller_of(const Claimed& claimed, std::string_view token) const {
  if (claimed.account == nullptr) return session_caller(claimed, token);
  // A token beside a permanent key belongs to some other key.
  if (!token.empty()) return api_error(ApiCode::TokenFailure);
  Caller caller;
  caller.account = claimed.account;
  caller.secret_id = claimed.secret_id;
  if (!set_user(caller, claimed.holder)) return api_error(ApiCode::SecretIdNotFound);
  return caller;
}

ApiResult<Caller> Authenticator::session_caller(const Claimed& claimed, std::string_view token) const {
  const auto claims = open_session(equipment_.sealer, claimed.secret_id, token, equipment_.clock.now_s());
  if (!claims) return api_error(ApiCode::TokenFailure);
  const auto owner = directory::read_id<Uin>(claims->owner_uin);
  Caller caller;
  caller.account = owner ? equipment_.directory.account(*owner) : nullptr;
  if (caller.account == nullptr) return api_error(ApiCode::TokenFailure);
  caller.secret_id = claimed.secret_id;
  caller.is_temporary = true;
  caller.session = claims->kind;
  caller.session_name = claims->session_name;
  caller.session_policy = session_policy(claims->policy);
  caller.session_tags = claims->tags;
  caller.source_identity = claims->source_identity;
  // CAM-163: who was deleted since has no session any more, and neither has a key that was disabled.
  bool is_there = false;
  if (claims->kind == SessionKind::Role) {
    const auto id = directory::read_id<RoleId>(claims->subject);
    is_there = id && set_role(caller, *id);
  } else {
    const auto uin = directory::read_id<Uin>(claims->subject);
    is_there = uin && set_user(caller, *uin) && is_held_by(claims->parent_key, *uin);
  }
  if (!is_there) return api_error(ApiCode::TokenFailure);
  return caller;
}

}  // namespace opencam::services
