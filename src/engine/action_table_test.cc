#include "engine/action_table.h"

#include <gtest/gtest.h>

namespace opencam {
namespace {

constexpr int services = 90;
constexpr int actions_of_each = 40;

std::string service_name(int service) { return "service" + std::to_string(service); }
std::string action_name(int service, int action) {
  return service_name(service) + ":Do" + std::to_string(action) + "Things";
}
bool is_complete(int service) { return service % 3 == 0; }

// Many more names than a table that is made too small, or looked through in leaps, can hold.
Catalog large_catalog() {
  std::vector<Source> files;
  for (int service = 0; service < services; ++service) {
    std::string text = R"({"schema_version":1,"source":"ours","service":")" + service_name(service) +
                       R"(","title":"T",)" + R"("actions_complete":)" + (is_complete(service) ? "true" : "false") +
                       R"(,"actions":[)";
    for (int action = 0; action < actions_of_each; ++action) {
      const std::string name = action_name(service, action);
      text += (action > 0 ? "," : "") + (R"({"name":")" + name.substr(name.find(':') + 1)) + R"(","level":")" +
              (action % 2 == 0 ? "service" : "resource") + R"(","needs_permission":)" +
              (action % 5 == 0 ? "false" : "true") + R"(,"supports_ip_condition":)" +
              (action % 7 == 0 ? "false" : "true") + (action % 2 == 0 ? "}" : R"(,"resources":["thing/*"]})");
    }
    files.emplace_back(service_name(service) + ".json", text + "]}");
  }
  auto catalog = Catalog::create(files);
  if (!catalog) ADD_FAILURE() << catalog.error().message();
  return *std::move(catalog);
}

ActionFacts facts_of(const ActionTable& table, const std::string& text) {
  ActionView action;
  EXPECT_TRUE(read_action(text, action)) << text;
  return table.find(action);
}

TEST(ActionTable, FindsEachOfMany) {
  const Catalog catalog = large_catalog();
  const ActionTable table(catalog);
  for (int service = 0; service < services; ++service) {
    for (int action = 0; action < actions_of_each; ++action) {
      const ActionFacts facts = facts_of(table, action_name(service, action));
      ASSERT_EQ(facts.needs_permission, action % 5 != 0) << action_name(service, action);
      ASSERT_EQ(facts.supports_ip_condition, action % 7 != 0) << action_name(service, action);
      ASSERT_EQ(facts.is_decided_as_a_whole, action % 2 == 0) << action_name(service, action);
    }
  }
}

// CAM-071: what is not listed is decided as a whole where the list is complete.
TEST(ActionTable, WhatIsNotListed) {
  const Catalog catalog = large_catalog();
  const ActionTable table(catalog);
  for (int service = 0; service < services; ++service) {
    const ActionFacts facts = facts_of(table, service_name(service) + ":DoNothing");
    ASSERT_EQ(facts.is_decided_as_a_whole, is_complete(service)) << service_name(service);
    ASSERT_TRUE(facts.needs_permission && facts.supports_ip_condition);
  }
  EXPECT_FALSE(facts_of(table, "elsewhere:Do1Things").is_decided_as_a_whole);
}

TEST(ActionTable, OfAnEmptyCatalogueNothing) {
  const auto catalog = Catalog::create({});
  ASSERT_TRUE(catalog);
  EXPECT_FALSE(facts_of(ActionTable(*catalog), "cvm:RunInstances").is_decided_as_a_whole);
}

}  // namespace
}  // namespace opencam
