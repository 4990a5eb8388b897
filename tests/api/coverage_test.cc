// Nothing unsaid: every offered action and every code of its list has a case, or a line with the reason why not.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "cases.h"
#include "identifiers.h"
#include "opencam/catalog.h"
#include "services/api_error.h"
#include "services/generated/api_action.h"
#include "services/offered_actions.h"

namespace opencam::tests {

namespace {

bool has_code(const api::ApiAction& action, std::string_view code) {
  return std::ranges::find(action.error_codes, code) != action.error_codes.end();
}

// Whoever has no permission is refused, with the code that the action lists for it.
void add_denials(std::vector<Case>& cases) {
  std::vector<Case> denials;
  for (const Case& one : cases) {
    // The one action that never succeeds is refused before it could fail.
    const bool is_usual = one.code == "ok" || one.code == "ResourceNotFound.DataFlowAuthClose";
    if (!is_usual || one.action == "GetFederationToken" || one.action == "GetCallerIdentity") continue;
    const api::ApiAction* action = api::find_api_action(one.action);
    std::string code = "AuthFailure.UnauthorizedOperation";
    if (!has_code(*action, code) && has_code(*action, "UnauthorizedOperation")) code = "UnauthorizedOperation";
    denials.push_back({one.action, code, [play = one.play](Scene& s) {
                         s.caller = s.add_user_with("nobody", "");
                         return play(s);
                       }});
  }
  cases.insert(cases.end(), denials.begin(), denials.end());
}

// `<action or *> <code> <reason>` in each line; `#` begins a remark.
std::map<std::pair<std::string, std::string>, std::string> unproduced_codes() {
  std::map<std::pair<std::string, std::string>, std::string> out;
  std::ifstream file(std::string(OPENCAM_SOURCE_DIR) + "/tests/api/unproduced_codes.txt");
  std::string line;
  while (std::getline(file, line)) {
    if (line.empty() || line.starts_with('#')) continue;
    std::istringstream words(line);
    std::string action;
    std::string code;
    std::string reason;
    words >> action >> code;
    std::getline(words >> std::ws, reason);
    EXPECT_FALSE(reason.empty()) << "no reason: " << line;
    out[{action, code}] = reason;
  }
  return out;
}

}  // namespace

const std::vector<Case>& all_cases() {
  static const std::vector<Case> cases = [] {
    std::vector<Case> all;
    for (const auto& group : {user_cases(), group_cases(), policy_cases(), version_cases(), document_cases(),
                              attachment_cases(), list_cases(), key_cases(), role_cases(), boundary_cases(),
                              sts_cases(), identity_cases(), web_identity_cases(), tag_cases(), role_tag_cases(),
                              cloudaudit_cases(), account_cases(), security_cases(), batch_cases()}) {
      all.insert(all.end(), group.begin(), group.end());
    }
    add_denials(all);
    return all;
  }();
  return cases;
}

const Case* usual_case(std::string_view action) {
  const Case* found = nullptr;
  for (const Case& one : all_cases()) {
    if (one.action != action) continue;
    if (one.code == "ok") return &one;
    if (found == nullptr) found = &one;
  }
  return found;
}

class CaseTest : public testing::TestWithParam<std::size_t> {};

TEST_P(CaseTest, AnswersItsCode) {
  const Case& one = all_cases().at(GetParam());
  Scene scene(one.quota);
  const Answer answer = one.play(scene);
  EXPECT_EQ(answer.code, one.code) << one.action << ": " << answer.body;
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.headers.find("content-type"), "application/json");
  EXPECT_EQ(answer.text("RequestId").size(), 36U);
  EXPECT_EQ(answer.fields.contains("Error"), one.code != "ok");
  EXPECT_TRUE(answer.headers.find("x-cam-revision"));
}

