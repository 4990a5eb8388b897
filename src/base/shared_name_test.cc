#include "base/shared_name.h"

#include <gtest/gtest.h>

#include <thread>
#include <utility>
#include <vector>

namespace opencam {
namespace {

TEST(SharedName, IsItsText) {
  const SharedName name("QcloudCVMFullAccess");
  EXPECT_EQ(name.view(), "QcloudCVMFullAccess");
  EXPECT_EQ(name, "QcloudCVMFullAccess");
  EXPECT_EQ(name, SharedName(name.text()));
  EXPECT_FALSE(name == SharedName("QcloudCVMFullAccesS"));
  EXPECT_FALSE(name == "QcloudCVM");
}

// Around the size of what stands before the letters, which is what is allocated by.
TEST(SharedName, KeepsTextsOfAllSizes) {
  for (std::size_t size = 0; size <= 40; ++size) {
    std::string text(size, 'x');
    const SharedName name(text);
    text.assign(size, 'y');  // the name has letters of its own
    EXPECT_EQ(name.view(), std::string(size, 'x'));
    EXPECT_EQ(name.empty(), size == 0);
  }
  EXPECT_EQ(SharedName(std::string_view("a\0b", 3)).view().size(), 3U);
}

TEST(SharedName, CopiesShareAndOutliveEachOther) {
  SharedName copy;
  {
    const SharedName name("a");
    copy = name;
    EXPECT_EQ(copy.view().data(), name.view().data());
  }
  EXPECT_EQ(copy, "a");
  copy = SharedName(copy);
  EXPECT_EQ(copy, "a");
  const SharedName taken = std::move(copy);
  EXPECT_EQ(taken, "a");
  EXPECT_TRUE(copy.empty());  // NOLINT(bugprone-use-after-move)
}

TEST(SharedName, IsCopiedAndDroppedInManyThreads) {
  const SharedName name("shared");
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([copy = name] {
      for (int round = 0; round < 1000; ++round) {
        const SharedName again = copy;
        ASSERT_EQ(again, "shared");
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(name, "shared");
}

}  // namespace
}  // namespace opencam
