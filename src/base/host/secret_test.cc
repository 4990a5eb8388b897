#include "base/host/secret.h"

#include <gtest/gtest.h>

#include <sstream>
#include <type_traits>

namespace opencam {
namespace {

// A secret must not turn into a text by itself, nor into a field of the log.
static_assert(!std::is_convertible_v<SecretText, std::string>);
static_assert(!std::is_convertible_v<SecretText, std::string_view>);
static_assert(!std::is_convertible_v<std::string, SecretText>);

TEST(SecretText, PrintsAsStars) {
  std::ostringstream out;
  out << SecretText("canary-secret") << SecretText();
  EXPECT_EQ(out.str(), "******");
}

TEST(SecretText, IsReadWithTheTokenOnly) {
  const SecretText secret("canary-secret");
  EXPECT_EQ(secret.reveal(SecretAccess{}), "canary-secret");
  EXPECT_TRUE(SecretText().is_empty());
  EXPECT_EQ(SecretText().reveal(SecretAccess{}), "");
}

TEST(SecretText, TakingOverwritesThePlaceItCameFrom) {
  std::string text(40, 'x');
  const char* place = text.data();
  const SecretText secret = SecretText::take(text);
  EXPECT_TRUE(text.empty());
  // The string keeps its buffer when it is cleared, so the place can still be looked at.
  EXPECT_EQ(place[1], '\0');
  EXPECT_EQ(secret.reveal(SecretAccess{}), std::string(40, 'x'));
}

TEST(SecretText, CopiesAndMovesKeepTheText) {
  SecretText a("one");
  SecretText b = a;
  EXPECT_TRUE(a.equals(b));
  SecretText c = std::move(a);
  EXPECT_TRUE(c.equals("one"));
  EXPECT_TRUE(a.is_empty());  // NOLINT(bugprone-use-after-move,clang-analyzer-cplusplus.Move): a moved-from secret is
                              // empty, by contract
  b = SecretText("two");
  EXPECT_FALSE(b.equals(c));
  b = c;
  EXPECT_TRUE(b.equals("one"));
}

TEST(SecretText, ComparesWholeTexts) {
  const SecretText secret("abc");
  EXPECT_FALSE(secret.equals("abd"));
  EXPECT_FALSE(secret.equals("ab"));
  EXPECT_FALSE(secret.equals("abcd"));
  EXPECT_FALSE(secret.equals(""));
  EXPECT_TRUE(SecretText().equals(""));
}

}  // namespace
}  // namespace opencam
