// Users and groups.
#include "cases.h"

namespace opencam::tests {

std::vector<Case> user_cases() {
  return {
      {"AddUser", "ok", [](Scene& s) { return s.call("AddUser", {{"Name", "bob"}, {"UseApi", 1}}); }},
      {"AddUser", "InvalidParameter.SubUserNameInUse", [](Scene& s) { return s.call("AddUser", {{"Name", "ann"}}); }},
      {"AddUser", "InvalidParameter.UserNameIllegal", [](Scene& s) { return s.call("AddUser", {{"Name", "a b"}}); }},
      {"AddUser", "InvalidParameter.PasswordViolatedRules",
       [](Scene& s) { return s.call("AddUser", {{"Name", "bob"}, {"ConsoleLogin", 1}, {"Password", "short"}}); }},
      {"AddUser",
       "InvalidParameter.SubUserFull",
       [](Scene& s) { return s.call("AddUser", {{"Name", "bob"}}); },
       {.users_max = 1}},
      {"AddUser", "InvalidParameter.ParamError",
       [](Scene& s) { return s.call("AddUser", {{"Name", "bob"}, {"UseApi", 2}}); }},
      {"GetUser", "ok", [](Scene& s) { return s.call("GetUser", {{"Name", "ann"}}); }},
      {"GetUser", "ResourceNotFound.UserNotExist", [](Scene& s) { return s.call("GetUser", {{"Name", "nobody"}}); }},
      {"UpdateUser", "ok",
       [](Scene& s) { return s.call("UpdateUser", {{"Name", "ann"}, {"Remark", "of the first floor"}}); }},
      {"UpdateUser", "ResourceNotFound.UserNotExist",
       [](Scene& s) { return s.call("UpdateUser", {{"Name", "nobody"}, {"Remark", ""}}); }},
      {"UpdateUser", "InvalidParameter.PasswordViolatedRules",
       [](Scene& s) { return s.call("UpdateUser", {{"Name", "ann"}, {"Password", "alllowercase1"}}); }},
      {"UpdateUser", "InvalidParameter",
       [](Scene& s) { return s.call("UpdateUser", {{"Name", "ann"}, {"ConsoleLogin", 7}}); }},
      {"DeleteUser", "ok", [](Scene& s) { return s.call("DeleteUser", {{"Name", "ann"}, {"Force", 1}}); }},
      {"DeleteUser", "OperationDenied.HaveKeys", [](Scene& s) { return s.call("DeleteUser", {{"Name", "ann"}}); }},
      {"DeleteUser", "ResourceNotFound.UserNotExist",
       [](Scene& s) { return s.call("DeleteUser", {{"Name", "nobody"}}); }},
      {"DeleteUser", "UnauthorizedOperation.DeleteApiKey",
       [](Scene& s) {
         s.caller = s.add_user_with("bob", document("allow", {"cam:DeleteUser"}));
         return s.call("DeleteUser", {{"Name", "ann"}, {"Force", 1}});
       }},
      {"ListUsers", "ok", [](Scene& s) { return s.call("ListUsers"); }},
  };
}

std::vector<Case> group_cases() {
  const auto line = [](std::uint64_t group, std::uint64_t uin) {
    return boost::json::object{{"Info", boost::json::array{boost::json::object{{"GroupId", group}, {"Uin", uin}}}}};
  };
  return {
      {"CreateGroup", "ok", [](Scene& s) { return s.call("CreateGroup", {{"GroupName", "dev"}}); }},
      {"CreateGroup", "InvalidParameter.GroupNameInUse",
       [](Scene& s) { return s.call("CreateGroup", {{"GroupName", "ops"}}); }},
      {"CreateGroup",
       "InvalidParameter.GroupFull",
       [](Scene& s) { return s.call("CreateGroup", {{"GroupName", "dev"}}); },
       {.groups_max = 1}},
      {"CreateGroup", "InvalidParameter.ParamError",
       [](Scene& s) { return s.call("CreateGroup", {{"GroupName", ""}}); }},
      {"GetGroup", "ok", [](Scene& s) { return s.call("GetGroup", {{"GroupId", s.group}}); }},
      {"GetGroup", "ResourceNotFound.UserNotExist", [](Scene& s) { return s.call("GetGroup", {{"GroupId", 999}}); }},
      {"UpdateGroup", "ok",
       [](Scene& s) { return s.call("UpdateGroup", {{"GroupId", s.group}, {"GroupName", "operators"}}); }},
      {"UpdateGroup", "ResourceNotFound.GroupNotExist",
       [](Scene& s) { return s.call("UpdateGroup", {{"GroupId", 999}, {"Remark", "x"}}); }},
      {"UpdateGroup", "InvalidParameter.GroupNameInUse",
       [](Scene& s) {
         s.root("CreateGroup", {{"GroupName", "dev"}});
         return s.call("UpdateGroup", {{"GroupId", s.group}, {"GroupName", "dev"}});
       }},
      {"UpdateGroup", "InvalidParameter.ParamError",
       [](Scene& s) { return s.call("UpdateGroup", {{"GroupId", s.group}, {"GroupName", ""}}); }},
      {"DeleteGroup", "ok", [](Scene& s) { return s.call("DeleteGroup", {{"GroupId", s.group}}); }},
      {"DeleteGroup", "ResourceNotFound.UserNotExist",
       [](Scene& s) { return s.call("DeleteGroup", {{"GroupId", 999}}); }},
      {"ListGroups", "ok", [](Scene& s) { return s.call("ListGroups", {{"Page", 1}, {"Rp", 200}}); }},
      {"AddUserToGroup", "ok", [line](Scene& s) { return s.call("AddUserToGroup", line(s.group, s.ann)); }},
      {"AddUserToGroup", "InvalidParameter.GroupNotExist",
       [line](Scene& s) { return s.call("AddUserToGroup", line(999, s.ann)); }},
      {"AddUserToGroup", "ResourceNotFound.UserNotExist",
       [line](Scene& s) { return s.call("AddUserToGroup", line(s.group, 999)); }},
      {"AddUserToGroup", "InvalidParameter.UserUinAndUinNotAllNull",
       [line](Scene& s) { return s.call("AddUserToGroup", line(s.group, 0)); }},
      {"AddUserToGroup",
       "InvalidParameter.GroupUserFull",
       [line](Scene& s) {
         s.root("AddUserToGroup", line(s.group, s.ann));
         const Answer bob = s.root("AddUser", {{"Name", "bob"}});
         return s.call("AddUserToGroup", line(s.group, bob.number("Uin")));
       },
       {.users_of_group_max = 1}},
      {"AddUserToGroup",
       "InvalidParameter.UserGroupFull",
       [line](Scene& s) {
         s.root("AddUserToGroup", line(s.group, s.ann));
         const Answer dev = s.root("CreateGroup", {{"GroupName", "dev"}});
         return s.call("AddUserToGroup", line(dev.number("GroupId"), s.ann));
       },
       {.groups_of_user_max = 1}},
      {"RemoveUserFromGroup", "ok", [line](Scene& s) { return s.call("RemoveUserFromGroup", line(s.group, s.ann)); }},
      {"RemoveUserFromGroup", "ResourceNotFound.UserNotExist",
       [line](Scene& s) { return s.call("RemoveUserFromGroup", line(s.group, 999)); }},
      {"RemoveUserFromGroup", "InvalidParameter.UserUinAndUinNotAllNull",
       [line](Scene& s) { return s.call("RemoveUserFromGroup", line(s.group, 0)); }},
      {"ListUsersForGroup", "ok", [](Scene& s) { return s.call("ListUsersForGroup", {{"GroupId", s.group}}); }},
      {"ListUsersForGroup", "ResourceNotFound.GroupNotExist",
       [](Scene& s) { return s.call("ListUsersForGroup", {{"GroupId", 999}}); }},
      {"ListGroupsForUser", "ok", [](Scene& s) { return s.call("ListGroupsForUser", {{"SubUin", s.ann}}); }},
      {"ListGroupsForUser", "ResourceNotFound.UserNotExist",
       [](Scene& s) { return s.call("ListGroupsForUser", {{"Uid", 999}}); }},
  };
}

}  // namespace opencam::tests
