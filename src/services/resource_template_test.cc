#include "services/resource_template.h"

#include <gtest/gtest.h>

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

namespace opencam::services {
namespace {

namespace json = boost::json;
using Texts = std::vector<std::string>;

Texts asked(std::string_view service, std::string_view action, const json::object& parameters) {
  const auto catalog = Catalog::built_in();
  const ResourceSource source{.uin = "100000000101",
                              .owner_uin = "100000000001",
                              .app_id = "1250000001",
                              .region = "ap-guangzhou",
                              .role_name = [](std::string_view, std::string_view id) {
                                return id == "4611686018427387905" ? std::string("runner") : std::string();
                              }};
  const ActionInfo* info = catalog->find_action({std::string(service), std::string(action)});
  return requested_resources(*catalog, info, parameters, source);
}

// With a template of our own.
Texts filled(std::string content, const json::object& parameters) {
  ActionInfo info;
  info.name = {"batch", "Test"};
  info.level = Level::Resource;
  info.resources = {{.type = "t", .content = std::move(content), .service = {}}};
  const ResourceSource source{.uin = "7", .owner_uin = "1", .app_id = "9", .region = "", .role_name = nullptr};
  Texts out = requested_resources(*Catalog::built_in(), &info, parameters, source);
  for (std::string& text : out) text.erase(0, std::string("qcs::batch::uin/1:").size());
  return out;
}

TEST(ResourceTemplateTest, FillsFieldsListsAndNothing) {
  const std::string prefix = "qcs::batch:ap-guangzhou:uin/100000000001:";
  EXPECT_EQ(asked("batch", "DescribeJob", {{"JobId", "job-1"}}), (Texts{prefix + "job/job-1"}));
  EXPECT_EQ(asked("batch", "SubmitJob", {{"Job", json::object{}}}), (Texts{prefix + "job/*"}));
  EXPECT_EQ(asked("batch", "RetryJobs", {{"JobIds", json::array{"a", "b", "a"}}}),
            (Texts{prefix + "job/a", prefix + "job/b"}));
  EXPECT_EQ(asked("batch", "DescribeJobs", {}), (Texts{prefix + "job/*"}));
  EXPECT_EQ(asked("batch", "DescribeJobs", {{"JobIds", json::array{}}}), (Texts{prefix + "job/*"}));
  EXPECT_EQ(asked("batch", "DescribeJobs", {{"JobIds", nullptr}}), (Texts{prefix + "job/*"}));
}

TEST(ResourceTemplateTest, OperationLevelAndUnknownActionsAreAskedOnNothing) {
  EXPECT_EQ(asked("cam", "ListUsers", {}), (Texts{"*"}));
  EXPECT_EQ(asked("cam", "NoSuchAction", {{"JobId", "x"}}), (Texts{"*"}));
}

TEST(ResourceTemplateTest, TakesTheFirstSourceThatHasAValue) {
  EXPECT_EQ(asked("cam", "CreateAccessKey", {{"TargetUin", 100000000102}}),
            (Texts{"qcs::cam::uin/100000000001:uin/100000000102"}));
  EXPECT_EQ(asked("cam", "CreateAccessKey", {}), (Texts{"qcs::cam::uin/100000000001:uin/100000000101"}));
  EXPECT_EQ(filled("{A|B|$owner_uin}", {{"B", "b"}}), (Texts{"b"}));
  EXPECT_EQ(filled("{A|B|$owner_uin}", {{"A", ""}}), (Texts{"1"}));
  EXPECT_EQ(filled("{A|B|$owner_uin}", {{"A", 0}, {"B", "0"}}), (Texts{"1"}));
  EXPECT_EQ(filled("job/{A}", {{"A", 0}}), (Texts{"job/0"}));
}

TEST(ResourceTemplateTest, FollowsPaths) {
  const json::object parameters{
      {"Placement", json::object{{"ProjectId", 3}}},
      {"Instances", json::array{json::object{{"Id", "x"}}, json::object{{"Id", "y"}}, json::object{}}}};
  EXPECT_EQ(filled("project/{Placement.ProjectId}", parameters), (Texts{"project/3"}));
  EXPECT_EQ(filled("i/{Instances.Id}", parameters), (Texts{"i/x", "i/y"}));
  EXPECT_EQ(filled("i/{Instances.Id.Deeper}", parameters), (Texts{"i/*"}));
}

TEST(ResourceTemplateTest, ARoleIsAskedOnByItsName) {
  EXPECT_EQ(asked("sts", "AssumeRole", {{"RoleArn", "qcs::cam::uin/100000000001:role/4611686018427387905"}}),
            (Texts{"qcs::cam::uin/100000000001:roleName/runner"}));
  EXPECT_EQ(asked("sts", "AssumeRole", {{"RoleArn", "qcs::cam::uin/100000000002:roleName/other"}}),
            (Texts{"qcs::cam::uin/100000000002:roleName/other"}));
}

TEST(ResourceTemplateTest, AWholeResourceStandsAloneOnly) {
  EXPECT_EQ(filled("job/{Id}", {{"Id", "qcs::cvm::uin/2:x/y"}}), (Texts{"job/qcs::cvm::uin/2:x/y"}));
}

}  // namespace
}  // namespace opencam::services
