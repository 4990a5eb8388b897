// What the requests of tag have in common: pages, tokens, categories, filters, and resources named in pieces.
//
// A resource that has tags is kept in canonical six segments (directory/tag.h). The API also names it in pieces,
// `qcs::SERVICE:REGION:uin/OWNER:PREFIX/ID`, the prefix being what stands before the first `/`. Pure functions; what
// they refuse is in docs/api/tags.md.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "opencam/result.h"
#include "services/call.h"
#include "services/generated/tag_api.h"
#include "services/wire_form.h"

namespace opencam::services {

// Every tag is one that somebody made: there are no tags of the system.
inline constexpr std::string_view tag_category = "Custom";

// Who makes what a call makes: its caller, or the account for a session of a role.
directory::Uin tag_creator(const Call& call);

// A page of Offset and Limit (default 15, 1 to 1000). Errors: InvalidArgument.
struct TagPage {
  std::uint64_t offset = 0;
  std::uint64_t limit = limits::tag_rows_default;

  Page rows() const { return {.begin = offset, .count = limit}; }
};
Result<TagPage> read_tag_page(std::optional<std::uint64_t> offset, std::optional<std::uint64_t> limit);

// `MaxResults`: 1 to `most`, 50 unless asked. Errors: InvalidArgument.
Result<std::size_t> read_max_results(std::optional<std::uint64_t> asked, std::uint64_t most);

// A token says after which row the next page begins; `kind` tells the actions' tokens apart. Empty: from the start.
std::string page_token(std::string_view kind, std::string_view last_row);
// Errors: PageTokenIllegal.
Result<std::string> read_page_token(std::string_view kind, const std::optional<std::string>& token);

// Are tags that people made asked for? Errors: InvalidArgument for a category that does not exist.
Result<bool> wants_custom_tags(const std::optional<std::string>& category);

// Who made it, or nothing when anybody. Errors: TagCreatorIllegal.
Result<std::optional<directory::Uin>> read_creator(const directory::AccountState& account,
                                                   std::optional<std::uint64_t> uin);

// 1 to `most` keys of the right form. Errors: TagsIllegal, TagsTooMany, those of check_tag_key.
Result<void> check_tag_keys(const std::vector<std::string>& keys, std::size_t most);

// A resource as the API shows it in pieces.
struct TaggedName {
  std::string service;
  std::string region;
  std::string prefix;
  std::string id;
};
TaggedName tagged_name(std::string_view resource);

// What a request names by service, region, prefix and ids.
struct NamedIds {
  const std::string& service;
  const std::string& region;
  const std::string& prefix;
  const std::vector<std::string>& ids;
};
// In six segments, in the order of the ids. Errors: TagServiceUnknown, TagRegionUnknown, TagPrefixIllegal,
// TagResourceIdIllegal, TagResourcesTooMany.
Result<std::vector<std::string>> resources_of(const Call& call, const NamedIds& named);

// Which keys with which values (none: any).
using TagFilters = std::map<std::string, std::set<std::string>>;
// Errors: TagFiltersIllegal, TagFiltersTooMany, TagFilterValuesTooMany, those of check_tag_key.
Result<TagFilters> read_tag_filters(const std::vector<api::tag::TagFilter>& filters, std::size_t most);

}  // namespace opencam::services
