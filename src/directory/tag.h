// Tags: one value per key on a resource. Values.
//
// A resource is written in canonical six segments with its account
// (`qcs::batch:ap-guangzhou:uin/100000000001:job/j-1`), the form in which the engine asks for its tags. Users, groups,
// roles and policies are resources like others; tag_resource says how each is written, and its tags go when it goes.
// Beside what is attached the account has a list of the tags that it knows, in which every attached tag stands
// (CAM-231); a tag stays there when the last resource loses it.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "directory/attachment.h"
#include "directory/id.h"
#include "opencam/catalog.h"
#include "opencam/result.h"

namespace opencam::directory {

struct TagRow {
  Uin owner{};
  std::string resource;
  std::string key;
  std::string value;

  static constexpr std::string_view table = "tag";
  template <typename Row, typename Visitor>
  static void columns(Row& row, Visitor&& visit) {
    visit.key("owner", row.owner);
    visit.key("resource", row.resource);
    visit.key("key", row.key);
    visit.value("value", row.value);
  }
  friend bool operator==(const TagRow&, const TagRow&) = default;
};

// A tag that the account knows, attached or not.
struct TagDefinitionRow {
  Uin owner{};
  std::string key;
  std::string value;
  Uin creator{};  // who made it; of a role session the account
  std::int64_t created_ms = 0;

  static constexpr std::string_view table = "tag_definition";
  template <typename Row, typename Visitor>
  static void columns(Row& row, Visitor&& visit) {
    visit.key("owner", row.owner);
    visit.key("key", row.key);
    visit.key("value", row.value);
    visit.value("creator", row.creator);
    visit.value("created_ms", row.created_ms);
  }
  friend bool operator==(const TagDefinitionRow&, const TagDefinitionRow&) = default;
};

// The tags of one resource.
using Tags = std::map<std::string, std::string>;
// The known tags of one key, by value. One that was not made (created_ms 0) is there because a resource has it.
using TagDefinitions = std::map<std::string, TagDefinitionRow>;

// `qcs::cam::uin/<owner>:uin/<uin>`, `...:groupid/<id>`, `...:role/<id>`.
std::string tag_resource(Uin owner, const Target& target);
// `qcs::cam::uin/<owner>:policyid/<id>`.
std::string tag_resource(Uin owner, PolicyId policy);

// The canonical form of a resource that somebody of this account names: an empty account segment becomes the owner,
// `uid/<its APPID>` stays. Errors: InvalidArgument for what is no resource or is `*`, TagAccountForeign.
Result<std::string> canonical_tag_resource(Uin owner, AppId app_id, std::string_view resource);

// What a caller of the API means by a resource: as above, but of a service of the catalogue, without a region when the
// service has none, and one of cam only in one of its spellings (`role/ID`, `roleName/NAME`, `policy/ID` ...) and when
// it is there (CAM-230). Errors: TagResourceIllegal, TagAccountForeign.
class AccountState;
Result<std::string> named_tag_resource(const Catalog& catalog, const AccountState& state, std::string_view resource);

// When a key may be put on a resource.
enum class TagPut : std::uint8_t {
  Replace,  // always
  Add,      // when the resource does not have it
  Update,   // when it has
};

// Changes to the tags of one resource: first `remove`, then `put`. Tags that the account does not know become known.
struct TagChange {
  std::string resource;
  Tags put;
  std::vector<std::string> remove;
  TagPut rule = TagPut::Replace;
  bool is_named_by_caller = false;  // named_tag_resource says what is meant
  bool must_be_known = false;       // what is put must be known already
  bool must_have_removed = false;   // what is removed must be there
  Uin creator{};                    // of what becomes known; none: the account
};

struct NewTag {
  std::string key;
  std::string value;
  Uin creator{};
};

}  // namespace opencam::directory
