// BatchCompute under access management: for each of its resource-level actions, read from the catalogue, a policy that
// allows exactly that action on exactly one resource; lists; creators and tags in conditions; the published situations.
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json/serialize.hpp>

#include "cases_batch.h"
#include "opencam/catalog.h"

namespace opencam::tests {
namespace {

namespace json = boost::json;

constexpr std::string_view denied = "AuthFailure.UnauthorizedOperation";

const ActionInfo& info_of(const std::string& action) { return *Catalog::built_in()->find_action({"batch", action}); }

std::vector<std::string> resource_actions() {
  std::vector<std::string> names;
  for (const ActionInfo& action : Catalog::built_in()->find_service("batch")->actions) {
    if (action.level == Level::Resource) names.push_back(action.name.name);
  }
  return names;
}

bool is_refusal(const Answer& answer) {
  return answer.code == denied &&
         answer.message.find("you are not authorized to perform operation (batch:") != std::string::npos;
}

std::string resource(const Scene& s, std::string_view content, std::string_view region = "ap-guangzhou") {
  return "qcs::batch:" + std::string(region) + ":uin/" + std::to_string(s.account_uin) + ":" + std::string(content);
}

// The content that the action asks for with these parameters, as the catalogue says: `job/job-1`.
std::string content_of(const std::string& action, const json::object& asked) {
  const std::string& wanted = info_of(action).resources.front().content;
  const std::size_t open = wanted.find('{');
  if (open == std::string::npos) return wanted;
  const json::value& value = asked.at(wanted.substr(open + 1, wanted.size() - open - 2));
  const json::value& id = value.is_array() ? value.get_array().front() : value;
  return wanted.substr(0, open) + std::string(id.get_string());
}

// The same call about another thing of the same kind.
json::object of_sibling(const std::string& action, json::object asked, const std::string& sibling) {
  const std::string& wanted = info_of(action).resources.front().content;
  const std::string field = wanted.substr(wanted.find('{') + 1, wanted.size() - wanted.find('{') - 2);
  asked[field] = asked[field].is_array() ? json::value(json::array{sibling}) : json::value(sibling);
  return asked;
}

class BatchActionTest : public testing::TestWithParam<std::string> {};

TEST_P(BatchActionTest, IsAllowedOnExactlyWhatThePolicySays) {
  const std::string& action = GetParam();
  Scene s;
  prepare_batch(s);
  const std::string sibling_job = batch_job_id(s);
  const std::string sibling_env = batch_env(s);
  const std::string sibling_template = batch_template(s);
  s.clock.ms += 1000;
  prepare_batch_again(s);
  const json::object asked = working_batch_call(action, s);
  const std::string content = content_of(action, asked);
  ASSERT_EQ(content.find(sibling_job), std::string::npos) << "the newest is asked for";
  const Keys one = s.add_user_with("one", document("allow", {"batch:" + action}, resource(s, content)));
  // In another region first: nothing has happened to the thing yet.
  s.region = "ap-shanghai";
  EXPECT_TRUE(is_refusal(s.call_as(one, action, asked)));
  s.region = "ap-guangzhou";
  const Keys nobody = s.add_user_with("nobody", document("allow", {"batch:*"}, resource(s, "none/*")));
  EXPECT_TRUE(is_refusal(s.call_as(nobody, action, asked)));
  // A user of another account, whom that account allows everything, on the same resource by name.
  const Answer stranger = s.call_as(s.other_root_keys, "AddUser", {{"Name", "stranger"}, {"UseApi", 1}});
  const Answer policy = s.call_as(
      s.other_root_keys, "CreatePolicy",
      {{"PolicyName", "one"},
       {"PolicyDocument", document("allow", {"batch:" + action}, "qcs::batch:ap-guangzhou::" + content + "-not")}});
  s.call_as(s.other_root_keys, "AttachUserPolicy",
            {{"PolicyId", policy.number("PolicyId")}, {"AttachUin", stranger.number("Uin")}});
  const Keys strange{stranger.text("SecretId"), stranger.text("SecretKey"), ""};
  EXPECT_TRUE(is_refusal(s.call_as(strange, action, asked)));
  if (content.find('*') == std::string::npos) {
    const std::string kind = content.substr(0, content.find('/'));
    const std::string sibling = kind == "job" ? sibling_job : kind == "computeenv" ? sibling_env : sibling_template;
    const Answer refused = s.call_as(one, action, of_sibling(action, asked, sibling));
    EXPECT_TRUE(is_refusal(refused)) << refused.body;
    EXPECT_NE(refused.message.find(resource(s, kind + "/" + sibling)), std::string::npos) << refused.message;
  }
  const Answer allowed = s.call_as(one, action, asked);
  EXPECT_EQ(allowed.code, "ok") << allowed.body;
}

// The published form with `/*` behind the id reaches the thing itself (CAM-034).
TEST_P(BatchActionTest, IsAllowedByThePublishedFormOfTheResource) {
  const std::string& action = GetParam();
  Scene s;
  prepare_batch(s);
  const json::object asked = working_batch_call(action, s);
  const std::string content = content_of(action, asked);
  const std::string written = content.ends_with("/*") ? content : content + "/*";
  const Keys one = s.add_user_with("one", document("allow", {"batch:" + action}, resource(s, written)));
  EXPECT_EQ(s.call_as(one, action, asked).code, "ok");
}

INSTANTIATE_TEST_SUITE_P(Api, BatchActionTest, testing::ValuesIn(resource_actions()),
                         [](const auto& action) { return action.param; });

TEST(BatchPermissionTest, TheCatalogueHasTheTwentySevenActions) { EXPECT_EQ(resource_actions().size(), 27U); }

std::vector<std::string> job_ids(const Answer& answer) {
  std::vector<std::string> ids;
  for (const json::value& job : answer.array("JobSet")) ids.emplace_back(job.at("JobId").get_string());
  return ids;
}

// Two jobs of root, two of ann; the second of each has the tag stage=live.
std::vector<std::string> four_jobs(Scene& s) {
  s.root("AttachUserPolicy",
         {{"AttachUin", s.ann},
          {"PolicyId", s.root("CreatePolicy",
                              {{"PolicyName", "Submits"}, {"PolicyDocument", document("allow", {"batch:SubmitJob"})}})
                           .number("PolicyId")}});
  std::vector<std::string> ids;
  for (const Keys& keys : {s.root_keys, s.ann_keys}) {
    for (const std::string stage : {"test", "live"}) {
      json::object asked = batch_submission();
      asked["Job"].get_object()["Tags"] = json::array{json::object{{"Key", "stage"}, {"Value", stage}}};
      ids.push_back(s.call_as(keys, "SubmitJob", asked).text("JobId"));
    }
  }
  return ids;
}

std::string with_condition(std::string_view action, std::string_view condition) {
  return R"({"version":"2.0","statement":[{"effect":"allow","action":")" + std::string(action) +
         R"(","resource":"*","condition":)" + std::string(condition) + "}]}";
}

