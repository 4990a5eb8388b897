#include "services/world_change.h"

#include <set>
#include <string>
#include <string_view>

#include "base/limits.h"
#include "directory/attachment.h"
#include "services/world_rows.h"

namespace opencam::services {
namespace {

using directory::AccountState;
using directory::Attachments;
using directory::Group;
using directory::GroupId;
using directory::id_text;
using directory::ManagedPolicy;
using directory::MemberRow;
using directory::PolicyId;
using directory::RoleId;
using directory::RoleRow;
using directory::RowMap;
using directory::Tags;
using directory::Target;
using directory::TargetKind;
using directory::Uin;
using directory::UserRow;

// Collects what differs, then writes it down as the engine's change.
class Comparison {
 public:
  Comparison(const AccountState& before, const AccountState& after, const Catalog& catalog)
      : before_(before), after_(after), rows_(after, catalog) {
    change_.account = id_text(after.uin());
  }

  std::optional<WorldChange> change() && {
    const bool is_same_account = before_.row() == after_.row() && before_.damaged() == after_.damaged();
    if (!is_same_account) return std::nullopt;
    compare_policies();
    compare_targets();
    compare_tags();
    write_targets();
    for (const RoleId id : tagged_roles_) write_role_tags(id);
    if (difference_count_ > limits::change_rows_max || needs_whole_) return std::nullopt;
    if (rows_.needs_unreadable()) change_.put.policies.push_back(rows_.unreadable());
    return std::move(change_);
  }

 private:
  void compare_policies() {
    RowMap<PolicyId, ManagedPolicy>::differences(
        before_.policies(), after_.policies(), [&](PolicyId id, const ManagedPolicy* was, const ManagedPolicy* is) {
          ++difference_count_;
          const bool has_other_name = was == nullptr || is == nullptr || was->row.name != is->row.name;
          if (is == nullptr || (was != nullptr && has_other_name)) change_.gone.policies.push_back(was->row.name);
          if (is != nullptr && (has_other_name || was->document() != is->document())) {
            change_.put.policies.push_back(rows_.policy(after_.policies().find_shared(id)));
          }
          if (!has_other_name) return;
          // Whoever holds it names it otherwise now.
          for (const Target& target : after_.holders_of(id)) touch(target);
          for (const Target& target : after_.bounded_by(id)) touch(target);
        });
  }

  void compare_targets() {
    RowMap<Uin, UserRow>::differences(before_.users(), after_.users(),
                                      [&](Uin uin, const UserRow*, const UserRow*) { touch(Target::user(uin)); });
    RowMap<RoleId, RoleRow>::differences(before_.roles(), after_.roles(),
                                         [&](RoleId id, const RoleRow*, const RoleRow*) { touch(Target::role(id)); });
    RowMap<GroupId, Group>::differences(
        before_.groups(), after_.groups(), [&](GroupId id, const Group* was, const Group* is) {
          touch(Target::group(id));
          if (was == nullptr || is == nullptr) return;
          PersistentMap<Uin, MemberRow>::differences(was->members, is->members,
                                                     [&](const auto*, const auto*) { ++difference_count_; });
        });
    RowMap<Target, Attachments>::differences(
        before_.attachments(), after_.attachments(),
        [&](const Target& target, const Attachments*, const Attachments*) { touch(target); });
  }

  void compare_tags() {
    RowMap<std::string, Tags>::differences(before_.tags(), after_.tags(),
                                           [&](const std::string& resource, const Tags*, const Tags* is) {
                                             ++difference_count_;
                                             note_role(resource);
                                             if (is == nullptr) {
                                               change_.gone.tagged_resources.push_back(resource);
                                             } else {
                                               change_.put.resource_tags[resource] = *is;
                                             }
                                           });
  }

  // Is it a role's resource? Under the role's name only the role's own tags can be told apart from others.
  void note_role(std::string_view resource) {
    const std::string head = "qcs::cam::uin/" + change_.account + ":role";
    if (!resource.starts_with(head)) return;
    resource.remove_prefix(head.size());
    if (resource.starts_with("Name/")) needs_whole_ = true;
    if (!resource.starts_with("/")) return;
    if (const auto id = directory::read_id<RoleId>(resource.substr(1))) tagged_roles_.insert(*id);
  }

  void write_role_tags(RoleId id) {
    const RoleRow* was = before_.find_role(id);
    const RoleRow* is = after_.find_role(id);
    const auto tags_in = [&](const AccountState& state) {
      return state.tags_of(directory::tag_resource(after_.uin(), Target::role(id)));
    };
    if (was != nullptr && !tags_in(before_).empty()) {
      change_.gone.tagged_resources.push_back(rows_.role_tag_name(*was));
      if (!after_.tags_of(change_.gone.tagged_resources.back()).empty()) needs_whole_ = true;
    }
    if (is != nullptr && !tags_in(after_).empty()) {
      change_.put.resource_tags[rows_.role_tag_name(*is)] = tags_in(after_);
    }
  }

  void touch(const Target& target) {
    ++difference_count_;
    if (target.kind == TargetKind::Role) tagged_roles_.insert(target.as_role());
    touched_.insert(target);
    if (target.kind != TargetKind::Group || before_.find_group(target.as_group()) != nullptr) return;
    // The engine puts a new group after the others, where the whole account has it by its number.
    const auto last_before = before_.groups().nth(before_.groups().size() - 1);
    if (!before_.groups().empty() && target.as_group() < last_before->first) needs_whole_ = true;
  }

  void write_targets() {
    for (const Target& target : touched_) {
      switch (target.kind) {
        case TargetKind::User:
          write_user(target.as_user());
          break;
        case TargetKind::Group:
          write_group(target.as_group());
          break;
        case TargetKind::Role:
          write_role(target.as_role());
          break;
      }
    }
  }

  void write_user(Uin uin) {
    if (const UserRow* user = after_.find_user(uin)) {
      change_.put.users.push_back(rows_.user(*user));
    } else {
      change_.gone.users.push_back(id_text(uin));
    }
  }

  void write_role(RoleId id) {
    if (const auto role = after_.roles().find_shared(id)) {
      change_.put.roles.push_back(rows_.role(role));
    } else {
      change_.gone.roles.push_back(id_text(id));
    }
  }

  void write_group(GroupId id) {
    const Group* was = before_.find_group(id);
    const Group* is = after_.find_group(id);
    if (is == nullptr) {
      change_.gone.groups.push_back(id_text(id));
      return;
    }
    if (was == nullptr) {
      change_.put.groups.push_back(rows_.group(*is));
      return;
    }
    WorldGroup group = rows_.group_without_members(*is);
    PersistentMap<Uin, MemberRow>::differences(was->members, is->members, [&](const auto* old, const auto* now) {
      if (now == nullptr) {
        change_.gone.members.push_back({.group_id = group.id, .uin = id_text(old->first)});
      } else if (old == nullptr && after_.find_user(now->first) != nullptr) {
        // A member who is not there is nobody who could call.
        group.members.push_back(id_text(now->first));
      }
    });
    change_.put.groups.push_back(std::move(group));
  }

  const AccountState& before_;
  const AccountState& after_;
  WorldRows rows_;
  WorldChange change_;
  std::set<Target> touched_;
  std::size_t difference_count_ = 0;
  std::set<RoleId> tagged_roles_;  // whose tags may be others, or under another name
  bool needs_whole_ = false;
};

}  // namespace

std::optional<WorldChange> change_between(const AccountState& before, const AccountState& after,
                                          const Catalog& catalog) {
  return Comparison(before, after, catalog).change();
}

}  // namespace opencam::services
