// The index is there to ask few statements: what it leads to, of sets in which only one or two can match.
#include <gtest/gtest.h>

#include "engine/segment.h"
#include "engine/small_world.h"

namespace opencam {
namespace {

constexpr int many = 600;

class OneAccount final : public Surroundings {
 public:
  const Catalog& catalog() const override { return *catalog_; }
  std::string_view account_of_app_id(std::string_view) const override { return {}; }
  std::string_view app_id_of_account(std::string_view) const override { return {}; }
  const std::map<std::string, std::string>* tags_of(std::string_view) const override { return nullptr; }

 private:
  std::shared_ptr<const Catalog> catalog_ = Catalog::built_in();
};

using Programs = std::vector<std::shared_ptr<const Program>>;

void add(Programs& programs, const std::string& document) {
  const auto policy = read_policy(document, {.kind = PolicyKind::Identity});
  ASSERT_TRUE(policy) << document;
  programs.push_back(Program::compile(*policy));
}

// What is visited for the action on a resource of that content, or of its first letters.
std::vector<Candidate> visited(const Segment& segment, Effect effect, const std::string& action_text,
                               const std::string& content, std::size_t content_size = 0) {
  static const Principal caller{.kind = PrincipalKind::User, .uin = "11", .owner_uin = "1", .app_id = "71"};
  static const Context context;
  const OneAccount around;
  QuestionView question(caller, ContextView(context), around);
  EXPECT_TRUE(read_action(action_text, question.action));
  const std::string text = content == "*" ? content : "qcs::cvm::uin/1:" + content;
  ResourceText resource;
  EXPECT_TRUE(read_resource(text, resource));
  if (content_size != 0) resource.content = resource.content.substr(0, content_size);
  question.resource = seen_by(caller, resource, false, around);
  std::vector<Candidate> found;
  segment.visit(effect, question, [&](const Candidate& candidate) {
    found.push_back(candidate);
    return false;
  });
  return found;
}

std::string numbered(const std::string& text, int number) {
  std::string result = text;
  const std::size_t place = result.find('#');
  return result.replace(place, 1, std::to_string(1000 + number));
}

// Every form of a resource that begins with something: of many, one is visited.
TEST(SegmentVisit, OneOfManyResources) {
  struct Form {
    const char* pattern;  // # is a number
    const char* asked;
    Effect effect;
  };
  constexpr Form forms[] = {
      {"instance/#", "instance/#", Effect::Allow},
      {"instance/#*", "instance/#/x", Effect::Allow},
      {"instance/#/*", "instance/#/x", Effect::Allow},
      {"instance/#/*", "instance/#", Effect::Allow},
      {"instance/#/*/a*b", "instance/#/x/aab", Effect::Allow},
      {"instance/#/${uin}/*", "instance/#/11/x", Effect::Allow},
      {"instance/#", "instance/#", Effect::Deny},
      {"instance/#/*", "instance/#/x", Effect::Deny},
      {"instance/#/*/a*b", "instance/#/x/aab", Effect::Deny},
  };
  for (const Form& form : forms) {
    Programs programs;
    for (int i = 0; i < many; ++i) {
      add(programs, document(std::string(name(form.effect)), "cvm:Run", "qcs::cvm:::" + numbered(form.pattern, i)));
    }
    const auto segment = Segment::create(programs);
    for (const int asked : {0, 1, many / 2, many - 1}) {
      const auto found = visited(*segment, form.effect, "cvm:Run", numbered(form.asked, asked));
      ASSERT_EQ(found.size(), 1U) << form.pattern << " for " << form.asked;
      EXPECT_EQ(found[0].program, static_cast<std::uint32_t>(asked));
      EXPECT_EQ(found[0].resource_row, 0U);
      EXPECT_FALSE(found[0].is_certain);
    }
    EXPECT_TRUE(visited(*segment, form.effect, "cvm:Run", "image/1").empty()) << form.pattern;
    EXPECT_TRUE(visited(*segment, form.effect, "cvm:Stop", numbered(form.asked, 1)).empty()) << form.pattern;
    EXPECT_TRUE(visited(*segment, form.effect == Effect::Allow ? Effect::Deny : Effect::Allow, "cvm:Run",
                        numbered(form.asked, 1))
                    .empty());
  }
}

// CAM-053: a variable without a value makes a deny match everything, so that each of them is asked.
TEST(SegmentVisit, DeniesWithVariablesAreAllAsked) {
  Programs programs;
  for (int i = 0; i < many; ++i)
    add(programs, deny("cvm:Run", "qcs::cvm:::instance/" + std::to_string(i) + "/${uin}/*"));
  EXPECT_EQ(visited(*Segment::create(programs), Effect::Deny, "cvm:Run", "disk/1").size(), std::size_t{many});
}

// Many resources of one statement: the row that fits, and no other.
TEST(SegmentVisit, OneRowOfAStatement) {
  std::string resources;
  for (int i = 0; i < 150; ++i) {
    resources += (i > 0 ? "," : "") + json::quote("qcs::cvm:::" + numbered("instance/#/*", i));
  }
  Programs programs;
  add(programs,
      R"({"version":"2.0","statement":[{"effect":"allow","action":"cvm:Run","resource":[)" + resources + "]}]}");
  const auto segment = Segment::create(programs);
  for (const int asked : {0, 77, 149}) {
    const auto found = visited(*segment, Effect::Allow, "cvm:Run", numbered("instance/#/x", asked));
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].resource_row, static_cast<std::uint32_t>(asked));
  }
}