TEST(BatchPermissionTest, WhoeverMadeAJobMayReadItAndSeesItAloneInTheList) {
  Scene s;
  const auto ids = four_jobs(s);
  const Answer policy =
      s.root("CreatePolicy",
             {{"PolicyName", "Own"},
              {"PolicyDocument", with_condition("batch:*", R"({"string_equal":{"qcs:create_uin":"${uin}"}})")}});
  s.root("AttachUserPolicy", {{"AttachUin", s.ann}, {"PolicyId", policy.number("PolicyId")}});
  s.caller = s.ann_keys;
  EXPECT_TRUE(is_refusal(s.call("DescribeJob", {{"JobId", ids[0]}})));
  EXPECT_EQ(s.call("DescribeJob", {{"JobId", ids[2]}}).code, "ok");
  const Answer list = s.call("DescribeJobs");
  ASSERT_EQ(list.code, "ok") << list.body;
  EXPECT_EQ(list.number("TotalCount"), 2U);
  auto seen = job_ids(list);
  std::ranges::sort(seen);
  std::vector<std::string> own = {ids[2], ids[3]};
  std::ranges::sort(own);
  EXPECT_EQ(seen, own);
  // Before counting and paging.
  const Answer page = s.call("DescribeJobs", {{"Offset", 1}, {"Limit", 1}});
  EXPECT_EQ(page.number("TotalCount"), 2U);
  EXPECT_EQ(job_ids(page).size(), 1U);
  // One that is not hers among several stops the call.
  EXPECT_TRUE(is_refusal(s.call("DescribeJobs", {{"JobIds", {ids[2], ids[0]}}})));
  EXPECT_EQ(s.root("DescribeJobs").number("TotalCount"), 4U);
}

