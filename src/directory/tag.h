// Tags: one value per key on a resource. Values.
//
// A resource is written in canonical six segments with its account
// (`qcs::batch:ap-guangzhou:uin/100000000001:job/j-1`), the form in which the engine asks for its tags. Users, groups,
// roles and policies are resources like others; tag_resource says how each is written, and its tags go when it goes.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "directory/attachment.h"
#include "directory/id.h"
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

// The tags of one resource.
using Tags = std::map<std::string, std::string>;

// `qcs::cam::uin/<owner>:uin/<uin>`, `...:groupid/<id>`, `...:role/<id>`.
std::string tag_resource(Uin owner, const Target& target);
// `qcs::cam::uin/<owner>:policyid/<id>`.
std::string tag_resource(Uin owner, PolicyId policy);

// The canonical form of a resource that somebody of this account names: an empty account segment becomes the owner,
// `uid/<its APPID>` stays. Errors: InvalidArgument for what is no resource or is `*`, TagAccountForeign.
Result<std::string> canonical_tag_resource(Uin owner, AppId app_id, std::string_view resource);

// Changes to the tags of one resource: first `remove` (unknown keys are ignored), then `put`.
struct TagChange {
  std::string resource;
  Tags put;
  std::vector<std::string> remove;
};

}  // namespace opencam::directory
