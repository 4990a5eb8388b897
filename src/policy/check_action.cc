#include "base/text.h"
#include "policy/check.h"

namespace opencam {
namespace {

std::string shown(std::string_view text) { return "`" + text::shortened(text) + "`"; }

std::string action_help(const ServiceInfo& service, std::string_view name) {
  std::vector<std::string_view> known;
  for (const ActionInfo& action : service.actions) {
    if (text::equal_ignoring_ascii_case(action.name.name, name)) {
      return "write `" + action.name.name + "`: names are case-sensitive";
    }
    known.push_back(action.name.name);
  }
  const std::string_view meant = text::nearest(name, known);
  if (!meant.empty()) return "did you mean `" + std::string(meant) + "`?";
  return "look up the actions of `" + service.name + "`, or use a wildcard";
}

void check_name(const ActionPattern& action, const ServiceInfo& service, const CheckRun& run) {
  // CAM-025: only a name without a wildcard, and only in a list that is complete.
  if (!service.actions_complete || action.name.find('*') != std::string::npos) return;
  if (run.catalog.find_action({action.service, action.name}) != nullptr) return;
  const std::size_t begin = action.text.size() - action.name.size();
  run.add(ErrorCode::ActionNotExist, part_of_string(run.text, action.span, action.text, begin, action.text.size()),
          shown(action.name) + " is not an action of `" + service.name + "`", action_help(service, action.name));
}

}  // namespace

std::string service_help(std::string_view service, const Catalog& catalog) {
  std::vector<std::string_view> known;
  for (const auto& [name, info] : catalog.services()) known.push_back(name);
  const std::string lower = text::ascii_lower(service);
  if (catalog.find_service(lower) != nullptr) return "write `" + lower + "`: services are written in lower case";
  const std::string_view meant = text::nearest(service, known);
  if (!meant.empty()) return "did you mean `" + std::string(meant) + "`?";
  return "write the service's abbreviation, or describe your own service in a catalogue file";
}

void check_actions(const Statement& statement, const CheckRun& run) {
  for (const ActionPattern& action : statement.actions) {
    if (action.is_opaque_set || action.service == "*") continue;
    const std::size_t begin = action.text.starts_with("name/") ? 5 : 0;
    const Span place = part_of_string(run.text, action.span, action.text, begin, begin + action.service.size());
    const ServiceInfo* service = run.catalog.find_service(action.service);
    if (service == nullptr) {
      run.add(ErrorCode::ActionServiceNotExist, place, "there is no service " + shown(action.service),
              service_help(action.service, run.catalog));
    } else if (!service->is_authorisable) {
      run.add(ErrorCode::NotSupportProduct, place, shown(action.service) + " cannot be authorised by policies",
              "delete the action");
    } else {
      check_name(action, *service, run);
    }
  }
}

}  // namespace opencam
