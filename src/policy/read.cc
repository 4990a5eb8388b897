#include "policy/read.h"

#include <algorithm>

#include "base/limits.h"
#include "base/text.h"
#include "policy/condition.h"
#include "policy/pattern.h"

namespace opencam {
namespace {

bool wants_principal(PolicyKind kind) { return kind == PolicyKind::Trust || kind == PolicyKind::Resource; }

class StatementReader {
 public:
  StatementReader(std::string_view source, PolicyKind kind, LetterCase letter_case, Mistakes& mistakes)
      : source_(source), kind_(kind), letter_case_(letter_case), mistakes_(mistakes) {}

  void read_version(const DocumentSyntax& document) {
    const std::string help = "write `\"version\": \"2.0\"`";
    if (document.version == nullptr) {
      return add(ErrorCode::VersionError, document.json->root().span, "`version` is missing", help);
    }
    const json::Value& value = document.version->value;
    if (!value.is_string() || value.text != "2.0") {
      add(ErrorCode::VersionError, value.span, "`version` is not the string `2.0`", help);
    }
  }

  // A principal of the document stands for every statement that has none of its own.
  void read_document_principal(const DocumentSyntax& document) {
    if (document.principal == nullptr) return;
    has_document_principal_ = true;
    read_principal(*document.principal, document_principals_);
  }

  Statement read(const StatementSyntax& syntax) {
    Statement statement;
    statement.span = syntax.whole->span;
    read_effect(syntax, statement);
    read_actions(syntax, statement);
    read_resources(syntax, statement);
    if (syntax.condition != nullptr) {
      statement.conditions = read_conditions(syntax.condition->value, source_, mistakes_);
    }
    if (syntax.principal != nullptr) {
      read_principal(*syntax.principal, statement.principals);
    } else if (has_document_principal_) {
      statement.principals = document_principals_;
    } else if (wants_principal(kind_)) {
      add(ErrorCode::PrincipalError, statement.span, "`principal` is missing",
          "say whom the statement is about, for example `\"principal\": {\"qcs\": "
          "[\"qcs::cam::uin/<account>:root\"]}`");
    }
    read_sid(syntax, statement);
    return statement;
  }

 private:
  void add(ErrorCode code, Span span, std::string message, std::string help) {
    mistakes_.add({code, Gravity::Fatal, std::move(message), std::move(help), span});
  }

  // Adds the faults of one string; false when one of them leaves no usable pattern.
  bool note(const std::vector<PatternFault>& faults, const json::Value& value, std::uint32_t resource = 0) {
    bool is_usable = true;
    for (const PatternFault& fault : faults) {
      mistakes_.add({fault.code, fault.gravity, fault.message, fault.help,
                     part_of_string(source_, value.span, value.text, fault.begin, fault.end), resource});
      is_usable = is_usable && fault.gravity != Gravity::Fatal;
    }
    return is_usable;
  }

  // Calls `each` with every string of a string or list; anything else is `code`.
  template <typename Each>
  void read_strings(std::string_view element, const json::Value& value, ErrorCode code, const Each& each) {
    const std::string shown = "`" + std::string(element) + "`";
    if (value.is_string()) return each(value);
    if (!value.is_array()) {
      return add(code, value.span, shown + " is " + what_it_is(value) + " and not a string or a list of strings",
                 "write a string, or a list of strings");
    }
    if (value.items.empty()) {
      return add(code, value.span, shown + " is an empty list", "name at least one, or `*` for all");
    }
    for (const json::Value& item : value.items) {
      if (item.is_string()) {
        each(item);
      } else {
        add(code, item.span, shown + " holds " + what_it_is(item) + " where a string should stand", "write a string");
      }
    }
  }

  void read_effect(const StatementSyntax& syntax, Statement& statement) {
    const std::string help = "write `\"effect\": \"allow\"` or `\"effect\": \"deny\"`";
    if (syntax.effect == nullptr) return add(ErrorCode::EffectError, statement.span, "`effect` is missing", help);
    const json::Value& value = syntax.effect->value;
    const std::string text = value.is_string() ? folded(value.text, letter_case_) : "";
    if (text == "allow") {
      statement.effect = Effect::Allow;
    } else if (text != "deny") {
      add(ErrorCode::EffectError, value.span,
          value.is_string() ? "`" + text::shortened(value.text) + "` is not an effect"
                            : "`effect` is " + what_it_is(value),
          help);
    }
  }

  void read_actions(const StatementSyntax& syntax, Statement& statement) {
    if (syntax.action == nullptr) {
      return add(ErrorCode::ActionMiss, statement.span, "`action` is missing",
                 "write `\"action\": [\"service:Name\"]`, or `\"action\": \"*\"` for every action");
    }
    statement.actions.reserve(std::max<std::size_t>(1, syntax.action->value.items.size()));
    read_strings("action", syntax.action->value, ErrorCode::ActionError, [&](const json::Value& value) {
      auto reading = read_action(value.text);
      reading.pattern.span = value.span;
      if (note(reading.faults, value)) statement.actions.push_back(std::move(reading.pattern));
    });
  }

