#include "engine/asked_view.h"

#include <array>

#include "base/limits.h"
#include "base/text.h"
#include "engine/hash.h"

namespace opencam {
namespace {

enum Letter : std::uint8_t { NoLetter = 0, ServiceLetter = 1, ActionLetter = 2 };

// CAM-021: which names a character may stand in.
constexpr std::array<std::uint8_t, 256> letters = [] {
  std::array<std::uint8_t, 256> table{};
  for (int c = 'a'; c <= 'z'; ++c) table[static_cast<std::size_t>(c)] = ServiceLetter | ActionLetter;
  for (int c = '0'; c <= '9'; ++c) table[static_cast<std::size_t>(c)] = ServiceLetter | ActionLetter;
  for (int c = 'A'; c <= 'Z'; ++c) table[static_cast<std::size_t>(c)] = ActionLetter;
  for (const char c : {'_', '-'}) table[static_cast<std::size_t>(c)] = ServiceLetter | ActionLetter;
  for (const char c : {'.', '/'}) table[static_cast<std::size_t>(c)] = ActionLetter;
  return table;
}();

// The place of the first byte, from `at` on, that is none of these letters.
std::size_t end_of(std::string_view text, std::size_t at, Letter letter) {
  while (at < text.size() && (letters[static_cast<unsigned char>(text[at])] & letter) != 0) ++at;
  return at;
}

constexpr std::size_t region_code_bytes_max = 8;  // no short code is longer

std::string_view read_region(std::string_view region) {
  return region.size() > region_code_bytes_max ? region : canonical_region(region);
}

// CAM-032.
bool is_project(std::string_view text) {
  return text.empty() || (text.starts_with("id/") && text::is_all_digits(text.substr(3)));
}

// CAM-036, CAM-041, CAM-042.
bool read_owner(std::string_view segment, const Principal& caller, const Surroundings& surroundings,
                ResourceView& resource) {
  if (segment.empty()) {
    resource.owner = {caller.owner_uin};
    return true;
  }
  const bool is_uin = segment.starts_with("uin/");
  resource.has_app_id = segment.starts_with("uid/");
  const std::string_view number = segment.substr(std::min<std::size_t>(4, segment.size()));
  if ((!is_uin && !resource.has_app_id) || !text::is_all_digits(number)) return false;
  resource.owner = {number};
  if (is_uin) return true;
  const std::string_view account = surroundings.account_of_app_id(number);
  resource.owner = account.empty() ? AccountView{number, true} : AccountView{account};
  return true;
}

}  // namespace

bool read_action(std::string_view text, ActionView& action) {
  if (text.starts_with("name/")) text.remove_prefix(5);
  const std::size_t colon = end_of(text, 0, ServiceLetter);
  if (colon == 0 || colon + 1 >= text.size() || text[colon] != ':') return false;
  if (end_of(text, colon + 1, ActionLetter) != text.size()) return false;
  action.text = text;
  action.service = text.substr(0, colon);
  action.name = text.substr(colon + 1);
  action.hash = hash_of(text);
  action.service_tag = tag_of(action.service);
  return true;
}

bool read_resource(std::string_view text, bool as_a_whole, const Principal& caller, const Surroundings& surroundings,
                   ResourceView& resource) {
  resource = {.text = text};
  if (text == "*") {
    resource.is_none = true;
    resource.owner = {caller.owner_uin};
    return true;
  }
  if (text.size() > limits::resource_name_bytes_max || !text.starts_with("qcs:")) return false;
  std::array<std::string_view, 4> segments;  // project, service, region, account
  std::size_t at = 4;
  for (std::string_view& segment : segments) {
    // Segments are short: going over them is faster than asking for the next colon.
    const std::size_t begin = at;
    while (at < text.size() && text[at] != ':') ++at;
    if (at == text.size()) return false;
    segment = text.substr(begin, at - begin);
    ++at;
  }
  const std::string_view rest = text.substr(at);
  if (!is_project(segments[0]) || !read_owner(segments[3], caller, surroundings, resource) || rest.empty())
    return false;
  resource.is_none = as_a_whole;
  if (as_a_whole) return true;
  resource.project = segments[0];
  resource.service = segments[1];
  resource.region = read_region(segments[2]);
  resource.content = rest;
  return true;
}

}  // namespace opencam