// Few resources are not worth an index: the statement is visited as a whole.
TEST(SegmentVisit, FewResourcesAreAskedAsTheyAre) {
  for (std::size_t count = 1; count <= Segment::linear_resources_max + 2; ++count) {
    Programs programs;
    for (std::size_t i = 0; i < count; ++i) add(programs, allow("cvm:Run", "qcs::cvm:::instance/" + std::to_string(i)));
    const auto found = visited(*Segment::create(programs), Effect::Allow, "cvm:Run", "instance/0");
    const bool is_indexed = count > Segment::linear_resources_max;
    EXPECT_EQ(found.size(), is_indexed ? 1U : count);
    EXPECT_EQ(found[0].resource_row, is_indexed ? 0U : all_resource_rows) << count;
  }
}

TEST(SegmentVisit, OneOfManyActions) {
  Programs programs;
  for (int i = 0; i < many; ++i) {
    add(programs, allow(numbered("cvm:Run#", i), "*"));
    add(programs, deny(numbered("cvm:Stop#*", i), "*"));
    add(programs, allow(numbered("*:*End#", i), "*"));
  }
  const auto segment = Segment::create(programs);
  for (const int asked : {0, 5, many - 1}) {
    const auto run = visited(*segment, Effect::Allow, numbered("cvm:Run#", asked), "*");
    ASSERT_EQ(run.size(), 1U);
    EXPECT_EQ(run[0].program, static_cast<std::uint32_t>(3 * asked));
    EXPECT_TRUE(run[0].is_certain);
    EXPECT_EQ(visited(*segment, Effect::Deny, numbered("cvm:Stop#x", asked), "*").size(), 1U);
    EXPECT_TRUE(visited(*segment, Effect::Deny, numbered("vpc:Stop#x", asked), "*").empty());
    EXPECT_EQ(visited(*segment, Effect::Allow, numbered("vpc:End#", asked), "*").size(), 1U);
  }
}

// What is certain comes first, and a request without a resource is led to nothing that names one.
TEST(SegmentVisit, WhatIsCertainComesFirst) {
  Programs programs;
  for (int i = 0; i < 20; ++i) add(programs, allow("cvm:Run", "qcs::cvm:::instance/*/" + std::to_string(i)));
  add(programs, allow("cvm:Run", "*", R"("condition":{"string_equal":{"k":"v"}})"));
  add(programs, allow("cvm:Run", "*"));
  const auto segment = Segment::create(programs);
  const auto found = visited(*segment, Effect::Allow, "cvm:Run", "instance/1");
  ASSERT_EQ(found.size(), programs.size());
  EXPECT_TRUE(found[0].is_certain);
  EXPECT_EQ(found[0].program, 21U);
  for (std::size_t i = 1; i < found.size(); ++i) EXPECT_FALSE(found[i].is_certain);
}

// Beginnings of sixty sizes: only some sizes are looked up, and still few are asked.
TEST(SegmentVisit, ManySizes) {
  Programs programs;
  std::vector<std::string> contents;
  for (int i = 0; i < many; ++i) {
    contents.push_back(numbered("i#", i) + std::string(static_cast<std::size_t>(i % 60), 'x'));
    add(programs, allow("cvm:Run", "qcs::cvm:::" + contents.back() + "*"));
  }
  const auto segment = Segment::create(programs);
  for (std::size_t i = 0; i < contents.size(); i += 7) {
    const auto found = visited(*segment, Effect::Allow, "cvm:Run", contents[i] + "/more");
    ASSERT_EQ(found.size(), 1U) << contents[i];
    EXPECT_EQ(found[0].program, static_cast<std::uint32_t>(i));
  }
}

// What stands in the memory behind a content leads nowhere.
TEST(SegmentVisit, AContentEndsWhereItEnds) {
  Programs programs;
  for (int i = 0; i < many; ++i) add(programs, allow("cvm:Run", "qcs::cvm:::" + numbered("instance/#/*", i)));
  const auto segment = Segment::create(programs);
  const std::string content = numbered("instance/#/x", 7);
  EXPECT_EQ(visited(*segment, Effect::Allow, "cvm:Run", content).size(), 1U);
  for (std::size_t size = 1; size < content.size() - 2; ++size) {
    EXPECT_TRUE(visited(*segment, Effect::Allow, "cvm:Run", content, size).empty()) << size;
  }
}

// The same statement under many actions is kept once.
TEST(SegmentVisit, ActionsOfOneStatementShareItsList) {
  const auto bytes_of = [](int actions, int resources) {
    std::string text;
    for (int i = 0; i < actions; ++i) text += (i > 0 ? "," : "") + json::quote("cvm:Do" + std::to_string(1000 + i));
    std::string places;
    for (int i = 0; i < resources; ++i)
      places += (i > 0 ? "," : "") + json::quote("qcs::cvm:::i/" + std::to_string(1000 + i) + "/*");
    Programs programs;
    add(programs,
        R"({"version":"2.0","statement":[{"effect":"allow","action":[)" + text + R"(],"resource":[)" + places + "]}]}");
    return Segment::create(programs)->bytes();
  };
  const std::size_t both = bytes_of(60, 60);
  EXPECT_LT(both, bytes_of(60, 1) + bytes_of(1, 60));
  EXPECT_GT(both, bytes_of(60, 1));
  EXPECT_GT(bytes_of(1, 1), sizeof(Segment));
  EXPECT_LT(bytes_of(1, 1), 4096U);
}

}  // namespace
}  // namespace opencam
