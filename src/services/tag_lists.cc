// Which resources have which tags (docs/api/tags.md). Lists are in the order of the resources' names.
#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "base/encode.h"
#include "base/host/digest.h"
#include "base/text.h"
#include "services/tag.h"
#include "services/tag_form.h"

namespace opencam::services {
namespace {

using directory::AccountState;
using directory::Tags;
using directory::Uin;

// Which resources are asked for; empty members ask for all.
struct Wanted {
  std::string service;
  std::string region;
  std::string prefix;
  std::string id;
  std::optional<Uin> creator;
  TagFilters filters;
  bool is_any_enough = false;  // one filter suffices
};

struct Found {
  const std::string* resource;
  TaggedName name;
  const Tags* tags;
};

// cam's policies and groups go by two prefixes; this is the one under which they are kept.
std::string kept_prefix(std::string_view service, const std::string& prefix) {
  if (service == "cam" && prefix == "policy") return "policyid";
  if (service == "cam" && prefix == "group") return "groupid";
  return prefix;
}

bool has_creator(const AccountState& account, const Wanted& wanted, const std::string& key, const std::string& value) {
  if (!wanted.creator) return true;
  const auto* known = account.find_tag_definition(key, value);
  return known != nullptr && known->creator == *wanted.creator;
}

bool has_tags(const AccountState& account, const Wanted& wanted, const Tags& tags) {
  const auto fits = [&](const auto& filter) {
    const auto found = tags.find(filter.first);
    return found != tags.end() && (filter.second.empty() || filter.second.contains(found->second)) &&
           has_creator(account, wanted, found->first, found->second);
  };
  if (wanted.filters.empty()) {
    return std::ranges::any_of(tags,
                               [&](const auto& tag) { return has_creator(account, wanted, tag.first, tag.second); });
  }
  return wanted.is_any_enough ? std::ranges::any_of(wanted.filters, fits) : std::ranges::all_of(wanted.filters, fits);
}

std::vector<Found> find(const AccountState& account, const Wanted& wanted) {
  std::vector<Found> out;
  for (const auto& [resource, tags] : account.tags()) {
    if (!has_tags(account, wanted, *tags)) continue;
    TaggedName name = tagged_name(resource);
    if (!wanted.service.empty() && name.service != wanted.service) continue;
    if (!wanted.region.empty() && !name.region.empty() && name.region != wanted.region) continue;
    if (!wanted.prefix.empty() && name.prefix != kept_prefix(name.service, wanted.prefix)) continue;
    if (!wanted.id.empty() && name.id != wanted.id) continue;
    out.push_back({.resource = &resource, .name = std::move(name), .tags = tags.get()});
  }
  return out;
}

std::vector<api::tag::Tag> shown(const Tags& tags) {
  std::vector<api::tag::Tag> out;
  for (const auto& [key, value] : tags) {
    out.push_back({.tag_key = key, .tag_value = value, .category = std::string(tag_category)});
  }
  return out;
}

api::tag::TagResource row_of(const std::string& service, const std::string& id, const std::string& key,
                             const std::string& value) {
  return {.tag_key = key,
          .tag_value = value,
          .resource_id = id,
          .tag_key_md5 = encode_hex(md5(key)),
          .tag_value_md5 = encode_hex(md5(value)),
          .service_type = service,
          .category = std::string(tag_category)};
}

template <typename Request>
Result<Wanted> wanted_of(const AccountState& account, const Request& request) {
  Wanted wanted;
  OPENCAM_TRY(wanted.creator, read_creator(account, request.create_uin));
  wanted.service = request.service_type.value_or("");
  wanted.region = canonical_region(request.resource_region.value_or(""));
  wanted.prefix = request.resource_prefix.value_or("");
  wanted.id = request.resource_id.value_or("");
  return wanted;
}

template <typename Response, typename Request>
Result<Response> by_tags(const Call& call, const Request& request, bool is_any_enough) {
  const auto account = call.account();
  OPENCAM_TRY(const TagPage page, read_tag_page(request.offset, request.limit));
  OPENCAM_TRY(Wanted wanted, wanted_of(*account, request));
  if (request.tag_filters.empty()) return Error(ErrorCode::TagFiltersIllegal, "parameter `TagFilters` is empty");
  OPENCAM_TRY(wanted.filters, read_tag_filters(request.tag_filters, limits::tag_filters_max));
  wanted.is_any_enough = is_any_enough;
  auto found = find(*account, wanted);
  Response response;
  response.total_count = found.size();
  response.offset = page.offset;
  response.limit = page.limit;
  for (const Found& one : page_of(std::move(found), page.rows())) {
    response.rows.push_back({.resource_region = one.name.region,
                             .service_type = one.name.service,
                             .resource_prefix = one.name.prefix,
                             .resource_id = one.name.id,
                             .tags = shown(*one.tags)});
  }
  return response;
}

// The tags of each id, in the order of the ids; ids of nothing have none.
struct Asked {
  std::string id;
  const Tags* tags;
};

template <typename Request>
Result<std::vector<Asked>> tags_by_id(const Call& call, const AccountState& account, const Request& request) {
  OPENCAM_TRY(const auto resources, resources_of(call, {.service = request.service_type,
                                                        .region = request.resource_region,
                                                        .prefix = request.resource_prefix,
                                                        .ids = request.resource_ids}));
  std::vector<Asked> out;
  std::set<std::string> seen;
  for (std::size_t i = 0; i < resources.size(); ++i) {
    const auto resource = directory::named_tag_resource(call.directory().catalog(), account, resources[i]);
    if (!resource || !seen.insert(*resource).second) continue;
    out.push_back({.id = request.resource_ids[i], .tags = &account.tags_of(*resource)});
  }
  return out;
}

// What GetResources is to look at: the resources of its list, or all.
Result<std::optional<std::set<std::string>>> listed_resources(const Call& call, const AccountState& account,
                                                              const std::optional<std::vector<std::string>>& list) {
  if (!list || list->empty()) return std::optional<std::set<std::string>>();
  if (list->size() > limits::tag_request_tags_max) {
    return Error(ErrorCode::TagResourcesTooMany, "parameter `ResourceList` holds more than " +
                                                     std::to_string(limits::tag_request_tags_max) + " resources");
  }
  std::set<std::string> out;
  for (const std::string& resource : *list) {
    OPENCAM_TRY(std::string name, directory::named_tag_resource(call.directory().catalog(), account, resource));
    out.insert(std::move(name));
  }
  return std::optional(std::move(out));
}

}  // namespace

Result<api::tag::DescribeResourceTagsResponse> describe_resource_tags(
    const Call& call, const api::tag::DescribeResourceTagsRequest& request) {
  const auto account = call.account();
  OPENCAM_TRY(const TagPage page, read_tag_page(request.offset, request.limit));
  OPENCAM_TRY(read_flag("CosResourceId", request.cos_resource_id, false));
  OPENCAM_TRY(const Wanted wanted, wanted_of(*account, request));
  std::vector<api::tag::TagResource> rows;
  for (const Found& one : find(*account, wanted)) {
    for (const auto& [key, value] : *one.tags) {
      if (!has_creator(*account, wanted, key, value)) continue;
      rows.push_back(row_of(one.name.service, one.name.id, key, value));
    }
  }
  api::tag::DescribeResourceTagsResponse response;
  response.total_count = rows.size();
  response.offset = page.offset;
  response.limit = page.limit;
  response.rows = page_of(std::move(rows), page.rows());
  return response;
}

Result<api::tag::DescribeResourceTagsByResourceIdsResponse> describe_resource_tags_by_resource_ids(
    const Call& call, const api::tag::DescribeResourceTagsByResourceIdsRequest& request) {
  const auto account = call.account();
  OPENCAM_TRY(const TagPage page, read_tag_page(request.offset, request.limit));
  if (page.offset % page.limit != 0) {
    return Error(ErrorCode::PageOffsetIllegal, "parameter `Offset` is no multiple of `Limit`");
  }
  OPENCAM_TRY(const bool wants_any, wants_custom_tags(request.category));
  OPENCAM_TRY(const auto asked, tags_by_id(call, *account, request));
  std::vector<api::tag::TagResource> rows;
  for (const Asked& one : asked) {
    if (!wants_any) break;
    for (const auto& [key, value] : *one.tags) rows.push_back(row_of(request.service_type, one.id, key, value));
  }
  api::tag::DescribeResourceTagsByResourceIdsResponse response;
  response.total_count = rows.size();
  response.offset = page.offset;
  response.limit = page.limit;
  response.tags = page_of(std::move(rows), page.rows());
  return response;
}

Result<api::tag::DescribeResourceTagsByTagKeysResponse> describe_resource_tags_by_tag_keys(
    const Call& call, const api::tag::DescribeResourceTagsByTagKeysRequest& request) {
  const auto account = call.account();
  OPENCAM_TRY(const TagPage page, read_tag_page(request.offset, request.limit));
  OPENCAM_TRY(check_tag_keys(request.tag_keys, limits::tag_request_keys_max));
  OPENCAM_TRY(const auto asked, tags_by_id(call, *account, request));
  std::vector<api::tag::ResourceIdTag> rows;
  for (const Asked& one : asked) {
    Tags tags;
    for (const std::string& key : request.tag_keys) {
      if (const auto found = one.tags->find(key); found != one.tags->end()) tags.insert(*found);
    }
    if (!tags.empty()) rows.push_back({.resource_id = one.id, .tag_key_values = shown(tags)});
  }
  api::tag::DescribeResourceTagsByTagKeysResponse response;
  response.total_count = rows.size();
  response.offset = page.offset;
  response.limit = page.limit;
  response.rows = page_of(std::move(rows), page.rows());
  return response;
}

Result<api::tag::DescribeResourcesByTagsResponse> describe_resources_by_tags(
    const Call& call, const api::tag::DescribeResourcesByTagsRequest& request) {
  return by_tags<api::tag::DescribeResourcesByTagsResponse>(call, request, false);
}

Result<api::tag::DescribeResourcesByTagsUnionResponse> describe_resources_by_tags_union(
    const Call& call, const api::tag::DescribeResourcesByTagsUnionRequest& request) {
  return by_tags<api::tag::DescribeResourcesByTagsUnionResponse>(call, request, true);
}

Result<api::tag::GetResourcesResponse> get_resources(const Call& call, const api::tag::GetResourcesRequest& request) {
  const auto account = call.account();
  OPENCAM_TRY(const std::size_t count, read_max_results(request.max_results, limits::tag_token_resources_max));
  OPENCAM_TRY(const std::string after, read_page_token("resource", request.pagination_token));
  OPENCAM_TRY(const auto listed, listed_resources(call, *account, request.resource_list));
  Wanted wanted;
  if (request.tag_filters) {
    OPENCAM_TRY(wanted.filters, read_tag_filters(*request.tag_filters, limits::tag_search_filters_max));
  }
  api::tag::GetResourcesResponse response;
  for (const auto& [resource, tags] : account->tags()) {
    if (resource <= after || (listed && !listed->contains(resource)) || !has_tags(*account, wanted, *tags)) continue;
    // A list is answered whole.
    if (response.resource_tag_mapping_list.size() == count && !listed) {
      response.pagination_token = page_token("resource", response.resource_tag_mapping_list.back().resource);
      break;
    }
    response.resource_tag_mapping_list.push_back({.resource = resource, .tags = shown(*tags)});
  }
  return response;
}

}  // namespace opencam::services
