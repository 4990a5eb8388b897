#include "wire/error_code.h"

#include <array>

#include "base/check.h"

namespace opencam {
namespace {

struct Entry {
  std::string_view name;
  std::string_view code;
  std::string_view english;
  std::string_view chinese;
};

constexpr Entry entries[] = {
#define OPENCAM_API_ERROR(name, code, english, chinese) {#name, code, english, chinese},
#include "wire/error_code.def"
#undef OPENCAM_API_ERROR
};

constexpr auto codes = [] {
  std::array<ApiCode, std::size(entries)> all{};
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<ApiCode>(i);
  return all;
}();

const Entry& entry(ApiCode code) {
  const auto index = static_cast<std::size_t>(code);
  OPENCAM_CHECK(index < std::size(entries));
  return entries[index];
}

std::string filled(std::string_view text, std::string_view subject) {
  const std::size_t place = text.find("{}");
  if (place == std::string_view::npos) return std::string(text);
  std::string out(text.substr(0, place));
  out += subject;
  out += text.substr(place + 2);
  return out;
}

}  // namespace

Language language_named(std::string_view name) { return name == "zh-CN" ? Language::Chinese : Language::English; }

std::span<const ApiCode> all_api_codes() { return codes; }
std::string_view name(ApiCode code) { return entry(code).name; }
std::string_view wire_code(ApiCode code) { return entry(code).code; }

ApiError api_error(ApiCode code, std::string_view subject, std::string_view subject_chinese) {
  const Entry& found = entry(code);
  return {std::string(found.code), filled(found.english, subject),
          filled(found.chinese, subject_chinese.empty() ? subject : subject_chinese)};
}

}  // namespace opencam
