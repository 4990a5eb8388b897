// Tags of roles by cam's own actions (docs/api/roles.md); the same tags as those of the service of tags.
#include <utility>

#include "base/text.h"
#include "directory/name_rule.h"
#include "directory/tag.h"
#include "services/cam.h"
#include "services/lookup.h"
#include "services/tag_form.h"

namespace opencam::services {

using directory::RoleRow;
using directory::TagChange;
using directory::Target;

Result<api::cam::TagRoleResponse> tag_role(const Call& call, const api::cam::TagRoleRequest& request) {
  const auto account = call.account();
  OPENCAM_TRY(const RoleRow* role, find_role(*account, request.role_id, request.role_name));
  if (request.tags.empty()) return Error(ErrorCode::TagIllegal, "parameter `Tags` is empty");
  TagChange change;
  change.resource = tag_resource(call.owner(), Target::role(role->id));
  change.creator = tag_creator(call);
  for (const api::cam::RoleTags& tag : request.tags) {
    // CAM-174: both values were asked about, and only one could be kept.
    if (!change.put.try_emplace(tag.key, tag.value).second) {
      return Error(ErrorCode::TagIllegal, "parameter `Tags` holds the key `" + text::shortened(tag.key) + "` twice");
    }
  }
  // Named by caller: it may be deleted meanwhile.
  change.is_named_by_caller = true;
  const std::vector<TagChange> changes = {std::move(change)};
  OPENCAM_TRY(call.directory().change_tags(call.write(), call.owner(), changes));
  return api::cam::TagRoleResponse{};
}

Result<api::cam::UntagRoleResponse> untag_role(const Call& call, const api::cam::UntagRoleRequest& request) {
  const auto account = call.account();
  OPENCAM_TRY(const RoleRow* role, find_role(*account, request.role_id, request.role_name));
  if (request.tag_keys.empty()) return Error(ErrorCode::TagIllegal, "parameter `TagKeys` is empty");
  for (const std::string& key : request.tag_keys) OPENCAM_TRY(directory::check_tag_key(key));
  TagChange change;
  change.resource = tag_resource(call.owner(), Target::role(role->id));
  change.remove = request.tag_keys;
  change.is_named_by_caller = true;
  const std::vector<TagChange> changes = {std::move(change)};
  OPENCAM_TRY(call.directory().change_tags(call.write(), call.owner(), changes));
  return api::cam::UntagRoleResponse{};
}

}  // namespace opencam::services
