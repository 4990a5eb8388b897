#include "services/provider_keys.h"

#include <algorithm>
#include <utility>

#include "base/encode.h"
#include "base/limits.h"

namespace opencam::services {

using directory::IdentityProviderRow;

namespace {

Result<std::shared_ptr<const KeySet>> read_keys(std::string_view text) {
  OPENCAM_TRY(KeySet keys, KeySet::read(text));
  return std::make_shared<const KeySet>(std::move(keys));
}

// The set that came with the provider.
Result<std::string> given_text(const IdentityProviderRow& provider) {
  auto text = decode_base64(provider.document);
  if (!text) return Error(ErrorCode::IdentityKeyIllegal, "the stored IdentityKey is not base64");
  return *std::move(text);
}

directory::WriteContext rotation_context(const IdentityProviderRow& provider) {
  directory::WriteContext context;
  context.action = "cam:RotateOIDCKey";
  context.principal_type = "operator";
  context.principal = "key-rotation";
  context.resource = "qcs::cam::uin/" + directory::id_text(provider.owner) + ":oidc-provider/" + provider.name;
  return context;
}

}  // namespace

Result<std::shared_ptr<const KeySet>> ProviderKeys::keys_of(const IdentityProviderRow& provider,
                                                            const std::optional<std::string>& key_id,
                                                            std::int64_t now_s) {
  if (!provider.rotates_keys) {
    OPENCAM_TRY(const std::string text, given_text(provider));
    return read_keys(text);
  }
  Rotating now = known(provider);
  const bool is_unknown = now.keys == nullptr || (key_id && !now.keys->has(*key_id));
  if ((is_unknown || now_s - now.fetched_s >= limits::key_fresh_s_max) &&
      may_fetch({provider.owner, provider.key()}, now_s)) {
    fetch(provider, now_s);
    now = known(provider);
  }
  if (now.keys == nullptr) return Error(ErrorCode::IdentityKeyIllegal, "the provider's keys cannot be read");
  if (now_s - now.fetched_s >= limits::key_stale_s_max) {
    return Error(ErrorCode::IdentityKeyIllegal, "the provider's keys could not be fetched for a day");
  }
  return now.keys;
}

ProviderKeys::Rotating ProviderKeys::known(const IdentityProviderRow& provider) {
  const std::lock_guard lock(mutex_);
  // Providers come and go; what is forgotten is fetched again.
  if (rotating_.size() >= limits::rotating_providers_max) rotating_.clear();
  Rotating& kept = rotating_[{provider.owner, provider.key()}];
  const std::string given = provider.issuer + "\n" + provider.document;
  // Another server may have fetched since; what was just fetched here is newer than the row that the caller holds.
  const std::int64_t stored_s = std::max(provider.rotated_ms, provider.updated_ms) / 1000;
  if (kept.given == given && stored_s <= kept.fetched_s) return kept;
  const std::int64_t tried_s = kept.given == given ? kept.tried_s : 0;
  kept = {.given = given, .keys = nullptr, .text = provider.rotated_keys, .fetched_s = stored_s, .tried_s = tried_s};
  if (kept.text.empty()) {
    if (auto text = given_text(provider)) kept.text = *std::move(text);
  }
  if (auto keys = read_keys(kept.text)) kept.keys = *std::move(keys);
  return kept;
}

// Takes the turn, so that two callers do not fetch the same and slow providers do not take all threads.
bool ProviderKeys::may_fetch(const Id& id, std::int64_t now_s) {
  const std::lock_guard lock(mutex_);
  Rotating& kept = rotating_[id];
  if (fetches_ >= limits::key_fetches_at_once_max || now_s - kept.tried_s < limits::key_fetch_pause_s) return false;
  kept.tried_s = now_s;
  ++fetches_;
  return true;
}

void ProviderKeys::fetch(const IdentityProviderRow& provider, std::int64_t now_s) {
  auto text = source_.fetch(provider.issuer);
  auto keys = text ? read_keys(*text) : Result<std::shared_ptr<const KeySet>>(text.error());
  bool is_new = false;
  {
    const std::lock_guard lock(mutex_);
    --fetches_;
    Rotating& kept = rotating_[{provider.owner, provider.key()}];
    // Somebody may have changed the provider in the meantime.
    if (keys && kept.given == provider.issuer + "\n" + provider.document) {
      is_new = kept.text != *text;
      kept.keys = *std::move(keys);
      kept.text = *text;
      kept.fetched_s = now_s;
    }
  }
  if (!keys) {
    log_.warn("provider_keys_not_fetched", {{"account", directory::id_text(provider.owner)},
                                            {"provider", provider.name},
                                            {"cause", keys.error().message()}});
    return;
  }
  if (!is_new) return;
  const auto stored =
      directory_.put_rotated_keys(rotation_context(provider), provider.owner, provider.key(), provider.issuer, *text);
  // They verify in this process all the same.
  if (!stored)
    log_.error("provider_keys_not_stored", {{"provider", provider.name}, {"cause", stored.error().message()}});
}

}  // namespace opencam::services
