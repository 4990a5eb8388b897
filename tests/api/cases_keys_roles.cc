// Access keys and roles.
#include "cases.h"

namespace opencam::tests {

namespace json = boost::json;

std::vector<Case> key_cases() {
  std::vector<Case> cases = {
      {"CreateAccessKey", "ok", [](Scene& s) { return s.call("CreateAccessKey", {{"TargetUin", s.ann}}); }},
      {"CreateAccessKey", "OperationDenied.AccessKeyOverLimit",
       [](Scene& s) {
         s.root("CreateAccessKey", {{"TargetUin", s.ann}});
         return s.call("CreateAccessKey", {{"TargetUin", s.ann}});
       }},
      {"CreateAccessKey", "InvalidParameter.ParamError",
       [](Scene& s) {
         return s.call("CreateAccessKey", {{"TargetUin", s.ann}, {"Description", std::string(301, 'x')}});
       }},
      {"UpdateAccessKey", "ok",
       [](Scene& s) {
         return s.call("UpdateAccessKey",
                       {{"TargetUin", s.ann}, {"AccessKeyId", s.ann_keys.secret_id}, {"Status", "Inactive"}});
       }},
      {"UpdateAccessKey", "InvalidParameter.ParamError",
       [](Scene& s) {
         return s.call("UpdateAccessKey",
                       {{"TargetUin", s.ann}, {"AccessKeyId", s.ann_keys.secret_id}, {"Status", "Asleep"}});
       }},
      {"UpdateAccessKey", "ResourceNotFound.SecretNotExist",
       [](Scene& s) {
         return s.call("UpdateAccessKey", {{"TargetUin", s.ann}, {"AccessKeyId", "AKIDnone"}, {"Status", "Active"}});
       }},
      {"DeleteAccessKey", "ok",
       [](Scene& s) {
         return s.call("DeleteAccessKey", {{"TargetUin", s.ann}, {"AccessKeyId", s.ann_keys.secret_id}});
       }},
      {"DeleteAccessKey", "ResourceNotFound.SecretNotExist",
       [](Scene& s) { return s.call("DeleteAccessKey", {{"TargetUin", s.ann}, {"AccessKeyId", "AKIDnone"}}); }},
      {"ListAccessKeys", "ok", [](Scene& s) { return s.call("ListAccessKeys", {{"TargetUin", s.ann}}); }},
  };
  for (const std::string action : {"CreateAccessKey", "UpdateAccessKey", "DeleteAccessKey", "ListAccessKeys"}) {
    const auto of = [action](std::uint64_t target) {
      json::object parameters{{"TargetUin", target}};
      if (action == "UpdateAccessKey") parameters["Status"] = "Active";
      if (action == "UpdateAccessKey" || action == "DeleteAccessKey") parameters["AccessKeyId"] = "AKIDnone";
      return parameters;
    };
    cases.push_back({action, "InvalidParameter.UserNotExist", [=](Scene& s) { return s.call(action, of(12)); }});
    cases.push_back({action, "OperationDenied.SubUin", [=](Scene& s) {
                       s.caller = s.add_user_with("bob", document("allow", {"cam:*"}));
                       return s.call(action, of(s.account_uin));
                     }});
  }
  return cases;
}

namespace {

std::string trust_statement(const std::string& elements) {
  return R"({"version":"2.0","statement":[{)" + elements + "}]}";
}

struct BadTrust {
  std::string code;
  std::string text;
};

std::vector<BadTrust> bad_trusts() {
  const std::string action = R"("effect":"allow","action":"sts:AssumeRole",)";
  return {
      {"VersionError", R"({"version":"1.0","statement":[]})"},
      {"StatementError", R"({"version":"2.0","statement":[]})"},
      {"EffectError", trust_statement(R"("effect":"no","action":"sts:AssumeRole","principal":{"qcs":["*"]})")},
      {"ActionMiss", trust_statement(R"("effect":"allow","principal":{"qcs":["qcs::cam::uin/100000000001:root"]})")},
      {"ActionError",
       trust_statement(R"("effect":"allow","action":"sts","principal":{"qcs":["qcs::cam::uin/100000000001:root"]})")},
      {"PrincipalError", trust_statement(R"("effect":"allow","action":"sts:AssumeRole")")},
      {"PrincipalQcsError", trust_statement(action + R"("principal":{"qcs":["somebody"]})")},
      {"PrincipalQcsNotExist", trust_statement(action + R"("principal":{"qcs":["qcs::cam::uin/199999999999:root"]})")},
      {"PrincipalServiceNotExist", trust_statement(action + R"("principal":{"service":["no.such.service"]})")},
      {"ConditionError",
       trust_statement(action + R"("principal":{"qcs":["qcs::cam::uin/100000000001:root"]},"condition":[1])")},
      {"ConditionTypeError",
       trust_statement(
           action + R"("principal":{"qcs":["qcs::cam::uin/100000000001:root"]},"condition":{"no":{"qcs:ip":"::1"}})")},
      {"ConditionContentError",
       trust_statement(
           action +
           R"("principal":{"qcs":["qcs::cam::uin/100000000001:root"]},"condition":{"ip_equal":{"qcs:ip":"x"}})")},
  };
}

void add_bad_trusts(std::vector<Case>& cases) {
  for (const BadTrust& bad : bad_trusts()) {
    const std::string code = "InvalidParameter." + bad.code;
    const std::string text = bad.text;
    cases.push_back({"CreateRole", code, [text](Scene& s) {
                       return s.call("CreateRole", {{"RoleName", "bad"}, {"PolicyDocument", text}});
                     }});
    cases.push_back({"UpdateAssumeRolePolicy", code, [text](Scene& s) {
                       return s.call("UpdateAssumeRolePolicy", {{"RoleId", s.role}, {"PolicyDocument", text}});
                     }});
  }
}

// A role that is not named, and one that is not there.
void add_naming_cases(std::vector<Case>& cases) {
  for (const std::string action : {"GetRole", "DeleteRole", "UpdateAssumeRolePolicy", "UpdateRoleDescription",
                                   "UpdateRoleConsoleLogin", "UpdateRoleSessionDuration"}) {
    const auto of = [action](json::object parameters, std::uint64_t account) {
      if (action == "UpdateAssumeRolePolicy") parameters["PolicyDocument"] = trust(account);
      if (action == "UpdateRoleDescription") parameters["Description"] = "x";
      if (action == "UpdateRoleConsoleLogin") parameters["ConsoleLogin"] = 0;
      if (action == "UpdateRoleSessionDuration") parameters["SessionDuration"] = 0;
      return parameters;
    };
    cases.push_back(
        {action, "InvalidParameter.ParamError", [=](Scene& s) { return s.call(action, of({}, s.account_uin)); }});
    cases.push_back({action, "InvalidParameter.RoleNotExist",
                     [=](Scene& s) { return s.call(action, of({{"RoleName", "nobody"}}, s.account_uin)); }});
  }
}

}  // namespace

std::vector<Case> role_cases() {
  std::vector<Case> cases = {
      {"CreateRole", "ok",
       [](Scene& s) { return s.call("CreateRole", {{"RoleName", "r"}, {"PolicyDocument", trust(s.account_uin)}}); }},
      {"CreateRole", "InvalidParameter.RoleNameInUse",
       [](Scene& s) {
         return s.call("CreateRole", {{"RoleName", "runner"}, {"PolicyDocument", trust(s.account_uin)}});
       }},
      {"CreateRole", "InvalidParameter.RoleNameError",
       [](Scene& s) { return s.call("CreateRole", {{"RoleName", "a b"}, {"PolicyDocument", trust(s.account_uin)}}); }},
      {"CreateRole",
       "InvalidParameter.RoleFull",
       [](Scene& s) { return s.call("CreateRole", {{"RoleName", "r"}, {"PolicyDocument", trust(s.account_uin)}}); },
       {.roles_max = 1}},
      {"CreateRole", "InvalidParameter.DescriptionLengthOverlimit",
       [](Scene& s) {
         return s.call(
             "CreateRole",
             {{"RoleName", "r"}, {"PolicyDocument", trust(s.account_uin)}, {"Description", std::string(301, 'x')}});
       }},
      {"CreateRole", "InvalidParameter.ParamError",
       [](Scene& s) {
         return s.call("CreateRole",
                       {{"RoleName", "r"}, {"PolicyDocument", trust(s.account_uin)}, {"SessionDuration", 43201}});
       }},
      {"CreateRole", "InvalidParameter.TagParamError",
       [](Scene& s) {
         return s.call("CreateRole", {{"RoleName", "r"},
                                      {"PolicyDocument", trust(s.account_uin)},
                                      {"Tags", json::array{json::object{{"Key", ""}, {"Value", "x"}}}}});
       }},
      {"CreateRole",
       "InvalidParameter.TagLimitExceeded",
       [](Scene& s) {
         return s.call("CreateRole", {{"RoleName", "r"},
                                      {"PolicyDocument", trust(s.account_uin)},
                                      {"Tags", json::array{json::object{{"Key", "a"}, {"Value", "x"}},
                                                           json::object{{"Key", "b"}, {"Value", "x"}}}}});
       },
       {.tags_of_resource_max = 1}},
      {"GetRole", "ok", [](Scene& s) { return s.call("GetRole", {{"RoleName", "runner"}}); }},
      {"DeleteRole", "ok", [](Scene& s) { return s.call("DeleteRole", {{"RoleId", s.role}}); }},
      {"DescribeRoleList", "ok", [](Scene& s) { return s.call("DescribeRoleList", {{"Page", 1}, {"Rp", 200}}); }},
      {"DescribeRoleList", "InvalidParameter.ParamError",
       [](Scene& s) { return s.call("DescribeRoleList", {{"Page", 1}, {"Rp", 201}}); }},
      {"UpdateAssumeRolePolicy", "ok",
       [](Scene& s) {
         return s.call("UpdateAssumeRolePolicy", {{"RoleId", s.role}, {"PolicyDocument", trust(s.other_uin)}});
       }},
      {"UpdateAssumeRolePolicy", "InvalidParameter.PolicyDocumentLengthOverLimit",
       [](Scene& s) {
         return s.call("UpdateAssumeRolePolicy",
                       {{"RoleId", s.role}, {"PolicyDocument", R"({"version":")" + std::string(7000, 'x') + "\"}"}});
       }},
      {"UpdateRoleDescription", "ok",
       [](Scene& s) { return s.call("UpdateRoleDescription", {{"RoleId", s.role}, {"Description", "runs"}}); }},
      {"UpdateRoleDescription", "InvalidParameter.DescriptionLengthOverlimit",
       [](Scene& s) {
         return s.call("UpdateRoleDescription", {{"RoleId", s.role}, {"Description", std::string(301, 'x')}});
       }},
      {"UpdateRoleConsoleLogin", "ok",
       [](Scene& s) { return s.call("UpdateRoleConsoleLogin", {{"RoleName", "runner"}, {"ConsoleLogin", 1}}); }},
      {"UpdateRoleSessionDuration", "ok",
       [](Scene& s) { return s.call("UpdateRoleSessionDuration", {{"RoleName", "runner"}, {"SessionDuration", 60}}); }},
  };
  add_bad_trusts(cases);
  add_naming_cases(cases);
  return cases;
}

}  // namespace opencam::tests
