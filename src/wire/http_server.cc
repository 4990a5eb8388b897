#include "wire/http_server.h"

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <vector>

#include "base/check.h"
#include "wire/http_connection.h"

namespace opencam {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

// How long to wait before accepting again when there are no file descriptors left.
constexpr std::chrono::milliseconds accept_pause(20);

Result<std::unique_ptr<asio::ssl::context>> load_tls(const HttpServerOptions& options) {
  if (options.tls_certificate_file.empty() && options.tls_key_file.empty()) {
    return std::unique_ptr<asio::ssl::context>();
  }
  auto context = std::make_unique<asio::ssl::context>(asio::ssl::context::tls_server);
  error_code error;
  static_cast<void>(context->set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_tlsv1 |
                                             asio::ssl::context::no_tlsv1_1 | asio::ssl::context::no_compression,
                                         error));
  static_cast<void>(context->use_certificate_chain_file(options.tls_certificate_file, error));
  if (error) {
    return Error(ErrorCode::InvalidArgument,
                 "cannot read the TLS certificate `" + options.tls_certificate_file + "`: " + error.message())
        .with_help("give a PEM file with the server's certificate first and its issuers after it");
  }
  static_cast<void>(context->use_private_key_file(options.tls_key_file, asio::ssl::context::pem, error));
  if (error) {
    return Error(ErrorCode::InvalidArgument,
                 "cannot read the TLS key `" + options.tls_key_file + "`: " + error.message())
        .with_help("give the unencrypted PEM file of the key that belongs to the certificate");
  }
  return context;
}

}  // namespace

Reply& Reply::operator=(Reply&& other) noexcept {
  if (this != &other) {
    drop();
    send_ = std::exchange(other.send_, nullptr);
  }
  return *this;
}

void Reply::operator()(HttpResponse response) {
  OPENCAM_CHECK(send_ != nullptr);
  std::exchange(send_, nullptr)(std::move(response));
}

void Reply::drop() {
  if (!send_) return;
  HttpResponse response = http_fault_response(HttpFault::ReplyDropped);
  response.is_last = false;  // The connection itself is sound.
  std::exchange(send_, nullptr)(std::move(response));
}

class HttpServer::State {
 public:
  State(HttpServerOptions options, HttpHandler handler) : service_(std::make_shared<HttpService>()) {
    service_->options = std::move(options);
    service_->counters = service_->options.counters;
    if (service_->counters == nullptr) service_->counters = std::make_shared<HttpCounters>();
    service_->handler = std::move(handler);
  }

  // NOLINTNEXTLINE(bugprone-exception-escape): a mutex that cannot be locked is a bug and may end the process.
  ~State() { stop(); }

  Result<void> start() {
    const HttpServerOptions& options = service_->options;
    OPENCAM_TRY(tls_, load_tls(options));
    for (std::uint32_t i = 0; i < std::max(1U, options.io_threads); ++i) {
      threads_.push_back(std::make_shared<HttpIoThread>(service_));
    }
    OPENCAM_TRY(listen());
    pause_.emplace(threads_.front()->context());
    accept();
    for (const auto& thread : threads_) thread->start();
    return {};
  }

  std::uint16_t port() const { return port_; }

  void stop() {
    if (is_stopped_ || threads_.empty()) return;
    is_stopped_ = true;
    threads_.front()->run([this] {
      error_code ignored;
      static_cast<void>(acceptor_->close(ignored));
      pause_->cancel();
    });
    for (const auto& thread : threads_) thread->run([thread] { thread->drain_all(); });
    {
      std::unique_lock lock(service_->gone_mutex);
      service_->gone.wait_for(lock, std::chrono::milliseconds(service_->options.drain_timeout_ms),
                              [this] { return service_->connections.load() == 0; });
    }
    for (const auto& thread : threads_) thread->run([thread] { thread->close_all(); });
    // The acceptor and its timer live on the first thread's loop and must go before it.
    for (const auto& thread : threads_) thread->end();
    acceptor_.reset();
    pause_.reset();
    for (const auto& thread : threads_) thread->stop();
  }

