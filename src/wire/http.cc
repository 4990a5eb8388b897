#include "wire/http.h"

#include <algorithm>
#include <charconv>
#include <chrono>

#include "base/check.h"
#include "base/text.h"

namespace opencam {
namespace {

struct Reason {
  int status;
  std::string_view phrase;
};

constexpr Reason reasons[] = {
    {100, "Continue"},
    {200, "OK"},
    {201, "Created"},
    {204, "No Content"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {304, "Not Modified"},
    {307, "Temporary Redirect"},
    {308, "Permanent Redirect"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {406, "Not Acceptable"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {412, "Precondition Failed"},
    {413, "Content Too Large"},
    {415, "Unsupported Media Type"},
    {417, "Expectation Failed"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {503, "Service Unavailable"},
    {505, "HTTP Version Not Supported"},
};

void append_number(std::string& out, std::size_t number) {
  char digits[20];
  const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
  out.append(digits, end);
}

// The target without the scheme and host that the client of a proxy puts before the path.
std::string_view origin_form(std::string_view target) {
  const std::size_t scheme = target.find("://");
  if (target.starts_with('/') || scheme == std::string_view::npos) return target;
  const std::size_t path = target.find_first_of("/?", scheme + 3);
  return path == std::string_view::npos ? std::string_view() : target.substr(path);
}

}  // namespace

void HttpHeaders::add(std::string_view name, std::string_view value) {
  Place place{};
  place.name_begin = static_cast<std::uint32_t>(text_.size());
  text_ += name;
  place.value_begin = static_cast<std::uint32_t>(text_.size());
  text_ += value;
  place.value_end = static_cast<std::uint32_t>(text_.size());
  places_.push_back(place);
}

void HttpHeaders::set(std::string_view name, std::string_view value) {
  // The arguments may point into our own text, which erase leaves alone and add copies from before it grows.
  const std::string name_copy(name);
  const std::string value_copy(value);
  erase(name_copy);
  add(name_copy, value_copy);
}

void HttpHeaders::erase(std::string_view name) {
  std::erase_if(places_, [&](const Place& place) {
    const std::string_view own(text_.data() + place.name_begin, place.value_begin - place.name_begin);
    return text::equal_ignoring_ascii_case(own, name);
  });
}

std::optional<std::string_view> HttpHeaders::find(std::string_view name) const {
  for (std::size_t i = 0; i < places_.size(); ++i) {
    const HttpHeader header = at(i);
    if (text::equal_ignoring_ascii_case(header.name, name)) return header.value;
  }
  return std::nullopt;
}

std::size_t HttpHeaders::count(std::string_view name) const {
  std::size_t found = 0;
  for (std::size_t i = 0; i < places_.size(); ++i) {
    if (text::equal_ignoring_ascii_case(at(i).name, name)) ++found;
  }
  return found;
}

HttpHeader HttpHeaders::at(std::size_t index) const {
  OPENCAM_CHECK(index < places_.size());
  const Place& place = places_[index];
  return {{text_.data() + place.name_begin, place.value_begin - place.name_begin},
          {text_.data() + place.value_begin, place.value_end - place.value_begin}};
}

std::string_view HttpRequest::path() const {
  const std::string_view origin = origin_form(target);
  const std::string_view path = origin.substr(0, origin.find('?'));
  return path.empty() ? std::string_view("/") : path;
}

std::string_view HttpRequest::query() const {
  const std::string_view origin = origin_form(target);
  const std::size_t mark = origin.find('?');
  return mark == std::string_view::npos ? std::string_view() : origin.substr(mark + 1);
}

HttpResponse http_response(int status, std::string_view content_type, std::string body) {
  HttpResponse response;
  response.status = status;
  response.headers.add("Content-Type", content_type);
  response.body = std::move(body);
  return response;
}

std::string_view http_reason(int status) {
  for (const Reason& reason : reasons) {
    if (reason.status == status) return reason.phrase;
  }
  return {};
}

HttpResponse http_fault_response(HttpFault fault) {
  const auto answer = [](int status, std::string_view text) {
    HttpResponse response = http_response(status, "text/plain; charset=utf-8", std::string(text) + "\n");
    response.is_last = true;
    return response;
  };
  switch (fault) {
    case HttpFault::Malformed:
      return answer(400, "this is no well-formed HTTP request");
    case HttpFault::BadVersion:
      return answer(505, "this server speaks HTTP/1.1");
    case HttpFault::BadCoding:
      return answer(501, "the only transfer coding understood is chunked");
    case HttpFault::HeadTooLarge:
      return answer(431, "the request line and headers are too long");
    case HttpFault::BodyTooLarge:
      return answer(413, "the body is too long");
    case HttpFault::BadExpect:
      return answer(417, "the only expectation understood is 100-continue");
    case HttpFault::HeadTimeout:
      return answer(408, "the request line and headers did not arrive in time");
    case HttpFault::BodyTimeout:
      return answer(408, "the body did not arrive in time");
    case HttpFault::ReplyDropped:
      return answer(500, "the request was not answered");
    case HttpFault::TooManyClients:
      return answer(503, "too many connections");
    case HttpFault::TooManyBytes:
      return answer(503, "too many bytes of requests are being read; try again");
  }
  check_failed("every fault has its answer", __FILE__, __LINE__);
}

std::string http_date(std::int64_t seconds) {
  namespace chrono = std::chrono;
  constexpr std::string_view days = "SunMonTueWedThuFriSat";
  constexpr std::string_view months = "JanFebMarAprMayJunJulAugSepOctNovDec";
  const chrono::sys_seconds moment{chrono::seconds(seconds)};
  const auto day = chrono::floor<chrono::days>(moment);
  const chrono::year_month_day date(day);
  const chrono::hh_mm_ss time(moment - day);
  const auto two = [](std::int64_t number) {
    return std::string(1, static_cast<char>('0' + number / 10 % 10)) + static_cast<char>('0' + number % 10);
  };
  std::string text(days.substr(std::size_t{chrono::weekday(day).c_encoding()} * 3, 3));
  text += ", " + two(unsigned{date.day()}) + " ";
  text += months.substr(std::size_t{unsigned{date.month()} - 1} * 3, 3);
  text += " " + std::to_string(int{date.year()}) + " " + two(time.hours().count()) + ":" + two(time.minutes().count()) +
          ":" + two(time.seconds().count()) + " GMT";
  return text;
}

void append_http_response(std::string& out, const HttpResponse& response, bool keep_alive, bool with_body,
                          std::string_view date) {
  out += "HTTP/1.1 ";
  append_number(out, static_cast<std::size_t>(response.status));
  out += ' ';
  out += http_reason(response.status);
  out += "\r\n";
  for (std::size_t i = 0; i < response.headers.size(); ++i) {
    const HttpHeader header = response.headers.at(i);
    // A line break in a value would let its writer add headers of their own.
    OPENCAM_CHECK(header.value.find_first_of("\r\n") == std::string_view::npos);
    out += header.name;
    out += ": ";
    out += header.value;
    out += "\r\n";
  }
  if (!date.empty()) {
    out += "Date: ";
    out += date;
    out += "\r\n";
  }
  const bool may_have_body = response.status >= 200 && response.status != 204 && response.status != 304;
  if (may_have_body) {
    out += "Content-Length: ";
    append_number(out, response.body.size());
    out += "\r\n";
  }
  out += keep_alive ? "\r\n" : "Connection: close\r\n\r\n";
  if (may_have_body && with_body) out += response.body;
}

}  // namespace opencam
