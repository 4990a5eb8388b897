#include "wire/http_reader.h"

#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <optional>

#include "base/check.h"
#include "base/text.h"

namespace opencam {
namespace {

namespace beast = boost::beast;
namespace http = boost::beast::http;
using beast::error_code;

// Beast writes straight into the HttpRequest, so that nothing is copied twice.
class BeastParser final : public http::basic_parser<true> {
 public:
  HttpRequest request;
  std::optional<HttpFault> fault;
  bool wants_continue = false;

 private:
  void on_request_impl(http::verb, beast::string_view method, beast::string_view target, int version,
                       error_code&) override {
    request.method.assign(method.data(), method.size());
    request.target.assign(target.data(), target.size());
    version_ = version;
  }

  void on_response_impl(int, beast::string_view, int, error_code&) override {}

  void on_field_impl(http::field field, beast::string_view name, beast::string_view value, error_code& error) override {
    if (head_done_) return;  // Trailers: they came after the signature could have named them.
    request.headers.add({name.data(), name.size()}, {value.data(), value.size()});
    if (field == http::field::host && ++hosts_ > 1) return refuse(HttpFault::Malformed, error);
    if (field == http::field::content_length && ++lengths_ > 1) return refuse(HttpFault::Malformed, error);
    if (field == http::field::content_length && !text::is_all_digits({value.data(), value.size()})) {
      return refuse(HttpFault::Malformed, error);
    }
    if (field == http::field::transfer_encoding) {
      ++codings_;
      is_plainly_chunked_ = text::equal_ignoring_ascii_case({value.data(), value.size()}, "chunked");
    }
    if (field == http::field::expect) {
      const bool is_known = text::equal_ignoring_ascii_case({value.data(), value.size()}, "100-continue");
      if (!is_known) return refuse(HttpFault::BadExpect, error);
      wants_continue = true;
    }
  }

  void on_header_impl(error_code& error) override {
    head_done_ = true;
    if (version_ == 11 && hosts_ == 0) return refuse(HttpFault::Malformed, error);
    if (codings_ > 0 && (version_ != 11 || codings_ > 1 || lengths_ > 0)) return refuse(HttpFault::Malformed, error);
    if (codings_ > 0 && !is_plainly_chunked_) return refuse(HttpFault::BadCoding, error);
    if (version_ != 11) wants_continue = false;
  }

  void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}

  std::size_t on_body_impl(beast::string_view body, error_code&) override {
    request.body.append(body.data(), body.size());
    return body.size();
  }

  void on_chunk_header_impl(std::uint64_t, beast::string_view, error_code&) override {}

  std::size_t on_chunk_body_impl(std::uint64_t, beast::string_view body, error_code&) override {
    request.body.append(body.data(), body.size());
    return body.size();
  }

  void on_finish_impl(error_code&) override {}

  void refuse(HttpFault why, error_code& error) {
    fault = why;
    error = http::error::bad_value;
  }

  int version_ = 11;
  int hosts_ = 0;
  int lengths_ = 0;
  int codings_ = 0;
  bool is_plainly_chunked_ = false;
  bool head_done_ = false;
};

HttpFault fault_of(const error_code& error) {
  if (error == http::error::header_limit) return HttpFault::HeadTooLarge;
  if (error == http::error::body_limit) return HttpFault::BodyTooLarge;
  if (error == http::error::bad_version) return HttpFault::BadVersion;
  return HttpFault::Malformed;
}

}  // namespace

// One Beast parser serves one request only, so a fresh one is made in the same place for each.
class HttpReader::Parser {
 public:
  std::optional<BeastParser> beast;
};

HttpReader::HttpReader(const Limits& limits) : limits_(limits), parser_(std::make_unique<Parser>()) { restart(); }
HttpReader::~HttpReader() = default;

std::size_t HttpReader::read(std::string_view bytes) {
  std::size_t used = 0;
  if (state_ == State::Head) {
    used = read_head(bytes);
    if (state_ != State::Body) return used;
    bytes.remove_prefix(used);
  }
  if (state_ == State::Body && !bytes.empty()) used += feed(bytes);
  return used;
}

