#include "base/json.h"

#include <gtest/gtest.h>

namespace opencam {
namespace {

std::string message_of(std::string_view text, json::ReadOptions options = {}) {
  auto document = json::read(text, options);
  return document ? "no error" : document.error().message();
}

TEST(JsonRead, KeepsPositionsOrderAndExactNumbers) {
  const std::string text = R"({"b": [1.50, -0, 12345678901234567890], "a": "x"})";
  auto document = json::read(text);
  ASSERT_TRUE(document);
  const json::Value& root = document->root();
  ASSERT_EQ(root.members.size(), 2u);
  EXPECT_EQ(root.members[0].name, "b");
  EXPECT_EQ(root.members[0].name_span, (Span{1, 4}));
  EXPECT_EQ(root.span, (Span{0, static_cast<std::uint32_t>(text.size())}));
  const json::Value& numbers = root.members[0].value;
  EXPECT_EQ(numbers.items[0].text, "1.50");
  EXPECT_EQ(numbers.items[1].text, "-0");
  EXPECT_EQ(numbers.items[2].text, "12345678901234567890");
  EXPECT_EQ(numbers.items[2].as_int64(), std::nullopt);
  EXPECT_EQ(text.substr(numbers.items[0].span.begin, 4), "1.50");
  EXPECT_EQ(root.find("a")->text, "x");
  EXPECT_EQ(root.find("c"), nullptr);
}

TEST(JsonRead, DecodesEveryEscape) {
  auto document = json::read(R"("\"\\\/\b\f\n\r\t\u0041\u00e9\u4e2d\ud83d\ude00")");
  ASSERT_TRUE(document);
  EXPECT_EQ(document->root().text, "\"\\/\b\f\n\r\tA\xC3\xA9\xE4\xB8\xAD\xF0\x9F\x98\x80");
}

TEST(JsonRead, RefusesWhatIsNotJson) {
  const std::pair<const char*, const char*> cases[] = {
      {"", "expected a value but found the end of the text"},
      {"{", "expected a name in double quotes but found the end of the text"},
      {"[1,]", "expected a value after the `,` but found `]`"},
      {"{\"a\":1,}", "expected a value after the `,` but found `}`"},
      {"[1 2]", "expected `,` or `]` but found `2`"},
      {"{\"a\" 1}", "expected `:` but found `1`"},
      {"{a:1}", "expected a name in double quotes but found `a`"},
      {"[1] 2", "expected nothing more after the value but found `2`"},
      {"// x\n1", "expected a value but found `/`"},
      {"01", "expected nothing more after the value but found `1`"},
      {"-", "expected a digit but found the end of the text"},
      {"1.", "expected a digit but found the end of the text"},
      {"1e+", "expected a digit but found the end of the text"},
      {"+1", "expected a value but found `+`"},
      {"nul", "expected a value but found `n`"},
      {"\"a", "this string has no closing quote"},
      {"\"\x01\"", "a control character stands in a string"},
      {"\"\xC0\x80\"", "a byte that is not UTF-8 stands in a string"},
      {"\"\xED\xA0\x80\"", "a byte that is not UTF-8 stands in a string"},
      {"\"\\x\"", "unknown escape in a string"},
      {"\"\\u12\"", "this `\\u` escape is not a character"},
      {"\"\\ud800\"", "this `\\u` escape is not a character"},
      {"\"\\ude00\"", "this `\\u` escape is not a character"},
      {"\"\\ud800\\u0041\"", "this `\\u` escape is not a character"},
      {"\xEF\xBB\xBF{}", "expected a value but found `\xEF\xBB\xBF`"},
  };
  for (const auto& [text, message] : cases) EXPECT_EQ(message_of(text), message) << text;
}

TEST(JsonRead, RefusesADuplicateNameAlsoWhenItIsEscaped) {
  auto document = json::read(R"({"effect": 1, "x": 2, "\u0065ffect": 3})");
  ASSERT_FALSE(document);
  EXPECT_EQ(document.error().message(), "the name `effect` stands twice in one object");
  EXPECT_EQ(document.error().span(), (Span{22, 35}));
}

TEST(JsonRead, StopsAtTheDepthLimit) {
  const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  EXPECT_EQ(message_of(nested(8), {.depth_max = 8}), "no error");
  EXPECT_EQ(message_of(nested(9), {.depth_max = 8}), "nested deeper than 8 levels");
  EXPECT_EQ(message_of(std::string(1'000'000, '['), {.depth_max = 32}), "nested deeper than 32 levels");
}

TEST(JsonWriter, WritesCompactAndIndented) {
  const auto write = [](std::uint32_t indent) {
    json::Writer out(indent);
    out.begin_object().key("a").begin_array().number(std::int64_t{1}).string("x\n\"").end_array();
    out.key("empty").begin_object().end_object().key("t").boolean(true).key("n").null().end_object();
    return std::move(out).take();
  };
  EXPECT_EQ(write(0), R"({"a":[1,"x\n\""],"empty":{},"t":true,"n":null})");
  EXPECT_EQ(write(2),
            "{\n  \"a\": [\n    1,\n    \"x\\n\\\"\"\n  ],\n  \"empty\": {},\n  \"t\": true,\n  \"n\": null\n}");
}

