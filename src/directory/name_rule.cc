#include "directory/name_rule.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>
#include <string>
#include <utility>

#include "base/limits.h"
#include "base/text.h"

namespace opencam::directory {

namespace {

struct Range {
  std::uint32_t first;
  std::uint32_t last;
};

// Code points that nobody sees, or that combine with the one before: with them one name could be spelt in several
// ways. Sorted. From the Unicode properties White_Space (but U+0020), Default_Ignorable_Code_Point, Cc, Cf and the
// blocks of combining diacritical marks.
constexpr auto hidden = std::to_array<Range>({
    {0x0000, 0x001f}, {0x007f, 0x00a0}, {0x00ad, 0x00ad},   {0x0300, 0x036f},   {0x0600, 0x0605},   {0x061c, 0x061c},
    {0x06dd, 0x06dd}, {0x070f, 0x070f}, {0x115f, 0x1160},   {0x1680, 0x1680},   {0x17b4, 0x17b5},   {0x180b, 0x180f},
    {0x1ab0, 0x1aff}, {0x1dc0, 0x1dff}, {0x2000, 0x200f},   {0x2028, 0x202f},   {0x205f, 0x206f},   {0x20d0, 0x20ff},
    {0x3000, 0x3000}, {0x3099, 0x309a}, {0x3164, 0x3164},   {0xfe00, 0xfe0f},   {0xfe20, 0xfe2f},   {0xfeff, 0xfeff},
    {0xffa0, 0xffa0}, {0xfff0, 0xffff}, {0x1bca0, 0x1bca3}, {0x1d173, 0x1d17a}, {0xe0000, 0xe0fff},
});

bool is_hidden(std::uint32_t code_point) {
  const auto after = std::ranges::upper_bound(hidden, code_point, {}, &Range::first);
  return after != hidden.begin() && code_point <= std::prev(after)->last;
}

// REQUIRES: `bytes` is one well-formed sequence.
std::uint32_t decode(std::string_view bytes) {
  const auto lead = static_cast<std::uint8_t>(bytes.front());
  if (bytes.size() == 1) return lead;
  std::uint32_t code_point = lead & (0xffu >> (bytes.size() + 1));
  for (const char c : bytes.substr(1)) code_point = code_point << 6 | (static_cast<std::uint8_t>(c) & 0x3fu);
  return code_point;
}

// What is wrong with a text that people are to see as it is; empty when nothing is.
std::string_view fault_of_visible(std::string_view name) {
  if (name != text::trimmed(name)) return "begins or ends with a blank";
  for (std::string_view rest = name; !rest.empty();) {
    const std::size_t length = text::utf8_length(rest);
    if (length == 0) return "is not UTF-8";
    if (is_hidden(decode(rest.substr(0, length)))) return "holds a control, invisible or combining character";
    rest.remove_prefix(length);
  }
  return {};
}

// The alphabet of CAM's user, policy and role names.
bool is_word_character(char c) {
  return text::is_letter(c) || text::is_digit(c) || std::string_view("+=,.@_-").find(c) != std::string_view::npos;
}

struct NameRule {
  std::string_view thing;
  ErrorCode code;
  std::size_t bytes_max;
};

Error illegal(const NameRule& rule, std::string_view name, std::string_view fault) {
  return Error(rule.code, std::string(rule.thing) + " name `" + text::shortened(name) + "` " + std::string(fault));
}

Result<void> check_length(const NameRule& rule, std::string_view name) {
  if (name.empty()) return illegal(rule, name, "is empty");
  if (name.size() > rule.bytes_max) {
    return illegal(rule, name, "is longer than " + std::to_string(rule.bytes_max) + " bytes");
  }
  return {};
}

Result<void> check_word(const NameRule& rule, std::string_view name) {
  OPENCAM_TRY(check_length(rule, name));
  if (!std::ranges::all_of(name, is_word_character)) {
    return illegal(rule, name, "holds a character that is not allowed")
        .with_help("letters, digits and +=,.@_- are allowed");
  }
  return {};
}

Result<void> check_visible(const NameRule& rule, std::string_view name) {
  OPENCAM_TRY(check_length(rule, name));
  const std::string_view fault = fault_of_visible(name);
  if (!fault.empty()) return illegal(rule, name, fault);
  return {};
}

Result<void> check_number_text(std::string_view what, std::string_view text) {
  const auto is_fine = [](char c) { return text::is_digit(c) || c == '+' || c == '-' || c == ' '; };
  if (text.size() <= limits::contact_bytes_max && std::ranges::all_of(text, is_fine)) return {};
  return Error(ErrorCode::ContactIllegal, std::string(what) + " `" + text::shortened(text) + "` is no such number");
}

// CAM-232. Without `&` a pair written `key&value` (CAM-048) cannot be taken for another one.
constexpr std::string_view tag_signs = " +-=._:/@";
constexpr std::string_view tag_text_help = "letters, digits, blanks inside and +-=._:/@ are allowed";
constexpr auto reserved_tag_keys = std::to_array<std::string_view>({"qcs:", "qcloud", "tencent", "project"});

std::string_view fault_of_tag_text(std::string_view text) {
  const auto is_fine = [](char c) {
    const bool is_ascii = static_cast<unsigned char>(c) < 0x80;
    return !is_ascii || text::is_letter(c) || text::is_digit(c) || tag_signs.find(c) != std::string_view::npos;
  };
  const std::string_view fault = fault_of_visible(text);
  if (!fault.empty()) return fault;
  return std::ranges::all_of(text, is_fine) ? std::string_view() : "holds a character that is not allowed";
}

}  // namespace

Result<void> check_account_name(std::string_view name) {
  return check_visible({"account", ErrorCode::AccountNameIllegal, limits::account_name_bytes_max}, name);
}

Result<void> check_user_name(std::string_view name) {
  return check_word({"user", ErrorCode::UserNameIllegal, limits::user_name_bytes_max}, name);
}

Result<void> check_group_name(std::string_view name) {
  return check_visible({"group", ErrorCode::GroupNameIllegal, limits::group_name_bytes_max}, name);
}

Result<void> check_policy_name(std::string_view name) {
  return check_word({"policy", ErrorCode::PolicyNameIllegal, limits::policy_name_bytes_max}, name);
}

Result<void> check_role_name(std::string_view name) {
  return check_word({"role", ErrorCode::RoleNameIllegal, limits::role_name_bytes_max}, name);
}

Result<void> check_provider_name(std::string_view name) {
  return check_word({"identity provider", ErrorCode::IdentityNameIllegal, limits::provider_name_bytes_max}, name);
}

Result<void> check_description(std::string_view text) {
  if (text.size() > limits::description_bytes_max) {
    return Error(ErrorCode::DescriptionTooLong,
                 "a description has at most " + std::to_string(limits::description_bytes_max) + " bytes");
  }
  const auto is_control = [](char c) {
    return (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\r' && c != '\t') || c == 0x7f;
  };
  if (!text::is_utf8(text) || std::ranges::any_of(text, is_control)) {
    return Error(ErrorCode::InvalidArgument, "a description holds control characters or is not UTF-8");
  }
  return {};
}

Result<void> check_phone(std::string_view text) { return check_number_text("phone", text); }

Result<void> check_country_code(std::string_view text) { return check_number_text("country code", text); }

Result<void> check_email(std::string_view text) {
  if (text.empty()) return {};
  const std::size_t at = text.find('@');
  const bool has_both = at != std::string_view::npos && at > 0 && at + 1 < text.size() && at == text.rfind('@');
  if (text.size() <= limits::contact_bytes_max && has_both && text.find(' ') == std::string_view::npos &&
      fault_of_visible(text).empty()) {
    return {};
  }
  return Error(ErrorCode::ContactIllegal, "`" + text::shortened(text) + "` is no e-mail address");
}

Result<void> check_tag_key(std::string_view key) {
  if (key.empty()) return Error(ErrorCode::TagKeyEmpty, "a tag's key is empty");
  if (text::code_points(key) > limits::tag_key_characters_max) {
    return Error(ErrorCode::TagKeyTooLong, "the tag key `" + text::shortened(key) + "` is longer than " +
                                               std::to_string(limits::tag_key_characters_max) + " characters");
  }
  const std::string_view fault = fault_of_tag_text(key);
  if (!fault.empty()) {
    return Error(ErrorCode::TagKeyIllegal, "the tag key `" + text::shortened(key) + "` " + std::string(fault))
        .with_help(std::string(tag_text_help));
  }
  for (const std::string_view reserved : reserved_tag_keys) {
    if (!key.starts_with(reserved)) continue;
    return Error(ErrorCode::TagKeyReserved, "the tag key `" + text::shortened(key) + "` begins with `" +
                                                std::string(reserved) + "`, which is the system's own");
  }
  return {};
}

Result<void> check_tag(std::string_view key, std::string_view value) {
  OPENCAM_TRY(check_tag_key(key));
  if (text::code_points(value) > limits::tag_value_characters_max) {
    return Error(ErrorCode::TagValueTooLong, "the tag value `" + text::shortened(value) + "` is longer than " +
                                                 std::to_string(limits::tag_value_characters_max) + " characters");
  }
  const std::string_view fault = fault_of_tag_text(value);
  if (fault.empty()) return {};
  return Error(ErrorCode::TagValueIllegal, "the tag value `" + text::shortened(value) + "` " + std::string(fault))
      .with_help(std::string(tag_text_help));
}

}  // namespace opencam::directory
