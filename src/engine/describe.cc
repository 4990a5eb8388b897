#include "engine/describe.h"

#include <algorithm>

#include "base/text.h"
#include "engine/variable.h"
#include "policy/variable.h"

namespace opencam {
namespace {

template <typename Patterns>
std::string texts_of(const Patterns& patterns) {
  std::vector<std::string> texts;
  texts.reserve(patterns.size());
  for (const auto& pattern : patterns) texts.push_back(pattern.text);
  return text::joined(texts, ", ");
}

// `queueName/uin/${uin}/*` as this caller's `queueName/uin/100000000101/*`; the text itself without variables.
std::string with_values(const VariableText& text, const Principal& caller) {
  return is_knowable(text, caller) ? fill(text, caller) : source_text(text);
}

std::string resource_note(const Statement& statement, const Question& question) {
  const AskedResource& asked = question.resource;
  if (asked.name.is_none) {
    // CAM-072: a deny may also speak of the whole service.
    const std::string rest = statement.effect == Effect::Allow ? ", so only a bare `*` allows it"
                                                               : ", so only a deny on all of the service reaches it";
    return (asked.text == "*" ? "the request names no resource" : "the action is granted as a whole") + rest;
  }
  std::vector<std::string> notes;
  for (const ResourcePattern& pattern : statement.resources) {
    if (pattern.is_unmatchable) notes.push_back("`" + pattern.text + "` can match nothing");
    if (!pattern.content.has_variables()) continue;
    if (has_values(pattern.content, question.caller)) {
      notes.push_back("`" + source_text(pattern.content) + "` is `" + with_values(pattern.content, question.caller) +
                      "` for this caller");
    } else {
      notes.push_back("a variable of `" + source_text(pattern.content) + "` has no value for this caller");
    }
  }
  return text::joined(notes, "; ");
}

Wording describe_condition(const ConditionClause& clause, const Question& question) {
  std::vector<std::string> listed;
  bool has_unknowable = false;
  for (const ConditionValue& value : clause.values) {
    listed.push_back(with_values(value.text, question.caller));
    has_unknowable = has_unknowable || !is_knowable(value.text, question.caller);
  }
  Wording words;
  words.wanted = clause.op.text() + " " + clause.key + " " + text::joined(listed, ", ");
  const auto values = question.facts.find(clause.key);
  if (values.empty()) {
    words.found = clause.key + " is absent";
  } else {
    words.found = clause.key + " " + text::joined({values.begin(), values.end()}, ", ");
  }
  if (has_unknowable) words.note = "a variable has no value for this caller";
  return words;
}

}  // namespace

Wording describe(const Mismatch& mismatch, const Statement& statement, const Question& question) {
  switch (mismatch.failed) {
    case Element::None:
      return {};
    case Element::Principal:
      return {.wanted = texts_of(statement.principals), .found = describe(question.caller), .note = {}};
    case Element::Action:
      return {.wanted = texts_of(statement.actions), .found = question.action.text(), .note = {}};
    case Element::Resource:
      return {.wanted = texts_of(statement.resources),
              .found = question.resource.text,
              .note = resource_note(statement, question)};
    case Element::Condition:
      return describe_condition(*mismatch.clause, question);
  }
  return {};
}

std::string describe(const Principal& caller) {
  switch (caller.kind) {
    case PrincipalKind::Root:
      return "qcs::cam::uin/" + caller.owner_uin + ":root";
    case PrincipalKind::User:
      return "qcs::cam::uin/" + caller.owner_uin + ":uin/" + caller.uin;
    case PrincipalKind::Role:
      return "qcs::cam::uin/" + caller.owner_uin + ":roleName/" + caller.name;
    case PrincipalKind::Service:
      return "service " + caller.name;
    case PrincipalKind::Anonymous:
      return "nobody";
  }
  return {};
}

}  // namespace opencam
