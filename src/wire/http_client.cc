#include "wire/http_client.h"

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <chrono>
#include <optional>

#include "base/text.h"

namespace opencam {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;
using boost::system::error_code;
using TlsStream = asio::ssl::stream<tcp::socket>;

struct Address {
  bool is_tls = false;
  std::string host;
  std::string port;
  std::string authority;  // as the Host header says it
};

Result<Address> read_url(std::string_view url) {
  const auto refused = [&] {
    return Error(ErrorCode::InvalidArgument, "`" + text::shortened(url) + "` is no server address")
        .with_help("write it as http://127.0.0.1:8226 or https://cam.example.org");
  };
  Address address;
  if (url.starts_with("https://")) {
    address.is_tls = true;
    url.remove_prefix(8);
  } else if (url.starts_with("http://")) {
    url.remove_prefix(7);
  } else {
    return refused();
  }
  if (url.ends_with('/')) url.remove_suffix(1);
  address.authority = url;
  const std::size_t bracket = url.find(']');  // of an IPv6 address: [::1]:8226
  const std::size_t colon = url.find(':', bracket == std::string_view::npos ? 0 : bracket);
  address.host = url.substr(0, colon);
  address.port = colon == std::string_view::npos ? (address.is_tls ? "443" : "80") : std::string(url.substr(colon + 1));
  if (bracket != std::string_view::npos) address.host = address.host.substr(1, bracket - 1);
  if (address.host.empty() || address.host.find_first_of("/?#@ ") != std::string::npos ||
      !text::is_all_digits(address.port)) {
    return refused();
  }
  return address;
}

std::string request_text(const HttpRequest& request, const std::string& authority) {
  std::string out = request.method + ' ' + request.target + " HTTP/1.1\r\n";
  if (!request.headers.find("Host")) out += "Host: " + authority + "\r\n";
  for (std::size_t i = 0; i < request.headers.size(); ++i) {
    const HttpHeader header = request.headers.at(i);
    out.append(header.name).append(": ").append(header.value).append("\r\n");
  }
  if (!request.headers.find("Content-Length") && (!request.body.empty() || request.method == "POST")) {
    out += "Content-Length: " + std::to_string(request.body.size()) + "\r\n";
  }
  return out + "\r\n" + request.body;
}

// Not this machine, its link or a group; an IPv4 address in IPv6 clothes counts as what it is.
bool is_other_machine(asio::ip::address address) {
  if (address.is_v6() && address.to_v6().is_v4_mapped()) {
    address = asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6());
  }
  if (address.is_loopback() || address.is_multicast() || address.is_unspecified()) return false;
  if (address.is_v6()) return !address.to_v6().is_link_local();
  const auto bytes = address.to_v4().to_bytes();
  return bytes[0] != 0 && bytes[0] < 240 && !(bytes[0] == 169 && bytes[1] == 254);
}

bool has_line_break(const HttpRequest& request) {
  if (request.method.find_first_of("\r\n ") != std::string::npos) return true;
  if (request.target.find_first_of("\r\n ") != std::string::npos) return true;
  for (std::size_t i = 0; i < request.headers.size(); ++i) {
    const HttpHeader header = request.headers.at(i);
    if (header.name.find_first_of("\r\n: ") != std::string_view::npos) return true;
    if (header.value.find_first_of("\r\n") != std::string_view::npos) return true;
  }
  return false;
}

}  // namespace

class HttpClient::State {
 public:
  State(Address address, HttpClientOptions options)
      : address_(std::move(address)), options_(std::move(options)), tls_(asio::ssl::context::tls_client) {}

  Result<void> prepare() {
    if (!address_.is_tls) return {};
    error_code error;
    if (options_.certificates_file.empty()) {
      static_cast<void>(tls_.set_default_verify_paths(error));
    } else {
      static_cast<void>(tls_.load_verify_file(options_.certificates_file, error));
    }
    if (error) {
      return Error(ErrorCode::InvalidArgument,
                   "cannot read the certificates `" + options_.certificates_file + "`: " + error.message());
    }
    static_cast<void>(tls_.set_verify_mode(asio::ssl::verify_peer, error));
    return {};
  }

  Result<HttpResponse> send(const HttpRequest& request) {
    if (has_line_break(request)) return Error(ErrorCode::InvalidArgument, "the request holds a line break");
    deadline_ = std::chrono::steady_clock::now() + std::chrono::milliseconds(options_.timeout_ms);
    const std::string text = request_text(request, address_.authority);
    const bool is_kept = plain_ || secure_;
    error_code error;
    auto response = exchange(text, request.method == "HEAD", error);
    // A kept connection may have been closed by the server while it was idle.
    const bool is_stale = is_kept && (error == http::error::end_of_stream || error == asio::error::connection_reset ||
                                      error == asio::error::broken_pipe || error == asio::ssl::error::stream_truncated);
    if (is_stale) response = exchange(text, request.method == "HEAD", error);
    if (response) return *std::move(response);
    const std::string where = "`" + address_.authority + "`";
    if (error == asio::error::timed_out) return Error(ErrorCode::Unavailable, "no answer in time from " + where);
    return Error(ErrorCode::Io, "cannot talk to " + where + ": " + error.message());
  }

