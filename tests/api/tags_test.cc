// Tags as a whole: one store for every spelling of a resource, effect at once, what stays known, and pages that end.
#include <gtest/gtest.h>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "scene.h"

namespace opencam::tests {
namespace {

namespace json = boost::json;

constexpr const char* denied = "AuthFailure.UnauthorizedOperation";
constexpr const char* job = "qcs::batch:ap-guangzhou:uin/:job/job-1";

json::object tag(const std::string& key, const std::string& value) { return {{"TagKey", key}, {"TagValue", value}}; }

void put_tag(Scene& s, const std::string& resource, const std::string& key, const std::string& value) {
  s.root("ModifyResourceTags", {{"Resource", resource}, {"ReplaceTags", json::array{tag(key, value)}}});
}

Answer by_id(Scene& s, const std::string& service, const std::string& prefix, const std::string& id) {
  return s.root("DescribeResourceTagsByResourceIds", {{"ServiceType", service},
                                                      {"ResourcePrefix", prefix},
                                                      {"ResourceRegion", ""},
                                                      {"ResourceIds", json::array{id}},
                                                      {"Offset", 0},
                                                      {"Limit", 20}});
}

// `team=a stage=b`, in the order of the answer.
std::string pairs(const json::array& tags, const char* key = "TagKey", const char* value = "TagValue") {
  std::string out;
  for (const json::value& one : tags) {
    if (!out.empty()) out += ' ';
    out += std::string(one.at(key).get_string()) + "=" + std::string(one.at(value).get_string());
  }
  return out;
}

TEST(TagTest, ARoleHasTheSameTagsByEveryNameAndEveryAction) {
  Scene s;
  s.root("TagRole", {{"RoleName", "runner"}, {"Tags", json::array{json::object{{"Key", "team"}, {"Value", "a"}}}}});
  const std::string number = std::to_string(s.account_uin);
  put_tag(s, "qcs::cam::uin/:role/" + s.role, "one", "1");
  put_tag(s, "qcs::cam:ap-guangzhou:uin/" + number + ":role/tencentcloudServiceRole/" + s.role, "two", "2");
  put_tag(s, "qcs::cam::uin/" + number + ":roleName/runner", "three", "3");
  EXPECT_EQ(pairs(by_id(s, "cam", "role", s.role).array("Tags")), "one=1 team=a three=3 two=2");
  // Terraform's name for a service-linked role.
  put_tag(s, "qcs::cam:ap-guangzhou:uin/:RoleId/" + s.role, "two", "2");
  EXPECT_EQ(pairs(by_id(s, "cam", "RoleId", s.role).array("Tags")), "one=1 team=a three=3 two=2");
  const json::object role = s.root("GetRole", {{"RoleId", s.role}}).object("RoleInfo");
  EXPECT_EQ(pairs(role.at("Tags").get_array(), "Key", "Value"), "one=1 team=a three=3 two=2");
  s.root("UntagRole", {{"RoleId", s.role}, {"TagKeys", json::array{"one", "two", "three", "none"}}});
  EXPECT_EQ(pairs(by_id(s, "cam", "role", s.role).array("Tags")), "team=a");
}

TEST(TagTest, PoliciesGroupsAndUsersHaveTags) {
  Scene s;
  put_tag(s, "qcs::cam:ap-guangzhou:uin/:policy/" + std::to_string(s.policy), "team", "a");
  const Answer policy = s.root("GetPolicy", {{"PolicyId", s.policy}});
  EXPECT_EQ(pairs(policy.array("Tags"), "Key", "Value"), "team=a");
  EXPECT_EQ(pairs(by_id(s, "cam", "policy", std::to_string(s.policy)).array("Tags")), "team=a");
  put_tag(s, "qcs::cam::uin/:group/" + std::to_string(s.group), "team", "b");
  EXPECT_EQ(pairs(by_id(s, "cam", "groupid", std::to_string(s.group)).array("Tags")), "team=b");
  put_tag(s, "qcs::cam::uin/:uin/" + std::to_string(s.ann), "team", "c");
  const Answer user = by_id(s, "cam", "uin", std::to_string(s.ann));
  EXPECT_EQ(pairs(user.array("Tags")), "team=c");
  const json::object row = user.array("Tags").front().get_object();
  EXPECT_EQ(row.at("ResourceId").get_string(), std::to_string(s.ann));
  EXPECT_EQ(row.at("TagKeyMd5"), "f894427cc1c571f79da49605ef8b112f");
  EXPECT_EQ(row.at("TagValueMd5"), "4a8a08f09d37b73795649038408b5f33");
  s.root("DeleteUser", {{"Name", "ann"}, {"Force", 1}});
  EXPECT_EQ(s.root("GetResources",
                   {{"TagFilters", json::array{json::object{{"TagKey", "team"}, {"TagValue", json::array{"c"}}}}}})
                .array("ResourceTagMappingList")
                .size(),
            0U);
}

// CAM-230: COS writes its account as an APPID.
TEST(TagTest, AResourceByAppIdIsTheSameAsByNumber) {
  Scene s;
  const std::string app_id =
      std::to_string(directory::number(s.directory().account(directory::Uin{s.account_uin})->row().app_id));
  put_tag(s, "qcs::cos:ap-guangzhou:uid/" + app_id + ":bucket-1", "team", "a");
  put_tag(s, "qcs::cos:gz:uin/:bucket-1", "stage", "b");
  const Answer all = s.root("GetResources");
  ASSERT_EQ(all.array("ResourceTagMappingList").size(), 1U) << all.body;
  EXPECT_EQ(pairs(all.array("ResourceTagMappingList").front().at("Tags").get_array()), "stage=b team=a");
}

// A role is asked on by its name, also where its tags decide.
TEST(TagTest, ATagCountsInTheNextDecision) {
  Scene s;
  const auto tagged = [](const std::string& action, const std::string& key) {
    return R"({"version":"2.0","statement":[{"effect":"allow","action":")" + action +
           R"(","resource":"*","condition":{"for_any_value:string_equal":{")" + key + R"(":"team&a"}}}]})";
  };
  const Keys bob = s.add_user_with("bob", tagged("sts:AssumeRole", "qcs:resource_tag"));
  const json::object assume{{"RoleArn", "qcs::cam::uin/" + std::to_string(s.account_uin) + ":roleName/runner"},
                            {"RoleSessionName", "night"}};
  EXPECT_EQ(s.call_as(bob, "AssumeRole", assume).code, "UnauthorizedOperation");
  put_tag(s, "qcs::cam::uin/:role/" + s.role, "team", "a");
  EXPECT_EQ(s.call_as(bob, "AssumeRole", assume).code, "ok");
  put_tag(s, "qcs::cam::uin/:role/" + s.role, "team", "b");
  EXPECT_EQ(s.call_as(bob, "AssumeRole", assume).code, "UnauthorizedOperation");
  const Keys eve = s.add_user_with("eve", tagged("cam:CreateAccessKey", "qcs:resource_tag"));
  const std::string ann = "qcs::cam::uin/:uin/" + std::to_string(s.ann);
  EXPECT_EQ(s.call_as(eve, "CreateAccessKey", {{"TargetUin", s.ann}}).code, denied);
  s.root("AddResourceTag", {{"TagKey", "team"}, {"TagValue", "a"}, {"Resource", ann}});
  EXPECT_EQ(s.call_as(eve, "CreateAccessKey", {{"TargetUin", s.ann}}).code, "ok");
}

