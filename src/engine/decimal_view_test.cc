#include "engine/decimal_view.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "policy/value.h"

namespace opencam {
namespace {

const std::vector<std::string> texts = {"0",
                                        "-0",
                                        "0.0",
                                        "00",
                                        "1",
                                        "-1",
                                        "10",
                                        "1e1",
                                        "1E+1",
                                        "100e-1",
                                        "1.0",
                                        "1.20",
                                        "1.2",
                                        "1.19",
                                        "0.12e1",
                                        "012",
                                        "0.001",
                                        "1e-3",
                                        "-0.5",
                                        "-5e-1",
                                        "-50",
                                        "999999",
                                        "1e999999",
                                        "1e-999999",
                                        "9e999",
                                        "99.99e9",
                                        "0.0e10",
                                        "10.010",
                                        "10.01",
                                        "5.",
                                        ".5",
                                        "1e",
                                        "1e+",
                                        "1e1234567",
                                        "--1",
                                        "+1",
                                        "",
                                        "-",
                                        "1 ",
                                        "1.2.3",
                                        "a",
                                        "1e1.0",
                                        "12345678901234567890.5",
                                        "1e10",
                                        "10000000000",
                                        "1e-12",
                                        "0.000000000001",
                                        "1e123",
                                        "1e132"};

// The same readings and the same order as the decimals that documents are read with.
TEST(DecimalView, AgreesWithDecimal) {
  for (const std::string& left : texts) {
    const auto decimal = Decimal::parse(left);
    const auto view = DecimalView::parse(left);
    ASSERT_EQ(decimal.has_value(), view.has_value()) << left;
    if (!view) continue;
    for (const std::string& right : texts) {
      const auto other = Decimal::parse(right);
      if (!other) continue;
      const std::string encoded = DecimalView::parse(right)->encoded();
      EXPECT_EQ(*decimal <=> *other, *view <=> DecimalView::decoded(encoded)) << left << " and " << right;
    }
  }
}

TEST(DecimalView, KeepsTheLimit) {
  EXPECT_TRUE(DecimalView::parse(std::string(decimal_bytes_max, '7')));
  EXPECT_FALSE(DecimalView::parse(std::string(decimal_bytes_max + 1, '7')));
}

}  // namespace
}  // namespace opencam
