#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>

#include "wire/api_form.h"
#include "wire/api_json.h"
#include "wire/api_multipart.h"

namespace opencam {
namespace {

using namespace std::string_literals;

// The value as compact JSON, or the code of the error.
template <typename T>
std::string shown(const ApiResult<T>& result) {
  return result ? boost::json::serialize(*result) : result.error().code;
}

std::string flat(std::string_view form) { return shown(unflatten(decode_form(form))); }

TEST(ApiJson, KeepsWhatWasSent) {
  for (const std::string_view text :
       {R"({})", R"([])", R"("测")", R"(9223372036854775807)", R"(18446744073709551615)", R"(-9223372036854775808)",
        R"({"b":1,"a":[true,false,null,{"c":"d"}],"":"x"})", R"({"A":{"A":{"A":[]}}})"}) {
    EXPECT_EQ(shown(read_api_json(text)), text);
  }
  EXPECT_EQ(shown(read_api_json(" \r\n{ \"Name\" : \"\\u6d4b\\u8bd5 \\u003c\\/\" } ")), "{\"Name\":\"测试 </\"}");
  EXPECT_EQ(read_api_json("9007199254740993")->as_int64(), 9007199254740993);
  EXPECT_EQ(read_api_json("\"" + std::string(100000, 'x') + "\"")->as_string().size(), 100000U);
}

TEST(ApiJson, RefusesWhatIsNotPlain) {
  for (const std::string_view text : {"",
                                      " ",
                                      "{",
                                      "}",
                                      "[1,]",
                                      "{\"a\":}",
                                      "{\"a\" 1}",
                                      "{'a':1}",
                                      "{a:1}",
                                      "// c\n{}",
                                      "{} {}",
                                      "{}x",
                                      "01",
                                      "1.",
                                      "NaN",
                                      "tru",
                                      "\"a",
                                      "\"\\x\"",
                                      "\"\t\"",
                                      "\xff",
                                      "\"\xff\"",
                                      "\"\xc0\x80\"",
                                      "\"\xed\xa0\x80\"",
                                      "\"\\ud800\"",
                                      "\xef\xbb\xbf{}"}) {
    EXPECT_EQ(shown(read_api_json(text)), "InvalidParameter") << text;
  }
  EXPECT_EQ(shown(read_api_json("{\"a\":\0}"s)), "InvalidParameter");
}

TEST(ApiJson, RefusesMembersThatComeTwice) {
  const auto plain = read_api_json(R"({"Name":"a","Name":"b"})");
  ASSERT_FALSE(plain.has_value());
  EXPECT_EQ(plain.error().message, "The parameter `Name` is given more than once.");
  EXPECT_EQ(shown(read_api_json(R"({"Name":1,"\u004eame":2})")), "InvalidParameter") << "after decoding";
  EXPECT_EQ(shown(read_api_json(R"({"a":{"b":1,"c":[{"b":2}]},"b":3})")), R"({"a":{"b":1,"c":[{"b":2}]},"b":3})");
  EXPECT_EQ(shown(read_api_json(R"({"a":{"b":1,"b":2}})")), "InvalidParameter");
}

TEST(ApiJson, DepthIsLimited) {
  const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  EXPECT_TRUE(read_api_json(nested(32)).has_value());
  EXPECT_EQ(shown(read_api_json(nested(33))), "InvalidParameter");
  EXPECT_EQ(shown(read_api_json(std::string(5000000, '['))), "InvalidParameter");
}

TEST(ApiForm, NamesBecomeObjectsAndLists) {
  EXPECT_EQ(flat(""), "{}");
  EXPECT_EQ(flat("Name=a+b%E6%B5%8B&Empty=&Bare"), R"({"Bare":"","Empty":"","Name":"a b测"})");
  EXPECT_EQ(flat("Tags.1.Key=b&Tags.0.Value=v&Tags.0.Key=a"), R"({"Tags":[{"Key":"a","Value":"v"},{"Key":"b"}]})");
  EXPECT_EQ(flat("A.B.C=1&A.D=2"), R"({"A":{"B":{"C":"1"},"D":"2"}})");
  EXPECT_EQ(flat("L.0.0=a&L.0.1=b&L.1.0=c"), R"({"L":[["a","b"],["c"]]})");
  EXPECT_EQ(flat("0=a"), R"({"0":"a"})");
  std::string many;
  std::string expected;
  for (int i = 11; i >= 0; --i) many += "K." + std::to_string(i) + "=v" + std::to_string(i) + "&";
  for (int i = 0; i < 12; ++i) expected += (i > 0 ? ",\"v" : "\"v") + std::to_string(i) + "\"";
  EXPECT_EQ(flat(many), "{\"K\":[" + expected + "]}");
}

TEST(ApiForm, RefusesWhatIsNoList) {
  for (const std::string_view form : {"K.1=a",
                                      "K.0=a&K.2=b",
                                      "K.0=a&K.00=b",
                                      "K.01=a",
                                      "K.0=a&K.x=b",
                                      "K.4294967295=a",
                                      "K.99999999999999999999=a",
                                      "K.0=a&K.1000000=b",
                                      "K=a&K.0=b",
                                      "K.0=b&K=a",
                                      "K=a&K.b=c",
                                      "K=a&K=b",
                                      "K.0=a&K.0=b",
                                      "K..a=1",
                                      ".K=1",
                                      "K.=1",
                                      "=x",
                                      "A=\xff",
                                      "\xff=a",
                                      "A=%FF",
                                      "A=%ED%A0%80"}) {
    EXPECT_EQ(flat(form), "InvalidParameter") << form;
  }
  const auto gap = unflatten(decode_form("Tags.0.Key=a&Tags.2.Key=b"));
  EXPECT_EQ(gap.error().message,
            "The numbered parameters of `Tags` do not form a list. Please count from 0 without gaps.");
}

TEST(ApiForm, SizeAndDepthAreLimited) {
  std::string deep = "A";
  for (int i = 1; i < 16; ++i) deep += ".A";
  EXPECT_NE(flat(deep + "=x"), "InvalidParameter");
  EXPECT_EQ(flat(deep + ".A=x"), "InvalidParameter");
  std::vector<FormPair> pairs;
  for (int i = 0; i < 20001; ++i) pairs.push_back({"K." + std::to_string(i), "v"});
  EXPECT_EQ(shown(unflatten(pairs)), "InvalidParameter");
  pairs.resize(19000);
  EXPECT_EQ(unflatten(pairs)->at("K").as_array().size(), 19000U);
}

constexpr std::string_view form_type = "multipart/form-data; boundary=\"XyZ\"";

std::string multipart(std::string_view body, std::string_view type = form_type) {
  return shown(read_multipart(type, body));
}

TEST(ApiMultipart, PartsBecomeParameters) {
  EXPECT_EQ(multipart(""), "{}");
  EXPECT_EQ(multipart("--XyZ--\r\n"), "{}");
  EXPECT_EQ(multipart("--XyZ\r\nContent-Disposition: form-data; name=\"Name\"\r\n\r\nann\r\n"
                      "--XyZ\r\ncontent-disposition: form-data; filename=\"a;b\"; name=\"Data\"\r\n"
                      "Content-Type: application/octet-stream\r\n\r\n\r\nx\r\n\r\n"
                      "--XyZ\r\nContent-Disposition: form-data; name=Tags\r\nContent-Type: application/json; "
                      "charset=utf-8\r\n\r\n[{\"Key\":\"a\"}]\r\n--XyZ--\r\n"),
            R"({"Name":"ann","Data":"\r\nx\r\n","Tags":[{"Key":"a"}]})");
  EXPECT_EQ(multipart("--q\r\nContent-Disposition: form-data; name=\"A\"\r\n\r\n1\r\n--q--",
                      "multipart/form-data;boundary=q"),
            R"({"A":"1"})");
}

TEST(ApiMultipart, RefusesWhatIsMalformed) {
  const std::string part = "--XyZ\r\nContent-Disposition: form-data; name=\"A\"\r\n\r\n1\r\n";
  for (const std::string& body :
       {"x"s, "--XyZ"s, "--XyZ\r\n"s, part, part + "--XyZ", part + "--XyZx", "\r\n" + part + "--XyZ--",
        "--XyZ\r\n\r\n1\r\n--XyZ--"s, "--XyZ\r\nContent-Disposition: form-data\r\n\r\n1\r\n--XyZ--"s,
        "--XyZ\r\nContent-Disposition: form-data; name=\"\"\r\n\r\n1\r\n--XyZ--"s,
        "--XyZ\r\nContent-Disposition: form-data; name=\"A\r\n\r\n1\r\n--XyZ--"s,
        "--XyZ\r\nContent-Disposition; name=\"A\"\r\n\r\n1\r\n--XyZ--"s,
        "--XyZ\r\nContent-Disposition: form-data; name=\"A\"\r\n1\r\n--XyZ--"s}) {
    EXPECT_EQ(multipart(body), "InvalidRequest") << body;
  }
  EXPECT_EQ(multipart(part + "--XyZ--", "multipart/form-data"), "InvalidRequest");
  EXPECT_EQ(multipart(part + "--XyZ--", "multipart/form-data; boundary=\"\""), "InvalidRequest");
  EXPECT_EQ(multipart(part + part + "--XyZ--"), "InvalidParameter");
  EXPECT_EQ(multipart("--XyZ\r\nContent-Disposition: form-data; name=\"A\"\r\n\r\n\xff\r\n--XyZ--"),
            "InvalidParameter");
  EXPECT_EQ(multipart("--XyZ\r\nContent-Disposition: form-data; name=\"A\"\r\nContent-Type: "
                      "application/json\r\n\r\n{\r\n--XyZ--"),
            "InvalidParameter");
}

}  // namespace
}  // namespace opencam
