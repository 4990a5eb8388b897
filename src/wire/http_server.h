// An HTTP/1.1 server that knows nothing but HTTP.
//
//   OPENCAM_TRY(auto server, HttpServer::create({.port = 8226}, [](HttpRequest request, Reply reply) {
//     reply(http_response(200, "text/plain", "hello\n"));     // now, or later from any thread
//   }));
//   ... server->port() ...
//   server->stop();                                            // lets requests that are being handled finish
//
// The handler runs on an io thread and must not block: whoever has work to do moves the Reply to another thread. On
// one connection requests are handled one at a time and answered in order; pipelined ones wait. The handler may be
// called from all io threads at once. Limits and timeouts end in an answer of the server's own (HttpFault), which
// `fault_response` can put in other words. The server object belongs to one thread, which must be none of its own.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/host/clock.h"
#include "base/limits.h"
#include "opencam/result.h"
#include "wire/http.h"
#include "wire/http_counters.h"

namespace opencam {

// The way to answer one request: call it once, from any thread, also after the connection or the server is gone (the
// answer is then thrown away). Letting go of it without calling it answers 500.
class Reply {
 public:
  using Send = std::function<void(HttpResponse)>;

  explicit Reply(Send send) : send_(std::move(send)) {}
  Reply(Reply&& other) noexcept : send_(std::exchange(other.send_, nullptr)) {}
  Reply& operator=(Reply&& other) noexcept;
  ~Reply() { drop(); }

  // REQUIRES: not called or moved from before.
  void operator()(HttpResponse response);

 private:
  void drop();

  Send send_;
};

using HttpHandler = std::function<void(HttpRequest, Reply)>;
// `request` holds what had been read of the request; it may be empty.
using HttpFaultResponse = std::function<HttpResponse(HttpFault fault, const HttpRequest& request)>;

struct HttpServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  // 0: any free one
  std::uint32_t io_threads = 1;
  std::uint32_t connections_max = limits::http_connections_max;
  std::uint32_t head_bytes_max = limits::http_header_bytes_max;
  std::uint64_t body_bytes_max = limits::http_body_bytes_max;
  std::uint64_t held_bytes_max = limits::http_held_bytes_max;
  std::uint32_t head_timeout_ms = limits::http_head_timeout_ms;
  std::uint32_t body_timeout_ms = limits::http_body_timeout_ms;
  std::uint32_t idle_timeout_ms = limits::http_idle_timeout_ms;
  std::uint32_t pressed_idle_timeout_ms = limits::http_pressed_idle_ms;  // when three quarters are taken
  std::uint32_t write_timeout_ms = limits::http_write_timeout_ms;
  std::uint32_t drain_timeout_ms = limits::http_drain_timeout_ms;
  // Both or neither: PEM files of the certificate chain and its key.
  std::string tls_certificate_file;
  std::string tls_key_file;
  HttpFaultResponse fault_response;        // absent: http_fault_response
  const Clock* clock = nullptr;            // for the Date header; null: there is none. Must outlive the server
  std::shared_ptr<HttpCounters> counters;  // null: nobody looks
};

class HttpServer {
 public:
  // Listens and serves from here on. Errors: InvalidArgument (address, certificate), Io (the port is taken).
  static Result<std::unique_ptr<HttpServer>> create(HttpServerOptions options, HttpHandler handler);

  // Stops.
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  std::uint16_t port() const;
  // Accepts nothing more, closes idle connections, waits for the requests in work and their answers, at most
  // `drain_timeout_ms`, and ends the io threads. A second call does nothing.
  void stop();

 private:
  class State;

  explicit HttpServer(std::unique_ptr<State> state);

  std::unique_ptr<State> state_;
};

}  // namespace opencam
