// The canonical form:
//
//   {"version":"2.0","statement":[{["Sid":..,]"effect":..,"action":[..],"resource":[..],"condition":{..},"principal":..}]}
//
// One text for one meaning as far as spelling goes; nothing is reordered or left out, so that people find again what
// they wrote.
#include <algorithm>

#include "base/json.h"
#include "opencam/policy.h"
#include "policy/pattern.h"
#include "policy/variable.h"

namespace opencam {
namespace {

std::string action_text(const ActionPattern& action) {
  if (action.is_opaque_set) return action.text;
  if (action.service == "*" && action.name == "*") return "*";
  return action.service + ":" + action.name;
}

void print_conditions(const std::vector<ConditionClause>& clauses, json::Writer& out) {
  out.begin_object();
  std::vector<ConditionOperator> printed;
  for (const ConditionClause& first : clauses) {
    if (std::ranges::find(printed, first.op) != printed.end()) continue;
    printed.push_back(first.op);
    out.key(first.op.text()).begin_object();
    for (const ConditionClause& clause : clauses) {
      if (clause.op != first.op) continue;
      out.key(clause.key).begin_array();
      for (const ConditionValue& value : clause.values) {
        if (value.is_number) {
          out.raw(source_text(value.text));
        } else {
          out.string(source_text(value.text));
        }
      }
      out.end_array();
    }
    out.end_object();
  }
  out.end_object();
}

// The member of `principal` that holds this one.
std::string_view member_name(const PrincipalPattern& principal) {
  if (principal.form == PrincipalForm::Service) return "service";
  if (principal.form == PrincipalForm::Federated) return "federated";
  // An unreadable text that `qcs` could read was not found there.
  const bool is_unknown = principal.form == PrincipalForm::Unknown;
  if (is_unknown && read_qcs_principal(principal.text).pattern.form != PrincipalForm::Unknown) return "federated";
  return "qcs";
}

void print_principals(const std::vector<PrincipalPattern>& principals, json::Writer& out) {
  if (principals.size() == 1 && principals.front().form == PrincipalForm::Everyone && principals.front().text == "*") {
    out.string("*");
    return;
  }
  out.begin_object();
  for (const std::string_view name : {"qcs", "service", "federated"}) {
    const auto belongs = [name](const PrincipalPattern& principal) { return member_name(principal) == name; };
    if (std::ranges::none_of(principals, belongs)) continue;
    out.key(name).begin_array();
    for (const PrincipalPattern& principal : principals) {
      if (belongs(principal)) out.string(principal.text);
    }
    out.end_array();
  }
  out.end_object();
}

void print_statement(const Statement& statement, json::Writer& out) {
  out.begin_object();
  if (!statement.sid.empty()) out.key("sid").string(statement.sid);
  out.key("effect").string(name(statement.effect));
  out.key("action").begin_array();
  for (const ActionPattern& action : statement.actions) out.string(action_text(action));
  out.end_array();
  if (!statement.resources.empty()) {
    out.key("resource").begin_array();
    for (const ResourcePattern& resource : statement.resources) out.string(resource.text);
    out.end_array();
  }
  if (!statement.conditions.empty()) {
    out.key("condition");
    print_conditions(statement.conditions, out);
  }
  if (!statement.principals.empty()) {
    out.key("principal");
    print_principals(statement.principals, out);
  }
  out.end_object();
}

}  // namespace

std::string print_policy(const Policy& policy, Layout layout) {
  json::Writer out(layout == Layout::Indented ? 2 : 0);
  out.begin_object().key("version").string("2.0").key("statement").begin_array();
  for (const Statement& statement : policy.statements()) print_statement(statement, out);
  out.end_array().end_object();
  std::string text = std::move(out).take();
  // A file of its own ends with a line feed.
  if (layout == Layout::Indented) text += '\n';
  return text;
}

}  // namespace opencam