// CAM-235.
TEST(TagTest, WhoMayGiveOneTagMayNotGiveAnother) {
  Scene s;
  const Keys bob =
      s.add_user_with("bob", R"({"version":"2.0","statement":[{"effect":"allow","action":"tag:*","resource":"*",)"
                             R"("condition":{"for_all_value:string_equal":{"qcs:request_tag":["team&a"]},)"
                             R"("null_equal":{"qcs:request_tag":"false"}}}]})");
  const json::object good = tag("team", "a");
  const json::object bad = tag("team", "b");
  const auto ask = [&](const std::string& action, json::object parameters) {
    return s.call_as(bob, action, parameters).code;
  };
  const auto on_job = [](json::object parameters) {
    parameters["Resource"] = job;
    return parameters;
  };
  EXPECT_EQ(ask("CreateTag", bad), denied);
  EXPECT_EQ(ask("CreateTags", {{"Tags", json::array{good, bad}}}), denied);
  EXPECT_EQ(ask("CreateTag", good), "ok");
  EXPECT_EQ(ask("AddResourceTag", on_job(bad)), denied);
  EXPECT_EQ(ask("AddResourceTag", on_job(good)), "ok");
  EXPECT_EQ(ask("UpdateResourceTagValue", on_job(bad)), denied);
  EXPECT_EQ(ask("ModifyResourceTags", on_job({{"ReplaceTags", json::array{bad}}})), denied);
  EXPECT_EQ(ask("ModifyResourceTags", on_job({{"ReplaceTags", json::array{good}}})), "ok");
  EXPECT_EQ(ask("TagResources", {{"ResourceList", json::array{job}}, {"Tags", json::array{bad}}}), denied);
  EXPECT_EQ(ask("TagResources", {{"ResourceList", json::array{job}}, {"Tags", json::array{good}}}), "ok");
  // To look for a tag is not to give it.
  EXPECT_EQ(ask("DescribeTags", good), denied);
}