TEST(BatchPermissionTest, TagsOfAJobCountAndChangeWhoSeesIt) {
  Scene s;
  const auto ids = four_jobs(s);
  const std::string live = R"({"for_any_value:string_equal":{"qcs:resource_tag":["stage&live"]}})";
  s.caller = s.add_user_with("operator", with_condition("batch:Describe*", live));
  EXPECT_TRUE(is_refusal(s.call("DescribeJob", {{"JobId", ids[0]}})));
  EXPECT_EQ(s.call("DescribeJob", {{"JobId", ids[1]}}).code, "ok");
  EXPECT_EQ(s.call("DescribeJobs").number("TotalCount"), 2U);
  s.root("TagResources", {{"ResourceList", {resource(s, "job/" + ids[0])}},
                          {"Tags", json::array{json::object{{"TagKey", "stage"}, {"TagValue", "live"}}}}});
  EXPECT_EQ(s.call("DescribeJob", {{"JobId", ids[0]}}).code, "ok");
  EXPECT_EQ(s.call("DescribeJobs").number("TotalCount"), 3U);
  // With the job its tags go.
  s.run_batch();
  s.root("DeleteJob", {{"JobId", ids[0]}});
  EXPECT_TRUE(s.directory().account(directory::Uin{s.account_uin})->tags_of(resource(s, "job/" + ids[0])).empty());
  EXPECT_EQ(s.call("DescribeJobs").number("TotalCount"), 2U);
}

TEST(BatchPermissionTest, TheTagsOfAJobToBeMadeAreTagsOfTheRequest) {
  Scene s;
  const std::string only_a = R"({"for_any_value:string_equal":{"qcs:request_tag":["team&a"]}})";
  s.caller = s.add_user_with("a", with_condition("batch:SubmitJob", only_a));
  EXPECT_EQ(s.call("SubmitJob", batch_submission()).code, "ok");
  json::object other = batch_submission();
  other["Job"].get_object()["Tags"] = json::array{json::object{{"Key", "team"}, {"Value", "b"}}};
  EXPECT_TRUE(is_refusal(s.call("SubmitJob", other)));
}

