#include "services/caller.h"

namespace opencam::services {

using directory::id_text;

PrincipalRef Caller::principal() const {
  if (kind == PrincipalKind::Anonymous) return Anonymous{};
  if (kind == PrincipalKind::Role) return RoleRef{id_text(role), id_text(owner())};
  return UserRef{.uin = id_text(uin), .owner_uin = id_text(owner())};
}

std::string Caller::principal_type() const {
  if (kind == PrincipalKind::Anonymous) return identity == nullptr ? "anonymous" : "web_identity";
  if (kind == PrincipalKind::Role) return "role";
  if (is_temporary && session == SessionKind::Federated) return "federated";
  return kind == PrincipalKind::Root ? "root" : "user";
}

std::string Caller::principal_text() const {
  if (kind == PrincipalKind::Anonymous) {
    return identity == nullptr ? std::string() : identity->provider() + ":" + identity->subject();
  }
  if (kind == PrincipalKind::Role) return id_text(role) + ":" + session_name;
  std::string text = id_text(uin);
  if (is_temporary && session == SessionKind::Federated) text += ":" + session_name;
  return text;
}

}  // namespace opencam::services
