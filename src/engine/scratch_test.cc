#include "engine/scratch.h"

#include <gtest/gtest.h>

#include "engine/allocation_count.h"

namespace opencam {
namespace {

using Small = ScratchOf<8>;

TEST(Scratch, JoinsShortAndLong) {
  Small scratch;
  EXPECT_EQ(scratch.text(), "");
  EXPECT_EQ(scratch.joined({}), "");
  EXPECT_EQ(scratch.joined({"", ""}), "");
  EXPECT_EQ(scratch.joined({"team", "&", "x"}), "team&x");
  EXPECT_EQ(scratch.joined({"12345678"}), "12345678");
  EXPECT_EQ(scratch.joined({"1234", "5678", ""}), "12345678");
  EXPECT_EQ(scratch.joined({"1234", "56789"}), "123456789");
  // What follows a part that is too long stands behind it, even when it would fit by itself.
  EXPECT_EQ(scratch.joined({"1", "23456789", "a", "b"}), "123456789ab");
  EXPECT_EQ(scratch.joined({"a", "b"}), "ab");
  EXPECT_EQ(scratch.joined({"123456789"}), "123456789");
  EXPECT_EQ(scratch.joined({"abc"}), "abc");
}

TEST(Scratch, AppendsToWhatIsThere) {
  Small scratch;
  std::string wanted;
  for (int i = 0; i < 30; ++i) {
    wanted += static_cast<char>('a' + i % 26);
    scratch.append(std::string_view(wanted).substr(wanted.size() - 1));
    ASSERT_EQ(scratch.text(), wanted);
  }
  scratch.clear();
  EXPECT_EQ(scratch.text(), "");
  scratch.append("z");
  EXPECT_EQ(scratch.text(), "z");
}

TEST(Scratch, TakesNoMemoryForWhatFits) {
  Scratch scratch;
  const std::string text(512, 'a');
  const std::size_t before = allocations_of_this_thread();
  EXPECT_EQ(scratch.joined({text}).size(), 512U);
  EXPECT_EQ(scratch.joined({std::string_view(text).substr(12), "123456789012"}).size(), 512U);
  EXPECT_EQ(allocations_of_this_thread(), before);
}

}  // namespace
}  // namespace opencam