// CAM-280: refused when no statement could let anything be seen, otherwise an empty list.
TEST(BatchPermissionTest, AListIsRefusedOnlyToWhoCouldSeeNothing) {
  Scene s;
  four_jobs(s);
  int count = 0;
  const auto list = [&](const std::string& text) {
    s.caller = s.add_user_with("u" + std::to_string(++count), text);
    return s.call("DescribeJobs");
  };
  EXPECT_TRUE(is_refusal(list("")));
  EXPECT_TRUE(is_refusal(list(document("allow", {"batch:DescribeComputeEnvs"}))));
  EXPECT_TRUE(is_refusal(list(document("allow", {"batch:*"}, resource(s, "computeenv/*")))));
  EXPECT_TRUE(is_refusal(list(document("allow", {"batch:*"}, resource(s, "job/*", "ap-shanghai")))));
  EXPECT_TRUE(is_refusal(list(
      R"({"version":"2.0","statement":[{"effect":"allow","action":"*","resource":"*"},{"effect":"deny","action":"batch:*","resource":"qcs::batch:ap-guangzhou::job/*"}]})")));
  const Answer none = list(document("allow", {"batch:*"}, resource(s, "job/job-00000000")));
  EXPECT_EQ(none.code, "ok") << none.body;
  EXPECT_EQ(none.number("TotalCount"), 0U);
}

TEST(BatchPermissionTest, AnotherAccountSeesNothing) {
  Scene s;
  prepare_batch(s);
  const json::array jobs{batch_job_id(s)};
  const Answer list = s.call_as(s.other_root_keys, "DescribeJobs", {{"JobIds", jobs}});
  EXPECT_EQ(list.number("TotalCount"), 0U) << list.body;
  EXPECT_EQ(s.call_as(s.other_root_keys, "DescribeJob", {{"JobId", jobs.front()}}).code, "ResourceNotFound.Job");
  s.region = "ap-shanghai";
  EXPECT_EQ(s.root("DescribeJobs").number("TotalCount"), 0U);
  EXPECT_EQ(s.call("DescribeJob", {{"JobId", jobs.front()}}).code, "ResourceNotFound.Job");
}

// 599/33471, example one: environments of Guangzhou are out of reach, the rest is allowed.
constexpr std::string_view not_guangzhou =
    R"({"version":"2.0","statement":[{"effect":"allow","action":"batch:*","resource":"*"},{"effect":"deny",)"
    R"("action":"batch:*","resource":"qcs::batch:ap-guangzhou::computeenv/*"}]})";

TEST(BatchSituationTest, EnvironmentsOfGuangzhouAreProhibitedWhileTheRestIsAllowed) {
  for (const std::string& action : resource_actions()) {
    Scene s;
    prepare_batch(s);
    const json::object asked = working_batch_call(action, s);
    const Answer answer = s.call_as(s.add_user_with("ops", std::string(not_guangzhou)), action, asked);
    const bool is_env = info_of(action).resources.front().type == "computeenv";
    EXPECT_EQ(answer.code, is_env ? denied : "ok") << action << ": " << answer.body;
  }
}

TEST(BatchSituationTest, EnvironmentsOfShanghaiLiveWhileThoseOfGuangzhouAreProhibited) {
  Scene s;
  s.caller = s.add_user_with("ops", std::string(not_guangzhou));
  EXPECT_TRUE(is_refusal(s.call("DescribeComputeEnvs")));
  s.region = "ap-shanghai";
  const Answer made = s.call("CreateComputeEnv", {{"ComputeEnv", {{"EnvName", "sh"}, {"DesiredComputeNodeCount", 0}}},
                                                  {"Placement", {{"Zone", "ap-shanghai-2"}}}});
  EXPECT_EQ(made.code, "ok") << made.body;
  EXPECT_EQ(s.call("DescribeComputeEnvs").number("TotalCount"), 1U);
  s.run_batch();
  EXPECT_EQ(s.call("DeleteComputeEnv", {{"EnvId", made.text("EnvId")}}).code, "ok");
  s.run_batch();
  EXPECT_EQ(s.call("DescribeComputeEnvs").number("TotalCount"), 0U);
}

// 599/33471, example two: the reading actions on jobs are granted in all regions, writing is refused.
TEST(BatchSituationTest, ReadingOfJobsInAllRegionsIsGrantedAndWritingRefused) {
  Scene s;
  prepare_batch(s);
  const Keys reader =
      s.add_user_with("reader", document("allow",
                                         {"batch:DescribeJob", "batch:DescribeJobs", "batch:DescribeJobSubmitInfo",
                                          "batch:DescribeTask", "batch:DescribeTaskLogs"},
                                         "qcs::batch::uin/" + std::to_string(s.account_uin) + ":job/*"));
  for (const std::string& action : resource_actions()) {
    const ActionInfo& info = info_of(action);
    const bool is_granted = info.resources.front().type == "job" && info.access != Access::Write;
    s.caller = s.root_keys;
    const json::object asked = working_batch_call(action, s);
    const Answer answer = s.call_as(reader, action, asked);
    EXPECT_EQ(answer.code, is_granted ? "ok" : denied) << action << ": " << answer.body;
  }
  EXPECT_EQ(s.call_as(reader, "DescribeJobs").number("TotalCount"), 1U);
  s.region = "ap-shanghai";
  json::object shanghai = batch_submission();
  shanghai["Placement"] = json::object{{"Zone", "ap-shanghai-1"}};
  const Answer job = s.root("SubmitJob", shanghai);
  EXPECT_EQ(s.call_as(reader, "DescribeJob", {{"JobId", job.text("JobId")}}).code, "ok");
  EXPECT_EQ(s.call_as(reader, "DescribeJobs").number("TotalCount"), 1U);
  EXPECT_TRUE(is_refusal(s.call_as(reader, "TerminateJob", {{"JobId", job.text("JobId")}})));
}

}  // namespace
}  // namespace opencam::tests
