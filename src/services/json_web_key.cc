#include "services/json_web_key.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "base/encode.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/text.h"

namespace opencam::services {
namespace {

Error bad_set(const std::string& why) {
  return Error(ErrorCode::IdentityKeyIllegal, "the key set cannot be used: " + why);
}

}  // namespace

// The members of one key: texts by name.
class KeyMembers {
 public:
  explicit KeyMembers(const json::Value& key) : key_(key) {}

  bool has(std::string_view name) const { return key_.find(name) != nullptr; }

  // Absent: nothing. Errors: IdentityKeyIllegal for what is no text.
  Result<std::optional<std::string>> text(std::string_view name) const {
    const json::Value* member = key_.find(name);
    if (member == nullptr) return std::optional<std::string>();
    if (!member->is_string() || member->text.size() > limits::jwks_text_bytes_max) {
      return bad_set("`" + std::string(name) + "` of a key is no text, or too long");
    }
    return std::optional(member->text);
  }

  Result<std::string> bytes(std::string_view name) const {
    OPENCAM_TRY(const auto encoded, text(name));
    const auto decoded = encoded ? decode_base64url(*encoded) : std::nullopt;
    if (!decoded) return bad_set("`" + std::string(name) + "` of a key is not base64url");
    return *decoded;
  }

  // May a key with these `use` and `key_ops` verify? Both absent: yes.
  Result<bool> may_verify() const {
    OPENCAM_TRY(const auto use, text("use"));
    if (use && *use != "sig") return false;
    const json::Value* operations = key_.find("key_ops");
    if (operations == nullptr) return true;
    if (!operations->is_array()) return bad_set("`key_ops` of a key is not a list");
    return std::ranges::any_of(operations->items,
                               [](const json::Value& item) { return item.is_string() && item.text == "verify"; });
  }

 private:
  const json::Value& key_;
};

Result<std::optional<KeySet::Key>> KeySet::read_key(const KeyMembers& members) {
  const std::optional<Key> none;
  OPENCAM_TRY(const auto type, members.text("kty"));
  if (!type) return bad_set("a key has no `kty`");
  if (*type == "oct" || members.has("d")) {
    return bad_set("it holds a secret (`" + std::string(*type == "oct" ? "oct" : "d") + "`); give public keys only");
  }
  OPENCAM_TRY(const bool may_verify, members.may_verify());
  OPENCAM_TRY(const auto name, members.text("alg"));
  const auto only = name ? signature_algorithm_named(*name) : std::nullopt;
  if (!may_verify || (name && !only)) return none;
  OPENCAM_TRY(const auto curve, members.text("crv"));
  Result<PublicKey> key = bad_set("");
  if (*type == "RSA") {
    OPENCAM_TRY(const std::string modulus, members.bytes("n"));
    OPENCAM_TRY(const std::string exponent, members.bytes("e"));
    key = PublicKey::rsa(modulus, exponent);
  } else if (*type == "EC" && (curve == "P-256" || curve == "P-384" || curve == "P-521")) {
    OPENCAM_TRY(const std::string x, members.bytes("x"));
    OPENCAM_TRY(const std::string y, members.bytes("y"));
    key = PublicKey::elliptic(*curve, x, y);
  } else if (*type == "OKP" && curve == "Ed25519") {
    OPENCAM_TRY(const std::string x, members.bytes("x"));
    key = PublicKey::ed25519(x);
  } else {
    return none;
  }
  if (!key) return bad_set(key.error().message());
  if (only && !key->fits(*only)) return bad_set("`alg` of a key does not fit its type");
  OPENCAM_TRY(auto id, members.text("kid"));
  return std::optional(Key{.id = std::move(id), .only = only, .key = *std::move(key)});
}

Result<KeySet> KeySet::read(std::string_view text) {
  if (text.size() > limits::jwks_bytes_max) {
    return bad_set("it has more than " + std::to_string(limits::jwks_bytes_max) + " bytes");
  }
  const auto document = json::read(text, {.depth_max = limits::jwks_depth_max});
  if (!document) return bad_set(document.error().message());
  const json::Value* list = document->root().find("keys");
  if (list == nullptr || !list->is_array()) return bad_set("it has no list `keys`");
  if (list->items.size() > limits::jwks_keys_max) {
    return bad_set("it has more than " + std::to_string(limits::jwks_keys_max) + " keys");
  }
  std::vector<Key> keys;
  std::set<std::string> ids;
  for (const json::Value& item : list->items) {
    if (!item.is_object()) return bad_set("a key is not an object");
    OPENCAM_TRY(auto key, read_key(KeyMembers(item)));
    if (!key) continue;
    // Two keys under one id: which of them verifies would be chance.
    if (key->id && !ids.insert(*key->id).second)
      return bad_set("`kid` `" + text::shortened(*key->id) + "` stands twice");
    keys.push_back(*std::move(key));
  }
  if (keys.empty()) return bad_set("it has no RSA, EC or Ed25519 key that verifies signatures");
  return KeySet(std::move(keys));
}

const PublicKey* KeySet::find(const std::optional<std::string>& id, SignatureAlgorithm algorithm) const {
  const PublicKey* found = nullptr;
  for (const Key& key : keys_) {
    if (id && key.id != id) continue;
    if (!key.key.fits(algorithm) || (key.only && *key.only != algorithm)) continue;
    if (found != nullptr) return nullptr;
    found = &key.key;
  }
  return found;
}

bool KeySet::has(const std::string& id) const {
  return std::ranges::any_of(keys_, [&](const Key& key) { return key.id == id; });
}

}  // namespace opencam::services
