// Policies, their versions, and every code of a bad document.
#include <boost/json/array.hpp>

#include "cases.h"

namespace opencam::tests {
namespace {

boost::json::array ids(std::initializer_list<std::uint64_t> numbers) {
  boost::json::array out;
  for (const std::uint64_t number : numbers) out.emplace_back(number);
  return out;
}

std::string reads() { return document("allow", {"cam:List*"}); }

// A statement of the given elements.
std::string statement(const std::string& elements) { return R"({"version":"2.0","statement":[{)" + elements + "}]}"; }

struct BadDocument {
  std::string code;
  std::string text;
};

std::vector<BadDocument> bad_documents() {
  const std::string action = R"("effect":"allow","action":"cvm:*",)";
  return {
      {"PolicyDocumentError", "not json"},
      {"PolicyDocumentLengthOverLimit", document("allow", {"cvm:" + std::string(7000, 'a')})},
      {"VersionError", R"({"version":"1.0","statement":[{"effect":"allow","action":"*","resource":"*"}]})"},
      {"StatementError", R"({"version":"2.0","statement":[]})"},
      {"EffectError", statement(R"("effect":"perhaps","action":"*","resource":"*")")},
      {"ActionMiss", statement(R"("effect":"allow","resource":"*")")},
      {"ActionError", statement(R"("effect":"allow","action":"cvm","resource":"*")")},
      {"ActionServiceNotExist", statement(R"("effect":"allow","action":"nosuchservice:Run","resource":"*")")},
      {"ActionNotExist", statement(R"("effect":"allow","action":"batch:NoSuchAction","resource":"*")")},
      {"ResourceError", statement(R"("effect":"allow","action":"cvm:*")")},
      {"ResourceQcsError", statement(action + R"("resource":"cvm")")},
      {"ResourceProjectError", statement(action + R"("resource":"qcs:id/7:cvm::uin/100000000001:instance/*")")},
      {"ResourceServiceNotExist", statement(action + R"("resource":"qcs::nosuchservice::uin/100000000001:x/*")")},
      {"ResourceRegionError", statement(action + R"("resource":"qcs::cvm:nowhere:uin/100000000001:instance/*")")},
      {"ResourceUinError", statement(action + R"("resource":"qcs::cvm::100000000001:instance/*")")},
      {"ResourceContentError", statement(action + R"("resource":"qcs::cvm::uin/100000000001:")")},
      {"ConditionError", statement(action + R"("resource":"*","condition":[1])")},
      {"ConditionTypeError", statement(action + R"("resource":"*","condition":{"nosuch":{"qcs:ip":"10.0.0.1"}})")},
      {"ConditionContentError", statement(action + R"("resource":"*","condition":{"ip_equal":{"qcs:ip":"nowhere"}})")},
      {"PrincipalError", statement(action + R"("resource":"*","principal":{"qcs":["qcs::cam::uin/1:root"]})")},
  };
}

}  // namespace

std::vector<Case> document_cases() {
  std::vector<Case> cases;
  for (const BadDocument& bad : bad_documents()) {
    const std::string code = "InvalidParameter." + bad.code;
    const std::string text = bad.text;
    cases.push_back({"CreatePolicy", code, [text](Scene& s) {
                       return s.call("CreatePolicy", {{"PolicyName", "Bad"}, {"PolicyDocument", text}});
                     }});
    cases.push_back({"UpdatePolicy", code, [text](Scene& s) {
                       return s.call("UpdatePolicy", {{"PolicyId", s.policy}, {"PolicyDocument", text}});
                     }});
    cases.push_back({"CreatePolicyVersion", code, [text](Scene& s) {
                       return s.call("CreatePolicyVersion",
                                     {{"PolicyId", s.policy}, {"PolicyDocument", text}, {"SetAsDefault", false}});
                     }});
  }
  return cases;
}

std::vector<Case> policy_cases() {
  return {
      {"CreatePolicy", "ok",
       [](Scene& s) { return s.call("CreatePolicy", {{"PolicyName", "Lists"}, {"PolicyDocument", reads()}}); }},
      {"CreatePolicy", "FailedOperation.PolicyNameInUse",
       [](Scene& s) { return s.call("CreatePolicy", {{"PolicyName", "Reads"}, {"PolicyDocument", reads()}}); }},
      {"CreatePolicy",
       "FailedOperation.PolicyFull",
       [](Scene& s) { return s.call("CreatePolicy", {{"PolicyName", "Lists"}, {"PolicyDocument", reads()}}); },
       {.policies_max = 1}},
      {"CreatePolicy", "InvalidParameter.PolicyNameError",
       [](Scene& s) { return s.call("CreatePolicy", {{"PolicyName", "a b"}, {"PolicyDocument", reads()}}); }},
      {"CreatePolicy", "InvalidParameter.DescriptionLengthOverlimit",
       [](Scene& s) {
         return s.call("CreatePolicy",
                       {{"PolicyName", "Lists"}, {"PolicyDocument", reads()}, {"Description", std::string(301, 'x')}});
       }},
      {"CreatePolicy", "InvalidParameter.ParamError",
       [](Scene& s) {
         return s.call("CreatePolicy",
                       {{"PolicyName", "Lists"},
                        {"PolicyDocument", reads()},
                        {"Tags", boost::json::array{boost::json::object{{"Key", ""}, {"Value", "x"}}}}});
       }},
      {"CreatePolicy",
       "InternalError.SystemError",
       [](Scene& s) {
         s.store_fails = true;
         return s.call("CreatePolicy", {{"PolicyName", "Lists"}, {"PolicyDocument", reads()}});
       },
       {},
       "the store refuses the change and the record of the failure alike"},
      {"GetPolicy", "ok", [](Scene& s) { return s.call("GetPolicy", {{"PolicyId", s.policy}}); }},
      {"GetPolicy", "ResourceNotFound.PolicyIdNotFound",
       [](Scene& s) { return s.call("GetPolicy", {{"PolicyId", 99999999}}); }},
      {"UpdatePolicy", "ok",
       [](Scene& s) { return s.call("UpdatePolicy", {{"PolicyId", s.policy}, {"PolicyDocument", reads()}}); }},
      {"UpdatePolicy", "ResourceNotFound.PolicyIdNotFound",
       [](Scene& s) { return s.call("UpdatePolicy", {{"PolicyId", 99999999}, {"Description", "x"}}); }},
      {"UpdatePolicy", "InvalidParameter.PolicyIdError",
       [](Scene& s) { return s.call("UpdatePolicy", {{"PolicyId", 1}, {"PolicyDocument", reads()}}); }},
      {"UpdatePolicy", "InvalidParameter.ParamError",
       [](Scene& s) { return s.call("UpdatePolicy", {{"Description", "of nothing"}}); }},
      {"UpdatePolicy", "InvalidParameter.DescriptionLengthOverlimit",
       [](Scene& s) {
         return s.call("UpdatePolicy", {{"PolicyId", s.policy}, {"Description", std::string(301, 'x')}});
       }},
      {"DeletePolicy", "ok", [](Scene& s) { return s.call("DeletePolicy", {{"PolicyId", ids({s.policy})}}); }},
      {"DeletePolicy", "ResourceNotFound.PolicyIdNotFound",
       [](Scene& s) { return s.call("DeletePolicy", {{"PolicyId", ids({s.policy, 99999999})}}); }},
      {"DeletePolicy", "InvalidParameter.PolicyIdError",
       [](Scene& s) { return s.call("DeletePolicy", {{"PolicyId", ids({1})}}); }},
      {"DeletePolicy", "InvalidParameter.ParamError",
       [](Scene& s) { return s.call("DeletePolicy", {{"PolicyId", boost::json::array{}}}); }},
      {"DeletePolicy", "InvalidParameter.OperatePoliciesOverLimit",
       [](Scene& s) {
         boost::json::array many;
         for (std::uint64_t i = 0; i < 201; ++i) many.emplace_back(1000000 + i);
         return s.call("DeletePolicy", {{"PolicyId", many}});
       }},
      {"ListPolicies", "ok", [](Scene& s) { return s.call("ListPolicies", {{"Scope", "Local"}}); }},
      {"ListPolicies", "InvalidParameter.ScopeError",
       [](Scene& s) { return s.call("ListPolicies", {{"Scope", "Somewhere"}}); }},
      {"ListPolicies", "InvalidParameter.SearchKeywordLengthError",
       [](Scene& s) { return s.call("ListPolicies", {{"Keyword", std::string(201, 'x')}}); }},
      {"ListPolicies", "InvalidParameter.ParamError", [](Scene& s) { return s.call("ListPolicies", {{"Rp", 201}}); }},
  };
}

std::vector<Case> version_cases() {
  const auto make = [](Scene& s) {
    return s.root("CreatePolicyVersion", {{"PolicyId", s.policy}, {"PolicyDocument", reads()}, {"SetAsDefault", false}})
        .number("VersionId");
  };
  return {
      {"CreatePolicyVersion", "ok",
       [](Scene& s) {
         return s.call("CreatePolicyVersion",
                       {{"PolicyId", s.policy}, {"PolicyDocument", reads()}, {"SetAsDefault", true}});
       }},
      {"CreatePolicyVersion", "InvalidParameter.PolicyIdNotExist",
       [](Scene& s) {
         return s.call("CreatePolicyVersion",
                       {{"PolicyId", 99999999}, {"PolicyDocument", reads()}, {"SetAsDefault", true}});
       }},
      {"CreatePolicyVersion", "InvalidParameter.ParamError",
       [](Scene& s) {
         return s.call("CreatePolicyVersion", {{"PolicyId", 1}, {"PolicyDocument", reads()}, {"SetAsDefault", true}});
       }},
      {"CreatePolicyVersion", "FailedOperation.PolicyVersionFull",
       [make](Scene& s) {
         for (int i = 0; i < 4; ++i) make(s);
         return s.call("CreatePolicyVersion",
                       {{"PolicyId", s.policy}, {"PolicyDocument", reads()}, {"SetAsDefault", true}});
       }},
      {"GetPolicyVersion", "ok",
       [](Scene& s) { return s.call("GetPolicyVersion", {{"PolicyId", s.policy}, {"VersionId", 1}}); }},
      {"GetPolicyVersion", "InvalidParameter.PolicyVersionNotExists",
       [](Scene& s) { return s.call("GetPolicyVersion", {{"PolicyId", s.policy}, {"VersionId", 9}}); }},
      {"GetPolicyVersion", "ResourceNotFound.PolicyIdNotFound",
       [](Scene& s) { return s.call("GetPolicyVersion", {{"PolicyId", 99999999}, {"VersionId", 1}}); }},
      {"ListPolicyVersions", "ok", [](Scene& s) { return s.call("ListPolicyVersions", {{"PolicyId", s.policy}}); }},
      {"ListPolicyVersions", "ResourceNotFound.PolicyIdNotFound",
       [](Scene& s) { return s.call("ListPolicyVersions", {{"PolicyId", 99999999}}); }},
      {"DeletePolicyVersion", "ok",
       [make](Scene& s) {
         return s.call("DeletePolicyVersion", {{"PolicyId", s.policy}, {"VersionId", ids({make(s)})}});
       }},
      {"DeletePolicyVersion", "FailedOperation.PolicyVersionAlreadyDefault",
       [](Scene& s) { return s.call("DeletePolicyVersion", {{"PolicyId", s.policy}, {"VersionId", ids({1})}}); }},
      {"DeletePolicyVersion", "InvalidParameter.PolicyVersionNotExists",
       [make](Scene& s) {
         return s.call("DeletePolicyVersion", {{"PolicyId", s.policy}, {"VersionId", ids({make(s), 9})}});
       }},
      {"DeletePolicyVersion", "ResourceNotFound.PolicyIdNotFound",
       [](Scene& s) { return s.call("DeletePolicyVersion", {{"PolicyId", 99999999}, {"VersionId", ids({2})}}); }},
      {"DeletePolicyVersion", "InvalidParameter.PolicyIdError",
       [](Scene& s) { return s.call("DeletePolicyVersion", {{"PolicyId", 1}, {"VersionId", ids({2})}}); }},
      {"DeletePolicyVersion", "InvalidParameter.ParamError",
       [](Scene& s) {
         return s.call("DeletePolicyVersion", {{"PolicyId", s.policy}, {"VersionId", boost::json::array{}}});
       }},
      {"SetDefaultPolicyVersion", "ok",
       [make](Scene& s) {
         return s.call("SetDefaultPolicyVersion", {{"PolicyId", s.policy}, {"VersionId", make(s)}});
       }},
      {"SetDefaultPolicyVersion", "FailedOperation.PolicyVersionAlreadyDefault",
       [](Scene& s) { return s.call("SetDefaultPolicyVersion", {{"PolicyId", s.policy}, {"VersionId", 1}}); }},
      {"SetDefaultPolicyVersion", "InvalidParameter.PolicyVersionNotExists",
       [](Scene& s) { return s.call("SetDefaultPolicyVersion", {{"PolicyId", s.policy}, {"VersionId", 9}}); }},
      {"SetDefaultPolicyVersion", "ResourceNotFound.PolicyIdNotFound",
       [](Scene& s) { return s.call("SetDefaultPolicyVersion", {{"PolicyId", 99999999}, {"VersionId", 1}}); }},
      {"SetDefaultPolicyVersion", "InvalidParameter.PolicyIdError",
       [](Scene& s) { return s.call("SetDefaultPolicyVersion", {{"PolicyId", 1}, {"VersionId", 2}}); }},
  };
}

}  // namespace opencam::tests
