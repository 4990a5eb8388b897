// How many of what an account may have.
//
// CAM's own figures are the defaults (CAM-107; base/limits.h gives the source of each); the server's configuration may
// raise them. A directory is given one when it is made and keeps it. A value.
#pragma once

#include <cstdint>

#include "base/limits.h"

namespace opencam::directory {

struct Quota {
  std::uint32_t accounts_max = limits::accounts_max;
  std::uint32_t users_max = limits::users_max;
  std::uint32_t groups_max = limits::groups_max;
  std::uint32_t groups_of_user_max = limits::groups_of_user_max;
  std::uint32_t users_of_group_max = limits::users_of_group_max;
  std::uint32_t roles_max = limits::roles_max;
  std::uint32_t identity_providers_max = limits::identity_providers_max;
  std::uint32_t policies_max = limits::policies_max;
  std::uint32_t versions_of_policy_max = limits::versions_of_policy_max;
  std::uint32_t attachments_of_target_max = limits::attachments_of_target_max;
  std::uint32_t access_keys_of_holder_max = limits::access_keys_of_holder_max;
  std::uint32_t tags_of_resource_max = limits::tags_of_resource_max;
  std::uint32_t tagged_resources_max = limits::tagged_resources_max;
  std::uint32_t tag_keys_max = limits::tag_keys_max;
  std::uint32_t tag_values_of_key_max = limits::tag_values_of_key_max;
  std::uint32_t policy_characters_max = limits::policy_characters_max;
  std::uint32_t trust_characters_max = limits::policy_characters_max;
  std::uint32_t session_duration_s_max = limits::session_duration_s_max;
};

}  // namespace opencam::directory
