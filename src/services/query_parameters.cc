#include "services/query_parameters.h"

#include <algorithm>
#include <utility>

#include "base/encode.h"
#include "base/text.h"

namespace opencam::services {

Error wrong_parameter(std::string_view name, std::string_view wanted) {
  return Error(ErrorCode::InvalidArgument,
               "parameter `" + text::shortened(name) + "` needs to be " + std::string(wanted));
}

std::string one_of_text(std::initializer_list<std::string_view> choices) {
  std::string out;
  for (auto choice = choices.begin(); choice != choices.end(); ++choice) {
    const bool is_last = choice + 1 == choices.end();
    out += (choice == choices.begin() ? "`" : is_last ? " or `" : ", `") + std::string(*choice) + "`";
  }
  return out;
}

Result<QueryParameters> QueryParameters::read(std::string_view query, std::initializer_list<std::string_view> known) {
  QueryParameters out;
  for (FormPair& pair : decode_form(query)) {
    if (std::ranges::find(known, std::string_view(pair.name)) == known.end()) {
      const std::string may_be = known.size() == 0 ? "left out" : "one of " + one_of_text(known);
      return wrong_parameter(pair.name, may_be);
    }
    if (!text::is_utf8(pair.value)) return wrong_parameter(pair.name, "percent-encoded UTF-8");
    if (!out.values_.emplace(pair.name, std::move(pair.value)).second) return wrong_parameter(pair.name, "given once");
  }
  return out;
}

Result<std::string> QueryParameters::text(std::string_view name, std::size_t bytes_max) const {
  const auto found = values_.find(name);
  if (found == values_.end()) return std::string();
  if (found->second.empty() || found->second.size() > bytes_max) {
    return wrong_parameter(name, "1 to " + std::to_string(bytes_max) + " bytes");
  }
  return found->second;
}

Result<std::string> QueryParameters::choice(std::string_view name,
                                            std::initializer_list<std::string_view> choices) const {
  const auto found = values_.find(name);
  if (found == values_.end()) return std::string();
  if (std::ranges::find(choices, std::string_view(found->second)) == choices.end()) {
    return wrong_parameter(name, one_of_text(choices));
  }
  return found->second;
}

Result<std::uint64_t> QueryParameters::number(std::string_view name, std::uint64_t min, std::uint64_t max,
                                              std::uint64_t fallback) const {
  const auto found = values_.find(name);
  if (found == values_.end()) return fallback;
  constexpr std::size_t digits_max = 18;
  const std::string& digits = found->second;
  std::uint64_t value = 0;
  if (text::is_all_digits(digits) && digits.size() <= digits_max) {
    for (const char c : digits) value = value * 10 + static_cast<std::uint64_t>(c - '0');
    if (value >= min && value <= max) return value;
  }
  return wrong_parameter(name, "a number from " + std::to_string(min) + " to " + std::to_string(max));
}

}  // namespace opencam::services
