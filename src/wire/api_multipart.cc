#include "wire/api_multipart.h"

#include <boost/json/string.hpp>
#include <boost/json/value.hpp>

#include "base/limits.h"
#include "base/text.h"
#include "wire/api_json.h"

namespace opencam {
namespace {

ApiError malformed(std::string_view why, std::string_view why_chinese) {
  return api_error(ApiCode::InvalidRequest, why, why_chinese);
}

ApiError no_multipart() { return malformed("the multipart body is malformed", "multipart 请求体格式错误"); }

// The value of `name` among the parameters of a header like `form-data; name="Key"; filename="x"`, or nothing.
std::optional<std::string_view> header_parameter(std::string_view header, std::string_view name) {
  std::size_t place = header.find(';');
  while (place != std::string_view::npos) {
    std::string_view rest = text::trimmed(header.substr(place + 1));
    const std::size_t equals = rest.find('=');
    if (equals == std::string_view::npos) return std::nullopt;
    const bool is_it = text::equal_ignoring_ascii_case(text::trimmed(rest.substr(0, equals)), name);
    rest.remove_prefix(equals + 1);
    const bool is_quoted = rest.starts_with('"');
    if (is_quoted) rest.remove_prefix(1);
    const std::size_t end = rest.find(is_quoted ? '"' : ';');
    if (is_quoted && end == std::string_view::npos) return std::nullopt;
    if (is_it) return is_quoted ? rest.substr(0, end) : text::trimmed(rest.substr(0, end));
    if (end == std::string_view::npos) return std::nullopt;
    header = rest.substr(end);
    place = header.find(';');
  }
  return std::nullopt;
}

struct Part {
  std::string_view name;
  bool is_json = false;
  std::string_view content;
};

// Header lines, an empty line, the content.
ApiResult<Part> read_part(std::string_view text) {
  Part part;
  bool has_name = false;
  while (!text.starts_with("\r\n")) {
    const std::size_t end = text.find("\r\n");
    if (end == std::string_view::npos) return no_multipart();
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end + 2);
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) return no_multipart();
    const std::string_view value = text::trimmed(line.substr(colon + 1));
    if (text::equal_ignoring_ascii_case(line.substr(0, colon), "Content-Disposition")) {
      const auto name = header_parameter(value, "name");
      if (has_name || !name || name->empty()) return no_multipart();
      part.name = *name;
      has_name = true;
    } else if (text::equal_ignoring_ascii_case(line.substr(0, colon), "Content-Type")) {
      part.is_json = text::equal_ignoring_ascii_case(value.substr(0, value.find(';')), "application/json");
    }
  }
  if (!has_name) return no_multipart();
  part.content = text.substr(2);
  return part;
}

}  // namespace

ApiResult<boost::json::object> read_multipart(std::string_view content_type, std::string_view body) {
  boost::json::object parameters;
  if (body.empty()) return parameters;
  const auto boundary = header_parameter(content_type, "boundary");
  // RFC 2046 section 5.1.1: 1 to 70 characters.
  if (!boundary || boundary->empty() || boundary->size() > 70)
    return malformed("the boundary is missing", "缺少 boundary");
  const std::string first = "--" + std::string(*boundary);
  const std::string next = "\r\n" + first;
  if (!body.starts_with(first)) return no_multipart();
  body.remove_prefix(first.size());

  while (!body.starts_with("--")) {
    if (!body.starts_with("\r\n")) return no_multipart();
    body.remove_prefix(2);
    const std::size_t end = body.find(next);
    if (end == std::string_view::npos) return no_multipart();
    OPENCAM_TRY(const Part part, read_part(body.substr(0, end)));
    body.remove_prefix(end + next.size());
    const std::string shown = text::shortened(part.name);
    if (!text::is_utf8(part.name) || !text::is_utf8(part.content)) {
      return api_error(ApiCode::InvalidParameterText, shown);
    }
    if (parameters.contains(part.name)) return api_error(ApiCode::InvalidParameterRepeated, shown);
    if (parameters.size() >= limits::form_nodes_max) return malformed("there are too many parts", "multipart 部分过多");
    boost::json::value value = boost::json::string(part.content);
    if (part.is_json) {
      OPENCAM_TRY(value, read_api_json(part.content));
    }
    parameters.emplace(part.name, std::move(value));
  }
  return parameters;
}

}  // namespace opencam