 private:
  using Acceptor = asio::basic_socket_acceptor<tcp, asio::io_context::executor_type>;

  Result<void> listen() {
    const HttpServerOptions& options = service_->options;
    error_code error;
    const auto address = asio::ip::make_address(options.address, error);
    if (error) {
      return Error(ErrorCode::InvalidArgument, "`" + options.address + "` is no IP address")
          .with_help("listen on 127.0.0.1, ::1 or the address of a network interface");
    }
    const tcp::endpoint endpoint(address, options.port);
    acceptor_.emplace(threads_.front()->context());
    static_cast<void>(acceptor_->open(endpoint.protocol(), error));
    if (!error) static_cast<void>(acceptor_->set_option(tcp::acceptor::reuse_address(true), error));
    if (!error) static_cast<void>(acceptor_->bind(endpoint, error));
    if (!error) static_cast<void>(acceptor_->listen(asio::socket_base::max_listen_connections, error));
    if (error) {
      return Error(ErrorCode::Io, "cannot listen on `" + options.address + ":" + std::to_string(options.port) +
                                      "`: " + error.message());
    }
    port_ = acceptor_->local_endpoint().port();
    return {};
  }

  // Runs on the first thread; connections go to all threads in turn.
  void accept() {
    HttpIoThread& thread = *threads_[next_thread_++ % threads_.size()];
    acceptor_->async_accept(thread.context(), [this, &thread](const error_code& error, HttpSocket socket) {
      if (!acceptor_->is_open()) return;
      if (error) return accept_later();
      welcome(thread, std::move(socket));
      accept();
    });
  }

  void accept_later() {
    pause_->expires_after(accept_pause);
    pause_->async_wait([this](const error_code& error) {
      if (!error) accept();
    });
  }

  void welcome(HttpIoThread& thread, HttpSocket socket) {
    if (service_->connections.fetch_add(1) >= service_->options.connections_max) {
      service_->connections.fetch_sub(1);
      ++service_->counters->refused_connections;
      return turn_away(std::move(socket));
    }
    ++service_->counters->connections;
    auto shared_socket = std::make_shared<HttpSocket>(std::move(socket));
    asio::post(thread.context(), [this, &thread, shared_socket] {
      auto connection = make_http_connection(std::move(*shared_socket), thread, tls_.get());
      thread.add(connection);
      connection->start();
    });
  }

  // One attempt to say why, without waiting.
  void turn_away(HttpSocket socket) {
    if (tls_ != nullptr) return;
    std::string text;
    append_http_response(text, http_fault_response(HttpFault::TooManyClients), false, true);
    error_code ignored;
    static_cast<void>(socket.non_blocking(true, ignored));
    socket.write_some(asio::buffer(text), ignored);
  }

  std::shared_ptr<HttpService> service_;
  std::unique_ptr<asio::ssl::context> tls_;
  std::vector<std::shared_ptr<HttpIoThread>> threads_;
  std::optional<Acceptor> acceptor_;
  std::optional<asio::basic_waitable_timer<std::chrono::steady_clock>> pause_;
  std::size_t next_thread_ = 0;
  std::uint16_t port_ = 0;
  bool is_stopped_ = false;
};

Result<std::unique_ptr<HttpServer>> HttpServer::create(HttpServerOptions options, HttpHandler handler) {
  OPENCAM_CHECK(handler != nullptr);
  auto state = std::make_unique<State>(std::move(options), std::move(handler));
  OPENCAM_TRY(state->start());
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(state)));
}

HttpServer::HttpServer(std::unique_ptr<State> state) : state_(std::move(state)) {}
HttpServer::~HttpServer() = default;
std::uint16_t HttpServer::port() const { return state_->port(); }
void HttpServer::stop() { state_->stop(); }

}  // namespace opencam
