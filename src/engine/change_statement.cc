// Changes of policies: alter one element of a statement, add a statement, take one away.
#include <algorithm>

#include "base/json.h"
#include "engine/change_search.h"
#include "engine/describe.h"
#include "engine/match.h"
#include "policy/pattern.h"

namespace opencam {
namespace {

std::string place(const StatementRef& ref) {
  return "statement " + std::to_string(ref.index) + " of the " + std::string(name(ref.layer)) + " policy `" +
         ref.policy + "`";
}

PolicyKind kind_of(PolicyLayer layer) {
  switch (layer) {
    case PolicyLayer::Session:
      return PolicyKind::Session;
    case PolicyLayer::Resource:
      return PolicyKind::Resource;
    case PolicyLayer::Trust:
      return PolicyKind::Trust;
    case PolicyLayer::General:
    case PolicyLayer::Identity:
    case PolicyLayer::Boundary:
      return PolicyKind::Identity;
  }
  return PolicyKind::Identity;
}

// The statement alone, as JSON, in the canonical form.
std::string printed(const Statement& statement, PolicyKind kind) {
  const std::string text = print_policy(Policy(kind, {statement}), Layout::Compact);
  const auto document = json::read(text);
  const json::Value* list = document ? document->root().find("statement") : nullptr;
  if (list == nullptr || !list->is_array() || list->items.empty()) return {};
  const Span span = list->items.front().span;
  return text.substr(span.begin, span.end - span.begin);
}

std::shared_ptr<const Policy> with_statements(const Policy& policy, std::vector<Statement> statements) {
  return std::make_shared<const Policy>(policy.kind(), std::move(statements));
}

std::vector<Statement> without_statement(const Policy& policy, std::uint32_t index) {
  std::vector<Statement> statements = policy.statements();
  statements.erase(statements.begin() + index);
  return statements;
}

ActionPattern pattern_of(const ActionName& action) {
  return {.text = action.text(), .service = action.service, .name = action.name};
}

bool names_each_action(const Statement& statement) {
  return std::none_of(statement.actions.begin(), statement.actions.end(), [](const ActionPattern& one) {
    return one.service == "*" || one.name.find('*') != std::string::npos;
  });
}

bool names_each_resource(const Statement& statement) {
  return std::none_of(statement.resources.begin(), statement.resources.end(),
                      [](const ResourcePattern& one) { return one.is_any || one.text.find('*') != std::string::npos; });
}

std::string policy_text(const std::string& statement) { return R"({"version":"2.0","statement":[)" + statement + "]}"; }

}  // namespace

// The altered statement in the place of the old one.
std::optional<Change> ChangeSearch::try_statement(const StatementRef& ref, const Statement& altered,
                                                  const std::string& what) {
  const AttachedPolicy* attached = variation_.find(ref);
  if (attached == nullptr || attached->policy == nullptr) return std::nullopt;
  // A preset cannot be edited.
  if (ref.layer != PolicyLayer::Session && surroundings_.catalog().find_preset(ref.policy) != nullptr) {
    return std::nullopt;
  }
  const PolicyKind kind = attached->policy->kind();
  std::vector<Statement> statements = attached->policy->statements();
  statements[ref.index] = altered;
  variation_.replace(ref, with_statements(*attached->policy, std::move(statements)));
  const bool is_enough = turns();
  variation_.restore();
  if (!is_enough) return std::nullopt;
  Change change;
  change.kind = "alter_statement";
  change.summary = "in " + place(ref) + ", " + what;
  change.document = printed(altered, kind);
  change.statement = ref;
  return change;
}

// Alters the element that failed, and nothing else. When `is_narrow`, only where that lets in hardly more than what is
// asked: one more resource for actions, one more action for resources, that the statement names one by one.
std::optional<Change> ChangeSearch::try_element(const Candidate& candidate, bool is_narrow) {
  const StatementRef& ref = candidate.trace->statement;
  Statement altered = *candidate.statement;
  switch (candidate.trace->failed) {
    case Element::Condition: {
      if (is_narrow) return std::nullopt;
      for (std::size_t i = 0; i < altered.conditions.size(); ++i) {
        Statement without = altered;
        without.conditions.erase(without.conditions.begin() + static_cast<std::ptrdiff_t>(i));
        const ConditionClause& clause = altered.conditions[i];
        const std::string what = "drop the condition `" + clause.op.text() + "` on `" + clause.key + "`";
        if (auto change = try_statement(ref, without, what)) return change;
      }
      return std::nullopt;
    }
    case Element::Resource: {
      if (is_narrow && !names_each_action(altered)) return std::nullopt;
      const std::vector<std::string> denied = denied_resources();
      std::string what = "add the resource";
      for (const std::string& text : denied) {
        altered.resources.push_back(opencam::read_resource(text).pattern);
        what += " `" + text + "`";
      }
      return try_statement(ref, altered, what);
    }
    case Element::Action: {
      if (is_narrow && !names_each_resource(altered)) return std::nullopt;
      // Only a statement about the same service almost matches.
      const bool is_near = std::any_of(altered.actions.begin(), altered.actions.end(),
                                       [&](const ActionPattern& one) { return one.service == asked_.action.service; });
      if (!is_near) return std::nullopt;
      altered.actions.push_back(pattern_of(asked_.action));
      return try_statement(ref, altered, "add the action `" + asked_.action.text() + "`");
    }
    case Element::None:
    case Element::Principal:
      return std::nullopt;
  }
  return std::nullopt;
}

std::optional<Change> ChangeSearch::alter_allow_narrowly() { return alter_allow(true); }

std::optional<Change> ChangeSearch::alter_allow_widely() { return alter_allow(false); }

std::optional<Change> ChangeSearch::alter_allow(bool is_narrow) {
  // The elements are tried in a fixed order, so the later one failed the nearer the statement was.
  for (const Element failed : {Element::Condition, Element::Resource, Element::Action}) {
    const auto almost = candidates([&](const StatementTrace& trace) {
      return trace.statement.effect == Effect::Allow && !trace.matched && trace.failed == failed;
    });
    for (const Candidate& candidate : almost) {
      if (candidate.statement == nullptr) continue;
      if (auto change = try_element(candidate, is_narrow)) return change;
    }
  }
  return std::nullopt;
}

// Exactly this action on exactly these resources, and nothing more. For nobody it cannot be read: what is to be open to
// everybody is not proposed.
std::string ChangeSearch::minimal_statement(PolicyLayer layer) const {
  json::Writer out;
  out.begin_object().key("effect").string("allow");
  if (layer == PolicyLayer::Resource) {
    const bool is_service = parties_.caller.kind == PrincipalKind::Service;
    out.key("principal").begin_object().key(is_service ? "service" : "qcs").begin_array();
    out.string(is_service ? parties_.caller.name : describe(parties_.caller)).end_array().end_object();
  }
  out.key("action").begin_array().string(asked_.action.text()).end_array();
  out.key("resource").begin_array();
  for (const std::string& text : denied_resources()) out.string(text);
  out.end_array().end_object();
  return std::move(out).take();
}

std::optional<Change> ChangeSearch::try_adding_to(PolicyLayer layer, const std::string& document) {
  const auto read = read_policy(policy_text(document), {.kind = kind_of(layer)});
  if (!read) return std::nullopt;
  StatementRef ref{.policy = {}, .index = 0, .effect = Effect::Allow, .layer = layer};
  std::string summary = "attach a policy with this statement to the caller";
  if (layer == PolicyLayer::Boundary || layer == PolicyLayer::Session) {
    const AttachedPolicy* attached = variation_.find(ref);
    if (attached == nullptr || attached->policy == nullptr) return std::nullopt;
    ref.policy = attached->name;
    summary = "add this statement to the " + std::string(name(layer)) + " policy `" + attached->name + "`";
    std::vector<Statement> statements = attached->policy->statements();
    statements.push_back(read->statements().front());
    variation_.replace(ref, with_statements(*attached->policy, std::move(statements)));
  } else {
    const bool is_owner_side = layer == PolicyLayer::Resource;
    const std::string& owner = is_owner_side ? asked_.resources.front().owner : parties_.caller.owner_uin;
    // CAM-036: an APPID of no known account; there is nobody to ask.
    if (is_owner_side && owner.starts_with("uid/")) return std::nullopt;
    if (is_owner_side) summary = "let account `" + owner + "` add a resource policy with this statement";
    variation_.add(layer, {.name = "added", .policy = std::make_shared<const Policy>(*read), .owner_uin = owner});
  }
  const bool is_enough = turns();
  variation_.restore();
  if (!is_enough) return std::nullopt;
  Change change;
  change.kind = "add_statement";
  change.summary = std::move(summary);
  change.document = document;
  change.statement = std::move(ref);
  return change;
}

std::optional<Change> ChangeSearch::add_statement() {
  for (const PolicyLayer layer :
       {PolicyLayer::Identity, PolicyLayer::Boundary, PolicyLayer::Session, PolicyLayer::Resource}) {
    if (auto change = try_adding_to(layer, minimal_statement(layer))) return change;
  }
  return std::nullopt;
}

// Takes the one pattern that matches out of a deny that lists others as well.
std::optional<Change> ChangeSearch::narrow_deny() {
  const auto is_deny = [](const StatementTrace& trace) {
    return trace.statement.effect == Effect::Deny && trace.matched;
  };
  for (const Candidate& candidate : candidates(is_deny)) {
    if (candidate.statement == nullptr) continue;
    const Statement& statement = *candidate.statement;
    for (std::size_t i = 0; statement.resources.size() > 1 && i < statement.resources.size(); ++i) {
      Statement altered = statement;
      altered.resources.erase(altered.resources.begin() + static_cast<std::ptrdiff_t>(i));
      const std::string what = "take out the resource `" + statement.resources[i].text + "`";
      if (auto change = try_statement(candidate.trace->statement, altered, what)) return change;
    }
    for (std::size_t i = 0; statement.actions.size() > 1 && i < statement.actions.size(); ++i) {
      Statement altered = statement;
      altered.actions.erase(altered.actions.begin() + static_cast<std::ptrdiff_t>(i));
      const std::string what = "take out the action `" + statement.actions[i].text + "`";
      if (auto change = try_statement(candidate.trace->statement, altered, what)) return change;
    }
  }
  return std::nullopt;
}

std::optional<Change> ChangeSearch::try_without(const StatementRef& ref) {
  const AttachedPolicy* attached = variation_.find(ref);
  if (attached == nullptr || attached->policy == nullptr) return std::nullopt;
  variation_.replace(ref, with_statements(*attached->policy, without_statement(*attached->policy, ref.index)));
  const bool is_enough = turns();
  variation_.restore();
  if (!is_enough) return std::nullopt;
  Change change;
  change.kind = "remove_statement";
  change.summary = "remove " + place(ref) + ", which says " + std::string(name(ref.effect));
  change.statement = ref;
  return change;
}

std::optional<Change> ChangeSearch::remove_deny() {
  const auto is_deny = [](const StatementTrace& trace) {
    return trace.statement.effect == Effect::Deny && trace.matched;
  };
  for (const Candidate& candidate : candidates(is_deny)) {
    if (auto change = try_without(candidate.trace->statement)) return change;
  }
  return std::nullopt;
}

std::optional<Change> ChangeSearch::remove_allow() {
  for (const StatementRef& statement : explanation_.decision.statements) {
    if (auto change = try_without(statement)) return change;
  }
  return std::nullopt;
}

std::optional<Change> ChangeSearch::detach_unreadable() {
  for (const ResourceTrace& resource : explanation_.resources) {
    for (const PolicyTrace& policy : resource.policies) {
      if (!policy.unreadable) continue;
      const StatementRef ref{.policy = policy.policy, .index = 0, .effect = Effect::Deny, .layer = policy.layer};
      variation_.replace(ref, nullptr);
      const bool is_enough = turns();
      variation_.restore();
      if (!is_enough) continue;
      Change change;
      change.kind = "detach_policy";
      change.summary = "repair or detach the " + std::string(name(policy.layer)) + " policy `" + policy.policy +
                       "`, whose document cannot be read";
      change.statement = ref;
      return change;
    }
  }
  return std::nullopt;
}

}  // namespace opencam
