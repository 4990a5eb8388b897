// The world file, written. What was read comes out again in the same order; documents byte for byte.
#include "base/json.h"
#include "base/limits.h"
#include "opencam/engine.h"

namespace opencam {
namespace {

// Levels of the file above a document.
constexpr std::uint32_t levels_above_document = 3;

std::string_view name(UserType type) {
  switch (type) {
    case UserType::SubUser:
      return "sub_user";
    case UserType::Collaborator:
      return "collaborator";
    case UserType::MessageRecipient:
      return "message_recipient";
  }
  return {};
}

void print_texts(json::Writer& out, std::string_view key, const std::vector<std::string>& texts) {
  out.key(key).begin_array();
  for (const std::string& text : texts) out.string(text);
  out.end_array();
}

// A document stands in the file as the object it is, which keeps its bytes. One that is no object by itself (a stored
// text that cannot be read, or one with blanks around it) stands as text, which keeps them too.
void print_document(json::Writer& out, std::string_view key, const std::string& document) {
  out.key(key);
  const auto read = json::read(document, {.depth_max = limits::json_depth_max - levels_above_document});
  const bool is_whole =
      read && read->root().is_object() && read->root().span.begin == 0 && read->root().span.end == document.size();
  is_whole ? out.raw(document) : out.string(document);
}

void print_user(json::Writer& out, const WorldUser& user) {
  out.begin_object().key("uin").string(user.uin).key("owner_uin").string(user.owner_uin);
  out.key("name").string(user.name).key("type").string(name(user.type));
  print_texts(out, "policies", user.policies);
  if (!user.boundary.empty()) out.key("boundary").string(user.boundary);
  out.end_object();
}

void print_group(json::Writer& out, const WorldGroup& group) {
  out.begin_object().key("id").string(group.id).key("owner_uin").string(group.owner_uin);
  out.key("name").string(group.name);
  print_texts(out, "members", group.members);
  print_texts(out, "policies", group.policies);
  out.end_object();
}

void print_role(json::Writer& out, const WorldRole& role) {
  out.begin_object().key("id").string(role.id).key("owner_uin").string(role.owner_uin);
  out.key("name").string(role.name);
  print_document(out, "trust", role.trust);
  print_texts(out, "policies", role.policies);
  if (!role.boundary.empty()) out.key("boundary").string(role.boundary);
  out.end_object();
}

template <typename NamedDocument>
void print_documents(json::Writer& out, std::string_view key, const std::vector<NamedDocument>& documents) {
  out.key(key).begin_array();
  for (const NamedDocument& one : documents) {
    out.begin_object().key("name").string(one.name).key("owner_uin").string(one.owner_uin);
    print_document(out, "document", one.document);
    out.end_object();
  }
  out.end_array();
}

void print_tags(json::Writer& out, const World& world) {
  out.key("resource_tags").begin_object();
  for (const auto& [resource, tags] : world.resource_tags) {
    out.key(resource).begin_object();
    for (const auto& [key, value] : tags) out.key(key).string(value);
    out.end_object();
  }
  out.end_object();
}

}  // namespace

std::string print_world(const World& world) {
  json::Writer out(2);
  out.begin_object().key("schema_version").number(std::int64_t{1});
  out.key("accounts").begin_array();
  for (const WorldAccount& account : world.accounts) {
    out.begin_object().key("uin").string(account.uin);
    if (!account.app_id.empty()) out.key("app_id").string(account.app_id);
    out.key("name").string(account.name).end_object();
  }
  out.end_array().key("users").begin_array();
  for (const WorldUser& user : world.users) print_user(out, user);
  out.end_array().key("groups").begin_array();
  for (const WorldGroup& group : world.groups) print_group(out, group);
  out.end_array().key("roles").begin_array();
  for (const WorldRole& role : world.roles) print_role(out, role);
  out.end_array();
  print_documents(out, "policies", world.policies);
  if (!world.resource_policies.empty()) print_documents(out, "resource_policies", world.resource_policies);
  print_tags(out, world);
  out.end_object();
  return std::move(out).take() + "\n";
}

}  // namespace opencam
