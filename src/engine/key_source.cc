#include "engine/key_source.h"

#include <array>

namespace opencam {
namespace {

struct NamedSource {
  std::string_view key;
  KeySource source;
};

constexpr auto named_sources = std::to_array<NamedSource>({{"qcs:uin", KeySource::Uin},
                                                           {"qcs:owner_uin", KeySource::OwnerUin},
                                                           {"mfa", KeySource::Mfa},
                                                           {"qcs:mfa", KeySource::QcsMfa},
                                                           {"qcs:ip", KeySource::Ip}});

constexpr auto tag_families = std::to_array<NamedSource>({{"qcs:resource_tag", KeySource::ResourceTag},
                                                          {"qcs:tag", KeySource::OldTag},
                                                          {"qcs:request_tag", KeySource::RequestTag}});

}  // namespace

KeyReading read_key(std::string_view key) {
  for (const auto& [name, source] : named_sources) {
    if (key == name) return {source, std::nullopt};
  }
  for (const auto& [name, source] : tag_families) {
    if (!key.starts_with(name)) continue;
    // The joined list of the request's tags is what the request says, and nothing more.
    if (key.size() == name.size()) {
      return {source == KeySource::RequestTag ? KeySource::Given : source, std::nullopt};
    }
    if (key[name.size()] == '/') return {source, key.substr(name.size() + 1)};
  }
  return {};
}

}  // namespace opencam