TEST(TagTest, WhatWasAttachedStaysKnownUntilItIsDeleted) {
  Scene s;
  s.caller = s.add_user_with("bob", document("allow", {"tag:*"}));
  const auto bob = s.root("GetUser", {{"Name", "bob"}}).number("Uin");
  EXPECT_EQ(s.call("AddResourceTag", {{"TagKey", "team"}, {"TagValue", "a"}, {"Resource", job}}).code, "ok");
  s.root("CreateTag", tag("team", "b"));
  const auto known = [&](json::object parameters = {}) {
    std::string out;
    const Answer answer = s.root("DescribeTags", parameters);
    for (const json::value& one : answer.array("Tags")) {
      out += std::string(one.at("TagValue").get_string()) + std::to_string(one.at("CanDelete").to_number<int>()) + " ";
    }
    return out;
  };
  EXPECT_EQ(known(), "a0 b1 ");
  EXPECT_EQ(known({{"CreateUin", bob}}), "a0 ");
  EXPECT_EQ(known({{"CreateUin", s.account_uin}}), "b1 ");
  EXPECT_EQ(known({{"CreateUin", 0}}), "a0 b1 ");
  EXPECT_EQ(s.call("DeleteTag", tag("team", "a")).code, "FailedOperation.TagAttachedResource");
  EXPECT_EQ(s.call("DeleteResourceTag", {{"TagKey", "team"}, {"Resource", job}}).code, "ok");
  EXPECT_EQ(known(), "a1 b1 ");
  EXPECT_EQ(s.call("DeleteTag", tag("team", "a")).code, "ok");
  EXPECT_EQ(known(), "b1 ");
}

// One bad tag makes no tags; one bad resource spoils no other.
TEST(TagTest, ListsOfTagsAreAllOrNothingAndListsOfResourcesAreNot) {
  Scene s;
  EXPECT_EQ(s.call("CreateTags", {{"Tags", json::array{tag("a", "1"), tag("a&b", "1")}}}).code,
            "InvalidParameterValue.TagKeyCharacterIllegal");
  EXPECT_EQ(s.root("GetTagKeys").array("TagKeys").size(), 0U);
  const std::string foreign = "qcs::batch::uin/" + std::to_string(s.other_uin) + ":job/1";
  const std::string nobody = "qcs::cam::uin/:uin/12";
  const Answer answer = s.root("TagResources", {{"ResourceList", json::array{foreign, job, nobody}},
                                                {"Tags", json::array{tag("team", "a"), tag("stage", "b")}}});
  const json::array& failed = answer.array("FailedResources");
  ASSERT_EQ(failed.size(), 2U) << answer.body;
  EXPECT_EQ(failed[0].at("Resource").get_string(), foreign);
  EXPECT_EQ(failed[0].at("Code"), "InvalidParameterValue.UinInvalid");
  EXPECT_EQ(failed[1].at("Code"), "InvalidParameterValue.ResourceDescriptionError");
  EXPECT_EQ(s.root("GetResources").array("ResourceTagMappingList").size(), 1U);
  const Answer undone =
      s.root("UnTagResources", {{"ResourceList", json::array{job}}, {"TagKeys", json::array{"team", "none"}}});
  EXPECT_TRUE(undone.array("FailedResources").empty());
}

