#include "tests/agreement/shown.h"

#include "base/json.h"

namespace opencam::agreement {
namespace {

std::string quoted_list(const std::vector<std::string>& texts) {
  std::string out = "[";
  for (const std::string& text : texts) out += (out.size() > 1 ? "," : "") + json::quote(text);
  return out + "]";
}

struct PrincipalText {
  std::string operator()(const UserRef& user) const {
    const std::string owner = user.owner_uin.empty() ? "" : R"(,"owner_uin":)" + json::quote(user.owner_uin);
    return R"("uin":)" + json::quote(user.uin) + owner;
  }
  std::string operator()(const RoleRef& role) const {
    return R"("role":)" + json::quote(role.role) + R"(,"owner_uin":)" + json::quote(role.owner_uin);
  }
  std::string operator()(const ServiceRef& service) const { return R"("service":)" + json::quote(service.name); }
  std::string operator()(const Anonymous&) const { return R"("anonymous":true)"; }
};

}  // namespace

std::string request_line(const Asker& asker, const Request& request) {
  std::string principal = std::visit(PrincipalText{}, asker.principal);
  if (!asker.session_text.empty()) {
    // A document that is no JSON can only be given as a text.
    const bool is_object = asker.session_text != "{";
    principal += R"(,"session_policy":)" + (is_object ? asker.session_text : json::quote(asker.session_text));
  }
  std::string context;
  for (const auto& [key, values] : request.context.all()) {
    context += (context.empty() ? "" : ",") + json::quote(key) + ":" + quoted_list(values);
  }
  return R"({"principal":{)" + principal + R"(},"action":)" + json::quote(request.action) + R"(,"resource":)" +
         quoted_list(request.resources) + R"(,"context":{)" + context + "}}";
}

std::string shown(const Decision& decision) {
  std::string statements;
  for (const StatementRef& one : decision.statements) {
    statements += (statements.empty() ? "" : ",") + one.policy + ":" + std::to_string(one.index) + "/" +
                  std::string(name(one.layer));
  }
  return std::string(name(decision.effect)) + " " + std::string(name(decision.reason)) + " by [" + statements +
         "] denied `" + decision.denied_resource + "`";
}

}  // namespace opencam::agreement
