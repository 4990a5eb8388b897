// Putting tags on resources and taking them off (docs/api/tags.md). What is checked about a resource and its tags is
// checked by the directory, in the transaction.
#include <algorithm>
#include <set>
#include <utility>

#include "base/text.h"
#include "directory/name_rule.h"
#include "services/api_error.h"
#include "services/tag.h"
#include "services/tag_form.h"

namespace opencam::services {
namespace {

using directory::TagChange;
using directory::TagPut;
using directory::Tags;

TagChange change_of(const Call& call, std::string resource) {
  TagChange change;
  change.resource = std::move(resource);
  change.is_named_by_caller = true;
  change.creator = tag_creator(call);
  return change;
}

Result<void> write_one(const Call& call, TagChange change) {
  const std::vector<TagChange> changes = {std::move(change)};
  return call.directory().change_tags(call.write(), call.owner(), changes);
}

// One change for each of the ids.
template <typename Request>
Result<std::vector<TagChange>> changes_of(const Call& call, const Request& request) {
  const std::string region = request.resource_region.value_or("");
  const std::string prefix = request.resource_prefix.value_or("");
  OPENCAM_TRY(
      auto resources,
      resources_of(call,
                   {.service = request.service_type, .region = region, .prefix = prefix, .ids = request.resource_ids}));
  // An id that is given twice is meant once.
  std::ranges::sort(resources);
  const auto doubles = std::ranges::unique(resources);
  resources.erase(doubles.begin(), doubles.end());
  std::vector<TagChange> changes;
  for (std::string& resource : resources) changes.push_back(change_of(call, std::move(resource)));
  return changes;
}

Result<void> check_resource_count(std::size_t count) {
  if (count == 0) return Error(ErrorCode::TagResourceIllegal, "parameter `ResourceList` is empty");
  if (count <= limits::tag_request_tags_max) return {};
  return Error(ErrorCode::TagResourcesTooMany, "parameter `ResourceList` holds more than " +
                                                   std::to_string(limits::tag_request_tags_max) + " resources");
}

Error repeated(std::string_view parameter, std::string_view key) {
  return Error(ErrorCode::TagKeyRepeated,
               "parameter `" + std::string(parameter) + "` holds the key `" + text::shortened(key) + "` twice");
}

Result<std::vector<api::tag::FailedResource>> write_singly(const Call& call, const std::vector<TagChange>& changes) {
  OPENCAM_TRY(const auto failures, call.directory().change_tags_singly(call.write(), call.owner(), changes));
  std::vector<api::tag::FailedResource> out;
  for (std::size_t i = 0; i < failures.size(); ++i) {
    if (!failures[i]) continue;
    const ApiError error = to_api_error(*failures[i], nullptr);
    out.push_back({.resource = changes[i].resource, .code = error.code, .message = error.message});
  }
  return out;
}

}  // namespace

Result<api::tag::AddResourceTagResponse> add_resource_tag(const Call& call,
                                                          const api::tag::AddResourceTagRequest& request) {
  TagChange change = change_of(call, request.resource);
  change.put = {{request.tag_key, request.tag_value}};
  change.rule = TagPut::Add;
  OPENCAM_TRY(write_one(call, std::move(change)));
  return api::tag::AddResourceTagResponse{};
}

Result<api::tag::UpdateResourceTagValueResponse> update_resource_tag_value(
    const Call& call, const api::tag::UpdateResourceTagValueRequest& request) {
  TagChange change = change_of(call, request.resource);
  change.put = {{request.tag_key, request.tag_value}};
  change.rule = TagPut::Update;
  OPENCAM_TRY(write_one(call, std::move(change)));
  return api::tag::UpdateResourceTagValueResponse{};
}

Result<api::tag::DeleteResourceTagResponse> delete_resource_tag(const Call& call,
                                                                const api::tag::DeleteResourceTagRequest& request) {
  OPENCAM_TRY(directory::check_tag_key(request.tag_key));
  TagChange change = change_of(call, request.resource);
  change.remove = {request.tag_key};
  change.must_have_removed = true;
  OPENCAM_TRY(write_one(call, std::move(change)));
  return api::tag::DeleteResourceTagResponse{};
}

Result<api::tag::ModifyResourceTagsResponse> modify_resource_tags(const Call& call,
                                                                  const api::tag::ModifyResourceTagsRequest& request) {
  TagChange change = change_of(call, request.resource);
  if (request.replace_tags) {
    for (const api::tag::Tag& tag : *request.replace_tags) {
      OPENCAM_TRY(directory::check_tag(tag.tag_key, tag.tag_value));
      if (!change.put.try_emplace(tag.tag_key, tag.tag_value).second) return repeated("ReplaceTags", tag.tag_key);
    }
  }
  if (request.delete_tags) {
    for (const api::tag::TagKeyObject& tag : *request.delete_tags) {
      OPENCAM_TRY(directory::check_tag_key(tag.tag_key));
      if (change.put.contains(tag.tag_key)) {
        return Error(ErrorCode::TagsToDeleteIllegal, "parameters `ReplaceTags` and `DeleteTags` both hold the key `" +
                                                         text::shortened(tag.tag_key) + "`");
      }
      change.remove.push_back(tag.tag_key);
    }
  }
  if (change.put.empty() && change.remove.empty()) {
    return Error(ErrorCode::TagsToDeleteIllegal, "one of `ReplaceTags` and `DeleteTags` must hold something");
  }
  OPENCAM_TRY(write_one(call, std::move(change)));
  return api::tag::ModifyResourceTagsResponse{};
}

Result<api::tag::AttachResourcesTagResponse> attach_resources_tag(const Call& call,
                                                                  const api::tag::AttachResourcesTagRequest& request) {
  OPENCAM_TRY(auto changes, changes_of(call, request));
  for (TagChange& change : changes) {
    change.put = {{request.tag_key, request.tag_value}};
    change.rule = TagPut::Add;
    change.must_be_known = true;
  }
  OPENCAM_TRY(call.directory().change_tags(call.write(), call.owner(), changes));
  return api::tag::AttachResourcesTagResponse{};
}

Result<api::tag::ModifyResourcesTagValueResponse> modify_resources_tag_value(
    const Call& call, const api::tag::ModifyResourcesTagValueRequest& request) {
  OPENCAM_TRY(auto changes, changes_of(call, request));
  for (TagChange& change : changes) {
    change.put = {{request.tag_key, request.tag_value}};
    change.rule = TagPut::Update;
    change.must_be_known = true;
  }
  OPENCAM_TRY(call.directory().change_tags(call.write(), call.owner(), changes));
  return api::tag::ModifyResourcesTagValueResponse{};
}

Result<api::tag::DetachResourcesTagResponse> detach_resources_tag(const Call& call,
                                                                  const api::tag::DetachResourcesTagRequest& request) {
  OPENCAM_TRY(directory::check_tag_key(request.tag_key));
  OPENCAM_TRY(auto changes, changes_of(call, request));
  for (TagChange& change : changes) {
    change.remove = {request.tag_key};
    change.must_have_removed = true;
  }
  OPENCAM_TRY(call.directory().change_tags(call.write(), call.owner(), changes));
  return api::tag::DetachResourcesTagResponse{};
}

Result<api::tag::TagResourcesResponse> tag_resources(const Call& call, const api::tag::TagResourcesRequest& request) {
  OPENCAM_TRY(check_resource_count(request.resource_list.size()));
  if (request.tags.empty()) return Error(ErrorCode::TagsIllegal, "parameter `Tags` is empty");
  if (request.tags.size() > limits::tag_request_tags_max) {
    return Error(ErrorCode::TagsTooMany,
                 "parameter `Tags` holds more than " + std::to_string(limits::tag_request_tags_max) + " tags");
  }
  Tags tags;
  for (const api::tag::Tag& tag : request.tags) {
    OPENCAM_TRY(directory::check_tag(tag.tag_key, tag.tag_value));
    if (tag.tag_value.empty()) {
      return Error(ErrorCode::TagValueEmpty, "the value of tag `" + text::shortened(tag.tag_key) + "` is empty");
    }
    if (!tags.try_emplace(tag.tag_key, tag.tag_value).second) return repeated("Tags", tag.tag_key);
  }
  std::vector<TagChange> changes;
  for (const std::string& resource : request.resource_list) {
    changes.push_back(change_of(call, resource));
    changes.back().put = tags;
  }
  api::tag::TagResourcesResponse response;
  OPENCAM_TRY(response.failed_resources, write_singly(call, changes));
  return response;
}

Result<api::tag::UnTagResourcesResponse> un_tag_resources(const Call& call,
                                                          const api::tag::UnTagResourcesRequest& request) {
  OPENCAM_TRY(check_resource_count(request.resource_list.size()));
  OPENCAM_TRY(check_tag_keys(request.tag_keys, limits::tag_request_tags_max));
  std::set<std::string> keys;
  for (const std::string& key : request.tag_keys) {
    if (!keys.insert(key).second) return repeated("TagKeys", key);
  }
  std::vector<TagChange> changes;
  for (const std::string& resource : request.resource_list) {
    changes.push_back(change_of(call, resource));
    changes.back().remove = request.tag_keys;
  }
  api::tag::UnTagResourcesResponse response;
  OPENCAM_TRY(response.failed_resources, write_singly(call, changes));
  return response;
}

}  // namespace opencam::services
