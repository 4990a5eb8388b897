// Actions of a document:
//
//   *                      every action of every service
//   [name/]service:glob    `*` stands for any run of characters; the service is a whole name or `*`
//   permid/N, actionName/N a published set whose content is not (CAM-022)
#include <algorithm>

#include "base/text.h"
#include "policy/pattern.h"

namespace opencam {
namespace {

constexpr std::string_view how_to_write = "write `service:Name`, for example `cvm:DescribeInstances`, or `*`";

bool is_service_letter(char c) { return text::is_lower(c) || text::is_digit(c) || c == '_' || c == '-'; }

bool is_name_letter(char c) { return is_service_letter(c) || text::is_upper(c) || c == '*' || c == '.' || c == '/'; }

void add_fatal(PatternReading<ActionPattern>& reading, std::size_t begin, std::size_t end, std::string_view reason,
               std::string_view help) {
  reading.faults.push_back({ErrorCode::ActionError, Gravity::Fatal, begin, end,
                            "`" + text::shortened(reading.pattern.text) + "` is not an action: " + std::string(reason),
                            std::string(help)});
}

// What is wrong with a name of these letters.
std::string_view letter_reason(std::string_view part) {
  if (part.find_first_of(" \t\r\n") != std::string_view::npos) return "it holds a blank";
  if (part.find("${") != std::string_view::npos) return "a variable cannot stand in an action";
  if (part.find('?') != std::string_view::npos) return "`?` is not a wildcard, only `*` is";
  if (part.find(':') != std::string_view::npos) return "it has more than one `:`";
  if (std::ranges::any_of(part, text::is_upper)) return "services are written in lower case";
  return "it holds a character that no action has";
}

// CAM-022: nobody outside knows which actions these are.
bool is_opaque(std::string_view text) { return text.starts_with("permid/") || text.starts_with("actionName/"); }

}  // namespace

PatternReading<ActionPattern> read_action(std::string_view text) {
  PatternReading<ActionPattern> reading;
  ActionPattern& pattern = reading.pattern;
  pattern.text = text;
  if (text == "*" || text == "name/*") {
    pattern.service = "*";
    pattern.name = "*";
    return reading;
  }
  if (is_opaque(text)) {
    pattern.is_opaque_set = true;
    reading.faults.push_back({ErrorCode::ActionError, Gravity::Creation, 0, text.size(),
                              "`" + text::shortened(text) + "` is a set of actions whose content was never published",
                              "list the actions by their names"});
    return reading;
  }
  const std::size_t start = text.starts_with("name/") ? 5 : 0;
  const std::size_t colon = text.find(':', start);
  if (colon == std::string_view::npos) {
    add_fatal(reading, 0, text.size(), "it has no `:`", how_to_write);
    return reading;
  }
  pattern.service = text.substr(start, colon - start);
  pattern.name = text.substr(colon + 1);
  if (pattern.service.empty() || pattern.name.empty()) {
    add_fatal(reading, 0, text.size(), pattern.service.empty() ? "the service is missing" : "the name is missing",
              how_to_write);
  } else if (pattern.service != "*" && pattern.service.find('*') != std::string::npos) {
    add_fatal(reading, start, colon, "only the whole service can be `*`", "write one action for each service");
  } else if (pattern.service != "*" && !std::ranges::all_of(pattern.service, is_service_letter)) {
    add_fatal(reading, start, colon, letter_reason(pattern.service), how_to_write);
  } else if (!std::ranges::all_of(pattern.name, is_name_letter)) {
    add_fatal(reading, colon + 1, text.size(), letter_reason(pattern.name), how_to_write);
  }
  return reading;
}

}  // namespace opencam
