#include "wire/api_json.h"

#include <boost/json/array.hpp>
#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/object.hpp>
#include <boost/json/string.hpp>
#include <vector>

#include "base/limits.h"
#include "base/text.h"

namespace opencam {
namespace {

namespace json = boost::json;
using json::error_code;
using json::string_view;

// What the push parser calls. Containers that are open lie on a stack; a finished value goes into the one on top.
class Builder {
 public:
  static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);

  json::value root;
  // The member that came twice; empty when none did.
  std::string repeated;

  bool on_document_begin(error_code&) { return true; }
  bool on_document_end(error_code&) { return true; }

  bool on_object_begin(error_code&) { return open(json::object()); }
  bool on_object_end(std::size_t, error_code& error) { return close(error); }
  bool on_array_begin(error_code&) { return open(json::array()); }
  bool on_array_end(std::size_t, error_code& error) { return close(error); }

  bool on_key_part(string_view part, std::size_t, error_code&) { return append(part); }
  bool on_key(string_view part, std::size_t, error_code&) {
    append(part);
    keys_.push_back(std::exchange(text_, {}));
    return true;
  }
  bool on_string_part(string_view part, std::size_t, error_code&) { return append(part); }
  bool on_string(string_view part, std::size_t, error_code& error) {
    append(part);
    return put(json::string(std::exchange(text_, {})), error);
  }

  bool on_number_part(string_view, error_code&) { return true; }
  bool on_int64(std::int64_t number, string_view, error_code& error) { return put(number, error); }
  bool on_uint64(std::uint64_t number, string_view, error_code& error) { return put(number, error); }
  bool on_double(double number, string_view, error_code& error) { return put(number, error); }
  bool on_bool(bool value, error_code& error) { return put(value, error); }
  bool on_null(error_code& error) { return put(nullptr, error); }
  bool on_comment_part(string_view, error_code&) { return true; }
  bool on_comment(string_view, error_code&) { return true; }

 private:
  bool append(string_view part) {
    text_.append(part.data(), part.size());
    return true;
  }

  bool open(json::value container) {
    open_.push_back(std::move(container));
    return true;
  }

  bool close(error_code& error) {
    json::value finished = std::move(open_.back());
    open_.pop_back();
    return put(std::move(finished), error);
  }

  bool put(json::value value, error_code& error) {
    if (open_.empty()) {
      root = std::move(value);
      return true;
    }
    if (json::array* list = open_.back().if_array()) {
      list->push_back(std::move(value));
      return true;
    }
    const std::string key = std::move(keys_.back());
    keys_.pop_back();
    if (open_.back().get_object().emplace(key, std::move(value)).second) return true;
    repeated = key;
    error = json::error::syntax;
    return false;
  }

  std::vector<json::value> open_;
  std::vector<std::string> keys_;  // of the members being read, outermost first
  std::string text_;               // the pieces of a key or string so far
};

}  // namespace

ApiResult<boost::json::value> read_api_json(std::string_view text) {
  json::parse_options options;
  options.max_depth = limits::json_depth_max;
  json::basic_parser<Builder> parser(options);
  error_code error;
  const std::size_t used = parser.write_some(false, text.data(), text.size(), error);
  if (!error && used < text.size()) error = json::error::extra_data;
  if (!error) return std::move(parser.handler().root);

  const std::string& repeated = parser.handler().repeated;
  if (!repeated.empty()) return api_error(ApiCode::InvalidParameterRepeated, text::shortened(repeated));
  if (error == json::error::too_deep) {
    return api_error(ApiCode::InvalidParameter,
                     "the JSON body is nested deeper than " + std::to_string(limits::json_depth_max) + " levels",
                     "JSON 请求体嵌套超过 " + std::to_string(limits::json_depth_max) + " 层");
  }
  return api_error(ApiCode::InvalidParameter, "the request body is not valid JSON", "请求体不是合法的 JSON");
}

}  // namespace opencam
