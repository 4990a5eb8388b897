// The index of resources: beginnings of every size, few and many sizes in one list.
#include <gtest/gtest.h>

#include "engine/small_world.h"

namespace opencam {
namespace {

// A text of that size that begins like no other.
std::string text_of_size(std::size_t size) {
  std::string text;
  while (text.size() < size) text += std::to_string(size) + "-";
  text.resize(size);
  return text;
}

Request asked_on(const std::string& content) {
  return {.principal = UserRef{"11"}, .action = "cvm:Run", .resources = {"qcs::cvm::uin/1:" + content}};
}

Snapshot holding(std::size_t first, std::size_t last, std::size_t step) {
  std::string resources;
  for (std::size_t size = first; size <= last; size += step) {
    resources += (resources.empty() ? "[" : ",") + json::quote("qcs::cvm:::" + text_of_size(size) + "*");
  }
  SmallWorld world;
  world.policy(
      "P", R"({"version":"2.0","statement":[{"effect":"allow","action":"cvm:Run","resource":)" + resources + "]}]}");
  world.user("11", {"P"});
  return world.snapshot();
}

void expect_each_found(std::size_t first, std::size_t last, std::size_t step) {
  const Snapshot snapshot = holding(first, last, step);
  for (std::size_t size = first; size <= last; size += step) {
    for (const Way way : {Way::Indexed, Way::Linear, Way::Segmented, Way::Plain}) {
      const std::string text = text_of_size(size);
      EXPECT_TRUE(snapshot.decide_by(way, asked_on(text)).allowed()) << size << " of " << first << ".." << last;
      EXPECT_TRUE(snapshot.decide_by(way, asked_on(text + "/b")).allowed()) << size << " of " << first << ".." << last;
      std::string other = text;
      other.back() = '_';
      EXPECT_FALSE(snapshot.decide_by(way, asked_on(other + "/b")).allowed())
          << size << " of " << first << ".." << last;
    }
  }
}

TEST(Segment, ABeginningOfEverySizeIsFound) {
  expect_each_found(3, 96, 1);   // more sizes than are looked up each by itself
  expect_each_found(56, 72, 1);  // about the largest that is looked up
  expect_each_found(60, 66, 1);  // few sizes
  expect_each_found(63, 63, 1);
  expect_each_found(64, 64, 1);
  expect_each_found(3, 90, 7);
  expect_each_found(63, 110, 4);
}

}  // namespace
}  // namespace opencam
