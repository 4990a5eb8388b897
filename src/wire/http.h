// HTTP messages as values: what the server hands to a handler and takes back, and what the client sends and gets.
//
//   HttpRequest request;
//   request.method = "POST";
//   request.target = "/";
//   request.headers.add("Content-Type", "application/json");
//   if (const auto type = request.headers.find("content-type")) ...
//
// Values: copy and move them between threads as you like. Nothing here knows sockets or services.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace opencam {

struct HttpHeader {
  std::string_view name;
  std::string_view value;
};

// Header fields in the order in which they came; names are found whatever their case. All text lies in one block,
// so a message costs two allocations however many fields it has.
class HttpHeaders {
 public:
  HttpHeaders() = default;

  void add(std::string_view name, std::string_view value);
  // Puts the value in place of every field of that name.
  void set(std::string_view name, std::string_view value);
  void erase(std::string_view name);

  // The value of the first field of that name. Valid until these headers change.
  std::optional<std::string_view> find(std::string_view name) const;
  std::size_t count(std::string_view name) const;

  std::size_t size() const { return places_.size(); }
  // REQUIRES: index < size().
  HttpHeader at(std::size_t index) const;

 private:
  struct Place {
    std::uint32_t name_begin;
    std::uint32_t value_begin;
    std::uint32_t value_end;
  };

  std::string text_;
  std::vector<Place> places_;
};

struct HttpRequest {
  std::string method;
  std::string target = "/";  // as sent: `/path?query`, or absolute (`http://host/path?query`) from a proxy's client
  HttpHeaders headers;
  std::string body;  // chunks joined

  std::string peer_address;  // of the other end, without its port; for example `127.0.0.1` or `::1`
  std::uint16_t peer_port = 0;
  bool is_tls = false;

  // The target's path, at least `/`. CAM-121: an absolute target means its path.
  std::string_view path() const;
  // What follows the first `?`, exactly as sent, or empty.
  std::string_view query() const;
};

struct HttpResponse {
  int status = 200;
  HttpHeaders headers;
  std::string body;
  bool is_last = false;  // close the connection after it
};

// A response with one Content-Type and a body.
HttpResponse http_response(int status, std::string_view content_type, std::string body);

// The standard phrase of a status, for example "Not Found"; empty for an unknown one.
std::string_view http_reason(int status);

// Why the server answers without asking the handler.
enum class HttpFault : std::uint8_t {
  Malformed,       // no HTTP/1.x request, or one that could be read in two ways
  BadVersion,      // neither HTTP/1.0 nor HTTP/1.1
  BadCoding,       // a transfer coding other than `chunked`
  HeadTooLarge,    // request line and headers exceed their limit
  BodyTooLarge,    // the body exceeds its limit
  BadExpect,       // an Expect other than `100-continue`
  HeadTimeout,     // the head did not come in time
  BodyTimeout,     // the body did not come in time
  ReplyDropped,    // the handler let go of its Reply without answering
  TooManyClients,  // all connections are taken
  TooManyBytes     // all requests together hold as much as they may
};

// The status and text with which the server answers the fault when nobody else does.
HttpResponse http_fault_response(HttpFault fault);

// Appends the response as it goes over the line. `with_body` is false for the answer to HEAD. `date` becomes the header
// of that name, unless it is empty.
void append_http_response(std::string& out, const HttpResponse& response, bool keep_alive, bool with_body,
                          std::string_view date = {});

// A moment as the Date header says it: `Sat, 21 Nov 2026 16:53:20 GMT`.
std::string http_date(std::int64_t seconds);

}  // namespace opencam
