#include "engine/facts.h"

#include "engine/variable.h"

namespace opencam {
namespace {

const std::string no_second_factor = "0";

constexpr std::string_view resource_tag = "qcs:resource_tag";
constexpr std::string_view old_tag = "qcs:tag";
constexpr std::string_view request_tag = "qcs:request_tag";

std::span<const std::string> one_or_none(const std::string& value) {
  return value.empty() ? std::span<const std::string>() : std::span<const std::string>(&value, 1);
}

// `qcs:tag` and `qcs:tag/team` are of the family `qcs:tag`.
bool is_of_family(std::string_view key, std::string_view family) {
  return key.starts_with(family) && (key.size() == family.size() || key[family.size()] == '/');
}

// `qcs:tag/team` -> `team`. REQUIRES: the key is of the family and longer than it.
std::string_view tag_key_of(std::string_view key, std::string_view family) { return key.substr(family.size() + 1); }

}  // namespace

Facts::Facts(const Request& request, const Asked& asked, const Principal& caller, const Surroundings& surroundings)
    : context_(request.context),
      caller_(caller),
      surroundings_(surroundings),
      has_ip_(asked.info == nullptr || asked.info->supports_ip_condition),
      uin_(value_of(Variable::Uin, caller)),
      owner_uin_(value_of(Variable::OwnerUin, caller)) {}

void Facts::look_at(const AskedResource& resource) {
  resource_ = &resource;
  is_looked_up_ = false;
  single_tags_.clear();
}

void Facts::find_stored_tags() const {
  if (is_looked_up_) return;
  is_looked_up_ = true;
  has_stored_tags_ = false;
  stored_tags_.clear();
  if (resource_ == nullptr || resource_->name.is_none) return;
  const auto* tags = surroundings_.tags_of(canonical_name(resource_->name, caller_.owner_uin, surroundings_));
  if (tags == nullptr) return;
  has_stored_tags_ = true;
  for (const auto& [key, value] : *tags) stored_tags_.emplace_back(key).append("&").append(value);
}

std::span<const std::string> Facts::find(std::string_view key) const {
  // CAM-049: who calls is known to us; the context cannot say otherwise.
  if (key == "qcs:uin") return one_or_none(uin_);
  if (key == "qcs:owner_uin") return one_or_none(owner_uin_);
  // CAM-049: always there, so that a deny on "0" cannot be dodged by leaving the key out.
  if (key == "mfa" || key == "qcs:mfa") {
    const Values values = given_or_else(key, key == "mfa" ? "qcs:mfa" : "mfa");
    return values.empty() ? one_or_none(no_second_factor) : values;
  }
  if (key == "qcs:ip" && !has_ip_) return {};  // CAM-073
  if (is_of_family(key, resource_tag) || is_of_family(key, old_tag)) return find_resource_tag(key);
  if (is_of_family(key, request_tag) && key != request_tag) {
    const Values joined = given(request_tag);
    return joined.empty() ? given(key) : single_tag(joined, tag_key_of(key, request_tag));
  }
  return given(key);
}

// CAM-047 and CAM-048: stored tags before the context, joined lists before single keys, and the two spellings of the
// family serve for each other where only one of them is given.
std::span<const std::string> Facts::find_resource_tag(std::string_view key) const {
  find_stored_tags();
  const bool is_old = is_of_family(key, old_tag);
  const std::string_view family = is_old ? old_tag : resource_tag;
  const std::string_view other_family = is_old ? resource_tag : old_tag;
  const Values joined = has_stored_tags_ ? Values(stored_tags_) : given_or_else(family, other_family);
  if (key == family) return joined;
  const std::string_view tag_key = tag_key_of(key, family);
  if (has_stored_tags_ || !joined.empty()) return single_tag(joined, tag_key);
  return given_or_else(key, std::string(other_family) + "/" + std::string(tag_key));
}

std::span<const std::string> Facts::given(std::string_view key) const {
  const std::vector<std::string>* values = context_.find(key);
  return values == nullptr ? Values() : Values(*values);
}

std::span<const std::string> Facts::given_or_else(std::string_view key, std::string_view other_key) const {
  const Values values = given(key);
  return values.empty() ? given(other_key) : values;
}

std::span<const std::string> Facts::single_tag(Values joined, std::string_view tag_key) const {
  std::vector<std::string> values;
  for (const std::string& tag : joined) {
    const std::size_t split = tag.find('&');
    if (std::string_view(tag).substr(0, split) != tag_key) continue;
    values.push_back(split == std::string::npos ? std::string() : tag.substr(split + 1));
  }
  return single_tags_.emplace_back(std::move(values));
}

}  // namespace opencam
