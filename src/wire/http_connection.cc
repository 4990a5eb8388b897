#include "wire/http_connection.h"

#include <algorithm>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <cstring>
#include <type_traits>
#include <vector>

#include "base/check.h"
#include "wire/http_reader.h"

namespace opencam {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

constexpr std::size_t read_bytes = std::size_t{16} * 1024;
// Answers waiting for a slow client; above it no further pipelined request is handled.
constexpr std::size_t out_bytes_max = std::size_t{1024} * 1024;

// What the connection waits for; each phase has its own patience.
//
//   Handshake -> Idle -> Head -> Body -> Handler -> Idle -> ... -> Linger -> closed
enum class Phase : std::uint8_t { Handshake, Idle, Head, Body, Handler, Linger };

template <typename Stream>
class Connection final : public HttpConnection {
 public:
  template <typename... Arguments>
  Connection(HttpIoThread& thread, const tcp::endpoint& peer, Arguments&&... stream)
      : thread_(thread),
        options_(thread.service().options),
        stream_(std::forward<Arguments>(stream)...),
        reader_({options_.head_bytes_max, options_.body_bytes_max}),
        in_(read_bytes) {
    error_code ignored;
    // CAM-067: on a socket for both families an IPv4 client comes as ::ffff:1.2.3.4, which no network of IPv4 holds.
    const asio::ip::address address = peer.address();
    const bool is_mapped = address.is_v6() && address.to_v6().is_v4_mapped();
    peer_address_ = is_mapped ? asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).to_string()
                              : address.to_string(ignored);
    peer_port_ = peer.port();
  }

  void start() override {
    enter(is_tls ? Phase::Handshake : Phase::Idle, options_.head_timeout_ms);
    if constexpr (is_tls) {
      stream_.async_handshake(asio::ssl::stream_base::server, [this, self = self()](const error_code& error) {
        if (is_closed_) return;
        if (error) return close();
        enter(Phase::Idle, options_.head_timeout_ms);
        read_more();
      });
    } else {
      read_more();
    }
  }

  void reply(HttpResponse response) override {
    if (is_closed_) return;
    OPENCAM_CHECK(is_busy_);
    is_busy_ = false;
    answer(response);
    enter(Phase::Idle, options_.idle_timeout_ms);
    process();
  }

  void tick(HttpTime now) override {
    if (is_closed_) return;
    if (is_writing_ && now > write_deadline_) return close();
    if (phase_ == Phase::Idle && !is_writing_ && is_pressed() && now > begun_ + pressed_idle()) {
      ++counters().closed_idle_connections;
      return close();
    }
    if (phase_ == Phase::Handler || now <= deadline_) return;
    if (phase_ == Phase::Head || phase_ == Phase::Body) {
      ++counters().timed_out_requests;
      return answer_fault(phase_ == Phase::Head ? HttpFault::HeadTimeout : HttpFault::BodyTimeout);
    }
    // An idle connection whose last answer is still on its way is the write deadline's business.
    if (phase_ == Phase::Idle && is_writing_) return;
    close();
  }

  void drain() override {
    is_draining_ = true;
    if (!is_busy_ && !is_writing_ && out_.empty() && !reader_.has_begun()) close();
  }

  void close() override {
    if (is_closed_) return;
    is_closed_ = true;
    charge_.reset();
    error_code ignored;
    static_cast<void>(socket().close(ignored));
    thread_.remove(shared_from_this());
  }

 private:
  static constexpr bool is_tls = !std::is_same_v<Stream, HttpSocket>;

  auto& socket() {
    if constexpr (is_tls) {
      return stream_.next_layer();
    } else {
      return stream_;
    }
  }

  std::shared_ptr<Connection> self() { return std::static_pointer_cast<Connection>(shared_from_this()); }

  void enter(Phase phase, std::uint32_t timeout_ms) {
    phase_ = phase;
    begun_ = std::chrono::steady_clock::now();
    deadline_ = begun_ + std::chrono::milliseconds(timeout_ms);
  }

  HttpCounters& counters() { return *thread_.service().counters; }