// Looks for the end of the head line by line and gives the head to Beast when it is whole.
//
//   POST / HTTP/1.1\r\n   <- every \n follows a \r, no line begins with a blank, no \0
//   Host: cam...\r\n
//   \r\n                  <- an empty line ends it
std::size_t HttpReader::read_head(std::string_view bytes) {
  std::size_t skipped = 0;
  // Empty lines before a request are forgiven, as RFC 9112 section 2.2 asks.
  while (!has_begun_ && bytes.size() - skipped >= 2 && bytes.substr(skipped, 2) == "\r\n") skipped += 2;
  bytes.remove_prefix(skipped);
  if (bytes.empty() || (!has_begun_ && bytes == "\r")) return skipped;
  has_begun_ = true;

  std::size_t line_end = bytes.find('\n', scanned_);
  while (line_end != std::string_view::npos) {
    const std::string_view line = bytes.substr(line_begin_, line_end - line_begin_);
    const bool is_folded = line.starts_with(' ') || line.starts_with('\t');
    if (!line.ends_with('\r') || line.find('\r') != line.size() - 1 || line.find('\0') != std::string_view::npos ||
        is_folded) {
      fail(HttpFault::Malformed);
      return skipped;
    }
    scanned_ = line_end + 1;
    line_begin_ = scanned_;
    if (scanned_ > limits_.head_bytes_max) break;
    // Beast gets the head alone, so that what follows it cannot be taken for a part of it.
    if (line == "\r") return skipped + feed(bytes.substr(0, scanned_));
    line_end = bytes.find('\n', scanned_);
  }
  if (bytes.size() > limits_.head_bytes_max) {
    fail(HttpFault::HeadTooLarge);
    return skipped;
  }
  scanned_ = bytes.size();
  return skipped;
}

std::size_t HttpReader::feed(std::string_view bytes) {
  // Beast takes it for a bug of the caller's when the last chunk's header comes again with fewer than five bytes, and
  // in a build with assertions the process would end. No chunked body ends in less, so waiting loses nothing.
  if (is_chunk_cut_ && bytes.size() < 5) return 0;
  BeastParser& beast = *parser_->beast;
  error_code error;
  const std::size_t used = beast.put(boost::asio::const_buffer(bytes.data(), bytes.size()), error);
  if (error && error != http::error::need_more) {
    fail(beast.fault.value_or(fault_of(error)));
    return used;
  }
  if (!beast.is_header_done()) {
    fail(HttpFault::Malformed);
    return used;
  }
  // What remains unread here is at most one chunk's header line or the trailers; a longer one is an attack.
  if (error == http::error::need_more && bytes.size() - used > limits_.head_bytes_max) {
    fail(HttpFault::HeadTooLarge);
    return used;
  }
  is_chunk_cut_ = error == http::error::need_more;
  wants_continue_ = state_ == State::Head ? beast.wants_continue : wants_continue_;
  state_ = beast.is_done() ? State::Done : State::Body;
  if (state_ == State::Done || !beast.request.body.empty()) wants_continue_ = false;
  return used;
}

bool HttpReader::take_continue() {
  const bool wants = wants_continue_;
  wants_continue_ = false;
  return wants;
}

bool HttpReader::keep_alive() const { return parser_->beast->keep_alive(); }

const HttpRequest& HttpReader::request() const { return parser_->beast->request; }

void HttpReader::forget_body() { parser_->beast->request.body = std::string(); }

HttpRequest HttpReader::take() {
  OPENCAM_CHECK(state_ == State::Done);
  HttpRequest request = std::move(parser_->beast->request);
  restart();
  return request;
}

void HttpReader::fail(HttpFault fault) {
  state_ = State::Failed;
  fault_ = fault;
}

void HttpReader::restart() {
  parser_->beast.emplace();
  parser_->beast->eager(true);
  parser_->beast->header_limit(limits_.head_bytes_max + 1);
  parser_->beast->body_limit(limits_.body_bytes_max);
  state_ = State::Head;
  has_begun_ = false;
  wants_continue_ = false;
  is_chunk_cut_ = false;
  scanned_ = 0;
  line_begin_ = 0;
}

}  // namespace opencam
