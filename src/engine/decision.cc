#include "opencam/decision.h"

namespace opencam {

std::string_view name(Reason reason) {
  switch (reason) {
#define OPENCAM_REASON(enumerator, text, allows) \
  case Reason::enumerator:                       \
    return text;
#include "opencam/reason.def"
#undef OPENCAM_REASON
  }
  return {};
}

std::string_view name(PolicyLayer layer) {
  switch (layer) {
    case PolicyLayer::General:
      return "general";
    case PolicyLayer::Identity:
      return "identity";
    case PolicyLayer::Boundary:
      return "boundary";
    case PolicyLayer::Session:
      return "session";
    case PolicyLayer::Resource:
      return "resource";
    case PolicyLayer::Trust:
      return "trust";
  }
  return {};
}

std::string_view name(Element element) {
  switch (element) {
    case Element::None:
      return "none";
    case Element::Principal:
      return "principal";
    case Element::Action:
      return "action";
    case Element::Resource:
      return "resource";
    case Element::Condition:
      return "condition";
  }
  return {};
}

}  // namespace opencam
