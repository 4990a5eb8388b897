// The tags that an account knows (docs/api/tags.md): making, deleting and listing them.
#include <algorithm>
#include <set>
#include <utility>

#include "base/text.h"
#include "directory/name_rule.h"
#include "services/tag.h"
#include "services/tag_form.h"

namespace opencam::services {
namespace {

using directory::AccountState;
using directory::NewTag;
using directory::TagDefinitionRow;
using directory::Uin;

// What a token stands for: a value may hold anything but a line feed.
constexpr char between = '\n';

Result<std::vector<NewTag>> read_new_tags(const Call& call, const std::vector<api::tag::Tag>& tags) {
  if (tags.empty()) return Error(ErrorCode::TagsIllegal, "parameter `Tags` is empty");
  if (tags.size() > limits::tag_request_tags_max) {
    return Error(ErrorCode::TagsTooMany,
                 "parameter `Tags` holds more than " + std::to_string(limits::tag_request_tags_max) + " tags");
  }
  std::vector<NewTag> out;
  std::set<std::pair<std::string, std::string>> seen;
  for (const api::tag::Tag& tag : tags) {
    OPENCAM_TRY(directory::check_tag(tag.tag_key, tag.tag_value));
    if (!seen.emplace(tag.tag_key, tag.tag_value).second) {
      return Error(ErrorCode::TagKeyRepeated, "parameter `Tags` holds `" + text::shortened(tag.tag_key) + "` = `" +
                                                  text::shortened(tag.tag_value) + "` twice");
    }
    out.push_back({.key = tag.tag_key, .value = tag.tag_value, .creator = tag_creator(call)});
  }
  return out;
}

// A tag without value cannot be made; one that a resource brought along can be deleted.
Result<void> check_values(const AccountState& account, const std::vector<NewTag>& tags) {
  for (const NewTag& tag : tags) {
    if (!tag.value.empty() || account.find_tag_definition(tag.key, tag.value) != nullptr) continue;
    return Error(ErrorCode::TagValueEmpty, "the value of tag `" + text::shortened(tag.key) + "` is empty");
  }
  return {};
}

// Which known tags are asked for; empty members ask for all.
struct Wanted {
  std::set<std::string> keys;
  std::string value;
  std::optional<Uin> creator;
};

// In the order of key and value.
std::vector<const TagDefinitionRow*> known_tags(const AccountState& account, const Wanted& wanted) {
  std::vector<const TagDefinitionRow*> out;
  for (const auto& [key, values] : account.tag_definitions()) {
    if (!wanted.keys.empty() && !wanted.keys.contains(key)) continue;
    for (const auto& [value, row] : *values) {
      if (!wanted.value.empty() && value != wanted.value) continue;
      if (wanted.creator && row.creator != *wanted.creator) continue;
      out.push_back(&row);
    }
  }
  return out;
}

std::vector<std::string> known_keys(const AccountState& account, const Wanted& wanted) {
  std::vector<std::string> keys;
  for (const TagDefinitionRow* tag : known_tags(account, wanted)) {
    if (keys.empty() || keys.back() != tag->key) keys.push_back(tag->key);
  }
  return keys;
}

api::tag::Tag shown(const TagDefinitionRow& tag) {
  return {.tag_key = tag.key, .tag_value = tag.value, .category = std::string(tag_category)};
}

// The page after the token's row, and the token of the next one.
template <typename Row, typename Text>
std::vector<Row> page_after(const std::vector<Row>& rows, const std::string& after, std::size_t count,
                            std::string_view kind, const Text& text, std::string& next_token) {
  const auto begin =
      after.empty() ? rows.begin() : std::ranges::find_if(rows, [&](const Row& row) { return text(row) > after; });
  const auto left = static_cast<std::size_t>(std::distance(begin, rows.end()));
  const auto end = begin + static_cast<std::ptrdiff_t>(std::min(left, count));
  if (end != rows.end()) next_token = page_token(kind, text(*(end - 1)));
  return {begin, end};
}

std::string tag_row_text(const TagDefinitionRow* tag) { return tag->key + between + tag->value; }

}  // namespace

Result<api::tag::CreateTagResponse> create_tag(const Call& call, const api::tag::CreateTagRequest& request) {
  const std::vector<NewTag> tags = {{.key = request.tag_key, .value = request.tag_value, .creator = tag_creator(call)}};
  OPENCAM_TRY(call.directory().create_tags(call.write(), call.owner(), tags));
  return api::tag::CreateTagResponse{};
}

Result<api::tag::CreateTagsResponse> create_tags(const Call& call, const api::tag::CreateTagsRequest& request) {
  OPENCAM_TRY(const auto tags, read_new_tags(call, request.tags.value_or(std::vector<api::tag::Tag>{})));
  OPENCAM_TRY(call.directory().create_tags(call.write(), call.owner(), tags));
  return api::tag::CreateTagsResponse{};
}

Result<api::tag::DeleteTagResponse> delete_tag(const Call& call, const api::tag::DeleteTagRequest& request) {
  OPENCAM_TRY(directory::check_tag(request.tag_key, request.tag_value));
  const std::vector<NewTag> tags = {{.key = request.tag_key, .value = request.tag_value}};
  OPENCAM_TRY(check_values(*call.account(), tags));
  OPENCAM_TRY(call.directory().delete_tags(call.write(), call.owner(), tags));
  return api::tag::DeleteTagResponse{};
}

Result<api::tag::DeleteTagsResponse> delete_tags(const Call& call, const api::tag::DeleteTagsRequest& request) {
  OPENCAM_TRY(const auto tags, read_new_tags(call, request.tags));
  OPENCAM_TRY(check_values(*call.account(), tags));
  OPENCAM_TRY(call.directory().delete_tags(call.write(), call.owner(), tags));
  return api::tag::DeleteTagsResponse{};
}

Result<api::tag::DescribeTagsResponse> describe_tags(const Call& call, const api::tag::DescribeTagsRequest& request) {
  const auto account = call.account();
  OPENCAM_TRY(const TagPage page, read_tag_page(request.offset, request.limit));
  OPENCAM_TRY(read_flag("ShowProject", request.show_project, false));
  Wanted wanted;
  OPENCAM_TRY(wanted.creator, read_creator(*account, request.create_uin));
  wanted.value = request.tag_value.value_or("");
  if (request.tag_keys) wanted.keys.insert(request.tag_keys->begin(), request.tag_keys->end());
  if (request.tag_key && !request.tag_key->empty()) wanted.keys.insert(*request.tag_key);
  // What resources have cannot be deleted.
  std::set<std::pair<std::string_view, std::string_view>> attached;
  for (const auto& [resource, tags] : account->tags()) attached.insert(tags->begin(), tags->end());
  auto found = known_tags(*account, wanted);
  api::tag::DescribeTagsResponse response;
  response.total_count = found.size();
  response.offset = page.offset;
  response.limit = page.limit;
  for (const TagDefinitionRow* tag : page_of(std::move(found), page.rows())) {
    response.tags.push_back({.tag_key = tag->key,
                             .tag_value = tag->value,
                             .can_delete = attached.contains({tag->key, tag->value}) ? 0U : 1U,
                             .category = std::string(tag_category)});
  }
  return response;
}

Result<api::tag::DescribeTagKeysResponse> describe_tag_keys(const Call& call,
                                                            const api::tag::DescribeTagKeysRequest& request) {
  const auto account = call.account();
  OPENCAM_TRY(const TagPage page, read_tag_page(request.offset, request.limit));
  OPENCAM_TRY(read_flag("ShowProject", request.show_project, false));
  OPENCAM_TRY(const bool wants_any, wants_custom_tags(request.category));
  Wanted wanted;
  OPENCAM_TRY(wanted.creator, read_creator(*account, request.create_uin));
  auto keys = wants_any ? known_keys(*account, wanted) : std::vector<std::string>{};
  api::tag::DescribeTagKeysResponse response;
  response.total_count = keys.size();
  response.offset = page.offset;
  response.limit = page.limit;
  response.tags = page_of(std::move(keys), page.rows());
  return response;
}

Result<api::tag::DescribeTagValuesResponse> describe_tag_values(const Call& call,
                                                                const api::tag::DescribeTagValuesRequest& request) {
  const auto account = call.account();
  OPENCAM_TRY(const TagPage page, read_tag_page(request.offset, request.limit));
  OPENCAM_TRY(const bool wants_any, wants_custom_tags(request.category));
  OPENCAM_TRY(check_tag_keys(request.tag_keys, limits::tag_request_keys_max));
  Wanted wanted;
  OPENCAM_TRY(wanted.creator, read_creator(*account, request.create_uin));
  wanted.keys.insert(request.tag_keys.begin(), request.tag_keys.end());
  auto found = wants_any ? known_tags(*account, wanted) : std::vector<const TagDefinitionRow*>{};
  api::tag::DescribeTagValuesResponse response;
  response.total_count = found.size();
  response.offset = page.offset;
  response.limit = page.limit;
  for (const TagDefinitionRow* tag : page_of(std::move(found), page.rows())) response.tags.push_back(shown(*tag));
  return response;
}

Result<api::tag::GetTagsResponse> get_tags(const Call& call, const api::tag::GetTagsRequest& request) {
  OPENCAM_TRY(const std::size_t count, read_max_results(request.max_results, limits::tag_token_rows_max));
  OPENCAM_TRY(const std::string after, read_page_token("tag", request.pagination_token));
  OPENCAM_TRY(const bool wants_any, wants_custom_tags(request.category));
  Wanted wanted;
  if (request.tag_keys && !request.tag_keys->empty()) {
    OPENCAM_TRY(check_tag_keys(*request.tag_keys, limits::tag_request_keys_max));
    wanted.keys.insert(request.tag_keys->begin(), request.tag_keys->end());
  }
  const auto account = call.account();
  const auto found = wants_any ? known_tags(*account, wanted) : std::vector<const TagDefinitionRow*>{};
  api::tag::GetTagsResponse response;
  for (const auto* tag : page_after(found, after, count, "tag", tag_row_text, response.pagination_token)) {
    response.tags.push_back(shown(*tag));
  }
  return response;
}

Result<api::tag::GetTagKeysResponse> get_tag_keys(const Call& call, const api::tag::GetTagKeysRequest& request) {
  OPENCAM_TRY(const std::size_t count, read_max_results(request.max_results, limits::tag_token_rows_max));
  OPENCAM_TRY(const std::string after, read_page_token("key", request.pagination_token));
  OPENCAM_TRY(const bool wants_any, wants_custom_tags(request.category));
  const auto account = call.account();
  const auto keys = wants_any ? known_keys(*account, {}) : std::vector<std::string>{};
  api::tag::GetTagKeysResponse response;
  response.tag_keys =
      page_after(keys, after, count, "key", [](const std::string& key) { return key; }, response.pagination_token);
  return response;
}

Result<api::tag::GetTagValuesResponse> get_tag_values(const Call& call, const api::tag::GetTagValuesRequest& request) {
  OPENCAM_TRY(const std::size_t count, read_max_results(request.max_results, limits::tag_token_rows_max));
  OPENCAM_TRY(const std::string after, read_page_token("value", request.pagination_token));
  OPENCAM_TRY(const bool wants_any, wants_custom_tags(request.category));
  OPENCAM_TRY(check_tag_keys(request.tag_keys, limits::tag_request_keys_max));
  Wanted wanted;
  wanted.keys.insert(request.tag_keys.begin(), request.tag_keys.end());
  const auto account = call.account();
  const auto found = wants_any ? known_tags(*account, wanted) : std::vector<const TagDefinitionRow*>{};
  api::tag::GetTagValuesResponse response;
  for (const auto* tag : page_after(found, after, count, "value", tag_row_text, response.pagination_token)) {
    response.tags.push_back(shown(*tag));
  }
  return response;
}

}  // namespace opencam::services
