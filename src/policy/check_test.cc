// Every validation code with at least one document that has it, the place it points at and the remedy.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>

#include "opencam/policy.h"

namespace opencam {
namespace {

constexpr PolicyKind identity = PolicyKind::Identity;
constexpr PolicyKind trust = PolicyKind::Trust;
constexpr PolicyKind bucket = PolicyKind::Resource;
constexpr PolicyKind session = PolicyKind::Session;

struct CheckCase {
  PolicyKind kind;
  ErrorCode code;
  std::string text;
  std::string place;         // the text at the span of the first mistake
  std::string_view message;  // a part of its message
};

// A document of one statement with these elements beside what is needed.
std::string with(const std::string& elements) { return R"({"version":"2.0","statement":[{)" + elements + "}]}"; }

std::string with_action(const std::string& action) {
  return with(R"("effect":"allow","action":)" + action + R"(,"resource":"*")");
}

std::string with_resource(const std::string& resource) {
  return with(R"("effect":"allow","action":"cvm:*","resource":)" + resource);
}

std::string with_condition(const std::string& condition) {
  return with(R"("effect":"allow","action":"cvm:*","resource":"*","condition":)" + condition);
}

std::string with_principal(const std::string& principal) {
  return with(R"("effect":"allow","action":"sts:AssumeRole","principal":)" + principal);
}

// A service that policies cannot name, and one whose list of actions is complete.
const Catalog& catalog() {
  static const Catalog joined = [] {
    const std::vector<Source> files = {
        Source("closed.json", R"({"schema_version":1,"service":"closed","is_authorisable":false})"),
        Source("shop.json", R"({"schema_version":1,"service":"shop","actions_complete":true,
                                "actions":[{"name":"Buy"}]})")};
    auto created = Catalog::built_in_with(files);
    EXPECT_TRUE(created);
    return *std::move(created);
  }();
  return joined;
}

class Directory : public PrincipalLookup {
 public:
  bool account_exists(std::string_view root_uin) const override { return root_uin != "404"; }
  bool user_exists(std::string_view, std::string_view uin) const override { return uin != "404"; }
  bool may_cross(std::string_view, std::string_view root_uin) const override { return root_uin != "500"; }
};

std::vector<Diagnostic> check(const CheckCase& one) {
  const Directory directory;
  return check_policy(one.text, {.kind = one.kind, .catalog = &catalog(), .lookup = &directory, .owner_uin = "1"});
}

void expect_first(const CheckCase& one) {
  const auto found = check(one);
  ASSERT_FALSE(found.empty()) << one.text;
  const Diagnostic& first = found.front();
  EXPECT_EQ(first.code, name(one.code)) << one.text << "\n" << first.message;
  ASSERT_LE(first.span.end, one.text.size());
  EXPECT_EQ(one.text.substr(first.span.begin, first.span.end - first.span.begin), one.place) << one.text;
  EXPECT_NE(first.message.find(one.message), std::string::npos) << first.message;
  EXPECT_FALSE(first.help.empty()) << one.text;
  EXPECT_EQ(first.message.find('\n'), std::string::npos);
  EXPECT_FALSE(first.message.ends_with('.'));
  EXPECT_EQ(first.severity, Severity::Error);
}

std::vector<CheckCase> document_cases() {
  const std::string ok = R"("effect":"allow","action":"cvm:*","resource":"*")";
  const std::string statement = "{" + ok + "}";
  return {
      {identity, ErrorCode::PolicyDocumentError, "", "", "the end of the text"},
      {identity, ErrorCode::PolicyDocumentError, "[]", "[]", "a list and not an object"},
      {identity, ErrorCode::PolicyDocumentError, R"({"version":"2.0",})", "}", ""},
      {identity, ErrorCode::PolicyDocumentError, R"({"version":"2.0","version":"2.0"})", R"("version")", "twice"},
      {identity, ErrorCode::PolicyDocumentError, R"({"version":"2.0","statement":[)" + statement + R"(],"id":1})",
       R"("id")", "`id` is not an element of a policy"},
      {identity, ErrorCode::PolicyDocumentError, with(ok + R"(,"notaction":"*")"), R"("notaction")",
       "`notaction` is not an element of a statement"},
      {identity, ErrorCode::PolicyDocumentError, with(ok + R"(,"Sid":"x")"), R"("Sid")", "`Sid`"},
      {identity, ErrorCode::PolicyDocumentError, with(ok + R"(,"Effect":"deny")"), R"("Effect")", "`Effect`"},
      {bucket, ErrorCode::PolicyDocumentError, with(ok + R"(,"principal":"*","Effect":"deny")"), R"("Effect")",
       "`Effect` repeats the element `effect`"},
      {bucket, ErrorCode::PolicyDocumentError, with(ok + R"(,"principal":"*","EFFECT":"deny")"), R"("EFFECT")",
       "`EFFECT`"},
      {bucket, ErrorCode::PolicyDocumentError, with(ok + R"(,"principal":"*","sid":1)"), "1", "`sid` is a number"},
      {identity, ErrorCode::PolicyDocumentError, with_condition(R"({"string_equal":{"k":[[[[["x"]]]]]}})"), "[",
       "deeper"},
      {identity, ErrorCode::VersionError, R"({"statement":[)" + statement + "]}",
       R"({"statement":[)" + statement + "]}", "`version` is missing"},
      {identity, ErrorCode::VersionError, R"({"version":"1.0","statement":[)" + statement + "]}", R"("1.0")", "`2.0`"},
      {identity, ErrorCode::VersionError, R"({"version":2.0,"statement":[)" + statement + "]}", "2.0", "`2.0`"},
      {identity, ErrorCode::StatementError, R"({"version":"2.0"})", R"({"version":"2.0"})", "`statement` is missing"},
      {identity, ErrorCode::StatementError, R"({"version":"2.0","statement":"allow"})", R"("allow")", "a string"},
      {identity, ErrorCode::StatementError, R"({"version":"2.0","statement":[]})", "[]", "empty list"},
      {identity, ErrorCode::StatementError, R"({"version":"2.0","statement":["x"]})", R"("x")", "a string where"},
      {identity, ErrorCode::EffectError, with(R"("action":"cvm:*","resource":"*")"),
       R"({"action":"cvm:*","resource":"*"})", "`effect` is missing"},
      {identity, ErrorCode::EffectError, with(R"("effect":"permit","action":"cvm:*","resource":"*")"), R"("permit")",
       "`permit` is not an effect"},
      {identity, ErrorCode::EffectError, with(R"("effect":"Allow","action":"cvm:*","resource":"*")"), R"("Allow")",
       "`Allow`"},
      {identity, ErrorCode::EffectError, with(R"("effect":true,"action":"cvm:*","resource":"*")"), "true", "a boolean"},
  };
}

std::vector<CheckCase> action_cases() {
  return {
      {identity, ErrorCode::ActionMiss, with(R"("effect":"deny","resource":"*")"),
       R"({"effect":"deny","resource":"*"})", "`action` is missing"},
      {identity, ErrorCode::ActionError, with_action("7"), "7", "`action` is a number"},
      {identity, ErrorCode::ActionError, with_action("[]"), "[]", "empty list"},
      {identity, ErrorCode::ActionError, with_action(R"(["cvm:*",null])"), "null", "holds null"},
      {identity, ErrorCode::ActionError, with_action(R"("cvm")"), "cvm", "no `:`"},
      {identity, ErrorCode::ActionError, with_action(R"("cvm:")"), "cvm:", "the name is missing"},
      {identity, ErrorCode::ActionError, with_action(R"(":Run")"), ":Run", "the service is missing"},
      {identity, ErrorCode::ActionError, with_action(R"("c*:Describe*")"), "c*", "only the whole service"},
      {identity, ErrorCode::ActionError, with_action(R"("name/CVM:Run")"), "CVM", "lower case"},
      {identity, ErrorCode::ActionError, with_action(R"("cdb: Modify")"), " Modify", "a blank"},
      {identity, ErrorCode::ActionError, with_action(R"("cvm:Run?")"), "Run?", "`?` is not a wildcard"},
      {identity, ErrorCode::ActionError, with_action(R"("cvm:Run:Stop")"), "Run:Stop", "more than one `:`"},
      {identity, ErrorCode::ActionError, with_action(R"("cvm:${uin}")"), "${uin}", "variable"},
      {identity, ErrorCode::ActionError, with_action(R"("permid/280655")"), "permid/280655", "never published"},
      {identity, ErrorCode::ActionError, with_action(R"("actionName/Read")"), "actionName/Read", "never published"},
      {identity, ErrorCode::ActionServiceNotExist, with_action(R"("name/nosuch:Run")"), "nosuch",
       "no service `nosuch`"},
      {identity, ErrorCode::ActionNotExist, with_action(R"("name/shop:Sell")"), "Sell",
       "`Sell` is not an action of `shop`"},
      {identity, ErrorCode::ActionNotExist, with_action(R"("shop:buy")"), "buy", "`buy`"},
      {identity, ErrorCode::NotSupportProduct, with_action(R"("closed:Run")"), "closed",
       "`closed` cannot be authorised"},
      {identity, ErrorCode::NotSupportProduct, with_resource(R"("qcs::closed:::a/b")"), "closed", "`closed`"},
  };
}

std::vector<CheckCase> resource_cases() {
  return {
      {identity, ErrorCode::ResourceError, with(R"("effect":"allow","action":"cvm:*")"),
       R"({"effect":"allow","action":"cvm:*"})", "`resource` is missing"},
      {session, ErrorCode::ResourceError, with_resource("[]"), "[]", "empty list"},
      {identity, ErrorCode::ResourceError, with_resource("{}"), "{}", "an object"},
      {trust, ErrorCode::ResourceError, with(R"("effect":"allow","action":"sts:*","principal":"*","resource":"*")"),
       R"("resource")", "may not stand in a trust policy"},
      {identity, ErrorCode::ResourceQcsError, with_resource(R"("instance/ins-1")"), "instance/ins-1", "fewer than six"},
      {identity, ErrorCode::ResourceQcsError, with_resource(R"("arn::cvm:gz:uin/1:instance/ins-1")"),
       "arn::cvm:gz:uin/1:instance/ins-1", "does not begin with `qcs:`"},
      {identity, ErrorCode::ResourceProjectError, with_resource(R"("qcs:id/0:cvm:gz:uin/1:instance/ins-1")"), "id/0",
       "`id/0`"},
      {identity, ErrorCode::ResourceServiceNotExist, with_resource(R"("qcs::SMS::uin/1:app/1")"), "SMS", "`SMS`"},
      {identity, ErrorCode::ResourceServiceNotExist, with_resource(R"("qcs::c*::uin/1:app/1")"), "c*", "`c*`"},
      {identity, ErrorCode::ResourceServiceNotExist, with_resource(R"("qcs::${s}::uin/1:app/1")"), "${s}", "`${s}`"},
      {identity, ErrorCode::ResourceRegionError, with_resource(R"("qcs::cvm:ap-nowhere::instance/*")"), "ap-nowhere",
       "no region `ap-nowhere`"},
      {identity, ErrorCode::ResourceRegionError, with_resource(R"("qcs::cvm:ap-*::instance/*")"), "ap-*", "`ap-*`"},
      {identity, ErrorCode::ResourceRegionError, with_resource(R"("qcs::batch:${region}:uin/1:job/*")"), "${region}",
       "`${region}`"},
      {identity, ErrorCode::ResourceRegionError, with_resource(R"("qcs::cvm:GZ::instance/*")"), "GZ", "`GZ`"},
      {identity, ErrorCode::ResourceUinError, with_resource(R"("qcs::postgres:ap-shanghai:1031481:DBInstanceId/p-1")"),
       "1031481", "`1031481` does not name an account"},
      {identity, ErrorCode::ResourceUinError, with_resource(R"("qcs::batch::uin/${uin}:job/*")"), "uin/${uin}",
       "`uin/${uin}`"},
      {identity, ErrorCode::ResourceUinError, with_resource(R"("qcs::cvm::uin/:instance/*")"), "uin/", "`uin/`"},
      {identity, ErrorCode::ResourceContentError, with_resource(R"("qcs::cvm:gz:uin/1:")"),
       "qcs::cvm:gz:uin/1:", "is empty"},
      {identity, ErrorCode::ResourceContentError, with_resource(R"("qcs::vpc::uin/1:vpc/${me}/*")"), "${me}",
       "`${me}` is not a policy variable"},
      {identity, ErrorCode::ResourceContentError, with_resource(R"("qcs::vpc::uin/1:vpc/${uin")"), "${uin",
       "not closed"},
      {identity, ErrorCode::ResourceContentError, with_resource(R"("qcs::cos::uid/1:b-1/${uin}/*")"), "b-1/${uin}/*",
       "COS"},
  };
}

std::vector<CheckCase> condition_cases() {
  return {
      {identity, ErrorCode::ConditionError, with_condition("[]"), "[]", "a list and not an object"},
      {identity, ErrorCode::ConditionError, with_condition("{}"), "{}", "`condition` is empty"},
      {identity, ErrorCode::ConditionError, with_condition(R"({"ip_equal":{}})"), "{}", "`ip_equal` has no key"},
      {identity, ErrorCode::ConditionError, with_condition(R"({"ip_equal":"1.2.3.4"})"), R"("1.2.3.4")", "a string"},
      {identity, ErrorCode::ConditionError, with_condition(R"({"ip_equal":{"qcs:ip":[]}})"), "[]",
       "empty list of values"},
      {identity, ErrorCode::ConditionError, with_condition(R"({"bool_equal":{"cos:x":true}})"), "true", "a boolean"},
      {identity, ErrorCode::ConditionError, with_condition(R"({"string_equal":{"a":["b",null]}})"), "null", "is null"},
      {identity, ErrorCode::ConditionTypeError, with_condition(R"({"string_equals":{"a":"1"}})"), R"("string_equals")",
       "`string_equals` is not a condition operator"},
      {identity, ErrorCode::ConditionTypeError, with_condition(R"({" numeric_equal":{"a":1}})"), R"(" numeric_equal")",
       "` numeric_equal`"},
      {identity, ErrorCode::ConditionTypeError, with_condition(R"({"null_equal_if_exist":{"vpc:vpc":"true"}})"),
       R"("null_equal_if_exist")", "`null_equal_if_exist`"},
      {identity, ErrorCode::ConditionContentError, with_condition(R"({"ip_equal":{"qcs:ip":"10.0.0.0/33"}})"),
       R"("10.0.0.0/33")", "not an address or network"},
      {identity, ErrorCode::ConditionContentError, with_condition(R"({"date_equal":{"qcs:current_time":"tomorrow"}})"),
       R"("tomorrow")", "not a moment"},
      {identity, ErrorCode::ConditionContentError, with_condition(R"({"numeric_equal":{"a":[1,"x"]}})"), R"("x")",
       "decimal"},
      {identity, ErrorCode::ConditionContentError, with_condition(R"({"bool_equal":{"a":"yes"}})"), R"("yes")",
       "neither true nor false"},
      {identity, ErrorCode::ConditionContentError, with_condition(R"({"null_equal":{"a":"0"}})"), R"("0")", "neither"},
      {identity, ErrorCode::ConditionContentError, with_condition(R"({"string_equal":{"":"0"}})"), R"("")",
       "key is empty"},
      {identity, ErrorCode::ConditionContentError, with_condition(R"({"string_equal":{"k${uin}":"0"}})"),
       R"("k${uin}")", "variable"},
      {identity, ErrorCode::ConditionContentError, with_condition(R"({"string_equal":{"k":"x${me}"}})"), "${me}",
       "`${me}`"},
      {identity, ErrorCode::ConditionContentError, with_condition(R"({"numeric_equal":{"k":"${uin}"}})"), R"("${uin}")",
       "string operators"},
      {identity, ErrorCode::ConditionContentError, with_condition(R"({"numeric_equal":{"qcs:current_time":"1"}})"),
       R"("qcs:current_time")", "`numeric_equal` does not fit the key"},
      {identity, ErrorCode::ConditionContentError, with_condition(R"({"string_equal":{"qcs:ip":"1.2.3.4"}})"),
       R"("qcs:ip")", "`qcs:ip`"},
      {identity, ErrorCode::ConditionContentError, with_condition(R"({"numeric_equal":{"qcs:request_tag":1}})"),
       R"("qcs:request_tag")", "`qcs:request_tag`"},
  };
}

std::vector<CheckCase> principal_cases() {
  const std::string no_principal = with(R"("effect":"allow","action":"sts:AssumeRole")");
  return {
      {identity, ErrorCode::PrincipalError,
       with(R"("effect":"allow","action":"*","resource":"*","principal":{"qcs":["qcs::cam::uin/1:root"]})"),
       R"("principal")", "may not stand"},
      {session, ErrorCode::PrincipalError,
       R"({"version":"2.0","principal":"*","statement":{"effect":"allow","action":"*","resource":"*"}})",
       R"("principal")", "may not stand"},
      {trust, ErrorCode::PrincipalError, no_principal, R"({"effect":"allow","action":"sts:AssumeRole"})", "is missing"},
      {trust, ErrorCode::PrincipalError, with_principal("{}"), "{}", "neither"},
      {trust, ErrorCode::PrincipalError, with_principal(R"("everyone")"), R"("everyone")", "neither"},
      {trust, ErrorCode::PrincipalError, with_principal(R"({"aws":"x"})"), R"("aws")", "`aws`"},
      {trust, ErrorCode::PrincipalError, with_principal(R"({"qcs":[]})"), "[]", "empty list"},
      {trust, ErrorCode::PrincipalError, with_principal(R"({"qcs":7})"), "7", "a number"},
      {trust, ErrorCode::PrincipalQcsError, with_principal(R"({"qcs":"qcs::cam::uin/x:root"})"), "qcs::cam::uin/x:root",
       "`qcs::cam::uin/x:root`"},
      {trust, ErrorCode::PrincipalQcsError, with_principal(R"({"qcs":["*"]})"), "*", "`*`"},
      {trust, ErrorCode::PrincipalQcsError, with_principal(R"({"qcs":"qcs::cam::uin/${owner_uin}:root"})"),
       "qcs::cam::uin/${owner_uin}:root", "does not name"},
      {trust, ErrorCode::PrincipalQcsError, with_principal(R"({"federated":"qcs::cam::uin/1:root"})"),
       "qcs::cam::uin/1:root", "identity provider"},
      {trust, ErrorCode::PrincipalQcsNotExist, with_principal(R"({"qcs":"qcs::cam::uin/404:root"})"),
       R"("qcs::cam::uin/404:root")", "an account that does not exist"},
      {trust, ErrorCode::PrincipalQcsNotExist, with_principal(R"({"qcs":"qcs::cam::uin/1:uin/404"})"),
       R"("qcs::cam::uin/1:uin/404")", "a user that does not exist"},
      {trust, ErrorCode::PrincipalQcsCrossError, with_principal(R"({"qcs":"qcs::cam::uin/500:root"})"),
       R"("qcs::cam::uin/500:root")", "another account"},
      {trust, ErrorCode::PrincipalServiceNotExist, with_principal(R"({"service":"nosuch.qcloud.com"})"),
       R"("nosuch.qcloud.com")", "no service `nosuch.qcloud.com`"},
  };
}

std::vector<CheckCase> all_cases() {
  std::vector<CheckCase> all;
  for (const auto& cases : {document_cases(), action_cases(), resource_cases(), condition_cases(), principal_cases()}) {
    all.insert(all.end(), cases.begin(), cases.end());
  }
  all.push_back({identity, ErrorCode::PolicyDocumentLengthOverLimit,
                 with_resource("[\"" + std::string(6200, 'x') + "\"]"), "x",
                 "characters without blanks, more than 6144"});
  return all;
}

TEST(CheckPolicy, EveryMistakeHasItsCodePlaceAndRemedy) {
  for (const CheckCase& one : all_cases()) expect_first(one);
}

TEST(CheckPolicy, EveryValidationCodeHasACaseAndIsWrittenDown) {
  std::ifstream file(OPENCAM_SOURCE_DIR "/docs/spec/document.md");
  std::ostringstream page;
  page << file.rdbuf();
  std::set<std::string> shown;
  for (const CheckCase& one : all_cases()) shown.emplace(name(one.code));
  const auto first = static_cast<int>(ErrorCode::PolicyDocumentLengthOverLimit);
  const auto last = static_cast<int>(ErrorCode::PrincipalServiceNotExist);
  for (int code = first; code <= last; ++code) {
    const std::string text(name(static_cast<ErrorCode>(code)));
    EXPECT_TRUE(shown.contains(text)) << text << " has no case";
    EXPECT_NE(page.str().find("`" + text + "`"), std::string::npos) << text << " is not in CAM-013";
  }
}

// The remedy of the first mistake.
std::string help_of(const std::string& text) {
  const auto found = check_policy(text, {.catalog = &catalog()});
  return found.empty() ? "no mistake" : found.front().help;
}

TEST(Check, NamesWhatWasProbablyMeant) {
  EXPECT_EQ(help_of(with_action(R"("bach:*")")), "did you mean `batch`?");
  EXPECT_EQ(help_of(with_action(R"("shop:Bay")")), "did you mean `Buy`?");
  EXPECT_EQ(help_of(with_action(R"("shop:buy")")), "write `Buy`: names are case-sensitive");
  EXPECT_EQ(help_of(with_resource(R"("qcs::CVM:::*")")), "write `cvm`: services are written in lower case");
  EXPECT_EQ(help_of(with_resource(R"("qcs::batch:ap-guangzou::job/*")")), "did you mean `ap-guangzhou`?");
  EXPECT_NE(help_of(with_action(R"("nowhere-near:*")")).find("catalogue file"), std::string::npos);
  EXPECT_NE(help_of(with_resource(R"("qcs::batch:atlantis::job/*")")).find("such as"), std::string::npos);
}

}  // namespace
}  // namespace opencam
