// An explanation, written: for programs as one JSON object, for people as indented lines.
#include "base/json.h"
#include "base/text.h"
#include "opencam/engine.h"

namespace opencam {
namespace {

void print_ref(json::Writer& out, const StatementRef& statement) {
  out.begin_object().key("policy").string(statement.policy);
  out.key("index").number(std::uint64_t{statement.index});
  out.key("effect").string(name(statement.effect));
  out.key("layer").string(name(statement.layer)).end_object();
}

void print_trace(json::Writer& out, const StatementTrace& trace) {
  out.begin_object().key("index").number(std::uint64_t{trace.statement.index});
  out.key("effect").string(name(trace.statement.effect));
  out.key("matched").boolean(trace.matched);
  if (!trace.matched) {
    out.key("failed").string(name(trace.failed));
    out.key("wanted").string(trace.wanted).key("found").string(trace.found);
  }
  if (!trace.note.empty()) out.key("note").string(trace.note);
  out.end_object();
}

void print_policy_trace(json::Writer& out, const PolicyTrace& policy) {
  out.begin_object().key("policy").string(policy.policy).key("layer").string(name(policy.layer));
  if (!policy.via.empty()) out.key("via").string(policy.via);
  if (policy.unreadable) out.key("unreadable").boolean(true);
  out.key("statements").begin_array();
  for (const StatementTrace& statement : policy.statements) print_trace(out, statement);
  out.end_array().end_object();
}

void print_change(json::Writer& out, const Change& change) {
  out.begin_object().key("kind").string(change.kind).key("summary").string(change.summary);
  if (!change.statement.policy.empty()) {
    out.key("statement");
    print_ref(out, change.statement);
  }
  if (!change.document.empty()) out.key("document").raw(change.document);
  if (!change.key.empty()) out.key("key").string(change.key).key("value").string(change.value);
  out.end_object();
}

// Whole, but without what a terminal would obey.
std::string shown(const std::string& text) { return text::shortened(text, text.size()); }

// The statement in words: `statement 2 (deny) matches`.
std::string statement_line(const StatementTrace& trace) {
  std::string line =
      "statement " + std::to_string(trace.statement.index) + " (" + std::string(name(trace.statement.effect)) + ") ";
  if (trace.matched) {
    line += "matches";
  } else {
    line += "does not match: " + std::string(name(trace.failed)) + " wants `" + text::shortened(trace.wanted, 400) +
            "`, found `" + text::shortened(trace.found, 400) + "`";
  }
  if (!trace.note.empty()) line += " (" + shown(trace.note) + ")";
  return line;
}

std::string policy_line(const PolicyTrace& policy) {
  std::string line = std::string(name(policy.layer)) + " policy `" + text::shortened(policy.policy) + "`";
  if (!policy.via.empty()) line += " through group `" + text::shortened(policy.via) + "`";
  if (policy.unreadable) line += ": its document cannot be read, which denies";
  return line;
}

}  // namespace

std::string print_explanation_json(const Explanation& explanation) {
  const Decision& decision = explanation.decision;
  json::Writer out;
  out.begin_object();
  out.key("decision").string(name(decision.effect)).key("reason").string(name(decision.reason));
  out.key("statements").begin_array();
  for (const StatementRef& statement : decision.statements) print_ref(out, statement);
  out.end_array();
  if (!decision.denied_resource.empty()) out.key("denied_resource").string(decision.denied_resource);
  if (!explanation.note.empty()) out.key("note").string(explanation.note);
  out.key("resources").begin_array();
  for (const ResourceTrace& resource : explanation.resources) {
    out.begin_object().key("resource").string(resource.resource);
    out.key("decision").string(name(resource.effect)).key("reason").string(name(resource.reason));
    out.key("policies").begin_array();
    for (const PolicyTrace& policy : resource.policies) print_policy_trace(out, policy);
    out.end_array().end_object();
  }
  out.end_array();
  out.key("change");
  explanation.change ? print_change(out, *explanation.change) : static_cast<void>(out.null());
  out.end_object();
  return std::move(out).take();
}

std::string print_explanation(const Explanation& explanation) {
  const Decision& decision = explanation.decision;
  std::string out = std::string(name(decision.effect)) + ": " + std::string(name(decision.reason)) + "\n";
  if (!decision.denied_resource.empty()) out += "  denied on " + shown(decision.denied_resource) + "\n";
  if (!explanation.note.empty()) out += "  " + shown(explanation.note) + "\n";
  for (const ResourceTrace& resource : explanation.resources) {
    out += "  " + shown(resource.resource) + ": " + std::string(name(resource.effect)) + " (" +
           std::string(name(resource.reason)) + ")\n";
    for (const PolicyTrace& policy : resource.policies) {
      out += "    " + policy_line(policy) + "\n";
      for (const StatementTrace& statement : policy.statements) out += "      " + statement_line(statement) + "\n";
    }
  }
  if (explanation.change) {
    out += "  to turn it: " + shown(explanation.change->summary) + "\n";
    if (!explanation.change->document.empty()) out += "    " + explanation.change->document + "\n";
  } else if (!decision.allowed() && !explanation.resources.empty()) {
    out += "  to turn it: no single change was found\n";
  }
  return out;
}

}  // namespace opencam
