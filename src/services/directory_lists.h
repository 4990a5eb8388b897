// The four lists of /access/v1/directory/: users, groups, roles, policies (docs/api/directory.md).
//
//   OPENCAM_TRY(const DirectoryQuery query, read_directory_query(list, http.query()));
//   std::string body = print_list(list, query, directory, *account);
//
// Pure functions of one state of the account. Who may have a list is the endpoint's question (directory_endpoint.h).
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "directory/directory.h"
#include "services/listing.h"

namespace opencam::services {

enum class DirectoryList : std::uint8_t { Users, Groups, Roles, Policies };

// "users" and so on; nothing for what is none of them.
std::optional<DirectoryList> directory_list_named(std::string_view name);

struct DirectoryQuery {
  ListOrder order;
  std::string name;  // in lower case; empty: all
  std::string kind;  // empty: all
  std::optional<bool> console_login;
};

// Errors: InvalidArgument.
Result<DirectoryQuery> read_directory_query(DirectoryList list, std::string_view query);

// The actions of cam any of which lets somebody have this list; the one that is named in a refusal first.
std::span<const std::string_view> rights_to_list(DirectoryList list, std::string_view kind);

// `{"items":[...],"total":...,"next":"..."}`.
std::string print_list(DirectoryList list, const DirectoryQuery& query, const Catalog& catalog,
                       const directory::AccountState& account);

}  // namespace opencam::services
