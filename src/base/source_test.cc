#include "opencam/source.h"

#include <gtest/gtest.h>

namespace opencam {
namespace {

TEST(Source, CountsLinesAndCodePoints) {
  const Source source("a.json", "one\nt\xC3\xA9wo\r\n\nend");
  EXPECT_EQ(source.position(0), (Position{1, 1}));
  EXPECT_EQ(source.position(3), (Position{1, 4}));
  EXPECT_EQ(source.position(4), (Position{2, 1}));
  EXPECT_EQ(source.position(7), (Position{2, 3}));
  EXPECT_EQ(source.position(1000), (Position{4, 4}));
  EXPECT_EQ(source.line(2), "t\xC3\xA9wo");
  EXPECT_EQ(source.line(3), "");
  EXPECT_EQ(source.line(5), "");
}

TEST(Render, PointsAtThePlaceWithReasonAndRemedy) {
  const Source source("p.json", "{\n  \"action\": \"cvm\"\n}");
  const Diagnostic diagnostic{
      .code = "ActionError", .message = "`cvm` is not an action", .help = "write `cvm:*`", .span = {14, 19}};
  EXPECT_EQ(render(diagnostic, source),
            "p.json:2:13: error[ActionError]: `cvm` is not an action\n"
            "  2 |   \"action\": \"cvm\"\n"
            "    |             ^^^^^\n"
            "  help: write `cvm:*`\n");
}

TEST(Render, ShowsAWindowOfALongLineAndNoControlCharacters) {
  const Source source("p.json", std::string(500, 'x') + "\tHERE" + std::string(500, 'y'));
  const std::string shown = render({.code = "c", .message = "m", .help = "", .span = {501, 505}}, source);
  EXPECT_NE(shown.find(" HERE"), std::string::npos);
  EXPECT_NE(shown.find("^^^^\n"), std::string::npos);
  EXPECT_LT(shown.size(), 400u);
  EXPECT_EQ(shown.find('\t'), std::string::npos);
}

TEST(Render, ANameDoesNotSpeakToTheTerminal) {
  EXPECT_EQ(render({.code = "c", .message = "m", .help = "", .span = {}}, Source("a\x1b[2J.json", "")),
            "a [2J.json:1:1: error[c]: m\n  1 | \n    | ^\n");
}

TEST(Render, AnEmptyTextHasAPlaceToo) {
  EXPECT_EQ(render({.code = "c", .message = "m", .help = "", .span = {}}, Source("e", "")),
            "e:1:1: error[c]: m\n  1 | \n    | ^\n");
}

}  // namespace
}  // namespace opencam
