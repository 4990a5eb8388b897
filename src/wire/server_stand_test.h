// For the tests of the HTTP server: a server that echoes, a thread to answer on, and a client that sends what no other
// would. Servers listen on a free port of 127.0.0.1.
//
//   const auto server = serve({});
//   RawClient client(server->port());
//   client.send("GET / HTTP/1.1\r\n\r\n");
#pragma once

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include "wire/http_client.h"
#include "wire/http_server.h"

namespace opencam {

// A client that sends exactly what it is told to.
class RawClient {
 public:
  explicit RawClient(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    is_connected_ = ::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  }
  ~RawClient() { ::close(socket_); }
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  bool is_connected() const { return is_connected_; }

  void send(std::string_view text) {
    while (!text.empty()) {
      const ssize_t sent = ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL);
      if (sent <= 0) return;
      text.remove_prefix(static_cast<std::size_t>(sent));
    }
  }

  void shut_sending_side() { ::shutdown(socket_, SHUT_WR); }

  // Closes with a reset, as a killed program behind a router may.
  void reset() {
    const linger hard{1, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
    ::close(socket_);
    socket_ = ::socket(AF_INET, SOCK_STREAM, 0);
  }

  // What comes until the server closes, or until `enough` is in it, or nothing more comes for five seconds.
  std::string receive(std::string_view enough = {}) {
    std::string text;
    char bytes[4096];
    while (enough.empty() || text.find(enough) == std::string::npos) {
      pollfd waiting{socket_, POLLIN, 0};
      if (::poll(&waiting, 1, 5000) != 1) return text + "<nothing more>";
      const ssize_t size = ::recv(socket_, bytes, sizeof bytes, 0);
      if (size <= 0) return text;
      text.append(bytes, static_cast<std::size_t>(size));
    }
    return text;
  }

 private:
  int socket_;
  bool is_connected_ = false;
};

// Answers on a thread of its own, as the services do.
class Worker {
 public:
  ~Worker() {
    for (std::thread& thread : threads_) thread.join();
  }
  void answer(Reply reply, HttpResponse response, std::chrono::milliseconds after) {
    const std::lock_guard lock(mutex_);
    threads_.emplace_back([reply = std::move(reply), response = std::move(response), after]() mutable {
      std::this_thread::sleep_for(after);
      reply(std::move(response));
    });
  }

 private:
  std::mutex mutex_;
  std::deque<std::thread> threads_;
};

// Answers with the target and the body.
inline void echo(HttpRequest request, Reply reply) {
  reply(http_response(200, "text/plain", request.target + " " + request.body));
}

inline std::unique_ptr<HttpServer> serve(HttpServerOptions options, HttpHandler handler = echo) {
  auto server = HttpServer::create(std::move(options), std::move(handler));
  EXPECT_TRUE(server.has_value());
  return *std::move(server);
}

inline std::unique_ptr<HttpClient> client_of(const HttpServer& server, HttpClientOptions options = {}) {
  return *HttpClient::create("http://127.0.0.1:" + std::to_string(server.port()), std::move(options));
}

inline HttpRequest get(std::string target) {
  HttpRequest request;
  request.method = "GET";
  request.target = std::move(target);
  return request;
}

inline std::size_t count(std::string_view text, std::string_view piece) {
  std::size_t found = 0;
  for (std::size_t at = text.find(piece); at != std::string_view::npos; at = text.find(piece, at + 1)) ++found;
  return found;
}

inline constexpr std::string_view get_close = "GET /last HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

}  // namespace opencam