  void read_resources(const StatementSyntax& syntax, Statement& statement) {
    if (kind_ == PolicyKind::Trust) {
      if (syntax.resource == nullptr) return;
      return add(ErrorCode::ResourceError, syntax.resource->name_span, "`resource` may not stand in a trust policy",
                 "delete it: the resource is the role itself");
    }
    if (syntax.resource == nullptr) {
      return add(ErrorCode::ResourceError, statement.span, "`resource` is missing",
                 "write `\"resource\": [\"qcs::...\"]`, or `\"resource\": \"*\"` for every resource");
    }
    statement.resources.reserve(std::max<std::size_t>(1, syntax.resource->value.items.size()));
    read_strings("resource", syntax.resource->value, ErrorCode::ResourceError, [&](const json::Value& value) {
      auto reading = read_resource(value.text);
      reading.pattern.span = value.span;
      // No resource stands at the beginning of the text, so its place is a number for it. One with a fatal mistake is
      // kept for the catalogue's checks, which come before those of the last segment.
      note(reading.faults, value, value.span.begin);
      statement.resources.push_back(std::move(reading.pattern));
    });
  }

  void read_principal(const json::Member& principal, std::vector<PrincipalPattern>& principals) {
    if (!wants_principal(kind_)) {
      return add(ErrorCode::PrincipalError, principal.name_span, "`principal` may not stand in this policy",
                 kind_ == PolicyKind::Session ? "delete it: a session policy is always about its session"
                                              : "delete it, and attach the policy to the user, group or role instead");
    }
    const json::Value& value = principal.value;
    if (value.is_string() && value.text == "*") {
      principals.push_back({.form = PrincipalForm::Everyone, .text = "*", .account = "", .id = "", .span = value.span});
      return;
    }
    if (!value.is_object() || value.members.empty()) {
      return add(ErrorCode::PrincipalError, value.span, "`principal` is neither `*` nor an object with members",
                 "write `{\"qcs\": [...]}`, `{\"service\": [...]}` or `{\"federated\": [...]}`");
    }
    for (const json::Member& member : value.members) {
      const std::string& name = member.name;
      const auto read = name == "qcs"         ? &read_qcs_principal
                        : name == "service"   ? &read_service_principal
                        : name == "federated" ? &read_federated_principal
                                              : nullptr;
      if (read == nullptr) {
        add(ErrorCode::PrincipalError, member.name_span,
            "`" + text::shortened(name) + "` is not a member of `principal`",
            "known are `qcs`, `service` and `federated`");
        continue;
      }
      read_strings("principal." + name, member.value, ErrorCode::PrincipalError, [&](const json::Value& item) {
        auto reading = read(item.text);
        reading.pattern.span = item.span;
        if (note(reading.faults, item)) principals.push_back(std::move(reading.pattern));
      });
    }
  }

  void read_sid(const StatementSyntax& syntax, Statement& statement) {
    if (syntax.sid == nullptr) return;
    const json::Value& value = syntax.sid->value;
    if (!value.is_string()) {
      return add(ErrorCode::PolicyDocumentError, value.span, "`" + syntax.sid->name + "` is " + what_it_is(value),
                 "write a string");
    }
    statement.sid = value.text;
  }

  std::string_view source_;
  PolicyKind kind_;
  LetterCase letter_case_;
  Mistakes& mistakes_;
  bool has_document_principal_ = false;
  std::vector<PrincipalPattern> document_principals_;
};

}  // namespace

std::string_view name(Effect effect) { return effect == Effect::Allow ? "allow" : "deny"; }

std::vector<Statement> read_document(std::string_view text, PolicyKind kind, LetterCase letter_case,
                                     Mistakes& mistakes) {
  const std::optional<DocumentSyntax> document = read_syntax(text, kind, letter_case, mistakes);
  if (!document) return {};
  StatementReader reader(text, kind, letter_case, mistakes);
  reader.read_version(*document);
  reader.read_document_principal(*document);
  std::vector<Statement> statements;
  statements.reserve(document->statements.size());
  for (const StatementSyntax& syntax : document->statements) {
    statements.push_back(reader.read(syntax));
  }
  return statements;
}

Result<Policy> read_policy(std::string_view text, const ReadOptions& options) {
  if (text.size() > limits::policy_bytes_max) {
    return Error(ErrorCode::PolicyDocumentLengthOverLimit,
                 "the document is longer than " + std::to_string(limits::policy_bytes_max) + " bytes");
  }
  Mistakes mistakes;
  // CAM-006: what is stored was accepted once, in whichever letter case.
  std::vector<Statement> statements = read_document(text, options.kind, LetterCase::LowerOrCapitalised, mistakes);
  if (mistakes.has_fatal()) return mistakes.first_fatal();
  return Policy(options.kind, std::move(statements));
}

}  // namespace opencam
