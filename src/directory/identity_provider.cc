#include "directory/identity_provider.h"

#include <algorithm>
#include <utility>

#include "base/limits.h"
#include "base/text.h"
#include "directory/directory.h"
#include "directory/name_rule.h"
#include "directory/operation.h"

namespace opencam::directory {

namespace {

bool is_for_users(ProviderKind kind) { return kind == ProviderKind::UserSaml || kind == ProviderKind::UserOidc; }

Error no_provider(const ProviderKey& key) {
  return Error(ErrorCode::IdentityNotExist, "there is no identity provider `" + text::shortened(key.name) + "`");
}

Error name_in_use(const ProviderKey& key) {
  return Error(ErrorCode::IdentityNameInUse,
               "there is an identity provider `" + text::shortened(key.name) + "` already");
}

Result<void> check_provider(const IdentityProviderRow& provider) {
  OPENCAM_TRY(check_provider_name(provider.name));
  OPENCAM_TRY(check_description(provider.description));
  const std::size_t bytes = std::max({provider.document.size(), provider.client_ids.size(), provider.issuer.size()});
  if (bytes <= limits::identity_document_bytes_max) return {};
  return Error(ErrorCode::LimitExceeded, "what an identity provider is known by has at most " +
                                             std::to_string(limits::identity_document_bytes_max) + " bytes");
}

// Those with a name, which alone are counted.
std::size_t provider_count(const AccountState& state) {
  return static_cast<std::size_t>(std::ranges::count_if(
      state.identity_providers(), [](const auto& entry) { return !is_for_users(entry.first.kind); }));
}

// CAM-217: of the users' two providers one is on at most.
Result<void> switch_off(Draft& draft, Uin owner, ProviderKind kind) {
  OPENCAM_TRY(const AccountState* state, draft.account(owner));
  const ProviderKey other = kind == ProviderKind::UserSaml
                                ? ProviderKey{ProviderKind::UserOidc, std::string(user_oidc_name)}
                                : ProviderKey{ProviderKind::UserSaml, std::string(user_saml_name)};
  const IdentityProviderRow* found = state->find_identity_provider(other);
  if (found == nullptr || !found->is_enabled) return {};
  IdentityProviderRow row = *found;
  row.is_enabled = false;
  draft.put(row);
  return {};
}

}  // namespace

Result<void> create_identity_provider(Draft& draft, Uin owner, IdentityProviderRow provider) {
  OPENCAM_TRY(const AccountState* state, draft.account(owner));
  OPENCAM_TRY(check_provider(provider));
  const bool is_named = !is_for_users(provider.kind);
  if (is_named && (provider.name == user_saml_name || provider.name == user_oidc_name)) {
    return Error(ErrorCode::IdentityNameIllegal, "`" + provider.name + "` stands for the provider of the users");
  }
  const IdentityProviderRow* old = state->find_identity_provider(provider.key());
  // CAM-217: one that was switched off makes room for another.
  if (old != nullptr && (is_named || old->is_enabled)) return name_in_use(provider.key());
  if (is_named && provider_count(*state) >= draft.quota().identity_providers_max) {
    return Error(ErrorCode::IdentityFull, "the account has " + std::to_string(draft.quota().identity_providers_max) +
                                              " identity providers already, as many as it may");
  }
  if (!is_named) OPENCAM_TRY(switch_off(draft, owner, provider.kind));
  provider.owner = owner;
  provider.is_enabled = true;
  provider.created_ms = draft.now_ms();
  provider.updated_ms = draft.now_ms();
  draft.put(provider);
  return {};
}

Result<void> update_identity_provider(Draft& draft, Uin owner, IdentityProviderRow provider) {
  OPENCAM_TRY(const AccountState* state, draft.account(owner));
  const IdentityProviderRow* old = state->find_identity_provider(provider.key());
  if (old == nullptr) return no_provider(provider.key());
  OPENCAM_TRY(check_provider(provider));
  // What was fetched belongs to what was given before.
  const bool is_same_source = provider.document == old->document && provider.issuer == old->issuer &&
                              provider.rotates_keys && old->rotates_keys;
  provider.rotated_keys = is_same_source ? old->rotated_keys : std::string();
  provider.rotated_ms = is_same_source ? old->rotated_ms : 0;
  provider.owner = owner;
  provider.created_ms = old->created_ms;
  provider.updated_ms = old->updated_ms;
  if (provider == *old) return {};
  if (is_for_users(provider.kind) && provider.is_enabled && !old->is_enabled) {
    OPENCAM_TRY(switch_off(draft, owner, provider.kind));
  }
  provider.updated_ms = draft.now_ms();
  draft.put(provider);
  return {};
}

Result<void> delete_identity_provider(Draft& draft, Uin owner, const ProviderKey& key) {
  OPENCAM_TRY(const AccountState* state, draft.account(owner));
  const IdentityProviderRow* found = state->find_identity_provider(key);
  if (found == nullptr) return no_provider(key);
  const IdentityProviderRow row = *found;
  draft.erase(row);
  return {};
}

Result<void> disable_user_sso(Draft& draft, Uin owner) {
  OPENCAM_TRY(const AccountState* state, draft.account(owner));
  const ProviderKey oidc{.kind = ProviderKind::UserOidc, .name = std::string(user_oidc_name)};
  if (const auto* found = state->find_identity_provider(oidc)) {
    const IdentityProviderRow row = *found;
    draft.erase(row);
  }
  return switch_off(draft, owner, ProviderKind::UserOidc);
}

Result<void> put_rotated_keys(Draft& draft, Uin owner, const ProviderKey& key, std::string_view issuer,
                              std::string_view keys) {
  OPENCAM_TRY(const AccountState* state, draft.account(owner));
  const IdentityProviderRow* found = state->find_identity_provider(key);
  // Whoever changed the provider while its keys were fetched wants other ones.
  if (found == nullptr || !found->rotates_keys || found->issuer != issuer) return no_provider(key);
  if (keys.size() > limits::identity_document_bytes_max) {
    return Error(ErrorCode::LimitExceeded, "the published keys are too long");
  }
  IdentityProviderRow row = *found;
  row.rotated_keys = keys;
  row.rotated_ms = draft.now_ms();
  draft.put(row);
  return {};
}

Result<void> Directory::create_identity_provider(const WriteContext& context, Uin owner,
                                                 const IdentityProviderRow& provider) {
  return write(context, owner,
               [&](Draft& draft) { return directory::create_identity_provider(draft, owner, provider); });
}

Result<void> Directory::update_identity_provider(const WriteContext& context, Uin owner,
                                                 const IdentityProviderRow& provider) {
  return write(context, owner,
               [&](Draft& draft) { return directory::update_identity_provider(draft, owner, provider); });
}

Result<void> Directory::delete_identity_provider(const WriteContext& context, Uin owner, const ProviderKey& key) {
  return write(context, owner, [&](Draft& draft) { return directory::delete_identity_provider(draft, owner, key); });
}

Result<void> Directory::disable_user_sso(const WriteContext& context, Uin owner) {
  return write(context, owner, [&](Draft& draft) { return directory::disable_user_sso(draft, owner); });
}

Result<void> Directory::put_rotated_keys(const WriteContext& context, Uin owner, const ProviderKey& key,
                                         std::string_view issuer, std::string_view keys) {
  return write(context, owner,
               [&](Draft& draft) { return directory::put_rotated_keys(draft, owner, key, issuer, keys); });
}

std::string joined_lines(const std::vector<std::string>& lines) {
  std::string out;
  for (const std::string& line : lines) {
    if (!out.empty()) out += '\n';
    out += line;
  }
  return out;
}

std::vector<std::string> split_lines(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

}  // namespace opencam::directory
