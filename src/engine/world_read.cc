// The world file, read. The format is docs/formats/world.md; the shape of each object is one function below.
#include <set>
#include <string>
#include <utility>

#include "base/limits.h"
#include "base/text.h"
#include "engine/members.h"
#include "opencam/engine.h"

namespace opencam {
namespace {

Error refusal(Span span, std::string message) { return Error(ErrorCode::InvalidArgument, std::move(message)).at(span); }

// Reads one world: keeps what has been seen, so that references and repetitions are found while the place is known.
class WorldReader {
 public:
  explicit WorldReader(std::string_view text) : text_(text) {}

  Result<World> read(const json::Value& root) {
    OPENCAM_TRY(Members top, Members::of(root, ""));
    OPENCAM_TRY(const json::Value* version, top.required("schema_version"));
    if (version->as_int64() != 1) return refusal(version->span, "`schema_version` must be 1");
    OPENCAM_TRY(each(top, "accounts", &WorldReader::read_account));
    OPENCAM_TRY(each(top, "users", &WorldReader::read_user));
    OPENCAM_TRY(each(top, "groups", &WorldReader::read_group));
    OPENCAM_TRY(each(top, "roles", &WorldReader::read_role));
    OPENCAM_TRY(each(top, "policies", &WorldReader::read_policy_entry));
    OPENCAM_TRY(each(top, "resource_policies", &WorldReader::read_resource_policy));
    if (const json::Value* tags = top.find("resource_tags")) OPENCAM_TRY(read_tags(*tags));
    OPENCAM_TRY(top.refuse_others());
    return std::move(world_);
  }

 private:
  Result<void> each(Members& top, const std::string& name, Result<void> (WorldReader::*one)(Members&)) {
    OPENCAM_TRY(const std::vector<json::Value>* items, top.list(name));
    if (items == nullptr) return {};
    for (std::size_t i = 0; i < items->size(); ++i) {
      OPENCAM_TRY(Members object, Members::of((*items)[i], name + "[" + std::to_string(i) + "]"));
      OPENCAM_TRY((this->*one)(object));
      OPENCAM_TRY(object.refuse_others());
    }
    return {};
  }

  Result<void> read_account(Members& object) {
    WorldAccount account;
    OPENCAM_TRY(account.uin, object.required_id("uin"));
    OPENCAM_TRY(account.app_id, object.optional_id("app_id"));
    OPENCAM_TRY(account.name, object.optional_text("name"));
    OPENCAM_TRY(only_once(object, "uin", account.uin, ""));
    if (!account.app_id.empty()) OPENCAM_TRY(only_once(object, "app_id", account.app_id, ""));
    world_.accounts.push_back(std::move(account));
    return {};
  }

  Result<void> read_user(Members& object) {
    WorldUser user;
    OPENCAM_TRY(user.uin, object.required_id("uin"));
    OPENCAM_TRY(user.owner_uin, owner(object));
    OPENCAM_TRY(user.name, object.optional_text("name"));
    OPENCAM_TRY(user.type, user_type(object));
    OPENCAM_TRY(user.policies, object.texts("policies"));
    OPENCAM_TRY(user.boundary, object.optional_text("boundary"));
    OPENCAM_TRY(only_once(object, "uin", user.uin, user.owner_uin));
    if (!user.name.empty()) OPENCAM_TRY(only_once(object, "name", user.name, user.owner_uin));
    // A collaborator is a root account elsewhere; any other number names one party in the whole world.
    if (user.type != UserType::Collaborator && seen_.contains({"accounts.uin", "", user.uin})) {
      return refusal(object.value().span, "`" + object.path_of("uin") + "` is the number of a root account");
    }
    world_.users.push_back(std::move(user));
    return {};
  }

  Result<UserType> user_type(Members& object) {
    const json::Value* value = object.find("type");
    if (value == nullptr) return UserType::SubUser;
    if (value->is_string() && value->text == "sub_user") return UserType::SubUser;
    if (value->is_string() && value->text == "collaborator") return UserType::Collaborator;
    if (value->is_string() && value->text == "message_recipient") return UserType::MessageRecipient;
    return refusal(value->span,
                   "`" + object.path_of("type") + "` must be `sub_user`, `collaborator` or `message_recipient`");
  }

  Result<void> read_group(Members& object) {
    WorldGroup group;
    OPENCAM_TRY(group.id, object.required_id("id"));
    OPENCAM_TRY(group.owner_uin, owner(object));
    OPENCAM_TRY(group.name, object.optional_text("name"));
    OPENCAM_TRY(group.members, object.ids("members"));
    OPENCAM_TRY(group.policies, object.texts("policies"));
    OPENCAM_TRY(only_once(object, "id", group.id, group.owner_uin));
    if (!group.name.empty()) OPENCAM_TRY(only_once(object, "name", group.name, group.owner_uin));
    for (const std::string& member : group.members) {
      if (seen_.contains({"users.uin", group.owner_uin, member})) continue;
      return refusal(object.value().find("members")->span,
                     "`" + object.path_of("members") + "` names `" + text::shortened(member) +
                         "`, who is no user of account `" + group.owner_uin + "`");
    }
    world_.groups.push_back(std::move(group));
    return {};
  }

