#include "wire/envelope.h"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <set>

#include "base/json.h"
#include "base/text.h"
#include "wire/denial.h"

namespace opencam {
namespace {

constexpr std::string_view id = "eac6b301-a322-493a-8e36-83b295459397";

// CAM-140.
TEST(Envelope, SuccessHasNoError) {
  const HttpResponse response =
      api_response(boost::json::parse(R"({"Uin":100000000001,"Arn":"测/x","L":[]})").as_object(), id);
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.headers.find("Content-Type"), "application/json");
  EXPECT_EQ(response.headers.count("Content-Type"), 1U);
  EXPECT_EQ(response.body, "{\"Response\":{\"Uin\":100000000001,\"Arn\":\"测/x\",\"L\":[],\"RequestId\":\"" +
                               std::string(id) + "\"}}");
  EXPECT_EQ(api_response({}, id).body, "{\"Response\":{\"RequestId\":\"" + std::string(id) + "\"}}");
}

TEST(Envelope, ErrorIsHttp200Too) {
  const ApiError error{"InvalidParameter", "a \"quoted\"\nline", ""};
  const HttpResponse response = api_response(error, Language::English, id);
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.headers.find("Content-Type"), "application/json");
  EXPECT_EQ(response.body,
            "{\"Response\":{\"Error\":{\"Code\":\"InvalidParameter\",\"Message\":\"a "
            "\\\"quoted\\\"\\nline\"},\"RequestId\":\"" +
                std::string(id) + "\"}}");
  EXPECT_TRUE(json::read(response.body).has_value());
}

TEST(Envelope, AnswersAreUtf8WhateverIsQuoted) {
  const std::string body = api_response(ApiError{"X", "a\xff测\xe6\xb5", ""}, Language::English, id).body;
  EXPECT_TRUE(json::read(body).has_value()) << body;
  EXPECT_NE(body.find("a?测??"), std::string::npos) << body;
}

TEST(Envelope, FieldsOfItsOwnAreABug) {
  EXPECT_DEATH(api_response(boost::json::parse(R"({"Error":null})").as_object(), id), "");
  EXPECT_DEATH(api_response(boost::json::parse(R"({"RequestId":""})").as_object(), id), "");
}

// CAM-142: the code never changes with the language.
TEST(ErrorCode, SpeaksBothLanguages) {
  const ApiError error = api_error(ApiCode::MissingParameter, "Name");
  EXPECT_EQ(error.code, "MissingParameter");
  EXPECT_EQ(error.text(Language::English), "The request is missing a required parameter `Name`.");
  EXPECT_EQ(error.text(Language::Chinese), "请求缺少必需参数 `Name`。");
  EXPECT_EQ((ApiError{"X", "only english", ""}).text(Language::Chinese), "only english");
  EXPECT_EQ(language_named("zh-CN"), Language::Chinese);
  for (const std::string_view other : {"en-US", "", "zh-cn", "fr-FR"})
    EXPECT_EQ(language_named(other), Language::English);
  const ApiError reason = api_error(ApiCode::InvalidRequest, "why", "为何");
  EXPECT_NE(reason.text(Language::English).find("why"), std::string::npos);
  EXPECT_NE(reason.text(Language::Chinese).find("为何"), std::string::npos);
}

TEST(ErrorCode, TableIsSound) {
  std::set<std::string_view> names;
  for (const ApiCode code : all_api_codes()) {
    EXPECT_TRUE(names.insert(name(code)).second);
    EXPECT_FALSE(wire_code(code).empty());
    const ApiError error = api_error(code, "<subject>");
    EXPECT_EQ(error.message.find("{}"), std::string::npos) << name(code);
    EXPECT_EQ(error.message.find("<subject>") != std::string::npos,
              error.message_chinese.find("<subject>") != std::string::npos)
        << name(code) << " tells more in one language than in the other";
    EXPECT_TRUE(text::is_utf8(error.message_chinese)) << name(code);
  }
}

// CAM-143.
TEST(Denial, HasBothShapes) {
  const Denial denial{.request_id = std::string(id),
                      .operation = "cam:GetUser",
                      .resource = "qcs::cam::uin/100000000001:uin/100000000101",
                      .conditions = {}};
  const std::string text = "[request id:" + std::string(id) +
                           "]you are not authorized to perform operation (cam:GetUser)\nresource "
                           "(qcs::cam::uin/100000000001:uin/100000000101) has no permission\n";
  EXPECT_EQ(denial_text(denial), text);
  EXPECT_EQ(product_denial(denial).code, "UnauthorizedOperation");
  EXPECT_EQ(product_denial(denial).text(Language::Chinese), text);
  EXPECT_EQ(product_denial(denial, "UnauthorizedOperation.DeleteApiKey").code, "UnauthorizedOperation.DeleteApiKey");
  const ApiError gateway = gateway_denial(denial);
  EXPECT_EQ(gateway.code, "AuthFailure.UnauthorizedOperation");
  EXPECT_TRUE(gateway.message.starts_with("You are not authorized to perform this operation. "));
  EXPECT_TRUE(gateway.message.ends_with("[" + text + "]"));
  EXPECT_TRUE(gateway.message_chinese.ends_with("[" + text + "]"));
}

TEST(Denial, ShowsTheDecidingConditions) {
  const Denial denial{
      .request_id = "r",
      .operation = "cvm:RunInstances",
      .resource = "*",
      .conditions = {
          {.key = "qcs:resource_tag", .values = {"k&v"}, .ope = "for_any_value:string_equal", .effect = "allow"}}};
  EXPECT_EQ(
      denial_text(denial),
      "[request id:r]you are not authorized to perform operation (cvm:RunInstances)\nresource (*) has no permission "
      "with or without condition:[{\"condition\":{\"key\":\"qcs:resource_tag\",\"value\":[\"k&v\"],\"ope\":\"for_any_"
      "value:string_equal\"},\"effect\":\"allow\"}]\n");
}

TEST(Envelope, SizesAreTheApisBusinessAndFramingIsNot) {
  EXPECT_EQ(api_error_of(HttpFault::HeadTooLarge)->code, "RequestSizeLimitExceeded");
  EXPECT_EQ(api_error_of(HttpFault::BodyTooLarge)->code, "RequestSizeLimitExceeded");
  EXPECT_EQ(api_error_of(HttpFault::TooManyBytes)->code, "RequestLimitExceeded");
  EXPECT_EQ(api_error_of(HttpFault::ReplyDropped)->code, "InternalError");
  for (const HttpFault fault : {HttpFault::Malformed, HttpFault::BadVersion, HttpFault::BadCoding, HttpFault::BadExpect,
                                HttpFault::HeadTimeout, HttpFault::BodyTimeout, HttpFault::TooManyClients}) {
    EXPECT_FALSE(api_error_of(fault).has_value());
  }
}

}  // namespace
}  // namespace opencam