TEST(TagTest, FiltersAreAndOrEither) {
  Scene s;
  const std::string second = "qcs::batch:ap-beijing:uin/:job/job-2";
  put_tag(s, job, "team", "a");
  put_tag(s, job, "stage", "x");
  put_tag(s, second, "team", "b");
  const auto filter = [](const char* key, const json::array& values) {
    return json::object{{"TagKey", key}, {"TagValue", values}};
  };
  const auto count = [&](const std::string& action, const json::array& filters, json::object more = {}) {
    more["TagFilters"] = filters;
    return s.root(action, more).number("TotalCount");
  };
  const json::array both{filter("team", {"a", "b"}), filter("stage", {"x"})};
  EXPECT_EQ(count("DescribeResourcesByTags", both), 1U);
  EXPECT_EQ(count("DescribeResourcesByTagsUnion", both), 2U);
  EXPECT_EQ(count("DescribeResourcesByTags", {filter("team", {})}), 2U);
  EXPECT_EQ(count("DescribeResourcesByTags", {filter("team", {})}, {{"ResourceRegion", "bj"}}), 1U);
  EXPECT_EQ(count("DescribeResourcesByTags", {filter("team", {})}, {{"ResourceId", "job-1"}}), 1U);
  EXPECT_EQ(count("DescribeResourcesByTags", {filter("team", {})}, {{"ServiceType", "cvm"}}), 0U);
  EXPECT_EQ(count("DescribeResourcesByTags", {filter("team", {"c"})}), 0U);
}

TEST(TagTest, EveryPageTogetherIsTheWholeList) {
  Scene s;
  for (int i = 0; i < 7; ++i)
    put_tag(s, "qcs::batch:ap-guangzhou:uin/:job/job-" + std::to_string(i), "k" + std::to_string(i), "v");
  const auto walk = [&](const std::string& action, const char* list, json::object asked) {
    std::size_t rows = 0;
    int pages = 0;
    asked["MaxResults"] = 3;
    for (std::string token; pages < 9;) {
      asked["PaginationToken"] = token;
      const Answer page = s.root(action, asked);
      ++pages;
      rows += page.array(list).size();
      token = page.text("PaginationToken");
      if (token.empty()) break;
    }
    return std::to_string(rows) + " in " + std::to_string(pages);
  };
  EXPECT_EQ(walk("GetTags", "Tags", {}), "7 in 3");
  EXPECT_EQ(walk("GetTagKeys", "TagKeys", {}), "7 in 3");
  EXPECT_EQ(walk("GetTagValues", "Tags", {{"TagKeys", json::array{"k1", "k3", "k5", "k6"}}}), "4 in 2");
  EXPECT_EQ(walk("GetResources", "ResourceTagMappingList", {}), "7 in 3");
  for (const std::uint64_t offset : {0U, 3U, 6U, 9U}) {
    const Answer page = s.root("DescribeTags", {{"Offset", offset}, {"Limit", 3}});
    EXPECT_EQ(page.number("TotalCount"), 7U);
    EXPECT_EQ(page.array("Tags").size(), offset < 6 ? 3U : offset < 9 ? 1U : 0U);
  }
  EXPECT_EQ(s.root("GetTags", {{"Category", "System"}}).array("Tags").size(), 0U);
}

// A token of one action is none of another's.
TEST(TagTest, ATokenBelongsToItsAction) {
  Scene s;
  for (const char* key : {"a", "b", "c"}) s.root("CreateTag", tag(key, "1"));
  const std::string token = s.root("GetTags", {{"MaxResults", 1}}).text("PaginationToken");
  EXPECT_EQ(s.call("GetTagKeys", {{"PaginationToken", token}}).code, "InvalidParameter.PaginationTokenInvalid");
  EXPECT_EQ(s.call("GetTags", {{"PaginationToken", token}}).code, "ok");
}

}  // namespace
}  // namespace opencam::tests
