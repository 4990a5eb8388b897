// What things may be called: the one place where a name gets into the directory (CVE class C7, confused names).
//
// Names are compared byte by byte, so two names that look the same must not both be possible: user, role and policy
// names are plain ASCII; group and account names may be of any script, but hold nothing invisible, no blanks at their
// ends and no combining marks (an accented letter is one character). Pure functions.
#pragma once

#include <string_view>

#include "opencam/result.h"

namespace opencam::directory {

// Errors: AccountNameIllegal, UserNameIllegal, GroupNameIllegal, PolicyNameIllegal, RoleNameIllegal,
// IdentityNameIllegal.
Result<void> check_account_name(std::string_view name);
Result<void> check_user_name(std::string_view name);
Result<void> check_group_name(std::string_view name);
Result<void> check_policy_name(std::string_view name);
Result<void> check_role_name(std::string_view name);
Result<void> check_provider_name(std::string_view name);

// Descriptions and remarks: text of any kind, lines too. Errors: DescriptionTooLong; InvalidArgument for what is not
// UTF-8 or holds control characters.
Result<void> check_description(std::string_view text);

// Empty is fine for each. Errors: ContactIllegal.
Result<void> check_phone(std::string_view text);
Result<void> check_country_code(std::string_view text);
Result<void> check_email(std::string_view text);

// Errors: TagIllegal.
// Errors: TagKeyEmpty, TagKeyTooLong, TagKeyIllegal, TagKeyReserved.
Result<void> check_tag_key(std::string_view key);
// The same, TagValueTooLong, TagValueIllegal. A value may be empty.
Result<void> check_tag(std::string_view key, std::string_view value);

}  // namespace opencam::directory