  // Are so many connections taken that idle ones have to go?
  bool is_pressed() {
    return thread_.service().connections.load() > options_.connections_max - options_.connections_max / 4;
  }
  std::chrono::milliseconds pressed_idle() const { return std::chrono::milliseconds(options_.pressed_idle_timeout_ms); }

  // What this connection holds beyond a buffer's usual size counts against what all of them may hold.
  bool charge() {
    if (charge_ == nullptr) {
      charge_ = std::make_shared<HttpCharge>(thread_.service().counters, options_.held_bytes_max);
    }
    return charge_->set(reader_.request().body.size() + (in_.size() - std::min(in_.size(), read_bytes)));
  }

  void refuse_bytes() {
    ++counters().refused_requests;
    answer_fault(HttpFault::TooManyBytes);
    reader_.forget_body();
    charge_.reset();
  }

  void read_more() {
    if (is_reading_ || is_closed_) return;
    make_room();
    is_reading_ = true;
    stream_.async_read_some(asio::buffer(in_.data() + in_end_, in_.size() - in_end_),
                            [this, self = self()](const error_code& error, std::size_t size) {
                              is_reading_ = false;
                              if (is_closed_) return;
                              in_end_ += size;
                              if (phase_ == Phase::Linger) return error ? close() : discard_more();
                              if (error) return on_read_error();
                              process();
                            });
  }

  // A client that has shut its sending side may still wait for answers that are on their way.
  void on_read_error() {
    if (!is_busy_ && !is_writing_ && out_.empty()) return close();
    is_last_ = true;
  }

  void make_room() {
    if (in_begin_ == in_end_) in_begin_ = in_end_ = 0;
    // A long head is over: the room it took is given back.
    if (in_begin_ == in_end_ && in_.size() > read_bytes) in_ = std::vector<char>(read_bytes);
    if (in_begin_ > 0 && in_.size() - in_end_ < read_bytes / 4) {
      std::memmove(in_.data(), in_.data() + in_begin_, in_end_ - in_begin_);
      in_end_ -= in_begin_;
      in_begin_ = 0;
    }
    // The reader refuses a head that is too long, so this ends.
    if (in_.size() - in_end_ < read_bytes / 4) in_.resize(in_.size() * 2);
  }

  // Goes as far as it can: reads requests from the buffer, hands them over, starts the write and the next read.
  void process() {
    if (is_processing_ || is_closed_) return;
    is_processing_ = true;
    while (!is_busy_ && !is_last_ && out_.size() < out_bytes_max && take_request()) {
    }
    is_processing_ = false;
    if (is_closed_) return;
    if (!out_.empty()) write_out();
    if (is_busy_ || is_writing_) {
      if (!is_busy_ && !is_last_ && out_.size() < out_bytes_max) read_more();
      return;
    }
    if (is_last_) return linger();
    if (is_draining_ && !reader_.has_begun()) return close();
    read_more();
  }

  // Reads on in the buffer; true when a request came of it.
  bool take_request() {
    if (in_begin_ == in_end_) return false;
    in_begin_ += reader_.read({in_.data() + in_begin_, in_end_ - in_begin_});
    if (reader_.state() != HttpReader::State::Failed && !charge()) {
      refuse_bytes();
      return false;
    }
    switch (reader_.state()) {
      case HttpReader::State::Failed:
        answer_fault(reader_.fault());
        return false;
      case HttpReader::State::Head:
        if (reader_.has_begun() && phase_ == Phase::Idle) enter(Phase::Head, options_.head_timeout_ms);
        return false;
      case HttpReader::State::Body:
        if (phase_ != Phase::Body) enter(Phase::Body, options_.body_timeout_ms);
        if (reader_.take_continue()) out_ += "HTTP/1.1 100 Continue\r\n\r\n";
        return false;
      case HttpReader::State::Done:
        hand_over();
        return true;
    }
    check_failed("every state is handled", __FILE__, __LINE__);
  }

