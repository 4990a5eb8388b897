// Random writes of a directory, for tests that want any history: most kinds of write, many of them refused.
//
//   SeededRandom choice(3);
//   const std::string code = random_write(world, choice);   // "ok", or the name of the error
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "tests/store/fixture.h"

namespace opencam::directory {

// One random write; the same one for the same choices and the same state. Many fail, which is wanted too.
inline std::string random_write(World& world, SeededRandom& choice) {
  const auto state = world.state();
  Directory& directory = *world.directory;
  const WriteContext context = World::context();
  const Uin owner = world.owner;
  const std::string any = std::string(1, static_cast<char>('a' + choice.below(6)));
  const auto find = [&](const auto& rows, auto none) {
    if (rows.empty()) return none;
    auto at = rows.begin();
    std::advance(at, static_cast<std::ptrdiff_t>(choice.below(rows.size())));
    return at->first;
  };
  const Uin user = find(state->users(), Uin{1});
  const GroupId group = find(state->groups(), GroupId{99});
  const RoleId role = find(state->roles(), RoleId{1});
  const PolicyId policy = choice.below(3) == 0 ? PolicyId{1 + choice.below(2)} : find(state->policies(), PolicyId{9});
  const std::string key = find(state->access_keys(), std::string("AKIDnone"));
  const Target target =
      std::vector<Target>{Target::user(user), Target::group(group), Target::role(role)}[choice.below(3)];
  const auto tag_put = [&] {
    return std::vector<TagChange>{{.resource = "qcs::batch:::job/" + any,
                                   .put = {{any, any}},
                                   .remove = {std::string(1, static_cast<char>(any[0] + 1))}}};
  };
  const std::vector<std::function<std::string()>> writes = {
      [&] { return code_of(directory.add_user(context, owner, {.name = any})); },
      [&] { return code_of(directory.add_user_with_key(context, owner, {.name = any + any})); },
      [&] { return code_of(directory.update_user(context, owner, user, {.remark = any})); },
      [&] { return code_of(directory.delete_user(context, owner, user, choice.below(2) == 0)); },
      [&] { return code_of(directory.create_group(context, owner, {.name = any, .remark = {}})); },
      [&] { return code_of(directory.update_group(context, owner, group, {.name = any, .remark = {}})); },
      [&] { return code_of(directory.delete_group(context, owner, group)); },
      [&] { return code_of(directory.add_members(context, owner, std::vector<Membership>{{group, user}})); },
      [&] { return code_of(directory.remove_members(context, owner, std::vector<Membership>{{group, user}})); },
      [&] { return code_of(directory.create_policy(context, owner, {.name = any, .document = allow_all})); },
      [&] { return code_of(directory.update_policy(context, owner, policy, {.document = deny_all})); },
      [&] { return code_of(directory.create_policy_version(context, owner, policy, deny_all, any < "d")); },
      [&] { return code_of(directory.delete_policies(context, owner, std::vector<PolicyId>{policy})); },
      [&] {
        return code_of(directory.delete_policy_versions(context, owner, policy,
                                                        std::vector<VersionId>{VersionId{1 + choice.below(6)}}));
      },
      [&] {
        return code_of(directory.set_default_policy_version(context, owner, policy, VersionId{1 + choice.below(6)}));
      },
      [&] { return code_of(directory.attach(context, owner, target, policy)); },
      [&] { return code_of(directory.attach(context, owner, target, policy)); },
      [&] { return code_of(directory.detach(context, owner, target, policy)); },
      [&] { return code_of(directory.put_boundary(context, owner, target, policy)); },
      [&] { return code_of(directory.delete_boundary(context, owner, target)); },
      [&] { return code_of(directory.create_access_key(context, owner, user)); },
      [&] { return code_of(directory.delete_access_key(context, owner, user, key)); },
      [&] { return code_of(directory.create_role(context, owner, {.name = any, .trust = world.trust()})); },
      [&] { return code_of(directory.delete_role(context, owner, role)); },
      [&] { return code_of(directory.change_tags(context, owner, tag_put())); },
  };
  return writes[choice.below(writes.size())]();
}

}  // namespace opencam::directory
