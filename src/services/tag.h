// The handlers of tag (docs/api/tags.md): what tags an account knows, and which of its resources has which.
//
// As cam.h says. tag_form.h reads what their requests have in common.
#pragma once

#include "opencam/result.h"
#include "services/call.h"
#include "services/generated/tag_api.h"

namespace opencam::services {

// tag_definitions.cc
Result<api::tag::CreateTagResponse> create_tag(const Call& call, const api::tag::CreateTagRequest& request);
Result<api::tag::CreateTagsResponse> create_tags(const Call& call, const api::tag::CreateTagsRequest& request);
Result<api::tag::DeleteTagResponse> delete_tag(const Call& call, const api::tag::DeleteTagRequest& request);
Result<api::tag::DeleteTagsResponse> delete_tags(const Call& call, const api::tag::DeleteTagsRequest& request);
Result<api::tag::DescribeTagsResponse> describe_tags(const Call& call, const api::tag::DescribeTagsRequest& request);
Result<api::tag::DescribeTagKeysResponse> describe_tag_keys(const Call& call,
                                                            const api::tag::DescribeTagKeysRequest& request);
Result<api::tag::DescribeTagValuesResponse> describe_tag_values(const Call& call,
                                                                const api::tag::DescribeTagValuesRequest& request);
Result<api::tag::GetTagsResponse> get_tags(const Call& call, const api::tag::GetTagsRequest& request);
Result<api::tag::GetTagKeysResponse> get_tag_keys(const Call& call, const api::tag::GetTagKeysRequest& request);
Result<api::tag::GetTagValuesResponse> get_tag_values(const Call& call, const api::tag::GetTagValuesRequest& request);

// tag_changes.cc
Result<api::tag::AddResourceTagResponse> add_resource_tag(const Call& call,
                                                          const api::tag::AddResourceTagRequest& request);
Result<api::tag::AttachResourcesTagResponse> attach_resources_tag(const Call& call,
                                                                  const api::tag::AttachResourcesTagRequest& request);
Result<api::tag::DeleteResourceTagResponse> delete_resource_tag(const Call& call,
                                                                const api::tag::DeleteResourceTagRequest& request);
Result<api::tag::DetachResourcesTagResponse> detach_resources_tag(const Call& call,
                                                                  const api::tag::DetachResourcesTagRequest& request);
Result<api::tag::ModifyResourceTagsResponse> modify_resource_tags(const Call& call,
                                                                  const api::tag::ModifyResourceTagsRequest& request);
Result<api::tag::ModifyResourcesTagValueResponse> modify_resources_tag_value(
    const Call& call, const api::tag::ModifyResourcesTagValueRequest& request);
Result<api::tag::TagResourcesResponse> tag_resources(const Call& call, const api::tag::TagResourcesRequest& request);
Result<api::tag::UnTagResourcesResponse> un_tag_resources(const Call& call,
                                                          const api::tag::UnTagResourcesRequest& request);
Result<api::tag::UpdateResourceTagValueResponse> update_resource_tag_value(
    const Call& call, const api::tag::UpdateResourceTagValueRequest& request);

// tag_lists.cc
Result<api::tag::DescribeResourceTagsResponse> describe_resource_tags(
    const Call& call, const api::tag::DescribeResourceTagsRequest& request);
Result<api::tag::DescribeResourceTagsByResourceIdsResponse> describe_resource_tags_by_resource_ids(
    const Call& call, const api::tag::DescribeResourceTagsByResourceIdsRequest& request);
Result<api::tag::DescribeResourceTagsByTagKeysResponse> describe_resource_tags_by_tag_keys(
    const Call& call, const api::tag::DescribeResourceTagsByTagKeysRequest& request);
Result<api::tag::DescribeResourcesByTagsResponse> describe_resources_by_tags(
    const Call& call, const api::tag::DescribeResourcesByTagsRequest& request);
Result<api::tag::DescribeResourcesByTagsUnionResponse> describe_resources_by_tags_union(
    const Call& call, const api::tag::DescribeResourcesByTagsUnionRequest& request);
Result<api::tag::GetResourcesResponse> get_resources(const Call& call, const api::tag::GetResourcesRequest& request);

}  // namespace opencam::services