  void hand_over() {
    keep_alive_ = reader_.keep_alive();
    HttpRequest request = reader_.take();
    request.peer_address = peer_address_;
    request.peer_port = peer_port_;
    request.is_tls = is_tls;
    is_head_request_ = request.method == "HEAD";
    is_busy_ = true;
    phase_ = Phase::Handler;
    Reply reply([thread = thread_.shared_from_this(), connection = weak_from_this(),
                 held = std::exchange(charge_, nullptr)](HttpResponse response) {
      thread->run([connection, response = std::move(response)]() mutable {
        if (const auto alive = connection.lock()) alive->reply(std::move(response));
      });
    });
    // A handler that throws loses its own request, which its Reply answers with 500, and nobody else's.
    try {
      thread_.service().handler(std::move(request), std::move(reply));
    } catch (const std::exception&) {
      return;
    }
  }

  void answer(const HttpResponse& response) {
    if (!keep_alive_ || is_draining_ || response.is_last) is_last_ = true;
    append_http_response(out_, response, !is_last_, !is_head_request_, thread_.date());
  }

  // The rest of what this client sent cannot be told apart from a next request, so this is the last answer.
  void answer_fault(HttpFault fault) {
    HttpResponse response =
        options_.fault_response ? options_.fault_response(fault, reader_.request()) : http_fault_response(fault);
    response.is_last = true;
    is_head_request_ = reader_.request().method == "HEAD";
    answer(response);
    enter(Phase::Idle, options_.idle_timeout_ms);
    process();
  }

  void write_out() {
    if (is_writing_) return;
    is_writing_ = true;
    std::swap(out_, writing_);
    write_deadline_ = std::chrono::steady_clock::now() + std::chrono::milliseconds(options_.write_timeout_ms);
    asio::async_write(stream_, asio::buffer(writing_), [this, self = self()](const error_code& error, std::size_t) {
      is_writing_ = false;
      writing_.clear();
      if (is_closed_) return;
      if (error) return close();
      process();
    });
  }

  // Says that nothing more will be sent, then reads until the client closes too: closing with unread bytes in the
  // socket would reset the connection and could take the last answer away from the client.
  void linger() {
    if (phase_ == Phase::Linger) return;
    enter(Phase::Linger, limits::http_linger_ms);
    if constexpr (is_tls) {
      // A read in progress and a shutdown do not go together.
      if (is_reading_) return close();
      stream_.async_shutdown([this, self = self()](const error_code&) { close(); });
    } else {
      error_code ignored;
      static_cast<void>(socket().shutdown(tcp::socket::shutdown_send, ignored));
      discard_more();
    }
  }

  void discard_more() {
    in_begin_ = in_end_ = 0;
    read_more();
  }

  HttpIoThread& thread_;
  const HttpServerOptions& options_;
  Stream stream_;
  std::string peer_address_;
  std::uint16_t peer_port_ = 0;

  HttpReader reader_;
  std::vector<char> in_;  // [in_begin_, in_end_) is unread
  std::size_t in_begin_ = 0;
  std::size_t in_end_ = 0;
  std::string out_;      // answers to be written
  std::string writing_;  // answers being written

  Phase phase_ = Phase::Idle;
  std::shared_ptr<HttpCharge> charge_;  // of the request being read; null: nothing was read yet
  HttpTime begun_;                      // the phase
  HttpTime deadline_;
  HttpTime write_deadline_;
  bool is_reading_ = false;
  bool is_writing_ = false;
  bool is_busy_ = false;        // a request is with the handler
  bool is_processing_ = false;  // process() runs: an answer given inside it is picked up by its loop
  bool is_draining_ = false;
  bool is_last_ = false;  // nothing more is read or handled
  bool is_closed_ = false;
  bool keep_alive_ = true;
  bool is_head_request_ = false;
};

}  // namespace

std::shared_ptr<HttpConnection> make_http_connection(HttpSocket socket, HttpIoThread& thread, asio::ssl::context* tls) {
  error_code error;
  const tcp::endpoint peer = socket.remote_endpoint(error);
  static_cast<void>(socket.set_option(tcp::no_delay(true), error));
  if (tls == nullptr) return std::make_shared<Connection<HttpSocket>>(thread, peer, std::move(socket));
  return std::make_shared<Connection<asio::ssl::stream<HttpSocket>>>(thread, peer, std::move(socket), *tls);
}

}  // namespace opencam
