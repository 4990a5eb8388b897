// One search over users, groups, roles, policies, access keys and identity providers (docs/api/directory.md).
//
//   OPENCAM_TRY(const SearchQuery query, read_search_query(http.query()));
//   std::string body = print_search(query, kinds_that_may_be_seen, directory.catalog(), *account);
//
// One look at every row of the kinds that are wanted. Pure functions of one state of the account; who may see which
// kind is the endpoint's question (directory_endpoint.h).
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "directory/state.h"
#include "opencam/catalog.h"
#include "opencam/result.h"

namespace opencam::services {

enum class SearchKind : std::uint8_t { User, Group, Role, Policy, Key, SamlProvider, OidcProvider };

inline constexpr std::size_t search_kinds = 7;

struct SearchQuery {
  std::string word;  // in lower case
  std::array<bool, search_kinds> kinds{};
  std::uint64_t limit = 0;
};

// Errors: InvalidArgument.
Result<SearchQuery> read_search_query(std::string_view query);

// "user" and so on; both kinds of providers are "provider".
std::string_view name(SearchKind kind);
// The actions of cam any of which lets somebody see that kind.
std::span<const std::string_view> rights_to_search(SearchKind kind);

// `{"found":[...],"left_out":[...]}`; `seen` are those of the wanted kinds that the caller may see.
std::string print_search(const SearchQuery& query, const std::array<bool, search_kinds>& seen, const Catalog& catalog,
                         const directory::AccountState& account);

}  // namespace opencam::services
