// What is answered: allow or deny, the reason, the statements that decided; and, when asked for, the whole tree.
//
// A Decision is cheap and always complete. An Explanation comes from the same evaluation, which then also notes
// every statement it tried and the first element that failed, with both values. All are values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "opencam/policy.h"

namespace opencam {

enum class Reason : std::uint8_t {
#define OPENCAM_REASON(enumerator, text, allows) enumerator,
#include "opencam/reason.def"
#undef OPENCAM_REASON
};

// "root", "allowed", "explicit_deny", ...
std::string_view name(Reason reason);

// Where a policy came from.
enum class PolicyLayer : std::uint8_t { General, Identity, Boundary, Session, Resource, Trust };

// "general", "identity", "boundary", "session", "resource", "trust".
std::string_view name(PolicyLayer layer);

// A statement that decided.
struct StatementRef {
  std::string policy;  // the policy's name
  std::uint32_t index = 0;
  Effect effect = Effect::Deny;
  PolicyLayer layer = PolicyLayer::Identity;

  friend bool operator==(const StatementRef&, const StatementRef&) = default;
};

struct Decision {
  Effect effect = Effect::Deny;
  Reason reason = Reason::NoMatchingAllow;
  // For a deny: the deny statements that matched the first resource that was denied; empty when something is
  // missing instead. For an allow: the allow statements, resource by resource, without repetition.
  std::vector<StatementRef> statements;
  // The first resource that was denied, as asked; empty for an allow.
  std::string denied_resource;

  bool allowed() const { return effect == Effect::Allow; }
  friend bool operator==(const Decision&, const Decision&) = default;
};

// The element of a statement that was looked at; they are tried in this order.
enum class Element : std::uint8_t { None, Principal, Action, Resource, Condition };

// "none", "principal", "action", "resource", "condition".
std::string_view name(Element element);

// One statement that was tried.
struct StatementTrace {
  StatementRef statement;
  bool matched = false;
  Element failed = Element::None;  // the first element that did not match
  std::string wanted;              // what the statement says there: patterns, or operator, key and values
  std::string found;               // what the request says there
  std::string note;                // the rule, in words, when the two values alone do not tell
};

struct PolicyTrace {
  std::string policy;
  PolicyLayer layer = PolicyLayer::Identity;
  std::string via;          // the group it comes through, or empty
  bool unreadable = false;  // the stored document cannot be read: a deny
  std::vector<StatementTrace> statements;
};

struct ResourceTrace {
  std::string resource;
  Effect effect = Effect::Deny;
  Reason reason = Reason::NoMatchingAllow;
  std::vector<PolicyTrace> policies;
};

// The smallest single change that turns the decision; deciding again with it has been tried.
struct Change {
  std::string summary;     // for people, one sentence
  std::string kind;        // "add_statement", "remove_statement", "set_context", "attach_policy", ...
  std::string document;    // the statement to add, JSON, when there is one
  StatementRef statement;  // the statement to remove or alter, when there is one
  std::string key;         // the context key to set, when there is one
  std::string value;
};

struct Explanation {
  Decision decision;
  std::string note;  // what the decision alone does not tell: why a request is invalid, who is unknown; or empty
  std::vector<ResourceTrace> resources;
  std::optional<Change> change;  // nothing when no single change was found
};

}  // namespace opencam
