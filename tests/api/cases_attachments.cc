// Attachments, the lists of them, and boundaries.
#include "cases.h"

namespace opencam::tests {

namespace json = boost::json;

namespace {

constexpr std::uint64_t nothing = 99999999;

// Fills the only place that the quota leaves.
void fill_place(Scene& s, std::string_view action, std::string_view target_name, const json::value& target) {
  json::object parameters{{"PolicyId", 1}};
  parameters[target_name] = target;
  s.root(action, parameters);
}

}  // namespace

std::vector<Case> attachment_cases() {
  std::vector<Case> cases;
  const auto both = [&cases](const std::string& action, const std::string& target, std::uint64_t Scene::* id,
                             const std::string& missing_policy, const std::string& missing_target) {
    cases.push_back(
        {action, "ok", [=](Scene& s) { return s.call(action, {{"PolicyId", s.policy}, {target, s.*id}}); }});
    cases.push_back(
        {action, missing_policy, [=](Scene& s) { return s.call(action, {{"PolicyId", nothing}, {target, s.*id}}); }});
    cases.push_back({action, missing_target,
                     [=](Scene& s) { return s.call(action, {{"PolicyId", s.policy}, {target, nothing}}); }});
  };
  both("AttachUserPolicy", "AttachUin", &Scene::ann, "ResourceNotFound.PolicyIdNotFound",
       "ResourceNotFound.UserNotExist");
  both("DetachUserPolicy", "DetachUin", &Scene::ann, "ResourceNotFound.PolicyIdNotFound",
       "ResourceNotFound.UserNotExist");
  both("AttachGroupPolicy", "AttachGroupId", &Scene::group, "ResourceNotFound.PolicyIdNotFound",
       "ResourceNotFound.GroupNotExist");
  both("DetachGroupPolicy", "DetachGroupId", &Scene::group, "InvalidParameter.PolicyIdNotExist",
       "ResourceNotFound.GroupNotExist");
  const std::vector<Case> others = {
      {"AttachUserPolicy",
       "InvalidParameter.AttachmentFull",
       [](Scene& s) {
         fill_place(s, "AttachUserPolicy", "AttachUin", s.ann);
         return s.call("AttachUserPolicy", {{"PolicyId", s.policy}, {"AttachUin", s.ann}});
       },
       {.attachments_of_target_max = 1}},
      {"AttachGroupPolicy",
       "InvalidParameter.AttachmentFull",
       [](Scene& s) {
         fill_place(s, "AttachGroupPolicy", "AttachGroupId", s.group);
         return s.call("AttachGroupPolicy", {{"PolicyId", s.policy}, {"AttachGroupId", s.group}});
       },
       {.attachments_of_target_max = 1}},
      {"AttachRolePolicy", "ok",
       [](Scene& s) { return s.call("AttachRolePolicy", {{"PolicyId", s.policy}, {"AttachRoleId", s.role}}); }},
      {"AttachRolePolicy",
       "InvalidParameter.AttachmentFull",
       [](Scene& s) {
         fill_place(s, "AttachRolePolicy", "AttachRoleId", json::value(s.role));
         return s.call("AttachRolePolicy", {{"PolicyId", s.policy}, {"AttachRoleId", s.role}});
       },
       {.attachments_of_target_max = 1}},
      {"AttachRolePolicy", "InvalidParameter.ParamError",
       [](Scene& s) { return s.call("AttachRolePolicy", {{"PolicyId", s.policy}}); }},
      {"AttachRolePolicy", "InvalidParameter.PolicyIdNotExist",
       [](Scene& s) { return s.call("AttachRolePolicy", {{"PolicyId", nothing}, {"AttachRoleName", "runner"}}); }},
      {"AttachRolePolicy", "InvalidParameter.RoleNotExist",
       [](Scene& s) { return s.call("AttachRolePolicy", {{"PolicyName", "Reads"}, {"AttachRoleName", "nobody"}}); }},
      {"DetachRolePolicy", "ok",
       [](Scene& s) { return s.call("DetachRolePolicy", {{"PolicyName", "Reads"}, {"DetachRoleName", "runner"}}); }},
      {"DetachRolePolicy", "InvalidParameter.ParamError",
       [](Scene& s) { return s.call("DetachRolePolicy", {{"DetachRoleId", s.role}}); }},
      {"DetachRolePolicy", "InvalidParameter.PolicyIdNotExist",
       [](Scene& s) { return s.call("DetachRolePolicy", {{"PolicyName", "None"}, {"DetachRoleId", s.role}}); }},
      {"DetachRolePolicy", "InvalidParameter.RoleNotExist",
       [](Scene& s) { return s.call("DetachRolePolicy", {{"PolicyId", s.policy}, {"DetachRoleId", "12"}}); }},
  };
  cases.insert(cases.end(), others.begin(), others.end());
  return cases;
}

std::vector<Case> list_cases() {
  const json::object page{{"Page", 1}, {"Rp", 20}};
  const auto with_page = [page](json::object parameters) {
    for (const auto& [key, value] : page) parameters.emplace(key, value);
    return parameters;
  };
  return {
      {"ListAttachedUserPolicies", "ok",
       [](Scene& s) { return s.call("ListAttachedUserPolicies", {{"TargetUin", s.ann}}); }},
      {"ListAttachedUserPolicies", "InvalidParameter.ParamError",
       [](Scene& s) { return s.call("ListAttachedUserPolicies", {{"TargetUin", s.ann}, {"Rp", 0}}); }},
      {"ListAttachedGroupPolicies", "ok",
       [](Scene& s) { return s.call("ListAttachedGroupPolicies", {{"TargetGroupId", s.group}}); }},
      {"ListAttachedGroupPolicies", "InvalidParameter.ParamError",
       [](Scene& s) { return s.call("ListAttachedGroupPolicies", {{"TargetGroupId", s.group}, {"Page", 0}}); }},
      {"ListAttachedGroupPolicies", "InvalidParameter.SearchKeywordLengthError",
       [](Scene& s) {
         return s.call("ListAttachedGroupPolicies", {{"TargetGroupId", s.group}, {"Keyword", std::string(201, 'x')}});
       }},
      {"ListAttachedRolePolicies", "ok",
       [with_page](Scene& s) { return s.call("ListAttachedRolePolicies", with_page({{"RoleId", s.role}})); }},
      {"ListAttachedRolePolicies", "InvalidParameter.ParamError",
       [with_page](Scene& s) { return s.call("ListAttachedRolePolicies", with_page({})); }},
      {"ListAttachedUserAllPolicies", "ok",
       [with_page](Scene& s) {
         return s.call("ListAttachedUserAllPolicies", with_page({{"TargetUin", s.ann}, {"AttachType", 0}}));
       }},
      {"ListAttachedUserAllPolicies", "InvalidParameter.ParamError",
       [with_page](Scene& s) {
         return s.call("ListAttachedUserAllPolicies", with_page({{"TargetUin", s.ann}, {"AttachType", 3}}));
       }},
      {"ListAttachedUserAllPolicies", "ResourceNotFound.UserNotExist",
       [with_page](Scene& s) {
         return s.call("ListAttachedUserAllPolicies", with_page({{"TargetUin", nothing}, {"AttachType", 0}}));
       }},
      {"ListEntitiesForPolicy", "ok",
       [](Scene& s) { return s.call("ListEntitiesForPolicy", {{"PolicyId", s.policy}, {"EntityFilter", "All"}}); }},
      {"ListEntitiesForPolicy", "InvalidParameter.EntityFilterError",
       [](Scene& s) { return s.call("ListEntitiesForPolicy", {{"PolicyId", s.policy}, {"EntityFilter", "Cat"}}); }},
      {"ListEntitiesForPolicy", "InvalidParameter.PolicyIdError",
       [](Scene& s) { return s.call("ListEntitiesForPolicy", {{"PolicyId", nothing}}); }},
      {"ListEntitiesForPolicy", "InvalidParameter.ParamError",
       [](Scene& s) { return s.call("ListEntitiesForPolicy", {{"PolicyId", s.policy}, {"Rp", 201}}); }},
  };
}

std::vector<Case> boundary_cases() {
  return {
      {"PutUserPermissionsBoundary", "ok",
       [](Scene& s) { return s.call("PutUserPermissionsBoundary", {{"TargetUin", s.ann}, {"PolicyId", s.policy}}); }},
      {"PutUserPermissionsBoundary", "InvalidParameter.PolicyIdNotExist",
       [](Scene& s) { return s.call("PutUserPermissionsBoundary", {{"TargetUin", s.ann}, {"PolicyId", nothing}}); }},
      {"PutUserPermissionsBoundary", "InvalidParameter.UserNotExist",
       [](Scene& s) { return s.call("PutUserPermissionsBoundary", {{"TargetUin", 12}, {"PolicyId", s.policy}}); }},
      {"PutUserPermissionsBoundary", "InvalidParameter.ParamError",
       [](Scene& s) {
         auto user = s.directory().add_user({}, directory::Uin{s.account_uin},
                                            {.name = "mail", .type = directory::UserType::MessageRecipient});
         return s.call("PutUserPermissionsBoundary",
                       {{"TargetUin", directory::number(user->uin)}, {"PolicyId", s.policy}});
       }},
      {"GetUserPermissionBoundary", "ok",
       [](Scene& s) { return s.call("GetUserPermissionBoundary", {{"TargetUin", s.ann}}); }},
      {"DeleteUserPermissionsBoundary", "ok",
       [](Scene& s) { return s.call("DeleteUserPermissionsBoundary", {{"TargetUin", s.ann}}); }},
      {"DeleteUserPermissionsBoundary", "InvalidParameter.UserNotExist",
       [](Scene& s) { return s.call("DeleteUserPermissionsBoundary", {{"TargetUin", 12}}); }},
      {"PutRolePermissionsBoundary", "ok",
       [](Scene& s) { return s.call("PutRolePermissionsBoundary", {{"RoleId", s.role}, {"PolicyId", s.policy}}); }},
      {"PutRolePermissionsBoundary", "InvalidParameter.PolicyIdNotExist",
       [](Scene& s) { return s.call("PutRolePermissionsBoundary", {{"RoleId", s.role}, {"PolicyId", nothing}}); }},
      {"PutRolePermissionsBoundary", "InvalidParameter.RoleNotExist",
       [](Scene& s) { return s.call("PutRolePermissionsBoundary", {{"RoleName", "no"}, {"PolicyId", s.policy}}); }},
      {"PutRolePermissionsBoundary", "InvalidParameter.ParamError",
       [](Scene& s) { return s.call("PutRolePermissionsBoundary", {{"PolicyId", s.policy}}); }},
      {"GetRolePermissionBoundary", "ok",
       [](Scene& s) { return s.call("GetRolePermissionBoundary", {{"RoleId", s.role}}); }},
      {"GetRolePermissionBoundary", "InvalidParameter.ParamError",
       [](Scene& s) { return s.call("GetRolePermissionBoundary", {{"RoleId", ""}}); }},
      {"DeleteRolePermissionsBoundary", "ok",
       [](Scene& s) { return s.call("DeleteRolePermissionsBoundary", {{"RoleName", "runner"}}); }},
      {"DeleteRolePermissionsBoundary", "InvalidParameter.RoleNotExist",
       [](Scene& s) { return s.call("DeleteRolePermissionsBoundary", {{"RoleId", "12"}}); }},
      {"DeleteRolePermissionsBoundary", "InvalidParameter.ParamError",
       [](Scene& s) { return s.call("DeleteRolePermissionsBoundary"); }},
  };
}

}  // namespace opencam::tests