TEST(JsonWriter, WritesBackWhatWasRead) {
  const std::string text = R"({"b":[1.50,{"c":[]},null,false],"a":"\u0001é\\","e":{}})";
  auto document = json::read(text);
  ASSERT_TRUE(document);
  json::Writer out;
  out.value(document->root());
  EXPECT_EQ(std::move(out).take(), text);
}

// Strings are looked over eight bytes at a time: what is special is seen at every place.
TEST(JsonRead, SpecialBytesAreSeenAtEveryPlace) {
  for (std::size_t size = 0; size < 40; ++size) {
    const std::string plain(size, 'x');
    EXPECT_EQ(json::read("\"" + plain + "\"")->root().text, plain);
    for (std::size_t at = 0; at < size; ++at) {
      const auto with = [&](const std::string& part) { return "\"" + plain.substr(at) + part + plain + "\""; };
      EXPECT_EQ(json::read(with("\\n"))->root().text, plain.substr(at) + "\n" + plain);
      EXPECT_EQ(json::read(with("\u00e4\x7f"))->root().text, plain.substr(at) + "\u00e4\x7f" + plain);
      EXPECT_FALSE(json::read(with("\"")));
      EXPECT_FALSE(json::read(with("\x1f")));
      EXPECT_FALSE(json::read(with(std::string(1, '\0'))));
      EXPECT_FALSE(json::read(with("\x80")));
      EXPECT_FALSE(json::read(with("\xff")));
    }
  }
}

// What is kept whole is read all the same.
TEST(JsonRead, ObjectsAreKeptWhole) {
  static constexpr std::string_view names[] = {"raw"};
  const json::ReadOptions options{.whole_members = names};
  const std::string text =
      R"([{"raw":{"a":[1,{"raw":{}},"x\ny"],"b":{"c":[[],[true]]}},"z":{"a":"kept"}},{"raw":"as it is"},{"raw":["kept"]}])";
  const auto document = json::read(text, options);
  ASSERT_TRUE(document);
  const auto& items = document->root().items;
  ASSERT_EQ(items.size(), 3U);
  const json::Value& raw = *items[0].find("raw");
  EXPECT_TRUE(raw.is_object());
  EXPECT_TRUE(raw.members.empty());
  EXPECT_EQ(text.substr(raw.span.begin, raw.span.end - raw.span.begin),
            R"({"a":[1,{"raw":{}},"x\ny"],"b":{"c":[[],[true]]}})");
  EXPECT_EQ(items[0].find("z")->find("a")->text, "kept");
  EXPECT_EQ(items[1].find("raw")->text, "as it is");
  EXPECT_EQ(items[2].find("raw")->items.at(0).text, "kept");
  for (const char* wrong : {R"({"a":1,"a":2})", R"({"a":[{"b":1,"b":2}]})", R"({"a":[1,]})", R"({"a":"\q"})", R"({"a")",
                            R"({"a":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]})"}) {
    const std::string whole = R"({"raw":)" + std::string(wrong) + "}";
    const auto read_whole = json::read(whole, options);
    const auto read_apart = json::read(whole);
    ASSERT_FALSE(read_whole) << wrong;
    EXPECT_EQ(read_whole.error().message(), read_apart.error().message());
    EXPECT_EQ(read_whole.error().span(), read_apart.error().span());
  }
}

}  // namespace
}  // namespace opencam
