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

// CAM-041.
bool read_account(std::string_view segment, ResourceText& resource) {
  resource.account_form = AccountForm::Own;
  if (segment.empty()) return true;
  if (segment.size() <= 4 || segment[0] != 'u' || segment[1] != 'i' || segment[3] != '/') return false;
  if (segment[2] != 'n' && segment[2] != 'd') return false;
  resource.account_form = segment[2] == 'n' ? AccountForm::Uin : AccountForm::AppId;
  resource.account = segment.substr(4);
  return text::is_all_digits(resource.account);
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

bool read_resource(std::string_view text, ResourceText& resource) {
  resource = {};
  if (text == "*") {
    resource.is_star = true;
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
  if (at == text.size() || !is_project(segments[0]) || !read_account(segments[3], resource)) return false;
  resource.project = segments[0];
  resource.service = segments[1];
  resource.region = read_region(segments[2]);
  resource.content = text.substr(at);
  return true;
}

ResourceView seen_by(const Principal& caller, const ResourceText& resource, bool as_a_whole,
                     const Surroundings& surroundings) {
  ResourceView seen;
  seen.is_none = resource.is_star || as_a_whole;
  seen.owner = {resource.account};
  if (resource.account_form == AccountForm::Own) {
    seen.owner = {caller.owner_uin};
  } else if (resource.account_form == AccountForm::AppId) {
    const std::string_view account = surroundings.account_of_app_id(resource.account);
    seen.owner = account.empty() ? AccountView{resource.account, true} : AccountView{account};
  }
  if (seen.is_none) return seen;
  seen.project = resource.project;
  seen.service = resource.service;
  seen.region = resource.region;
  seen.content = resource.content;
  seen.content_hash = resource.content_hash;
  return seen;
}

}  // namespace opencam
