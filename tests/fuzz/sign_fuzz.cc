// What a call may say about itself: its credential and its parameters. The first byte chooses the reader.
//
// Laws: nothing crashes; no key verifies a signature it did not make; encodings come back; a JSON body means the same
// to our three readers of JSON, or is refused.
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "base/encode.h"
#include "base/json.h"
#include "base/limits.h"
#include "fuzz.h"
#include "wire/api_form.h"
#include "wire/api_json.h"
#include "wire/api_multipart.h"
#include "wire/sign_v1.h"
#include "wire/sign_v3.h"

namespace opencam {
namespace {

constexpr std::int64_t now = 1551113065;

// An Authorization header before a correct message.
void check_v3(std::string_view authorization) {
  HttpRequest request;
  request.method = "POST";
  request.headers.add("Host", "h");
  request.headers.add("Content-Type", "t");
  request.headers.add("X-TC-Timestamp", std::to_string(now));
  request.headers.add("Authorization", authorization);
  const auto credential = read_v3_credential(request);
  if (!credential) return;
  OPENCAM_CHECK(has_secret_id_form(credential->secret_id) && !credential->service.empty());
  OPENCAM_CHECK(!verify_v3(request, *credential, SecretText("the fuzzer does not know it"), now));
}

void check_v1(std::string_view form) {
  const std::vector<FormPair> pairs = decode_form(form);
  OPENCAM_CHECK(decode_form(encode_form(pairs)) == pairs);
  const auto credential = read_v1_credential(pairs);
  if (!credential) return;
  OPENCAM_CHECK(credential->pairs.size() + 1 == pairs.size());
  OPENCAM_CHECK(!verify_v1({}, *credential, SecretText("the fuzzer does not know it"), credential->timestamp));
}

void check_object(const ApiResult<boost::json::object>& object) {
  if (!object) return;
  const std::string text = boost::json::serialize(*object);
  const auto again = read_api_json(text);
  OPENCAM_CHECK(again && again->is_object() && boost::json::serialize(*again) == text);
}

void check_json(std::string_view text) {
  const auto ours = read_api_json(text);
  const auto policy_reader = json::read(text, {.depth_max = limits::json_depth_max});
  boost::system::error_code error;
  const auto boosts = boost::json::parse({text.data(), text.size()}, error);
  // Boost.JSON refuses numbers beyond a double that the reader of policies keeps as text.
  OPENCAM_CHECK(!ours || policy_reader);
  OPENCAM_CHECK(!ours || !error);
  if (ours) OPENCAM_CHECK(boost::json::serialize(*ours) == boost::json::serialize(boosts));
}

void check_encodings(std::string_view text) {
  OPENCAM_CHECK(decode_hex(encode_hex(text)) == text);
  OPENCAM_CHECK(decode_base64(encode_base64(text)) == text);
  OPENCAM_CHECK(decode_percent(encode_percent(text)) == text);
  // Strict decoders: one text for one value.
  if (const auto bytes = decode_base64(text)) OPENCAM_CHECK(encode_base64(*bytes) == text);
  if (const auto bytes = decode_hex(text)) OPENCAM_CHECK(encode_hex(*bytes).size() == text.size());
}

void check(unsigned kind, std::string_view text) {
  if (kind == 0) return check_v3("TC3-HMAC-SHA256 " + std::string(text));
  if (kind == 1) return check_v3(text);
  if (kind == 2) return check_v1(text);
  if (kind == 3) return check_object(unflatten(decode_form(text)));
  if (kind == 4) return check_object(read_multipart("multipart/form-data; boundary=q", text));
  if (kind == 5) return check_json(text);
  check_encodings(text);
}

}  // namespace
}  // namespace opencam

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  opencam::check(data[0] % 7U, opencam::as_text(data + 1, size - 1));
  return 0;
}