 private:
  // Runs one asynchronous step until it is done or the time is up. `start` gets the handler to give to the step.
  template <typename Start>
  error_code wait(Start start) {
    std::optional<error_code> result;
    start([&result](const error_code& error, auto&&...) { result = error; });
    context_.restart();
    context_.run_until(deadline_);
    if (result) return *result;
    // The step must end before its handler's references do.
    error_code ignored;
    resolver_.cancel();
    if (plain_) static_cast<void>(plain_->close(ignored));
    if (secure_) static_cast<void>(secure_->next_layer().close(ignored));
    context_.restart();
    context_.run();
    return asio::error::timed_out;
  }

  error_code connect() {
    tcp::resolver::results_type found;
    error_code error = wait([&](auto handler) {
      resolver_.async_resolve(address_.host, address_.port,
                              [&found, handler](const error_code& why, auto results) mutable {
                                found = std::move(results);
                                handler(why);
                              });
    });
    if (error) return error;
    if (options_.only_other_machines) {
      for (const auto& entry : found) {
        if (!is_other_machine(entry.endpoint().address())) return asio::error::access_denied;
      }
    }
    tcp::socket* socket = nullptr;
    if (address_.is_tls) {
      secure_.emplace(context_, tls_);
      socket = &secure_->next_layer();
      secure_->set_verify_callback(asio::ssl::host_name_verification(address_.host));
      SSL_set_tlsext_host_name(secure_->native_handle(), address_.host.c_str());
    } else {
      socket = &plain_.emplace(context_);
    }
    error = wait([&](auto handler) { asio::async_connect(*socket, found, handler); });
    if (error) return error;
    error_code ignored;
    static_cast<void>(socket->set_option(tcp::no_delay(true), ignored));
    if (!address_.is_tls) return {};
    return wait([&](auto handler) { secure_->async_handshake(asio::ssl::stream_base::client, handler); });
  }

  std::optional<HttpResponse> exchange(const std::string& text, bool is_head, error_code& error) {
    error = {};
    if (!plain_ && !secure_) error = connect();
    std::optional<HttpResponse> response;
    if (!error)
      response = secure_ ? exchange_on(*secure_, text, is_head, error) : exchange_on(*plain_, text, is_head, error);
    if (error || response->is_last) {
      plain_.reset();
      secure_.reset();
      buffer_.clear();
    }
    return response;
  }

  template <typename Stream>
  std::optional<HttpResponse> exchange_on(Stream& stream, const std::string& text, bool is_head, error_code& error) {
    // A server that refuses early may close its receiving side while we still write; its answer counts all the same.
    const error_code write_error = wait([&](auto handler) { asio::async_write(stream, asio::buffer(text), handler); });
    if (write_error == asio::error::timed_out) {
      error = write_error;
      return std::nullopt;
    }
    std::optional<http::response_parser<http::string_body>> parser;
    do {  // Past `100 Continue` and its like.
      parser.emplace();
      parser->body_limit(options_.body_bytes_max);
      parser->skip(is_head);
      error = wait([&](auto handler) { http::async_read(stream, buffer_, *parser, handler); });
    } while (!error && parser->get().result_int() / 100 == 1);
    if (error) return std::nullopt;

    HttpResponse response;
    response.status = static_cast<int>(parser->get().result_int());
    for (const auto& field : parser->get()) {
      response.headers.add({field.name_string().data(), field.name_string().size()},
                           {field.value().data(), field.value().size()});
    }
    response.is_last = !parser->keep_alive();
    response.body = std::move(parser->get().body());
    return response;
  }

  Address address_;
  HttpClientOptions options_;
  asio::ssl::context tls_;
  asio::io_context context_{1};
  tcp::resolver resolver_{context_};
  std::optional<tcp::socket> plain_;
  std::optional<TlsStream> secure_;
  boost::beast::flat_buffer buffer_;
  std::chrono::steady_clock::time_point deadline_;
};

Result<std::unique_ptr<HttpClient>> HttpClient::create(std::string_view url, HttpClientOptions options) {
  OPENCAM_TRY(Address address, read_url(url));
  auto state = std::make_unique<State>(std::move(address), std::move(options));
  OPENCAM_TRY(state->prepare());
  return std::unique_ptr<HttpClient>(new HttpClient(std::move(state)));
}

HttpClient::HttpClient(std::unique_ptr<State> state) : state_(std::move(state)) {}
HttpClient::~HttpClient() = default;
Result<HttpResponse> HttpClient::send(const HttpRequest& request) { return state_->send(request); }

}  // namespace opencam
