#include "wire/http.h"

#include <gtest/gtest.h>

namespace opencam {
namespace {

TEST(HttpDate, IsWrittenAsTheHeaderAsks) {
  EXPECT_EQ(http_date(0), "Thu, 01 Jan 1970 00:00:00 GMT");
  EXPECT_EQ(http_date(784111777), "Sun, 06 Nov 1994 08:49:37 GMT");
  EXPECT_EQ(http_date(1795280000), "Sat, 21 Nov 2026 16:53:20 GMT");
}

TEST(HttpHeaders, SetAndEraseIgnoreCase) {
  HttpHeaders headers;
  headers.add("X-A", "1");
  headers.add("x-a", "2");
  headers.add("X-B", "3");
  headers.set("X-a", headers.at(2).value);  // an argument out of the headers themselves
  EXPECT_EQ(headers.size(), 2U);
  EXPECT_EQ(headers.find("x-A"), "3");
  headers.erase("X-b");
  EXPECT_EQ(headers.find("X-B"), std::nullopt);
  EXPECT_EQ(headers.count("X-A"), 1U);
  const HttpHeaders copy = headers;
  EXPECT_EQ(copy.find("X-A"), "3");
}

TEST(HttpResponse, IsWrittenWhole) {
  std::string out;
  append_http_response(out, http_response(200, "application/json", "{}"), true, true);
  EXPECT_EQ(out, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");
  out.clear();
  append_http_response(out, http_response(404, "text/plain", "no"), false, false);
  EXPECT_EQ(out,
            "HTTP/1.1 404 Not Found\r\nContent-Type: text/plain\r\nContent-Length: 2\r\nConnection: close\r\n\r\n");
  out.clear();
  HttpResponse empty;
  empty.status = 204;
  append_http_response(out, empty, true, true);
  EXPECT_EQ(out, "HTTP/1.1 204 No Content\r\n\r\n");
}

TEST(HttpResponse, NeverSplits) {
  HttpResponse response;
  response.headers.add("X-A", "b\r\nX-Evil: 1");
  std::string out;
  EXPECT_DEATH(append_http_response(out, response, true, true), "");
}

TEST(HttpFault, EachHasItsStatus) {
  const std::pair<HttpFault, int> cases[] = {
      {HttpFault::Malformed, 400},      {HttpFault::BadVersion, 505},   {HttpFault::BadCoding, 501},
      {HttpFault::HeadTooLarge, 431},   {HttpFault::BodyTooLarge, 413}, {HttpFault::BadExpect, 417},
      {HttpFault::HeadTimeout, 408},    {HttpFault::BodyTimeout, 408},  {HttpFault::ReplyDropped, 500},
      {HttpFault::TooManyClients, 503}, {HttpFault::TooManyBytes, 503}};
  for (const auto& [fault, status] : cases) {
    EXPECT_EQ(http_fault_response(fault).status, status);
    EXPECT_FALSE(http_reason(status).empty());
    EXPECT_TRUE(http_fault_response(fault).is_last);
  }
}

}  // namespace
}  // namespace opencam
