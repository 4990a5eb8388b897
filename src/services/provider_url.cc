#include "services/provider_url.h"

#include <algorithm>

#include "base/limits.h"
#include "base/text.h"

namespace opencam::services {
namespace {

bool is_host_character(char c) { return text::is_letter(c) || text::is_digit(c) || c == '-' || c == '.' || c == ':'; }

}  // namespace

Result<ProviderUrl> read_provider_url(std::string_view parameter, std::string_view url) {
  const auto refused = [&](std::string_view why) {
    return Error(ErrorCode::IdentityUrlIllegal,
                 "parameter `" + std::string(parameter) + "` `" + text::shortened(url) + "` " + std::string(why))
        .with_help("write it as https://login.example.com or https://login.example.com/path");
  };
  if (url.size() > limits::provider_url_bytes_max) return refused("is longer than 255 bytes");
  const bool is_visible = std::ranges::all_of(url, [](char c) { return c > ' ' && c < 0x7f; });
  if (!is_visible || url.find_first_of("?#@\\\"<>") != std::string_view::npos) {
    return refused("holds a character that it must not");
  }
  ProviderUrl out;
  out.is_secure = url.starts_with("https://");
  if (!out.is_secure && !url.starts_with("http://")) return refused("does not begin with https://");
  const std::size_t begin = out.is_secure ? 8 : 7;
  const std::size_t end = std::min(url.find('/', begin), url.size());
  const std::string_view authority = url.substr(begin, end - begin);
  out.origin = url.substr(0, end);
  out.path = url.substr(end);
  std::string_view host = authority;
  std::string_view port;
  if (host.starts_with('[')) {
    const std::size_t bracket = host.find(']');
    if (bracket == std::string_view::npos) return refused("has no host");
    port = host.substr(bracket + 1);
    host = host.substr(1, bracket - 1);
  } else if (const std::size_t colon = host.find(':'); colon != std::string_view::npos) {
    port = host.substr(colon);
    host = host.substr(0, colon);
  }
  out.host = host;
  if (host.empty() || !std::ranges::all_of(host, is_host_character)) return refused("has no host");
  const bool has_good_port = port.empty() || (port.size() >= 2 && port.size() <= 6 && port.front() == ':' &&
                                              text::is_all_digits(port.substr(1)));
  if (!has_good_port) return refused("has a port that is no number");
  return out;
}

Result<void> check_provider_url(std::string_view parameter, std::string_view url) {
  OPENCAM_TRY(const ProviderUrl read, read_provider_url(parameter, url));
  const bool is_here = read.host == "localhost" || read.host == "127.0.0.1" || read.host == "::1";
  if (read.is_secure || is_here) return {};
  return Error(ErrorCode::IdentityUrlIllegal,
               "parameter `" + std::string(parameter) + "` `" + text::shortened(url) + "` is not secure")
      .with_help("write it with https://");
}

}  // namespace opencam::services
