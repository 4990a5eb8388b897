#include "services/directory_lists.h"

#include <array>
#include <utility>

#include "base/json.h"
#include "base/text.h"
#include "services/list_limits.h"
#include "services/lookup.h"
#include "services/wire_form.h"

namespace opencam::services {
namespace {

using directory::AccountState;
using directory::Group;
using directory::id_text;
using directory::number;
using directory::PolicyInfo;
using directory::RoleRow;
using directory::RoleType;
using directory::UserRow;
using directory::UserType;

constexpr std::array<std::string_view, 4> list_names = {"users", "groups", "roles", "policies"};

std::string_view name_of(DirectoryList list) { return list_names.at(static_cast<std::size_t>(list)); }

template <typename Enum>
std::string_view kind_name(Enum kind) {
  return names_of(kind).at(static_cast<std::size_t>(kind));
}

// The place of a row in the order that was asked for.
Place place_of(const ListOrder& order, std::uint64_t id, std::string_view name, std::int64_t figure) {
  if (order.sort == "id") return {.id = id};
  if (order.sort == "name") return {.text = name, .id = id};
  return {.number = figure, .id = id};
}

// --- What the items hold. ---

void put_item(json::Writer& out, const UserRow& user) {
  out.key("uin").string(id_text(user.uin)).key("uid").string(id_text(user.uid)).key("name").string(user.name);
  out.key("kind").string(kind_name(user.type)).key("remark").string(user.remark);
  out.key("console_login").boolean(user.console_login).key("phone").string(user.phone);
  out.key("country_code").string(user.country_code).key("email").string(user.email);
  out.key("created").string(rfc3339_time(user.created_ms));
}

void put_item(json::Writer& out, const Group& group) {
  out.key("id").string(id_text(group.row.id)).key("name").string(group.row.name);
  out.key("remark").string(group.row.remark).key("created").string(rfc3339_time(group.row.created_ms));
}

void put_item(json::Writer& out, const RoleRow& role, const AccountState& account) {
  out.key("id").string(id_text(role.id)).key("name").string(role.name).key("description").string(role.description);
  out.key("kind").string(kind_name(role.type)).key("console_login").boolean(role.console_login);
  out.key("session_duration_s").number(std::uint64_t{role.session_duration_s});
  out.key("created").string(rfc3339_time(role.created_ms)).key("updated").string(rfc3339_time(role.updated_ms));
  out.key("is_being_deleted").boolean(account.running_deletion(role.id) != nullptr);
}

std::int64_t created_ms(const PolicyInfo& policy) {
  return policy.custom != nullptr ? policy.custom->row.created_ms : preset_time_ms;
}

std::int64_t updated_ms(const PolicyInfo& policy) {
  return policy.custom != nullptr ? policy.custom->row.updated_ms : preset_time_ms;
}

void put_item(json::Writer& out, const PolicyInfo& policy, const AccountState& account) {
  const directory::PolicyId id = policy_id(policy);
  out.key("id").string(id_text(id)).key("name").string(policy_name(policy));
  out.key("description").string(policy_description(policy));
  out.key("kind").string(policy.custom != nullptr ? "custom" : "preset");
  out.key("service").string(policy.preset != nullptr ? policy.preset->service : "");
  out.key("created").string(rfc3339_time(created_ms(policy))).key("updated").string(rfc3339_time(updated_ms(policy)));
  out.key("holders").number(std::uint64_t{account.holders_of(id).size()});
  out.key("boundary_of").number(std::uint64_t{account.bounded_by(id).size()});
}

template <typename Row, typename Put>
std::string print(const DirectoryQuery& query, DirectoryList list, Listing<Row> listing, Put put) {
  json::Writer out;
  out.begin_object().key("items").begin_array();
  const std::uint64_t total = listing.total();
  const bool has_more = listing.has_more();
  const auto page = std::move(listing).page();
  for (const auto& [place, row] : page) {
    out.begin_object();
    put(out, row);
    out.end_object();
  }
  out.end_array().key("total").number(total);
  if (has_more) out.key("next").string(next_of(query.order, name_of(list), page.back().first));
  out.end_object();
  return std::move(out).take();
}

// --- The lists. ---

std::string print_users(const DirectoryQuery& query, const AccountState& account) {
  Listing<const UserRow*> listing(query.order);
  for (const auto& [uin, user] : account.users()) {
    if (!query.kind.empty() && kind_name(user->type) != query.kind) continue;
    if (query.console_login && user->console_login != *query.console_login) continue;
    if (!holds_folded(user->name, query.name)) continue;
    listing.offer(place_of(query.order, number(uin), user->name, user->created_ms), user.get());
  }
  return print(query, DirectoryList::Users, std::move(listing),
               [](json::Writer& out, const UserRow* user) { put_item(out, *user); });
}

std::string print_groups(const DirectoryQuery& query, const AccountState& account) {
  Listing<const Group*> listing(query.order);
  for (const auto& [id, group] : account.groups()) {
    if (!holds_folded(group->row.name, query.name)) continue;
    listing.offer(place_of(query.order, number(id), group->row.name, group->row.created_ms), group.get());
  }
  return print(query, DirectoryList::Groups, std::move(listing),
               [](json::Writer& out, const Group* group) { put_item(out, *group); });
}

std::string print_roles(const DirectoryQuery& query, const AccountState& account) {
  Listing<const RoleRow*> listing(query.order);
  for (const auto& [id, role] : account.roles()) {
    if (!query.kind.empty() && kind_name(role->type) != query.kind) continue;
    if (!holds_folded(role->name, query.name)) continue;
    const std::int64_t figure = query.order.sort == "updated" ? role->updated_ms : role->created_ms;
    listing.offer(place_of(query.order, number(id), role->name, figure), role.get());
  }
  return print(query, DirectoryList::Roles, std::move(listing),
               [&account](json::Writer& out, const RoleRow* role) { put_item(out, *role, account); });
}

std::string print_policies(const DirectoryQuery& query, const Catalog& catalog, const AccountState& account) {
  Listing<PolicyInfo> listing(query.order);
  const auto offer = [&](const PolicyInfo& policy) {
    const std::string& name = policy_name(policy);
    if (!holds_folded(name, query.name)) return;
    std::int64_t figure = 0;
    if (query.order.sort == "created") figure = created_ms(policy);
    if (query.order.sort == "updated") figure = updated_ms(policy);
    if (query.order.sort == "holders") {
      figure = static_cast<std::int64_t>(account.holders_of(policy_id(policy)).size());
    }
    listing.offer(place_of(query.order, number(policy_id(policy)), name, figure), policy);
  };
  if (query.kind != "custom") {
    for (const PresetPolicy& preset : catalog.presets()) offer({.custom = nullptr, .preset = &preset});
  }
  if (query.kind != "preset") {
    for (const auto& [id, policy] : account.policies()) offer({.custom = policy.get(), .preset = nullptr});
  }
  return print(query, DirectoryList::Policies, std::move(listing),
               [&account](json::Writer& out, const PolicyInfo& policy) { put_item(out, policy, account); });
}

// --- What may be asked for. ---

Result<QueryParameters> read_parameters(DirectoryList list, std::string_view query) {
  switch (list) {
    case DirectoryList::Users:
      return QueryParameters::read(query, {"limit", "after", "sort", "name", "kind", "console_login"});
    case DirectoryList::Groups:
      return QueryParameters::read(query, {"limit", "after", "sort", "name"});
    case DirectoryList::Roles:
    case DirectoryList::Policies:
      break;
  }
  return QueryParameters::read(query, {"limit", "after", "sort", "name", "kind"});
}

Result<ListOrder> read_order(DirectoryList list, const QueryParameters& parameters) {
  switch (list) {
    case DirectoryList::Users:
    case DirectoryList::Groups:
      break;
    case DirectoryList::Roles:
      return read_list_order(parameters, {"id", "name", "created", "updated"}, name_of(list));
    case DirectoryList::Policies:
      return read_list_order(parameters, {"id", "name", "created", "updated", "holders"}, name_of(list));
  }
  return read_list_order(parameters, {"id", "name", "created"}, name_of(list));
}

Result<std::string> read_kind(DirectoryList list, const QueryParameters& parameters) {
  switch (list) {
    case DirectoryList::Users:
      return parameters.choice("kind", {"sub_user", "collaborator", "message_recipient"});
    case DirectoryList::Roles:
      return parameters.choice("kind", {"user", "system", "service_linked"});
    case DirectoryList::Groups:
    case DirectoryList::Policies:
      break;
  }
  return parameters.choice("kind", {"custom", "preset"});
}

}  // namespace

std::optional<DirectoryList> directory_list_named(std::string_view name) {
  const auto found = std::ranges::find(list_names, name);
  if (found == list_names.end()) return std::nullopt;
  return static_cast<DirectoryList>(found - list_names.begin());
}

Result<DirectoryQuery> read_directory_query(DirectoryList list, std::string_view query) {
  OPENCAM_TRY(const QueryParameters parameters, read_parameters(list, query));
  DirectoryQuery out;
  OPENCAM_TRY(out.order, read_order(list, parameters));
  OPENCAM_TRY(const std::string name, parameters.text("name", limits::list_word_bytes_max));
  out.name = text::ascii_lower(name);
  OPENCAM_TRY(out.kind, read_kind(list, parameters));
  OPENCAM_TRY(const std::string console_login, parameters.choice("console_login", {"true", "false"}));
  if (!console_login.empty()) out.console_login = console_login == "true";
  return out;
}

std::span<const std::string_view> rights_to_list(DirectoryList list, std::string_view kind) {
  static constexpr std::array<std::string_view, 1> all_users = {"ListAccounts"};
  static constexpr std::array<std::string_view, 2> sub_users = {"ListUsers", "ListAccounts"};
  static constexpr std::array<std::string_view, 2> collaborators = {"ListCollaborators", "ListAccounts"};
  static constexpr std::array<std::string_view, 2> recipients = {"ListReceiver", "ListAccounts"};
  static constexpr std::array<std::string_view, 1> groups = {"ListGroups"};
  static constexpr std::array<std::string_view, 1> roles = {"DescribeRoleList"};
  static constexpr std::array<std::string_view, 1> policies = {"ListPolicies"};
  switch (list) {
    case DirectoryList::Users:
      if (kind == kind_name(UserType::SubUser)) return sub_users;
      if (kind == kind_name(UserType::Collaborator)) return collaborators;
      return kind.empty() ? std::span<const std::string_view>(all_users) : recipients;
    case DirectoryList::Groups:
      return groups;
    case DirectoryList::Roles:
      return roles;
    case DirectoryList::Policies:
      break;
  }
  return policies;
}

std::string print_list(DirectoryList list, const DirectoryQuery& query, const Catalog& catalog,
                       const AccountState& account) {
  switch (list) {
    case DirectoryList::Users:
      return print_users(query, account);
    case DirectoryList::Groups:
      return print_groups(query, account);
    case DirectoryList::Roles:
      return print_roles(query, account);
    case DirectoryList::Policies:
      break;
  }
  return print_policies(query, catalog, account);
}

}  // namespace opencam::services
