#include "services/published_keys.h"

#include <utility>

#include "base/json.h"
#include "base/limits.h"
#include "base/text.h"
#include "services/provider_url.h"
#include "wire/http_client.h"

namespace opencam::services {
namespace {

constexpr std::string_view configuration_path = "/.well-known/openid-configuration";

Error unavailable(std::string_view what, const std::string& why) {
  return Error(ErrorCode::Unavailable, std::string(what) + ": " + why);
}

Result<std::string> text_of(const json::Value& configuration, std::string_view name) {
  const json::Value* member = configuration.find(name);
  if (member == nullptr || !member->is_string()) {
    return unavailable("the provider's configuration", "it has no text `" + std::string(name) + "`");
  }
  return member->text;
}

}  // namespace

Result<std::string> PublishedKeys::get(std::string_view what, const std::string& url, const std::string& path) const {
  const auto address = read_provider_url(what, url);
  if (!address) return unavailable(what, address.error().message());
  const bool is_here = address->host == "localhost" || address->host == "127.0.0.1" || address->host == "::1";
  if (!address->is_secure && !(is_here && allows_local_http_)) return unavailable(what, "it is not https");
  HttpClientOptions options;
  options.timeout_ms = limits::key_fetch_timeout_ms;
  options.body_bytes_max = limits::jwks_bytes_max;
  options.only_other_machines = address->is_secure;
  auto client = HttpClient::create(address->origin, options);
  if (!client) return unavailable(what, client.error().message());
  HttpRequest request;
  request.method = "GET";
  request.target = address->path + path;
  request.headers.add("Accept", "application/json");
  if (request.target.empty()) request.target = "/";
  auto response = (*client)->send(request);
  if (!response) return unavailable(what, response.error().message());
  if (response->status != 200) return unavailable(what, "the answer is " + std::to_string(response->status));
  return std::move(response->body);
}

Result<std::string> PublishedKeys::fetch(const std::string& issuer) {
  std::string base = issuer;
  if (base.ends_with('/')) base.pop_back();
  OPENCAM_TRY(const std::string text, get("the provider's configuration", base, std::string(configuration_path)));
  const auto document = json::read(text, {.depth_max = limits::json_depth_max});
  if (!document) return unavailable("the provider's configuration", document.error().message());
  OPENCAM_TRY(const std::string named, text_of(document->root(), "issuer"));
  if (named != issuer) {
    return unavailable("the provider's configuration", "its issuer is `" + text::shortened(named) + "`");
  }
  OPENCAM_TRY(const std::string keys, text_of(document->root(), "jwks_uri"));
  return get("the provider's keys", keys, "");
}

}  // namespace opencam::services
