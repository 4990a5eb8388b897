// What was done, as CloudAudit shows it: every kind of event, every filter, page by page, the own account's alone.
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <set>

#include "scene.h"
#include "services/event_number.h"

namespace opencam::tests {
namespace {

namespace json = boost::json;

json::object span(const Scene& scene, const json::object& more = {}) {
  const std::int64_t now = scene.clock.ms / 1000;
  json::object parameters{{"StartTime", now - 3600}, {"EndTime", now + 3600}, {"MaxResults", 50}};
  for (const auto& [key, value] : more) parameters[key] = value;
  return parameters;
}

json::object by(const json::object& filters) {
  json::array list;
  for (const auto& [key, value] : filters)
    list.push_back(json::object{{"AttributeKey", key}, {"AttributeValue", value}});
  return {{"LookupAttributes", list}};
}

std::vector<json::object> events(Scene& scene, const std::string& action, const json::object& filters = {}) {
  const Answer answer = scene.root(action, span(scene, filters.empty() ? json::object() : by(filters)));
  std::vector<json::object> out;
  for (const auto& event : answer.array("Events")) out.push_back(event.as_object());
  EXPECT_EQ(answer.number("TotalCount"), out.size());
  return out;
}

std::string text(const json::object& event, std::string_view name) { return std::string(event.at(name).as_string()); }

json::object inside(const json::object& event) {
  return json::parse(event.at("CloudAuditEvent").as_string()).as_object();
}

// A denial on a resource, a change, a failed change, a denial of a reading, a session and what was denied to it.
void do_things(Scene& scene) {
  scene.clock.ms += 1000;
  EXPECT_EQ(scene.call_as(scene.ann_keys, "CreateAccessKey").code, "AuthFailure.UnauthorizedOperation");
  scene.clock.ms += 1000;
  scene.root("UpdateUser", {{"Name", "ann"}, {"Remark", "new"}, {"Password", "Sup3rS3cret!"}});
  scene.clock.ms += 1000;
  EXPECT_EQ(scene.call("AddUser", {{"Name", "ann"}}).code, "InvalidParameter.SubUserNameInUse");
  scene.clock.ms += 1000;
  EXPECT_EQ(scene.call_as(scene.ann_keys, "GetUser", {{"Name", "ann"}}).code, "AuthFailure.UnauthorizedOperation");
  scene.clock.ms += 1000;
  const std::string arn = "qcs::cam::uin/" + std::to_string(scene.account_uin) + ":roleName/runner";
  const Answer assumed = scene.root("AssumeRole", {{"RoleArn", arn}, {"RoleSessionName", "night"}});
  const auto& credentials = assumed.object("Credentials");
  const Keys session{std::string(credentials.at("TmpSecretId").as_string()),
                     std::string(credentials.at("TmpSecretKey").as_string()),
                     std::string(credentials.at("Token").as_string())};
  scene.clock.ms += 1000;
  EXPECT_EQ(scene.call_as(session, "ListUsers").code, "AuthFailure.UnauthorizedOperation");
}

TEST(CloudAudit, EveryKindOfEventIsShownNewestFirst) {
  Scene scene;
  do_things(scene);
  const auto found = events(scene, "DescribeEvents");
  ASSERT_GE(found.size(), 6U);
  EXPECT_EQ(text(found[0], "EventName"), "ListUsers");
  EXPECT_EQ(text(found[1], "EventName"), "AssumeRole");
  EXPECT_EQ(text(found[2], "EventName"), "GetUser");
  EXPECT_EQ(text(found[3], "EventName"), "AddUser");
  EXPECT_EQ(text(found[4], "EventName"), "UpdateUser");
  EXPECT_EQ(text(found[5], "EventName"), "CreateAccessKey");
  EXPECT_EQ(found.size(), scene.audit(directory::Uin{scene.account_uin}).size());
}

TEST(CloudAudit, AnEventSaysWhoDidWhatAndHowItEnded) {
  Scene scene;
  do_things(scene);
  const auto found = events(scene, "LookUpEvents");
  const json::object& denial = found.at(2);
  EXPECT_EQ(text(denial, "Username"), std::to_string(scene.ann));
  EXPECT_EQ(text(denial, "SecretId"), scene.ann_keys.secret_id);
  EXPECT_EQ(text(denial, "SourceIPAddress"), "192.0.2.7");
  EXPECT_EQ(text(denial, "EventSource"), "cam.tencentcloudapi.com");
  EXPECT_EQ(text(denial, "ResourceTypeCn"), "Access management");
  EXPECT_EQ(text(denial, "EventTime"), std::to_string(scene.clock.ms / 1000 - 2));
  EXPECT_EQ(denial.at("AccountID").as_int64(), static_cast<std::int64_t>(scene.account_uin));
  EXPECT_EQ(denial.at("ErrorCode").as_int64(), 403);
  EXPECT_EQ(denial.at("Resources").at("ResourceType").as_string(), "cam");
  EXPECT_EQ(denial.at("Resources").at("ResourceName").as_string(), "");
  EXPECT_EQ(found.at(5).at("Resources").at("ResourceName").as_string(), "uin/" + std::to_string(scene.ann));
  const json::object detail = inside(denial);
  EXPECT_EQ(detail.at("actionType").as_string(), "Read");
  EXPECT_EQ(detail.at("apiErrorCode").as_string(), "AuthFailure.UnauthorizedOperation");
  EXPECT_EQ(detail.at("sensitiveAction").as_int64(), 0);
  EXPECT_EQ(detail.at("eventID").as_string(), denial.at("EventId").as_string());
  EXPECT_EQ(detail.at("requestID").as_string(), denial.at("RequestID").as_string());
  EXPECT_EQ(detail.at("userIdentity").at("accountId").as_string(), std::to_string(scene.account_uin));
  EXPECT_EQ(detail.at("requestParameters").at("Name").as_string(), "ann");
  EXPECT_EQ(detail.at("decision").at("decision").as_string(), "deny");

  const json::object failure = inside(found.at(3));
  EXPECT_EQ(found.at(3).at("ErrorCode").as_int64(), 0);
  EXPECT_EQ(failure.at("apiErrorCode").as_string(), "InvalidParameter.SubUserNameInUse");
  EXPECT_EQ(failure.at("actionType").as_string(), "Write");
  EXPECT_EQ(failure.at("sensitiveAction").as_int64(), 1);
  EXPECT_EQ(text(found.at(3), "Username"), "root");

  EXPECT_EQ(text(found.at(0), "Username"), "roleUser");
  EXPECT_EQ(inside(found.at(0)).at("userIdentity").at("sessionContext").at("roleSessionName").as_string(), "night");
  EXPECT_EQ(inside(found.at(4)).at("requestParameters").at("Password").as_string(), "***");
}

TEST(CloudAudit, EachKeyOfDescribeEventsFindsItsEventsAndNoOther) {
  Scene scene;
  do_things(scene);
  const std::size_t all = events(scene, "DescribeEvents").size();
  const auto count = [&scene](std::string_view key, std::string_view value) {
    return events(scene, "DescribeEvents", {{key, value}}).size();
  };
  const std::string ann = std::to_string(scene.ann);
  EXPECT_EQ(count("EventName", "GetUser"), 1U);
  EXPECT_EQ(count("EventName", "cam:GetUser"), 0U);
  EXPECT_EQ(count("ActionType", "Read"), 2U);
  EXPECT_EQ(count("ActionType", "write"), all - 2);
  EXPECT_EQ(count("PrincipalId", ann), 2U);
  EXPECT_EQ(count("ResourceType", "sts"), 1U);
  // That she was made, that she was changed, and what was denied to her on herself.
  EXPECT_EQ(count("ResourceName", "uin/" + ann), 3U);
  EXPECT_EQ(count("ResourceName", "qcs::cam::uin/" + std::to_string(scene.account_uin) + ":uin/" + ann), 3U);
  EXPECT_EQ(count("AccessKeyId", scene.ann_keys.secret_id), 2U);
  EXPECT_EQ(count("SensitiveAction", "0"), 5U);  // two readings, the session, two that the scene made without a name
  EXPECT_EQ(count("SensitiveAction", "1"), all - 5);
  EXPECT_EQ(count("ApiErrorCode", "0"), all - 4);
  EXPECT_EQ(count("ApiErrorCode", "InvalidParameter.SubUserNameInUse"), 1U);
  EXPECT_EQ(count("CamErrorCode", "0"), all - 3);
  EXPECT_EQ(count("CamErrorCode", "403"), 3U);
  EXPECT_EQ(count("CamErrorCode", "404"), 0U);
  EXPECT_EQ(count("EventPlatform", "0"), all);
  EXPECT_EQ(count("EventPlatform", "1"), 0U);
  EXPECT_EQ(count("OnlyRecordNotSeen", "0"), all);
  const std::string request = text(events(scene, "DescribeEvents").at(1), "RequestID");
  EXPECT_EQ(count("RequestId", request), 1U);
  EXPECT_EQ(events(scene, "DescribeEvents", {{"EventName", "GetUser"}, {"ActionType", "Write"}}).size(), 0U);
  EXPECT_EQ(events(scene, "DescribeEvents", {{"ActionType", "Write"}, {"SensitiveAction", "0"}}).size(), 3U);
}

TEST(CloudAudit, TagsFindWhatWasDoneToTaggedResources) {
  Scene scene;
  do_things(scene);
  const std::string resource =
      "qcs::cam::uin/" + std::to_string(scene.account_uin) + ":uin/" + std::to_string(scene.ann);
  ASSERT_TRUE(scene.directory().change_tags(
      {}, directory::Uin{scene.account_uin},
      std::vector<directory::TagChange>{{.resource = resource, .put = {{"team", "a"}}, .remove = {}}}));
  const auto count = [&scene](const std::string& tags) {
    return events(scene, "DescribeEvents", {{"Tags", tags}}).size();
  };
  // Made, changed, denied on, and tagged.
  EXPECT_EQ(count(R"([{"key":"team","value":"a"}])"), 4U);
  EXPECT_EQ(count(R"([{"key":"team","value":"b"}])"), 0U);
  EXPECT_EQ(count(R"([{"key":"team","value":"a"},{"key":"x","value":"y"}])"), 0U);
}

TEST(CloudAudit, EachKeyOfLookUpEventsFindsItsEventsAndNoOther) {
  Scene scene;
  do_things(scene);
  const auto all = events(scene, "LookUpEvents");
  const auto count = [&scene](std::string_view key, std::string_view value) {
    return events(scene, "LookUpEvents", {{key, value}}).size();
  };
  EXPECT_EQ(count("ReadOnly", "true"), 2U);
  EXPECT_EQ(count("ReadOnly", "0"), all.size() - 2);
  EXPECT_EQ(count("Username", std::to_string(scene.ann)), 2U);
  EXPECT_EQ(count("Username", "roleUser"), 1U);
  EXPECT_EQ(count("Username", "root"), all.size() - 3 - 2);
  EXPECT_EQ(count("ResourceType", "cam"), all.size() - 1 - 2);
  for (const auto& event : all) {
    const auto found = events(scene, "LookUpEvents", {{"EventId", text(event, "EventId")}});
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found.front(), event);
  }
  EXPECT_EQ(count("EventId", "e30441b0-53fd-8f5e-865e-a1f3713dbd66"), 0U);
  EXPECT_EQ(count("EventId", "1"), 0U);
}

TEST(CloudAudit, PagesMeetWithoutGapOrOverlapAlsoWithinOneMillisecond) {
  Scene scene;
  for (int i = 0; i < 12; ++i) scene.root("UpdateUser", {{"Name", "ann"}, {"Remark", std::to_string(i)}});
  for (const std::string action : {"DescribeEvents", "LookUpEvents"}) {
    std::set<std::string> seen;
    std::size_t total = 0;
    json::value token;
    for (int pages = 0; pages < 20; ++pages) {
      json::object more{{"MaxResults", 5}};
      if (!token.is_null()) more["NextToken"] = token;
      const Answer answer = scene.root(action, span(scene, more));
      for (const auto& event : answer.array("Events")) seen.insert(text(event.as_object(), "EventId"));
      total += answer.array("Events").size();
      token = answer.fields.at("NextToken");
      if (answer.fields.at("ListOver").as_bool()) break;
      EXPECT_EQ(answer.array("Events").size(), 5U);
    }
    EXPECT_TRUE(token == json::value(0) || token == json::value("")) << json::serialize(token);
    EXPECT_EQ(seen.size(), total);
    EXPECT_EQ(total, scene.audit(directory::Uin{scene.account_uin}).size());
  }
}

TEST(CloudAudit, TheSpanHoldsItsFirstAndItsLastSecond) {
  Scene scene;
  scene.clock.ms += 10'999;
  scene.root("UpdateUser", {{"Name", "ann"}, {"Remark", "x"}});
  const std::int64_t second = scene.clock.ms / 1000;
  const auto count = [&scene](std::int64_t begin, std::int64_t end) {
    return scene.root("LookUpEvents", {{"StartTime", begin}, {"EndTime", end}}).array("Events").size();
  };
  EXPECT_EQ(count(second, second), 1U);
  EXPECT_EQ(count(second + 1, second + 2), 0U);
  EXPECT_EQ(count(second - 2, second - 1), 0U);
}

TEST(CloudAudit, AnotherAccountSeesNothingOfIt) {
  Scene scene;
  do_things(scene);
  const json::object any = events(scene, "LookUpEvents").at(0);
  const Answer page = scene.root("LookUpEvents", span(scene, {{"MaxResults", 1}}));
  scene.caller = scene.other_root_keys;
  for (const json::object& more :
       {json::object(), json::object{{"NextToken", page.text("NextToken")}}, by({{"EventId", text(any, "EventId")}}),
        by({{"RequestId", text(any, "RequestID")}}), by({{"AccessKeyId", scene.ann_keys.secret_id}})}) {
    const Answer answer = scene.call("LookUpEvents", span(scene, more));
    ASSERT_EQ(answer.code, "ok");
    for (const auto& event : answer.array("Events")) {
      EXPECT_EQ(event.at("AccountID").as_int64(), static_cast<std::int64_t>(scene.other_uin));
    }
  }
}

TEST(CloudAudit, ReadingsThatAreAllowedLeaveNoEvent) {
  Scene scene;
  const std::size_t before = events(scene, "DescribeEvents").size();
  scene.root("GetUser", {{"Name", "ann"}});
  scene.root("ListUsers");
  EXPECT_EQ(events(scene, "DescribeEvents").size(), before);
}

TEST(CloudAudit, AUserAgentThatIsNoTextDoesNotSpoilTheAnswer) {
  Scene scene;
  HttpRequest request = scene.signed_request(scene.root_keys, "UpdateUser", {{"Name", "ann"}, {"Remark", "y"}});
  request.headers.add("User-Agent", "a\xff\"b");
  ASSERT_EQ(scene.send(std::move(request)).code, "ok");
  EXPECT_EQ(inside(events(scene, "DescribeEvents").at(0)).at("userAgent").as_string(), "a?\"b");
}

TEST(EventNumbers, HideEveryNumberAndGiveItBack) {
  SeededRandom random;
  const auto sealer = *Sealer::create(SecretText(std::string(32, 'k')), random);
  const services::EventNumbers numbers(*sealer);
  std::set<std::uint64_t> seen;
  for (std::uint64_t i = 0; i < 500; ++i) {
    const std::uint64_t hidden = numbers.hidden(i);
    EXPECT_TRUE(seen.insert(hidden).second);
    EXPECT_LT(hidden, std::uint64_t{1} << 52);
    EXPECT_EQ(numbers.sequence(hidden), i);
    EXPECT_EQ(numbers.sequence_of(numbers.event_id(i)), i);
  }
  const std::uint64_t largest = (std::uint64_t{1} << 52) - 1;
  EXPECT_EQ(numbers.sequence(numbers.hidden(largest)), largest);
  EXPECT_FALSE(numbers.sequence(largest + 1));
  std::string changed = numbers.event_id(1);
  changed[0] = changed[0] == '0' ? '1' : '0';
  EXPECT_FALSE(numbers.sequence_of(changed));
  EXPECT_FALSE(numbers.sequence_of("zzzzzzzz-zzzz-8zzz-8zzz-zzzzzzzzzzzz"));
}

}  // namespace
}  // namespace opencam::tests
