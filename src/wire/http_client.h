// A small HTTP client that waits for its answer: for the command line and for tests.
//
//   OPENCAM_TRY(auto client, HttpClient::create("http://127.0.0.1:8226"));
//   OPENCAM_TRY(HttpResponse response, client->send(request));
//
// One connection, kept open between requests; a request on a connection that the server had closed in the meantime is
// sent again once, on a new one. The Host header is added when the request has none. No redirects, no proxies. Errors:
// InvalidArgument (address, certificates), Io (connection, TLS, malformed answer), Unavailable (no answer in time).
// An object belongs to one thread at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "opencam/result.h"
#include "wire/http.h"

namespace opencam {

struct HttpClientOptions {
  std::uint32_t timeout_ms = 30 * 1000;  // of a whole request, connecting included
  std::uint64_t body_bytes_max = std::uint64_t{64} * 1024 * 1024;
  // PEM file of the certificates to trust; empty: those of the system.
  std::string certificates_file;
  // Refuses hosts of which one address is this machine's, its link's or a group's: for addresses that users give.
  bool only_other_machines = false;
};

class HttpClient {
 public:
  // `url`: scheme, host and port; a path is refused. Connects on the first send.
  static Result<std::unique_ptr<HttpClient>> create(std::string_view url, HttpClientOptions options = {});

  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  Result<HttpResponse> send(const HttpRequest& request);

 private:
  class State;

  explicit HttpClient(std::unique_ptr<State> state);

  std::unique_ptr<State> state_;
};

}  // namespace opencam
