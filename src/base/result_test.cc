#include "opencam/result.h"

#include <gtest/gtest.h>

#include <memory>

namespace opencam {
namespace {

Result<int> half(int number) {
  if (number % 2 != 0) return Error(ErrorCode::InvalidArgument, "`" + std::to_string(number) + "` is odd");
  return number / 2;
}

Result<int> quarter(int number) {
  OPENCAM_TRY(const int once, half(number));
  OPENCAM_TRY(const int twice, half(once));
  return twice;
}

Result<void> must_be_even(int number) {
  OPENCAM_TRY(half(number));
  return {};
}

TEST(Result, TryGoesOnOrReturnsTheError) {
  EXPECT_EQ(*quarter(12), 3);
  ASSERT_FALSE(quarter(6));
  EXPECT_EQ(quarter(6).error().message(), "`3` is odd");
  EXPECT_TRUE(must_be_even(2));
  EXPECT_FALSE(must_be_even(3));
}

TEST(Result, HoldsWhatCanOnlyBeMoved) {
  Result<std::unique_ptr<int>> result = std::make_unique<int>(7);
  const std::unique_ptr<int> taken = *std::move(result);
  EXPECT_EQ(*taken, 7);
}

TEST(Error, CarriesItsCauseHelpAndPlace) {
  const Error error =
      Error(ErrorCode::Io, "disk is full").with_help("free some space").at({1, 2}).because("cannot open");
  EXPECT_EQ(error.message(), "cannot open: disk is full");
  EXPECT_EQ(error.help(), "free some space");
  EXPECT_EQ(error.span(), (Span{1, 2}));
}

TEST(ErrorCode, EachNameLeadsBackToItsCode) {
  EXPECT_EQ(name(ErrorCode::VersionError), "VersionError");
  EXPECT_FALSE(summary(ErrorCode::VersionError).empty());
  EXPECT_EQ(error_code_named("VersionError"), ErrorCode::VersionError);
  EXPECT_EQ(error_code_named("versionerror"), std::nullopt);
}

}  // namespace
}  // namespace opencam
