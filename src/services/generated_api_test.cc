// What the generated readers let through and refuse, and what the generated writers put on the wire.
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <set>
#include <string>
#include <string_view>

#include "services/generated/api_action.h"
#include "services/generated/cam_api.h"
#include "services/generated/sts_api.h"
#include "services/generated/tag_api.h"

namespace opencam::api {
namespace {

boost::json::object object(std::string_view text) {
  return boost::json::parse(boost::json::string_view(text.data(), text.size())).as_object();
}

template <typename Action>
Error failure(std::string_view text) {
  auto request = Action::read(object(text));
  if (request) {
    ADD_FAILURE() << text << " was read";
    return {ErrorCode::Internal, ""};
  }
  return request.error();
}

TEST(GeneratedReader, TakesNumbersAndTextsForIntegers) {
  auto request = cam::AddUser::read(object(R"({"Name":"ann","ConsoleLogin":"1","UseApi":1})"));
  ASSERT_TRUE(request);
  EXPECT_EQ(request->name, "ann");
  EXPECT_EQ(request->console_login, 1U);
  EXPECT_EQ(request->use_api, 1U);
  EXPECT_EQ(request->remark, std::nullopt);
}

TEST(GeneratedReader, KeepsAll64BitsOfAnInteger) {
  auto role = cam::UpdateRoleConsoleLogin::read(object(R"({"ConsoleLogin":1,"RoleId":4611686018427387905})"));
  ASSERT_TRUE(role);
  EXPECT_EQ(role->role_id, 4611686018427387905);
  auto largest = cam::GetPolicy::read(object(R"({"PolicyId":18446744073709551615})"));
  ASSERT_TRUE(largest);
  EXPECT_EQ(largest->policy_id, 18446744073709551615U);
}

TEST(GeneratedReader, TakesWhatClientsSendForBooleans) {
  for (std::string_view truth : {"true", "\"true\"", "1", "\"1\""}) {
    auto request = cam::CreatePolicyVersion::read(
        object(R"({"PolicyId":7,"PolicyDocument":"{}","SetAsDefault":)" + std::string(truth) + "}"));
    ASSERT_TRUE(request) << truth;
    EXPECT_TRUE(request->set_as_default) << truth;
  }
  for (std::string_view untruth : {"false", "\"false\"", "0", "\"0\""}) {
    auto request = cam::CreatePolicyVersion::read(
        object(R"({"PolicyId":7,"PolicyDocument":"{}","SetAsDefault":)" + std::string(untruth) + "}"));
    ASSERT_TRUE(request) << untruth;
    EXPECT_FALSE(request->set_as_default) << untruth;
  }
  Error error = failure<cam::CreatePolicyVersion>(R"({"PolicyId":7,"PolicyDocument":"{}","SetAsDefault":"yes"})");
  EXPECT_EQ(error.code(), ErrorCode::InvalidArgument);
  EXPECT_EQ(error.message(), "`SetAsDefault` must be true or false, not `\"yes\"`");
}

TEST(GeneratedReader, TakesANumberForAText) {
  auto request = cam::GetUser::read(object(R"({"Name":1001408})"));
  ASSERT_TRUE(request);
  EXPECT_EQ(request->name, "1001408");
  request = cam::GetUser::read(object(R"({"Name":1.5})"));
  ASSERT_TRUE(request);
  EXPECT_EQ(request->name, "1.5");
}

TEST(GeneratedReader, CountsNullAsAbsentAndAnEmptyTextAsPresent) {
  auto request = cam::AddUser::read(object(R"({"Name":"","Remark":null})"));
  ASSERT_TRUE(request);
  EXPECT_EQ(request->name, "");
  EXPECT_EQ(request->remark, std::nullopt);

  Error error = failure<cam::AddUser>(R"({"Name":null})");
  EXPECT_EQ(error.code(), ErrorCode::MissingArgument);
  EXPECT_EQ(error.message(), "`Name` is required but absent");
}

TEST(GeneratedReader, ReadsListsAndStructs) {
  auto request = cam::AddUserToGroup::read(object(R"({"Info":[{"GroupId":1,"Uin":"100000000101"},{"GroupId":2}]})"));
  ASSERT_TRUE(request);
  ASSERT_EQ(request->info.size(), 2U);
  EXPECT_EQ(request->info[0].group_id, 1U);
  EXPECT_EQ(request->info[0].uin, 100000000101U);
  EXPECT_EQ(request->info[1].uid, std::nullopt);

  auto policies = cam::DeletePolicy::read(object(R"({"PolicyId":[1000001,"1000002"]})"));
  ASSERT_TRUE(policies);
  EXPECT_EQ(policies->policy_id, (std::vector<std::uint64_t>{1000001, 1000002}));

  auto none = cam::DescribeRoleList::read(object(R"({"Page":1,"Rp":200,"Tags":[]})"));
  ASSERT_TRUE(none);
  ASSERT_TRUE(none->tags.has_value());
  EXPECT_TRUE(none->tags->empty());
}

TEST(GeneratedReader, NamesTheParameterAsAQueryWould) {
  Error error = failure<cam::CreateRole>(
      R"({"RoleName":"r","PolicyDocument":"{}","Tags":[{"Key":"a","Value":"b"},{"Key":"a"}]})");
  EXPECT_EQ(error.code(), ErrorCode::MissingArgument);
  EXPECT_EQ(error.message(), "`Tags.1.Value` is required but absent");

  error = failure<cam::AddUserToGroup>(R"({"Info":[{"GroupId":"one"}]})");
  EXPECT_EQ(error.code(), ErrorCode::InvalidArgument);
  EXPECT_EQ(error.message(), "`Info.0.GroupId` must be an integer from 0, not `\"one\"`");

  error = failure<cam::DeletePolicy>(R"({"PolicyId":[1,null]})");
  EXPECT_EQ(error.message(), "`PolicyId.1` must be an integer from 0, not null");
}

TEST(GeneratedReader, RefusesWhatTheActionDoesNotHave) {
  Error error = failure<cam::GetUser>(R"({"Name":"ann","Nmae":"ann"})");
  EXPECT_EQ(error.code(), ErrorCode::UnknownArgument);
  EXPECT_EQ(error.message(), "`Nmae` is not a parameter of this action");

  error = failure<cam::AddUserToGroup>(R"({"Info":[{"GroupId":1,"Name":"x"}]})");
  EXPECT_EQ(error.code(), ErrorCode::UnknownArgument);
  EXPECT_EQ(error.message(), "`Info.0.Name` is not a parameter of this action");

  EXPECT_EQ(failure<cam::ListUsers>(R"({"Page":1})").code(), ErrorCode::UnknownArgument);
  EXPECT_TRUE(cam::ListUsers::read({}));
}

TEST(GeneratedReader, RefusesWrongTypesAndNumbersOutOfRange) {
  for (std::string_view id : {"-1", "\"-1\"", "1.5", "1e3", "18446744073709551616", "\"\"", "\"1 \"", "\"0x1\"",
                              "\"01\"", "\"-0\"", "\"+1\"", "true", "[1]", "{}", "\"18446744073709551616\""}) {
    Error error = failure<cam::GetPolicy>(R"({"PolicyId":)" + std::string(id) + "}");
    EXPECT_EQ(error.code(), ErrorCode::InvalidArgument) << id;
    EXPECT_TRUE(error.message().starts_with("`PolicyId` must be an integer from 0, not ")) << error.message();
  }
  EXPECT_EQ(failure<cam::DeletePolicy>(R"({"PolicyId":1})").message(), "`PolicyId` must be a list, not a number");
  EXPECT_EQ(failure<cam::SetMfaFlag>(R"({"LoginFlag":[1]})").message(), "`LoginFlag` must be an object, not a list");
}

TEST(GeneratedReader, DoesNotRepeatTextsThatMayBeSecret) {
  Error error = failure<cam::AddUser>(R"({"Name":"ann","Password":["hunter2"]})");
  EXPECT_EQ(error.message(), "`Password` must be a text, not a list");
}

TEST(GeneratedReader, ShortensWhatItRepeats) {
  Error error = failure<cam::GetPolicy>(R"({"PolicyId":")" + std::string(1000, 'x') + R"("})");
  EXPECT_LT(error.message().size(), 120U);
  error = failure<cam::GetPolicy>(R"({"PolicyId":1,")" + std::string(1000, 'y') + R"(":1})");
  EXPECT_LT(error.message().size(), 120U);
}

TEST(GeneratedReader, ReportsInTheOrderOfTheFileAndUnknownOnesLast) {
  Error error = failure<cam::CreatePolicy>(R"({"Bogus":1,"PolicyName":[],"Description":{}})");
  EXPECT_EQ(error.message(), "`PolicyName` must be a text, not a list");
  error = failure<cam::CreatePolicy>(R"({"Bogus":1,"PolicyName":"p"})");
  EXPECT_EQ(error.message(), "`PolicyDocument` is required but absent");
}

TEST(GeneratedWriter, KeepsWireNamesAndTypes) {
  cam::AttachPolicyInfo info;
  info.policy_id = 9007199254740993U;
  info.policy_name = "p";
  info.deactived = 1;
  boost::json::object written = to_json(info);
  EXPECT_EQ(boost::json::serialize(written.at("PolicyId")), "9007199254740993");
  EXPECT_EQ(boost::json::serialize(written.at("Deactived")), "1");
  EXPECT_EQ(boost::json::serialize(written.at("Remark")), "\"\"");
  EXPECT_EQ(boost::json::serialize(written.at("DeactivedDetail")), "[]");
  // Nullable and always there: null. Nullable and possibly absent (AccessKey.Description): left out.
  EXPECT_TRUE(written.at("OperateUin").is_null());
  EXPECT_FALSE(to_json(cam::AccessKey{}).contains("Description"));
}

TEST(GeneratedWriter, LeavesTheEnvelopeAlone) {
  EXPECT_TRUE(to_json(cam::DeleteGroupResponse{}).empty());
  EXPECT_FALSE(to_json(cam::AddUserResponse{}).contains("RequestId"));
}

TEST(GeneratedWriter, NestsStructsAndLists) {
  sts::AssumeRoleResponse response;
  response.credentials.token = "t";
  response.expired_time = 1543914376;
  EXPECT_EQ(
      boost::json::serialize(to_json(response)),
      R"({"Credentials":{"Token":"t","TmpSecretId":"","TmpSecretKey":""},"ExpiredTime":1543914376,"Expiration":""})");

  tag::GetResourcesResponse resources;
  resources.resource_tag_mapping_list.emplace_back().tags.emplace_back().tag_key = "team";
  EXPECT_NE(boost::json::serialize(to_json(resources)).find(R"("TagKey":"team")"), std::string::npos);
}

TEST(ApiActions, AreSortedByNameAndFound) {
  std::span<const ApiAction> actions = api_actions();
  EXPECT_EQ(actions.size(), 162U);
  EXPECT_TRUE(std::is_sorted(actions.begin(), actions.end(),
                             [](const ApiAction& a, const ApiAction& b) { return a.name < b.name; }));
  for (const ApiAction& action : actions) EXPECT_EQ(find_api_action(action.name), &action);
  EXPECT_EQ(find_api_action("addUser"), nullptr);
  EXPECT_EQ(find_api_action(""), nullptr);
}

TEST(ApiActions, KnowServiceVersionAndErrorCodes) {
  const ApiAction* add = find_api_action("AddUser");
  ASSERT_NE(add, nullptr);
  EXPECT_EQ(add->service, "cam");
  EXPECT_EQ(add->version, "2019-01-16");
  EXPECT_FALSE(add->is_withdrawn);
  EXPECT_TRUE(std::ranges::find(add->error_codes, "InvalidParameter.SubUserNameInUse") != add->error_codes.end());
  EXPECT_TRUE(find_api_action("CreateCpmComputeEnv")->is_withdrawn);
  EXPECT_EQ(find_api_action("SubmitJob")->service, "batch");
}

}  // namespace
}  // namespace opencam::api
