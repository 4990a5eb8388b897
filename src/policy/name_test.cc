#include "opencam/name.h"

#include <gtest/gtest.h>

namespace opencam {
namespace {

TEST(ActionName, IsAServiceAndAName) {
  const auto action = ActionName::parse("name/batch:SubmitJob");
  ASSERT_TRUE(action);
  EXPECT_EQ(*action, (ActionName{"batch", "SubmitJob"}));
  EXPECT_EQ(action->text(), "batch:SubmitJob");
  EXPECT_EQ(*ActionName::parse("batch:SubmitJob"), *action);
  EXPECT_NE(*ActionName::parse("batch:submitJob"), *action);
}

TEST(ActionName, RefusesEverythingElse) {
  for (const char* text : {"", "*", ":", "batch", "batch:", ":SubmitJob", "batch:*", "batch:Submit*", "*:SubmitJob",
                           "a:b:c", "batch:Submit Job", " batch:SubmitJob", "Batch:SubmitJob", "name/", "batch:Job?",
                           "permid/1", "batch:\xc3\xa4"}) {
    const auto action = ActionName::parse(text);
    ASSERT_FALSE(action) << text;
    EXPECT_EQ(action.error().code(), ErrorCode::ActionError) << text;
    EXPECT_FALSE(action.error().help().empty());
  }
}

TEST(ResourceName, HasSixSegments) {
  const auto job = ResourceName::parse("qcs:id/7:batch:gz:uin/100000000001:job/a:b:c");
  ASSERT_TRUE(job);
  EXPECT_EQ(job->project, "id/7");
  EXPECT_EQ(job->service, "batch");
  EXPECT_EQ(job->region, "ap-guangzhou");
  EXPECT_EQ(job->account, (AccountSegment{AccountForm::Uin, "100000000001"}));
  EXPECT_EQ(job->content, "job/a:b:c");
  EXPECT_FALSE(job->is_none);
  EXPECT_EQ(job->text(), "qcs:id/7:batch:ap-guangzhou:uin/100000000001:job/a:b:c");
}

TEST(ResourceName, ComesBackFromItsText) {
  for (const char* text : {"*", "qcs::batch::uin/1:job/*", "qcs::cos:ap-guangzhou:uid/1250000000:b-1250000000/",
                           "qcs:::::*", "qcs::cam:::uin/1", "qcs:id/0:cvm:ap-beijing::instance/ins-1"}) {
    const auto resource = ResourceName::parse(text);
    ASSERT_TRUE(resource) << text;
    EXPECT_EQ(resource->text(), text);
    EXPECT_EQ(*ResourceName::parse(resource->text()), *resource);
  }
}

TEST(ResourceName, AStarAloneIsNoResource) {
  ASSERT_TRUE(ResourceName::parse("*"));
  EXPECT_TRUE(ResourceName::parse("*")->is_none);
}

TEST(ResourceName, RefusesWithTheCodeOfTheSegment) {
  const std::pair<std::string, ErrorCode> cases[] = {
      {"", ErrorCode::ResourceQcsError},
      {"job/1", ErrorCode::ResourceQcsError},
      {"qcs::batch:gz:uin/1", ErrorCode::ResourceQcsError},
      {"arn::batch:gz:uin/1:job/1", ErrorCode::ResourceQcsError},
      {"qcs:7:batch:gz:uin/1:job/1", ErrorCode::ResourceProjectError},
      {"qcs:id/:batch:gz:uin/1:job/1", ErrorCode::ResourceProjectError},
      {"qcs:*:batch:gz:uin/1:job/1", ErrorCode::ResourceProjectError},
      {"qcs::batch:gz:1:job/1", ErrorCode::ResourceUinError},
      {"qcs::batch:gz:uin/:job/1", ErrorCode::ResourceUinError},
      {"qcs::batch:gz:uin/-1:job/1", ErrorCode::ResourceUinError},
      {"qcs::batch:gz:*:job/1", ErrorCode::ResourceUinError},
      {"qcs::batch:gz:uin/1x:job/1", ErrorCode::ResourceUinError},
      {"qcs::batch:gz:uin/1:", ErrorCode::ResourceContentError},
      {"qcs::batch:gz:uin/1:" + std::string(4096, 'j'), ErrorCode::ResourceContentError},
  };
  for (const auto& [text, code] : cases) {
    const auto resource = ResourceName::parse(text);
    ASSERT_FALSE(resource) << text;
    EXPECT_EQ(name(resource.error().code()), name(code)) << text;
    EXPECT_FALSE(resource.error().help().empty());
  }
}

}  // namespace
}  // namespace opencam
