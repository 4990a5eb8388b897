// All that the directory stores, as one type: what a store loads, puts and erases.
//
// Each kind of row describes its own columns (account.h). A store needs no other knowledge: `row_types` lists the
// tables in the order in which they must be loaded, owners before what they own.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "directory/access_key.h"
#include "directory/account.h"
#include "directory/attachment.h"
#include "directory/group.h"
#include "directory/identity_provider.h"
#include "directory/managed_policy.h"
#include "directory/role.h"
#include "directory/role_deletion.h"
#include "directory/security.h"
#include "directory/sign_in.h"
#include "directory/tag.h"
#include "directory/user.h"

namespace opencam::directory {

using Row = std::variant<SequenceRow, AccountRow, UserRow, GroupRow, MemberRow, PolicyRow, PolicyVersionRow,
                         PresetAliasRow, RoleRow, AttachmentRow, AccessKeyRow, TagRow, TagDefinitionRow,
                         IdentityProviderRow, RoleDeletionRow, PasswordRuleRow, PasswordRow, SafeAuthRow,
                         LoginPolicyRow, MfaTokenRow, RootPasswordRow, SecondFactorRow, ConsoleSessionRow>;

// The account a row belongs to; zero for a sequence, which belongs to the whole store.
Uin owner_of(const Row& row);

std::string_view table_of(const Row& row);

// The key columns, joined by `/`: unique within the table, for people and messages.
std::string key_text(const Row& row);

// One change: a row put (new or in the place of the one with the same key), or the row with its key erased.
struct RowChange {
  bool is_erase = false;
  Row row;
};

// A row that is stored but cannot be read, or that belongs to nothing. Never stops anything: it is reported.
struct BadRow {
  std::string table;
  std::string key;     // its key columns as far as they can be read, joined by `/`; empty: the table from here on
  std::string reason;  // for people
  // What could be read of it, with every column that could not left at its default; nothing when the key was lost.
  std::vector<Row> remains;
};

}  // namespace opencam::directory
