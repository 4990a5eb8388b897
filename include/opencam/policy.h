// Policy documents: reading, checking, printing, linting.
//
//   OPENCAM_TRY(Policy policy, read_policy(text, {.kind = PolicyKind::Identity}));
//
// There are two readings of one text, because what may be *created* is narrower than what may be *stored*:
//
//   text -> check_policy -> the first CAM error code, or none     (what CreatePolicy does)
//   text -> read_policy  -> Policy                                (what a decision uses; lenient, fails closed)
//
// read_policy accepts every document that check_policy accepts, and older ones that it would refuse (a project
// segment, `permid/N`, a `${...}` where none may stand). What it cannot read at all is an Error: who holds such a
// document is denied.
//
// A Policy is immutable and cheap to share through shared_ptr. The language: docs/spec/.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "opencam/catalog.h"
#include "opencam/name.h"
#include "opencam/result.h"
#include "opencam/source.h"

namespace opencam {

enum class Effect : std::uint8_t { Allow, Deny };

// "allow" or "deny".
std::string_view name(Effect effect);

// What a document is for; it decides which elements it must and must not have.
enum class PolicyKind : std::uint8_t {
  Identity,  // of a user, group or role, and every boundary: no principal
  Session,   // of AssumeRole and GetFederationToken: no principal
  Trust,     // of a role: principal, no resource
  Resource,  // of a bucket: principal and resource; capitalised element names are accepted, `Sid` is kept
};

// A policy variable, replaced at the time of the decision.
enum class Variable : std::uint8_t { Uin, OwnerUin, AppId };

// "uin", "owner_uin", "app_id".
std::string_view name(Variable variable);

// Text with variables in it: literal, variable, literal ... Literals may be empty; there is one more of them.
struct VariableText {
  std::vector<std::string> literals = {""};
  std::vector<Variable> variables;

  bool has_variables() const { return !variables.empty(); }
  friend bool operator==(const VariableText&, const VariableText&) = default;
};

// `*`, `service:*`, `service:Name`, `service:Pre*`; with or without `name/`.
struct ActionPattern {
  std::string text;     // as written
  std::string service;  // "*" for every service
  std::string name;     // a glob
  // permid/N or actionName/...: a published name whose content is not. An allow matches nothing, a deny everything
  // (CAM-022).
  bool is_opaque_set = false;
  Span span;
};

struct ResourcePattern {
  std::string text;        // as written
  bool is_any = false;     // the bare `*`
  std::string project;     // empty: every project
  std::string service;     // empty or "*": every service
  std::string region;      // empty or "*": every region; canonical otherwise
  AccountSegment account;  // Own, Any, Uin or AppId
  VariableText content;    // a glob with variables
  // A stored document holds something that can match nothing here (a bare account number, a variable outside the
  // last segment): an allow does not match. A deny matches whatever its other segments match (fail closed).
  bool is_unmatchable = false;
  Span span;
};

enum class Comparison : std::uint8_t {
#define OPENCAM_OPERATOR(enumerator, text, family, negated) enumerator,
#include "opencam/operator.def"
#undef OPENCAM_OPERATOR
};

enum class SetPrefix : std::uint8_t { None, ForAnyValue, ForAllValues };

// The full spelling: [for_any_value:|for_all_value:]base[_if_exist].
struct ConditionOperator {
  Comparison comparison{};
  SetPrefix set = SetPrefix::None;
  bool if_exist = false;

