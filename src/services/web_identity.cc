#include "services/web_identity.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "opencam/name.h"

namespace opencam::services {
namespace {

using directory::AccountState;
using directory::id_text;
using directory::IdentityProviderRow;
using directory::ProviderKind;
using directory::Uin;

Error refused(const std::string& cause) { return Error(ErrorCode::WebIdentityRefused, cause); }

// What everybody may know who does not come in.
Error one_answer(const AskedIdentity& asked) {
  return Error(ErrorCode::WebIdentityRefused,
               "parameter `WebIdentityToken` is not a token that the identity provider `" +
                   text::shortened(asked.provider_id) + "` of the role's account vouches for")
      .with_help("the account's audit trail says why, under this request id");
}

// The account that the role's ARN names; null when it names none that is there.
std::shared_ptr<const AccountState> account_of(const directory::Directory& directory, const AskedIdentity& asked) {
  const auto arn = ResourceName::parse(asked.role_arn);
  if (!arn || arn->service != "cam" || arn->account.form != AccountForm::Uin) return nullptr;
  const auto uin = directory::read_id<Uin>(arn->account.number);
  if (!uin || (asked.signer && *asked.signer != *uin)) return nullptr;
  return directory.account(*uin);
}

// CAM-218: `OIDC` is the users' provider, which no other can be called.
const IdentityProviderRow* find_provider(const AccountState& account, const std::string& id) {
  const bool is_users = id == directory::user_oidc_name;
  const auto* row =
      account.find_identity_provider({.kind = is_users ? ProviderKind::UserOidc : ProviderKind::Oidc, .name = id});
  return row == nullptr || !row->is_enabled ? nullptr : row;
}

// CAM-220: the token is for us, and for nobody whom the provider's owner does not know.
Result<void> check_audience(const IdentityProviderRow& provider, const WebToken& token) {
  const std::vector<std::string> clients = directory::split_lines(provider.client_ids);
  const auto is_client = [&](const std::string& name) { return std::ranges::find(clients, name) != clients.end(); };
  for (const std::string& audience : token.audiences) {
    if (!is_client(audience))
      return refused("`aud` `" + text::shortened(audience) + "` is no ClientId of the provider");
  }
  if (token.authorized_party && !is_client(*token.authorized_party)) {
    return refused("`azp` `" + text::shortened(*token.authorized_party) + "` is no ClientId of the provider");
  }
  return {};
}

}  // namespace

IdentityOutcome WebIdentityVerifier::verify(const AskedIdentity& asked, std::int64_t now_s) const {
  IdentityOutcome out;
  out.caller.kind = PrincipalKind::Anonymous;
  out.caller.account = account_of(directory_, asked);
  const auto refuse = [&](const Error& shown, const std::string& cause) -> IdentityOutcome {
    out.refusal = std::make_unique<Error>(shown);
    out.cause = cause;
    return std::move(out);
  };
  // What the token alone decides may be said to who sent it.
  const auto token = read_web_token(asked.token);
  if (!token) return refuse(token.error(), token.error().message());
  if (const auto in_force = check_times(*token, now_s); !in_force) {
    return refuse(in_force.error(), in_force.error().message());
  }
  if (out.caller.account == nullptr) return refuse(one_answer(asked), "the role's ARN names no account");
  auto identity = verify_in(*out.caller.account, asked, *token, now_s);
  if (!identity) return refuse(one_answer(asked), identity.error().message());
  out.caller.identity = std::make_shared<const VerifiedIdentity>(*std::move(identity));
  return out;
}

Result<VerifiedIdentity> WebIdentityVerifier::verify_in(const AccountState& account, const AskedIdentity& asked,
                                                        const WebToken& token, std::int64_t now_s) const {
  const IdentityProviderRow* provider = find_provider(account, asked.provider_id);
  if (provider == nullptr) return refused("the account has no such provider that is on");
  // Before the signature, so that tokens of other issuers cost nothing and fetch no keys.
  if (token.issuer != provider->issuer) {
    return refused("`iss` `" + text::shortened(token.issuer) + "` is not the provider's IdentityUrl");
  }
  OPENCAM_TRY(check_audience(*provider, token));
  OPENCAM_TRY(const auto keys, keys_.keys_of(*provider, token.key_id, now_s));
  const PublicKey* key = keys->find(token.key_id, token.algorithm);
  if (key == nullptr) return refused("the provider has no key for this `kid` and `alg`");
  if (!key->verifies(token.algorithm, token.signed_text, token.signature)) {
    return refused("the signature was not made with the provider's key");
  }
  VerifiedIdentity identity;
  identity.provider_ = "qcs::cam::uin/" + id_text(account.uin()) + ":oidc-provider/" + provider->name;
  identity.issuer_ = token.issuer;
  identity.subject_ = token.subject;
  identity.audiences_ = token.audiences;
  return identity;
}

}  // namespace opencam::services
