#include "services/wire_form.h"

#include <gtest/gtest.h>

namespace opencam::services {
namespace {

TEST(TimeTest, IsWrittenAsCamWritesIt) {
  EXPECT_EQ(cam_time(0), "1970-01-01 08:00:00");
  EXPECT_EQ(cam_time(1795280000000), "2026-11-22 00:53:20");
  EXPECT_EQ(rfc3339_time(1795280000999), "2026-11-21T16:53:20Z");
  EXPECT_EQ(cam_time(preset_time_ms), "2020-01-01 00:00:00");
}

TEST(PageTest, CountsFromOneAndIsBounded) {
  EXPECT_EQ(read_page(std::nullopt, std::nullopt)->count, 20U);
  EXPECT_EQ(read_page(3, 50)->begin, 100U);
  EXPECT_EQ(read_page(1, 200)->count, 200U);
  EXPECT_FALSE(read_page(0, 20));
  EXPECT_FALSE(read_page(1, 0));
  EXPECT_FALSE(read_page(1, 201));
  EXPECT_FALSE(read_page(UINT64_MAX, 200));
  EXPECT_EQ(page_of(std::vector<int>{1, 2, 3}, *read_page(2, 2)), (std::vector<int>{3}));
  EXPECT_TRUE(page_of(std::vector<int>{1, 2, 3}, *read_page(3, 2)).empty());
}

TEST(FlagTest, IsZeroOrOne) {
  EXPECT_TRUE(*read_flag("UseApi", 1, false));
  EXPECT_FALSE(*read_flag("UseApi", 0, true));
  EXPECT_TRUE(*read_flag("UseApi", std::nullopt, true));
  EXPECT_FALSE(read_flag("UseApi", 2, false));
}

TEST(DocumentTest, IsDecodedAndUnwrappedOnlyWhenItIsMeant) {
  EXPECT_EQ(decoded_document(R"({"a":"%7B"})"), R"({"a":"%7B"})");
  EXPECT_EQ(decoded_document("%7b%22a%22:+1%7d"), R"({"a": 1})");
  EXPECT_EQ(decoded_document("%7B%2B%7D"), "{+}");
  EXPECT_EQ(decoded_document("%7B%2"), "%7B%2");
  EXPECT_EQ(decoded_document(R"({"strategyInfo":{"version": "2.0"}})"), R"({"version": "2.0"})");
  EXPECT_EQ(decoded_document(R"({"strategyInfo":7})"), R"({"strategyInfo":7})");
  EXPECT_EQ(decoded_document(R"({"strategyInfo":{},"x":1})"), R"({"strategyInfo":{},"x":1})");
  EXPECT_EQ(decoded_document(""), "");
}

TEST(KeywordTest, IsPartOfTheNameAndBounded) {
  EXPECT_TRUE(*matches_keyword("Reads", "ead"));
  EXPECT_FALSE(*matches_keyword("Reads", "EAD"));
  EXPECT_TRUE(*matches_keyword("Reads", std::nullopt));
  EXPECT_FALSE(matches_keyword("Reads", std::string(201, 'x')));
}

}  // namespace
}  // namespace opencam::services
