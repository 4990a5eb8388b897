// Turns the bytes of a connection into requests, one after the other.
//
//   HttpReader reader({.head_bytes_max = 65536, .body_bytes_max = 10485760});
//   std::size_t used = reader.read(bytes);        // may use less than it is given: give the rest again, with more
//   if (reader.state() == HttpReader::State::Done) handle(reader.take());
//
// The grammar is Boost.Beast's parser. Before it sees a head we refuse what Beast reads leniently and another server
// might read otherwise (CAM-120): folded headers, bare line feeds, two Content-Length or Host fields, codings other
// than one `chunked`, trailers are dropped. A reader belongs to one connection and one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "wire/http.h"

namespace opencam {

class HttpReader {
 public:
  struct Limits {
    std::uint32_t head_bytes_max = 0;
    std::uint64_t body_bytes_max = 0;
  };

  enum class State : std::uint8_t { Head, Body, Done, Failed };

  explicit HttpReader(const Limits& limits);
  ~HttpReader();
  HttpReader(const HttpReader&) = delete;
  HttpReader& operator=(const HttpReader&) = delete;

  // Reads on and gives the number of bytes it used. Does nothing when Done or Failed.
  std::size_t read(std::string_view bytes);

  State state() const { return state_; }
  // REQUIRES: state() == Failed.
  HttpFault fault() const { return fault_; }
  // Has the present request's first byte been seen?
  bool has_begun() const { return has_begun_; }
  // True once for each request whose client waits for `100 Continue` before it sends the body.
  bool take_continue();
  // May another request follow on this connection? REQUIRES: the head was read.
  bool keep_alive() const;

  // What is known of the present request; whole when Done.
  const HttpRequest& request() const;
  // Lets go of the body that was read, when nobody will want it. What is known of the head stays.
  void forget_body();
  // The request, and on to the next. REQUIRES: state() == Done.
  HttpRequest take();

 private:
  class Parser;

  std::size_t read_head(std::string_view bytes);
  std::size_t feed(std::string_view bytes);
  void fail(HttpFault fault);
  void restart();

  Limits limits_;
  State state_ = State::Head;
  HttpFault fault_ = HttpFault::Malformed;
  bool has_begun_ = false;
  bool wants_continue_ = false;
  bool is_chunk_cut_ = false;   // the bytes ended within a chunk's header or the trailers
  std::size_t scanned_ = 0;     // bytes of the head that hold no end of it
  std::size_t line_begin_ = 0;  // where in the head the line being scanned begins
  std::unique_ptr<Parser> parser_;
};

}  // namespace opencam