  static std::optional<ConditionOperator> parse(std::string_view text);
  std::string text() const;
  friend bool operator==(const ConditionOperator&, const ConditionOperator&) = default;
};

struct ConditionValue {
  VariableText text;  // of a string, decoded; of a number, as it stands in the document
  bool is_number = false;
  Span span;
};

// One key under one operator. A statement's condition is the conjunction of its clauses.
struct ConditionClause {
  ConditionOperator op;
  std::string key;
  std::vector<ConditionValue> values;
  Span operator_span;
  Span key_span;
};

// Whom a trust or resource policy names.
enum class PrincipalForm : std::uint8_t {
  Everyone,      // "*", qcs::cam::anyone:anyone, qcs::cam::anonymous:anonymous
  Account,       // qcs::cam::uin/A:root, qcs::cam::uin/A:uin/A
  User,          // qcs::cam::uin/A:uin/U
  Group,         // qcs::cam::uin/A:groupid/N
  Role,          // qcs::cam::uin/A:roleName/N, qcs::cam::uin/A:role/ID
  CloudService,  // qcs::cam::uin/A:service/cdn
  Service,       // {"service": "cvm.qcloud.com"}
  Federated,     // {"federated": "qcs::cam::uin/A:saml-provider/N"}
  Unknown,       // stored, unreadable: names nobody in an allow, everybody in a deny
};

struct PrincipalPattern {
  PrincipalForm form = PrincipalForm::Unknown;
  std::string text;     // as written
  std::string account;  // root account number, when the form has one
  std::string id;       // user number, group id, role name or id, service name, provider
  Span span;
};

struct Statement {
  Effect effect = Effect::Deny;
  std::vector<ActionPattern> actions;
  std::vector<ResourcePattern> resources;  // empty in a trust policy: the role itself
  std::vector<ConditionClause> conditions;
  std::vector<PrincipalPattern> principals;  // empty in identity and session policies
  std::string sid;                           // resource policies only
  Span span;
};

class Policy {
 public:
  Policy(PolicyKind kind, std::vector<Statement> statements) : kind_(kind), statements_(std::move(statements)) {}

  PolicyKind kind() const { return kind_; }
  const std::vector<Statement>& statements() const { return statements_; }

 private:
  PolicyKind kind_;
  std::vector<Statement> statements_;
};

// Answers for the directory: does this principal exist, may it be named here. The default knows nobody and so
// refuses nothing. Implemented by whoever has a directory at hand.
class PrincipalLookup {
 public:
  virtual ~PrincipalLookup() = default;
  virtual bool account_exists(std::string_view root_uin) const;
  virtual bool user_exists(std::string_view root_uin, std::string_view uin) const;
  // May a document of this owner name principals of that account?
  virtual bool may_cross(std::string_view owner_uin, std::string_view root_uin) const;
};

struct CheckOptions {
  PolicyKind kind = PolicyKind::Identity;
  const Catalog* catalog = nullptr;         // null: Catalog::built_in()
  const PrincipalLookup* lookup = nullptr;  // null: principals are checked for form only
  std::string owner_uin;                    // the account that is to own the document; may be empty
  std::uint32_t characters_max = 6144;      // Unicode code points, blanks, tabs and line ends not counted
  bool accept_capitalised = false;          // Resource documents accept them always (CAM-006)
};

// All mistakes of the document, in CAM's order of checks: the first is the one the API reports. Empty: it may be
// created. Takes any text, never fails otherwise. O(length).
std::vector<Diagnostic> check_policy(std::string_view text, const CheckOptions& options);

struct ReadOptions {
  PolicyKind kind = PolicyKind::Identity;
};

// The document as decisions use it. Errors: PolicyDocumentError, VersionError, StatementError, EffectError, ... for
// what cannot be given a meaning that is safe.
Result<Policy> read_policy(std::string_view text, const ReadOptions& options);

struct LintOptions {
  PolicyKind kind = PolicyKind::Identity;
  const Catalog* catalog = nullptr;  // null: Catalog::built_in()
};

// What is legal but surely not meant; the codes are in policy/lint.def, each with a page in docs/lint/.
// Stored documents are looked at too; of what cannot be read nothing is said. Ordered by place.
std::vector<Diagnostic> lint_policy(std::string_view text, const LintOptions& options);

enum class Layout : std::uint8_t { Compact, Indented };

// The canonical form: lower-case element names in the order of the grammar, `name/` dropped, lists always lists,
// members and values in the order given. read(print(p)) means the same as p, and print is a fixpoint.
std::string print_policy(const Policy& policy, Layout layout);

}  // namespace opencam
