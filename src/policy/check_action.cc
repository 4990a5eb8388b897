#include "base/text.h"
#include "policy/check.h"

namespace opencam {
namespace {

std::string shown(std::string_view text) { return "`" + text::shortened(text) + "`"; }

// The listed action that is the same but for letter case, or none.
const ActionInfo* same_but_for_case(const ServiceInfo& service, std::string_view name) {
  for (const ActionInfo& action : service.actions) {
    if (text::equal_ignoring_ascii_case(action.name.name, name)) return &action;
  }
  return nullptr;
}

void check_name(const ActionPattern& action, const ServiceInfo& service, const CheckRun& run) {
  // CAM-025: only a name without a wildcard, and only in a list that is complete.
  if (!service.actions_complete || action.name.find('*') != std::string::npos) return;
  if (run.catalog.find_action({action.service, action.name}) != nullptr) return;
  const ActionInfo* near = same_but_for_case(service, action.name);
  const std::size_t begin = action.text.size() - action.name.size();
  run.add(ErrorCode::ActionNotExist, part_of_string(run.text, action.span, action.text, begin, action.text.size()),
          shown(action.name) + " is not an action of `" + service.name + "`",
          near != nullptr ? "write `" + near->name.name + "`: names are case-sensitive"
                          : "look up the actions of `" + service.name + "`, or use a wildcard");
}

}  // namespace

void check_actions(const Statement& statement, const CheckRun& run) {
  for (const ActionPattern& action : statement.actions) {
    if (action.is_opaque_set || action.service == "*") continue;
    const std::size_t begin = action.text.starts_with("name/") ? 5 : 0;
    const Span place = part_of_string(run.text, action.span, action.text, begin, begin + action.service.size());
    const ServiceInfo* service = run.catalog.find_service(action.service);
    if (service == nullptr) {
      run.add(ErrorCode::ActionServiceNotExist, place, "there is no service " + shown(action.service),
              "write the service's abbreviation, or describe your own service in a catalogue file");
    } else if (!service->is_authorisable) {
      run.add(ErrorCode::NotSupportProduct, place, shown(action.service) + " cannot be authorised by policies",
              "delete the action");
    } else {
      check_name(action, *service, run);
    }
  }
}

}  // namespace opencam
