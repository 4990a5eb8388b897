#include "wire/http_reader.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace opencam {
namespace {

using State = HttpReader::State;

struct Outcome {
  std::vector<HttpRequest> requests;
  std::optional<HttpFault> fault;
  State state = State::Head;
};

// Feeds the text in pieces of `piece` bytes, as a connection does: what the reader leaves comes again with more.
Outcome read_in_pieces(std::string_view text, std::size_t piece, HttpReader::Limits limits = {8192, 1000}) {
  HttpReader reader(limits);
  Outcome outcome;
  std::string buffer;
  for (std::size_t i = 0; i < text.size() && !outcome.fault; i += piece) {
    buffer += text.substr(i, piece);
    while (!buffer.empty()) {
      buffer.erase(0, reader.read(buffer));
      if (reader.state() == State::Failed) outcome.fault = reader.fault();
      if (reader.state() != State::Done) break;
      outcome.requests.push_back(reader.take());
    }
  }
  outcome.state = reader.state();
  return outcome;
}

Outcome read_whole(std::string_view text, HttpReader::Limits limits = {8192, 1000}) {
  return read_in_pieces(text, text.size(), limits);
}

// A head with these lines between the request line and Host.
std::string post(std::string_view lines, std::string_view body) {
  return "POST / HTTP/1.1\r\nHost: a\r\n" + std::string(lines) + "\r\n" + std::string(body);
}

TEST(HttpReader, ReadsWhateverThePieces) {
  const std::string text =
      post("Content-Length: 5\r\nX-A:  b \r\n", "hello") +
      post("Transfer-Encoding: chunked\r\n", "3;x=y\r\nabc\r\n2\r\nde\r\n0\r\nTrailer: no\r\n\r\n") +
      "\r\n\r\nGET /?Name=a+b%2A HTTP/1.1\r\nHost: \r\n\r\n";
  for (std::size_t piece = 1; piece <= text.size(); ++piece) {
    const Outcome outcome = read_in_pieces(text, piece);
    ASSERT_FALSE(outcome.fault.has_value()) << piece;
    ASSERT_EQ(outcome.requests.size(), 3U) << piece;
    EXPECT_EQ(outcome.requests[0].body, "hello");
    EXPECT_EQ(outcome.requests[0].headers.find("x-a"), "b");
    EXPECT_EQ(outcome.requests[1].body, "abcde");
    EXPECT_EQ(outcome.requests[1].headers.find("Trailer"), std::nullopt);
    EXPECT_EQ(outcome.requests[2].method, "GET");
    EXPECT_EQ(outcome.requests[2].query(), "Name=a+b%2A");
  }
}

TEST(HttpReader, ReadsAnEmptyChunkedBodyWhateverThePieces) {
  const std::string text = post("Transfer-Encoding: chunked\r\n", "0\r\n\r\n") + "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  for (std::size_t piece = 1; piece <= text.size(); ++piece) EXPECT_EQ(read_in_pieces(text, piece).requests.size(), 2U);
}

TEST(HttpReader, KeepsHeadersInTheirOrder) {
  const Outcome outcome = read_whole(post("X-B: 1\r\nX-A: 2\r\nx-b: 3\r\n", ""));
  ASSERT_EQ(outcome.requests.size(), 1U);
  const HttpHeaders& headers = outcome.requests[0].headers;
  ASSERT_EQ(headers.size(), 4U);
  EXPECT_EQ(headers.at(1).name, "X-B");
  EXPECT_EQ(headers.at(3).value, "3");
  EXPECT_EQ(headers.count("X-b"), 2U);
  EXPECT_EQ(headers.find("X-b"), "1");
}

TEST(HttpReader, TargetsAndHostsComeAsSent) {
  const struct {
    std::string_view target, host, path, query;
  } cases[] = {
      {"/", "http://127.0.0.1:8080", "/", ""},
      {"/?a=b?c", "x", "/", "a=b?c"},
      {"http://cam.tencentcloudapi.com/", "cam.tencentcloudapi.com", "/", ""},
      {"http://cam.tencentcloudapi.com", "h", "/", ""},
      {"http://cam.tencentcloudapi.com?a=b", "h", "/", "a=b"},
      {"http://h/console/x?y", "h", "/console/x", "y"},
      {"/x?u=http://h/", "h", "/x", "u=http://h/"},
      {"*", "h", "*", ""},
  };
  for (const auto& one : cases) {
    const Outcome outcome =
        read_whole("GET " + std::string(one.target) + " HTTP/1.1\r\nHost: " + std::string(one.host) + "\r\n\r\n");
    ASSERT_EQ(outcome.requests.size(), 1U) << one.target;
    EXPECT_EQ(outcome.requests[0].target, one.target);
    EXPECT_EQ(outcome.requests[0].headers.find("Host"), one.host);
    EXPECT_EQ(outcome.requests[0].path(), one.path) << one.target;
    EXPECT_EQ(outcome.requests[0].query(), one.query) << one.target;
  }
}

struct BadCase {
  const char* name;
  std::string text;
  HttpFault fault = HttpFault::Malformed;
};

std::vector<BadCase> bad_cases() {
  using namespace std::string_literals;
  return {
      {"length_and_chunked", post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n")},
      {"chunked_and_length", post("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", "0\r\n\r\n")},
      {"two_lengths", post("Content-Length: 5\r\nContent-Length: 6\r\n", "hello!")},
      {"two_equal_lengths", post("Content-Length: 5\r\nContent-Length: 5\r\n", "hello")},
      {"length_list", post("Content-Length: 5, 5\r\n", "hello")},
      {"length_plus", post("Content-Length: +5\r\n", "hello")},
      {"length_negative", post("Content-Length: -1\r\n", "")},
      {"length_hex", post("Content-Length: 0x5\r\n", "hello")},
      {"length_empty", post("Content-Length:\r\n", "")},
      {"length_huge", post("Content-Length: 99999999999999999999999\r\n", "")},
      {"two_codings", post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n")},
      {"coding_identity", post("Transfer-Encoding: identity\r\n", ""), HttpFault::BadCoding},
      {"coding_gzip", post("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n"), HttpFault::BadCoding},
      {"coding_hidden", post("Transfer-Encoding: xchunked\r\n", ""), HttpFault::BadCoding},
      {"chunked_in_1_0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
      {"folded_header", post("X-A: b\r\n c\r\n", "")},
      {"folded_by_tab", post("X-A: b\r\n\tc\r\n", "")},
      {"bare_line_feed", "GET / HTTP/1.1\nHost: a\n\n"},
      {"bare_carriage_return", "GET / HTTP/1.1\r\nHost: a\rb\r\n\r\n"},
      {"null_byte", "GET / HTTP/1.1\r\nHost: a\0b\r\n\r\n"s},
      {"blank_before_colon", post("X-A : b\r\n", "")},
      {"no_colon", post("X-A\r\n", "")},
      {"empty_name", post(": b\r\n", "")},
      {"control_in_value", post("X-A: \x01\r\n", "")},
      {"no_host", "GET / HTTP/1.1\r\nX: y\r\n\r\n"},
      {"two_hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n"},
      {"no_version_then_more", "POST , \r\n\r\nHTTP/1.1\r\nHost: a\r\n\r\n"},
      {"no_version", "GET /\r\nHost: a\r\n\r\n"},
      {"http_2", "GET / HTTP/2.0\r\nHost: a\r\n\r\n", HttpFault::BadVersion},
      {"http_0_9", "GET / HTTP/0.9\r\nHost: a\r\n\r\n", HttpFault::BadVersion},
      {"blank_in_target", "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", HttpFault::BadVersion},
      {"tls_hello", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\n\r\n\r\n"s},
      {"bad_chunk_size", post("Transfer-Encoding: chunked\r\n", "zz\r\nabc\r\n0\r\n\r\n")},
      {"no_chunk_size", post("Transfer-Encoding: chunked\r\n", "\r\nabc\r\n0\r\n\r\n")},
      {"chunk_too_short", post("Transfer-Encoding: chunked\r\n", "2\r\nabc\r\n0\r\n\r\n")},
      {"chunk_size_overflow", post("Transfer-Encoding: chunked\r\n", "fffffffffffffffff\r\nabc\r\n0\r\n\r\n")},
      {"bad_chunk_extension", post("Transfer-Encoding: chunked\r\n", "3;;\r\nabc\r\n0\r\n\r\n")},
      {"expect_other", post("Expect: 200-ok\r\nContent-Length: 1\r\n", "x"), HttpFault::BadExpect},
      {"body_too_long", post("Content-Length: 1001\r\n", ""), HttpFault::BodyTooLarge},
      {"chunks_too_long", post("Transfer-Encoding: chunked\r\n", "258\r\n" + std::string(600, 'x') + "\r\n258\r\n"),
       HttpFault::BodyTooLarge},
      {"head_too_long", post("X-A: " + std::string(9000, 'x') + "\r\n", ""), HttpFault::HeadTooLarge},
      {"chunk_header_too_long", post("Transfer-Encoding: chunked\r\n", "3;x=" + std::string(20000, 'x')),
       HttpFault::HeadTooLarge},
      {"trailers_too_long", post("Transfer-Encoding: chunked\r\n", "0\r\nX: " + std::string(20000, 'x')),
       HttpFault::HeadTooLarge},
  };
}

class HttpReaderBad : public testing::TestWithParam<BadCase> {};

// CAM-120: refused whole and in pieces alike.
TEST_P(HttpReaderBad, IsRefused) {
  for (const std::size_t piece : {GetParam().text.size(), std::size_t{1}, std::size_t{7}}) {
    const Outcome outcome = read_in_pieces(GetParam().text, piece);
    ASSERT_TRUE(outcome.fault.has_value()) << piece;
    EXPECT_EQ(static_cast<int>(*outcome.fault), static_cast<int>(GetParam().fault)) << piece;
    EXPECT_TRUE(outcome.requests.empty());
  }
}

INSTANTIATE_TEST_SUITE_P(Cases, HttpReaderBad, testing::ValuesIn(bad_cases()),
                         [](const auto& one) { return std::string(one.param.name); });

TEST(HttpReader, LimitsAreReachedExactly) {
  const std::string head = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\nX: ";
  const std::string end = "\r\n\r\n";
  const auto request = [&](std::size_t head_bytes) {
    return head + std::string(head_bytes - head.size() - end.size(), 'x') + end + std::string(1000, 'b');
  };
  EXPECT_EQ(read_whole(request(8192)).requests.size(), 1U);
  EXPECT_EQ(read_whole(request(8193)).fault, HttpFault::HeadTooLarge);
  EXPECT_EQ(read_in_pieces(request(8192), 100).requests.size(), 1U);
  EXPECT_EQ(read_in_pieces(request(8193), 100).fault, HttpFault::HeadTooLarge);
}

TEST(HttpReader, AsksForTheBodyOnlyWhenItIsAwaited) {
  const std::string head = post("Expect: 100-continue\r\nContent-Length: 2\r\n", "");
  HttpReader waiting({8192, 1000});
  EXPECT_EQ(waiting.read(head), head.size());
  EXPECT_TRUE(waiting.take_continue());
  EXPECT_FALSE(waiting.take_continue());
  waiting.read("ok");
  EXPECT_EQ(waiting.take().body, "ok");

  HttpReader not_waiting({8192, 1000});
  not_waiting.read(head + "ok");
  EXPECT_FALSE(not_waiting.take_continue());
  EXPECT_EQ(not_waiting.state(), State::Done);
}

TEST(HttpReader, KeepAliveFollowsVersionAndHeader) {
  const struct {
    std::string_view text;
    bool keep_alive;
  } cases[] = {
      {"GET / HTTP/1.1\r\nHost: a\r\n\r\n", true},
      {"GET / HTTP/1.1\r\nHost: a\r\nConnection: Close\r\n\r\n", false},
      {"GET / HTTP/1.0\r\n\r\n", false},
      {"GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", true},
  };
  for (const auto& one : cases) {
    HttpReader reader({8192, 1000});
    reader.read(one.text);
    ASSERT_EQ(reader.state(), State::Done) << one.text;
    EXPECT_EQ(reader.keep_alive(), one.keep_alive) << one.text;
  }
}

}  // namespace
}  // namespace opencam
