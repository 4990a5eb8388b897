#include "directory/audit.h"

namespace opencam::directory {

bool is_denial(std::string_view outcome) {
  if (outcome == "deny") return true;
  for (const std::string_view code : denial_outcomes) {
    if (outcome == code || (outcome.starts_with(code) && outcome[code.size()] == '.')) return true;
  }
  return false;
}

std::string_view event_of(std::string_view action) { return action.substr(action.find(':') + 1); }

std::string_view service_of(std::string_view action) {
  const std::size_t colon = action.find(':');
  return colon == std::string_view::npos ? std::string_view() : action.substr(0, colon);
}

std::string_view resource_name_of(std::string_view resource) {
  const std::size_t colon = resource.rfind(':');
  return colon == std::string_view::npos ? std::string_view() : resource.substr(colon + 1);
}

}  // namespace opencam::directory
