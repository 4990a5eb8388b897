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

bool is_made_of(std::string_view text, Letter letter) {
  std::uint8_t common = letter;
  for (const char c : text) common &= letters[static_cast<unsigned char>(c)];
  return common != NoLetter;
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
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0 || colon + 1 == text.size()) return false;
  action.text = text;
  action.service = text.substr(0, colon);
  action.name = text.substr(colon + 1);
  if (!is_made_of(action.service, ServiceLetter) || !is_made_of(action.name, ActionLetter)) return false;
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
  std::string_view rest = text.substr(4);
  for (std::string_view& segment : segments) {
    const std::size_t colon = rest.find(':');
    if (colon == std::string_view::npos) return false;
    segment = rest.substr(0, colon);
    rest.remove_prefix(colon + 1);
  }
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
