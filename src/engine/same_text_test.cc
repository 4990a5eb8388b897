#include "engine/same_text.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace opencam {
namespace {

// Letters of which no two have a bit pattern that hides another's.
std::string text_of_size(std::size_t size) {
  std::string text;
  for (std::size_t i = 0; i < size; ++i) text += static_cast<char>('!' + i * 37 % 90);
  return text;
}

// A text is the same as itself, and as none in which one bit is another.
TEST(SameText, EveryBitCounts) {
  for (std::size_t size = 0; size <= 70; ++size) {
    const std::string text = text_of_size(size);
    EXPECT_TRUE(same_text(text, std::string(text)));
    EXPECT_FALSE(same_text(text, text + "x"));
    EXPECT_FALSE(same_text(text + "x", text));
    for (std::size_t bit = 0; bit < size * 8; ++bit) {
      std::string other = text;
      other[bit / 8] = static_cast<char>(other[bit / 8] ^ (1 << (bit % 8)));
      ASSERT_FALSE(same_text(text, other)) << "size " << size << ", bit " << bit;
      ASSERT_FALSE(begins_with(other + "more", text)) << "size " << size << ", bit " << bit;
    }
  }
}

TEST(SameText, Beginnings) {
  for (std::size_t size = 0; size <= 70; ++size) {
    const std::string text = text_of_size(70);
    EXPECT_TRUE(begins_with(text, text.substr(0, size)));
    EXPECT_EQ(begins_with(text.substr(0, size), text), size == 70) << size;
  }
}

// The same text at any place of the memory has one hash, and the beginnings are hashed as texts are.
TEST(Hash, OfATextAndOfBeginnings) {
  const std::string text = text_of_size(PrefixHashes::size_max + 9);
  const PrefixHashes prefixes(text);
  ASSERT_EQ(prefixes.size(), PrefixHashes::size_max);
  std::set<std::uint64_t> all;
  std::set<std::uint32_t> tags;
  for (std::size_t size = 0; size <= PrefixHashes::size_max; ++size) {
    const std::string copy = "shifted" + text.substr(0, size);
    EXPECT_EQ(prefixes.of(size), hash_of(std::string_view(copy).substr(7))) << size;
    all.insert(prefixes.of(size));
    tags.insert(tag_of(prefixes.of(size)));
  }
  EXPECT_EQ(all.size(), PrefixHashes::size_max + 1);
  EXPECT_EQ(tags.size(), PrefixHashes::size_max + 1);
  EXPECT_EQ(PrefixHashes("abc").size(), 3U);
}

}  // namespace
}  // namespace opencam
