// Reading lines and files, and putting a file in the place of another.
#include "cli/files.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <sstream>

namespace opencam::cli {
namespace {

class Files : public testing::Test {
 protected:
  void SetUp() override {
    const auto* info = testing::UnitTest::GetInstance()->current_test_info();
    folder_ = std::filesystem::path(testing::TempDir()) / (std::string("opencam_files_") + info->name());
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string put(const std::string& name, const std::string& text) const {
    const std::filesystem::path path = folder_ / name;
    std::ofstream(path, std::ios::binary) << text;
    return path.string();
  }

  std::vector<std::string> lines_of(const std::string& path) {
    auto reader = LineReader::open(path, streams());
    std::vector<std::string> lines;
    if (!reader) return {"cannot open"};
    while (const auto line = reader->next([this] { ++waits_; })) lines.emplace_back(*line);
    return lines;
  }

  Streams streams() { return {.in = in_, .out = out_, .err = err_}; }

  std::filesystem::path folder_;
  std::istringstream in_;
  std::ostringstream out_;
  std::ostringstream err_;
  int waits_ = 0;
};

using Lines = std::vector<std::string>;

TEST_F(Files, LinesComeWithoutTheirBreaks) {
  EXPECT_EQ(lines_of(put("a", "one\ntwo\r\n\nlast")), (Lines{"one", "two", "", "last"}));
  EXPECT_EQ(lines_of(put("b", "one\n")), (Lines{"one"}));
  EXPECT_EQ(lines_of(put("c", "")), (Lines{}));
  EXPECT_EQ(waits_, 0);
}

TEST_F(Files, LinesMayBeLongerThanABlock) {
  const std::string longer(3'000'000, 'x');
  EXPECT_EQ(lines_of(put("a", longer + "\nshort\n")), (Lines{longer, "short"}));
}

TEST_F(Files, ALineBeyondTheLimitIsCutAndTheNextIsWhole) {
  const std::string path = put("a", std::string(LineReader::bytes_max + 1'000'000, 'x') + "\nshort\n");
  auto reader = LineReader::open(path, streams());
  ASSERT_TRUE(reader);
  const auto first = reader->next([] {});
  ASSERT_TRUE(first);
  EXPECT_TRUE(reader->is_cut());
  EXPECT_LE(first->size(), LineReader::bytes_max);
  const auto second = reader->next([] {});
  ASSERT_TRUE(second);
  EXPECT_EQ(*second, "short");
  EXPECT_FALSE(reader->is_cut());
  EXPECT_EQ(reader->number(), 2U);
}

TEST_F(Files, AnswersAreWrittenBeforeStdinIsWaitedFor) {
  in_.str("one\ntwo\n");
  EXPECT_EQ(lines_of("-"), (Lines{"one", "two"}));
  EXPECT_GT(waits_, 0);
}

TEST_F(Files, WhatIsNotThereIsSaidSo) {
  const auto missing = read_source((folder_ / "none").string(), streams(), 10);
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code(), ErrorCode::NotFound);
  const auto folder = read_source(folder_.string(), streams(), 10);
  ASSERT_FALSE(folder);
  EXPECT_EQ(folder.error().code(), ErrorCode::Io);
  const auto big = read_source(put("big", "12345678901"), streams(), 10);
  ASSERT_FALSE(big);
  EXPECT_EQ(big.error().code(), ErrorCode::LimitExceeded);
  EXPECT_FALSE(json_files_of((folder_ / "none").string()));
}

TEST_F(Files, AFolderMeansItsJsonFilesInOrder) {
  const std::string b = put("b.json", "");
  const std::string a = put("a.json", "");
  put("c.txt", "");
  const auto files = json_files_of(folder_.string());
  ASSERT_TRUE(files);
  EXPECT_EQ(*files, (std::vector<std::string>{a, b}));
}

TEST_F(Files, AReplacedFileKeepsItsPermissionsAndLeavesNothingBeside) {
  const std::string path = put("a.json", "old");
  std::filesystem::permissions(path, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  ASSERT_TRUE(replace_file(path, "new"));
  const auto source = read_source(path, streams(), 10);
  ASSERT_TRUE(source);
  EXPECT_EQ(source->text(), "new");
  EXPECT_EQ(std::filesystem::status(path).permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder_), std::filesystem::directory_iterator()), 1);
  EXPECT_FALSE(replace_file((folder_ / "none").string(), "x"));
}

}  // namespace
}  // namespace opencam::cli
