// What a connection may send. The first byte says how the bytes are cut into pieces, the rest is the connection.
//
// Laws: nothing crashes; the pieces do not matter; limits hold; what was read can be answered in the envelope; what the
// reader accepts has one host and one framing.
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/text.h"
#include "fuzz.h"
#include "wire/api_request.h"
#include "wire/envelope.h"
#include "wire/http_reader.h"

namespace opencam {
namespace {

constexpr HttpReader::Limits reader_limits{.head_bytes_max = 512, .body_bytes_max = 256};

struct Outcome {
  std::vector<HttpRequest> requests;
  std::optional<HttpFault> fault;
};

Outcome read_in_pieces(std::string_view text, std::size_t piece) {
  HttpReader reader(reader_limits);
  Outcome outcome;
  std::string buffer;
  for (std::size_t i = 0; i < text.size() && !outcome.fault; i += piece) {
    buffer += text.substr(i, piece);
    while (!buffer.empty()) {
      const std::size_t used = reader.read(buffer);
      OPENCAM_CHECK(used <= buffer.size());
      buffer.erase(0, used);
      if (reader.state() == HttpReader::State::Failed) outcome.fault = reader.fault();
      if (reader.state() != HttpReader::State::Done) break;
      outcome.requests.push_back(reader.take());
    }
    // What a waiting reader leaves in the buffer is bounded, or a client could fill the memory.
    OPENCAM_CHECK(outcome.fault || buffer.size() <= reader_limits.head_bytes_max);
  }
  return outcome;
}

void check_request(const HttpRequest& request) {
  OPENCAM_CHECK(request.body.size() <= reader_limits.body_bytes_max);
  OPENCAM_CHECK(!request.method.empty() && !request.path().empty());
  OPENCAM_CHECK(request.headers.count("Host") <= 1 && request.headers.count("Content-Length") <= 1);
  const auto coding = request.headers.find("Transfer-Encoding");
  OPENCAM_CHECK(!coding || text::equal_ignoring_ascii_case(*coding, "chunked"));
  OPENCAM_CHECK(!coding || !request.headers.find("Content-Length"));
  for (std::size_t i = 0; i < request.headers.size(); ++i) {
    OPENCAM_CHECK(request.headers.at(i).value.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos);
  }
  const auto api = read_api_request(request);
  if (api) return;
  const HttpResponse response = api_response(api.error(), language_of(request), "id");
  boost::system::error_code error;
  const auto body = boost::json::parse(response.body, error);
  OPENCAM_CHECK(!error && body.at("Response").at("Error").at("Code").is_string());
}

void check_connection(std::string_view text, std::size_t piece) {
  const Outcome whole = read_in_pieces(text, std::max<std::size_t>(1, text.size()));
  const Outcome cut = read_in_pieces(text, piece);
  OPENCAM_CHECK(whole.requests.size() == cut.requests.size());
  // When a malformed chunk is refused may depend on the pieces; that nothing comes of it may not.
  for (std::size_t i = 0; i < whole.requests.size(); ++i) {
    OPENCAM_CHECK(whole.requests[i].target == cut.requests[i].target);
    OPENCAM_CHECK(whole.requests[i].body == cut.requests[i].body);
    OPENCAM_CHECK(whole.requests[i].headers.size() == cut.requests[i].headers.size());
    check_request(whole.requests[i]);
  }
}

}  // namespace
}  // namespace opencam

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  opencam::check_connection(opencam::as_text(data + 1, size - 1), 1 + data[0] % 32);
  return 0;
}