  Result<void> read_role(Members& object) {
    WorldRole role;
    OPENCAM_TRY(role.id, object.required_id("id"));
    OPENCAM_TRY(role.owner_uin, owner(object));
    OPENCAM_TRY(role.name, object.required_text("name"));
    OPENCAM_TRY(role.trust, document(object, "trust"));
    OPENCAM_TRY(role.policies, object.texts("policies"));
    OPENCAM_TRY(role.boundary, object.optional_text("boundary"));
    OPENCAM_TRY(only_once(object, "id", role.id, role.owner_uin));
    OPENCAM_TRY(only_once(object, "name", role.name, role.owner_uin));
    world_.roles.push_back(std::move(role));
    return {};
  }

  Result<void> read_policy_entry(Members& object) {
    WorldPolicy policy;
    OPENCAM_TRY(policy.name, object.required_text("name"));
    OPENCAM_TRY(policy.owner_uin, owner(object));
    OPENCAM_TRY(policy.document, document(object, "document"));
    OPENCAM_TRY(only_once(object, "name", policy.name, policy.owner_uin));
    world_.policies.push_back(std::move(policy));
    return {};
  }

  Result<void> read_resource_policy(Members& object) {
    WorldResourcePolicy policy;
    OPENCAM_TRY(policy.name, object.required_text("name"));
    OPENCAM_TRY(policy.owner_uin, owner(object));
    OPENCAM_TRY(policy.document, document(object, "document"));
    OPENCAM_TRY(only_once(object, "name", policy.name, policy.owner_uin));
    world_.resource_policies.push_back(std::move(policy));
    return {};
  }

  Result<void> read_tags(const json::Value& value) {
    if (!value.is_object()) return wrong_value("resource_tags", value, "an object");
    for (const json::Member& resource : value.members) {
      const std::string path = "resource_tags." + resource.name;
      if (auto name = ResourceName::parse(resource.name); !name) {
        return refusal(resource.name_span, "`" + text::shortened(resource.name) + "`: " + name.error().message());
      }
      if (!resource.value.is_object()) return wrong_value(path, resource.value, "an object");
      auto& tags = world_.resource_tags[resource.name];
      for (const json::Member& tag : resource.value.members) {
        if (!tag.value.is_string()) return wrong_value(path + "." + tag.name, tag.value, "text");
        tags[tag.name] = tag.value.text;
      }
    }
    return {};
  }

  // The account the object lives in; it must be one of the file.
  Result<std::string> owner(Members& object) {
    OPENCAM_TRY(std::string uin, object.required_id("owner_uin"));
    if (!seen_.contains({"accounts.uin", "", uin})) {
      return refusal(object.value().find("owner_uin")->span, "`" + object.path_of("owner_uin") + "` names account `" +
                                                                 text::shortened(uin) +
                                                                 "`, which is not in `accounts`");
    }
    return uin;
  }

  // A document is kept byte for byte: an object as it stands in the file, or text that holds what is no object.
  Result<std::string> document(Members& object, std::string_view name) {
    OPENCAM_TRY(const json::Value* value, object.required(name));
    if (value->is_object()) return std::string(text_.substr(value->span.begin, value->span.end - value->span.begin));
    if (value->is_string()) return value->text;
    return wrong_value(object.path_of(name), *value, "an object or text");
  }

  // `users[3].uin` is known as `users.uin` of its account.
  Result<void> only_once(Members& object, std::string_view name, const std::string& value, const std::string& account) {
    const std::string path = object.path_of(name);
    const std::string kind = path.substr(0, path.find('[')) + "." + std::string(name);
    if (seen_.insert({kind, account, value}).second) return {};
    return refusal(object.value().find(name)->span, "`" + path + "` repeats `" + text::shortened(value) + "`");
  }

  struct Seen {
    std::string kind;
    std::string account;
    std::string value;
    friend auto operator<=>(const Seen&, const Seen&) = default;
  };

  std::string_view text_;
  World world_;
  std::set<Seen> seen_;
};

}  // namespace

Result<World> read_world(std::string_view text) {
  if (text.size() > limits::world_bytes_max) {
    return Error(ErrorCode::LimitExceeded,
                 "the world file is longer than " + std::to_string(limits::world_bytes_max) + " bytes");
  }
  static constexpr std::string_view documents[] = {"document", "trust"};
  OPENCAM_TRY(const json::Document document,
              json::read(text, {.depth_max = limits::json_depth_max, .whole_members = documents}));
  return WorldReader(text).read(document.root());
}

}  // namespace opencam