std::string case_name(const testing::TestParamInfo<std::size_t>& info) {
  const Case& one = all_cases().at(info.param);
  std::string name = std::to_string(info.param) + "_" + one.action + "_" + one.code;
  std::ranges::replace_if(name, [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0; }, '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Api, CaseTest, testing::Range(std::size_t{0}, all_cases().size()), case_name);

TEST(CoverageTest, EveryOfferedActionAndEachOfItsCodesHasACaseOrAReason) {
  std::set<std::pair<std::string, std::string>> shown;
  for (const Case& one : all_cases()) shown.insert({one.action, one.code});
  const auto excused = unproduced_codes();
  std::set<std::pair<std::string, std::string>> used;
  for (const auto& offered : services::offered_actions()) {
    const std::string name(offered.name);
    if (excused.contains({name, "ok"})) used.insert({name, "ok"});
    EXPECT_NE(shown.contains({name, "ok"}), excused.contains({name, "ok"})) << name << " has no successful case";
    for (const std::string_view code_view : api::find_api_action(name)->error_codes) {
      const std::string code(code_view);
      if (shown.contains({name, code})) continue;
      const bool by_name = excused.contains({name, code});
      const bool by_all = excused.contains({"*", code});
      if (by_name) used.insert({name, code});
      if (by_all) used.insert({"*", code});
      EXPECT_TRUE(by_name || by_all) << name << " " << code << " has neither a case nor a reason";
    }
  }
  std::set<std::string> codes_shown;
  for (const auto& [action, code] : shown) codes_shown.insert(code);
  for (const auto& [pair, reason] : excused) {
    EXPECT_FALSE(pair.first == "*" && codes_shown.contains(pair.second))
        << "some action shows " << pair.second << ": name the actions that do not";
    EXPECT_TRUE(used.contains(pair)) << pair.first << " " << pair.second << " is excused for nothing";
  }
}

// `<action> <reason>` in each line.
std::map<std::string, std::string> not_offered() {
  std::map<std::string, std::string> out;
  std::ifstream file(std::string(OPENCAM_SOURCE_DIR) + "/tests/api/not_offered.txt");
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line);
    std::string action;
    std::string reason;
    if (line.starts_with('#') || !(words >> action)) continue;
    std::getline(words >> std::ws, reason);
    EXPECT_FALSE(reason.empty()) << "no reason: " << line;
    out[action] = reason;
  }
  return out;
}

TEST(CoverageTest, EveryActionHasAHandlerOrAReasonAndAPlaceInTheCatalogue) {
  const auto excused = not_offered();
  for (const api::ApiAction& action : api::api_actions()) {
    const std::string service(action.service);
    const std::string name(action.name);
    if (!typed_services().contains(service)) continue;
    const bool is_offered = services::find_offered_action(name) != nullptr;
    EXPECT_TRUE(!is_offered || Catalog::built_in()->find_action({service, name}) != nullptr)
        << service << ":" << name << " stands in no catalogue file: what is it authorised as?";
    EXPECT_TRUE(is_offered || excused.contains(name)) << name << " has neither a handler nor a line in not_offered.txt";
  }
  for (const auto& [name, reason] : excused) {
    EXPECT_NE(api::find_api_action(name), nullptr) << name << " is excused and does not exist";
  }
}

// What changes something or gives something out is in the trail when it is answered.
TEST(CoverageTest, EverySuccessThatIsMoreThanReadingLeavesARecord) {
  for (const auto& offered : services::offered_actions()) {
    if (offered.effect == services::ActionEffect::Reads) continue;
    const Case* one = usual_case(offered.name);
    ASSERT_NE(one, nullptr) << offered.name;
    Scene scene(one->quota);
    const Answer answer = one->play(scene);
    ASSERT_EQ(answer.code, one->code) << answer.body;
    const api::ApiAction* action = api::find_api_action(offered.name);
    const std::string full = std::string(action->service) + ":" + std::string(action->name);
    const auto records = scene.audit(directory::Uin{scene.account_uin});
    EXPECT_TRUE(std::ranges::any_of(records, [&](const directory::AuditRecord& record) {
      return record.action == full && record.outcome == one->code && record.request_id == answer.text("RequestId");
    })) << full;
  }
}

TEST(CoverageTest, EveryCaseIsOfAnOfferedActionAndACodeItMayReturn) {
  for (const Case& one : all_cases()) {
    const api::ApiAction* action = api::find_api_action(one.action);
    ASSERT_NE(action, nullptr) << one.action;
    EXPECT_NE(services::find_offered_action(one.action), nullptr) << one.action;
    EXPECT_TRUE(one.code == "ok" || services::lists_code(*action, one.code) ||
                one.code.starts_with("ResourceNotFound.") || one.code.starts_with("InvalidParameterValue."))
        << one.action << " " << one.code;
  }
}

TEST(CoverageTest, EveryErrorCodeOfOursHasAnApiCode) {
  std::size_t count = 0;
#define OPENCAM_ERROR(enumerator, summary)                                         \
  EXPECT_FALSE(services::api_codes(ErrorCode::enumerator).empty()) << #enumerator; \
  ++count;
#include "opencam/error_code.def"
#undef OPENCAM_ERROR
  EXPECT_GT(count, 60U);
}

}  // namespace opencam::tests
