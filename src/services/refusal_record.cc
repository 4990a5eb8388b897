#include "services/refusal_record.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.h"
#include "base/text.h"
#include "services/audit_event.h"
#include "services/gate.h"
#include "services/wire_form.h"

namespace opencam::services {
namespace {

using directory::AccountState;
using directory::AuditRecord;

// Context keys whose values stay with who sent them: those named like a secret parameter, and what an account agrees
// on with those it lets into its roles.
bool is_secret_key(std::string_view key) {
  if (key == "sts:external_id") return true;
  const std::size_t name = key.find_last_of(":/");
  return is_secret_name(name == std::string_view::npos ? key : key.substr(name + 1));
}

// The question as it is kept, and asked once more: about the refused resource alone, without secrets.
Request kept_question(const Request& asked, const Decision& decision) {
  Request kept = asked;
  if (!decision.denied_resource.empty()) kept.resources = {decision.denied_resource};
  for (const auto& [key, values] : asked.context.all()) {
    if (is_secret_key(key)) kept.context.set(key, {"***"});
  }
  return kept;
}

void write_principal(json::Writer& out, const PrincipalRef& principal) {
  out.begin_object();
  if (const auto* user = std::get_if<UserRef>(&principal)) {
    out.key("type").string("user").key("id").string(user->uin).key("owner_uin").string(user->owner_uin);
  } else if (const auto* role = std::get_if<RoleRef>(&principal)) {
    out.key("type").string("role").key("id").string(role->role).key("owner_uin").string(role->owner_uin);
  } else {
    out.key("type").string("other");
  }
  out.end_object();
}

// Writes texts until the room is used up; what does not fit is left out, and the reader is told.
class RoomyWriter {
 public:
  RoomyWriter(json::Writer& out, std::size_t bytes_max) : out_(out), room_(bytes_max) {}

  bool is_cut() const { return is_cut_; }
  void list(const std::vector<std::string>& texts) {
    out_.begin_array();
    for (const std::string& text : texts) {
      if (room_ == 0) {
        is_cut_ = true;
        break;
      }
      const std::string shown = cut(text);
      out_.string(shown);
      take(shown.size());
    }
    out_.end_array();
  }
  // The name of a member when it can be shown whole; cut, two names could become one.
  bool key(std::string_view name) {
    if (room_ == 0 || cut(name) != name) {
      is_cut_ = true;
      return false;
    }
    out_.key(name);
    take(name.size());
    return true;
  }

 private:
  std::string cut(std::string_view text) {
    if (text.size() > limits::refusal_text_bytes_max) is_cut_ = true;
    return text::shortened(text, limits::refusal_text_bytes_max);
  }
  // Each text costs at least what stands around it, so that many empty ones are not free.
  void take(std::size_t bytes) { room_ -= std::min(room_, bytes + 8); }

  json::Writer& out_;
  std::size_t room_;
  bool is_cut_ = false;
};

void write_question(json::Writer& out, const Request& asked, const Request& kept) {
  out.begin_object().key("principal");
  write_principal(out, kept.principal);
  out.key("has_session_policy").boolean(kept.session_policy != nullptr);
  out.key("action").string(text::shortened(kept.action, limits::refusal_text_bytes_max));
  out.key("context").begin_object();
  // Half of the room is the resources'.
  RoomyWriter context(out, limits::refusal_request_bytes_max / 2);
  for (const auto& [key, values] : kept.context.all()) {
    if (context.key(key)) context.list(values);
  }
  out.end_object();
  out.key("resources");
  RoomyWriter resources(out, limits::refusal_request_bytes_max / 2);
  resources.list(asked.resources);
  if (context.is_cut() || resources.is_cut()) out.key("is_cut").boolean(true);
  out.end_object();
}

// What another account's side says stays with it, and long texts are cut.
void keep_own_side(Explanation& explanation) {
  for (ResourceTrace& resource : explanation.resources) {
    std::erase_if(resource.policies, [](const PolicyTrace& policy) {
      return policy.layer == PolicyLayer::Resource || policy.layer == PolicyLayer::Trust;
    });
    for (PolicyTrace& policy : resource.policies) {
      for (StatementTrace& statement : policy.statements) {
        for (std::string* text : {&statement.wanted, &statement.found, &statement.note}) {
          if (text->size() > limits::refusal_text_bytes_max) {
            *text = text::shortened(*text, limits::refusal_text_bytes_max);
          }
        }
      }
    }
  }
}

std::size_t statement_count(const Explanation& explanation) {
  std::size_t count = 0;
  for (const ResourceTrace& resource : explanation.resources) {
    for (const PolicyTrace& policy : resource.policies) count += policy.statements.size();
  }
  return count;
}

// Leaves out statements until the rest is short enough: first those that speak of other actions, then whatever stands
// last. Policies that have nothing left go with them, but for unreadable ones.
void drop_statements(Explanation& explanation, std::size_t bytes_max) {
  const auto is_elsewhere = [](const StatementTrace& one) { return one.failed == Element::Action; };
  std::size_t room = bytes_max;
  for (ResourceTrace& resource : explanation.resources) {
    for (PolicyTrace& policy : resource.policies) {
      std::erase_if(policy.statements, is_elsewhere);
      std::size_t fitting = 0;
      for (const StatementTrace& one : policy.statements) {
        // Escaped, a text may be six times as long; what stands around it is about a hundred bytes.
        const std::size_t bytes = 100 + json::quote(one.wanted).size() + json::quote(one.found).size() +
                                  json::quote(one.note).size() + json::quote(policy.policy).size();
        if (bytes > room) break;
        room -= bytes;
        ++fitting;
      }
      if (fitting < policy.statements.size()) room = 0;
      policy.statements.resize(fitting);
    }
    std::erase_if(resource.policies,
                  [](const PolicyTrace& policy) { return policy.statements.empty() && !policy.unreadable; });
  }
}

void write_versions(json::Writer& out, const Explanation& explanation, const AccountState& account) {
  out.begin_object();
  std::vector<std::string_view> written;
  for (const ResourceTrace& resource : explanation.resources) {
    for (const PolicyTrace& policy : resource.policies) {
      const auto* custom = account.find_policy(std::string_view(policy.policy));
      if (custom == nullptr || std::ranges::find(written, policy.policy) != written.end()) continue;
      written.push_back(policy.policy);
      out.key(policy.policy).number(std::uint64_t{directory::number(custom->row.default_version)});
    }
  }
  out.end_object();
}

void write_decision(json::Writer& out, const Decision& decision) {
  out.key("decision").string(decision.allowed() ? "allow" : "deny");
  out.key("reason").string(name(decision.reason));
  out.key("resource").string(decision.denied_resource);
  out.key("statements").begin_array();
  for (const StatementRef& statement : decision.statements) {
    out.begin_object();
    out.key("policy").string(statement.policy).key("index").number(std::uint64_t{statement.index});
    out.key("effect").string(name(statement.effect)).key("layer").string(name(statement.layer)).end_object();
  }
  out.end_array();
}

// A member as it was written, or null.
void copy_member(json::Writer& out, const json::Value* detail, std::string_view member) {
  const json::Value* value = detail == nullptr ? nullptr : detail->find(member);
  out.key(member);
  value == nullptr ? static_cast<void>(out.null()) : static_cast<void>(out.value(*value));
}

std::string_view note_about(const json::Value* refusal) {
  if (refusal == nullptr) {
    return "this record holds the decision alone, as do those of older versions of the program, of tokens of identity "
           "providers, of BatchCompute's role, and those beyond the first fifty of an account in a second";
  }
  const json::Value* explanation = refusal->find("explanation");
  if (explanation != nullptr && !explanation->is_null()) return {};
  return "what was tried is not kept: another account's side, a role's trust policy or a secret decided, nobody of "
         "that "
         "name was found, or it is longer than a record may be";
}

}  // namespace

std::string audited_decision(const Decision& decision) {
  json::Writer out;
  out.begin_object();
  write_decision(out, decision);
  out.end_object();
  return std::move(out).take();
}

bool RefusalKeeper::admits(directory::Uin account, std::int64_t now_ms) {
  return kept_.take(directory::id_text(account), now_ms);
}

std::string RefusalKeeper::detail(const Snapshot& snapshot, const Request& request, const Decision& decision,
                                  const AccountState& account) {
  const Request kept = kept_question(request, decision);
  Explanation explanation = snapshot.trace(kept);
  // What comes out differently was not decided so: a role's trust policy had the last word, or a secret decided.
  const bool is_same = explanation.decision == decision;
  keep_own_side(explanation);
  const std::size_t tried = statement_count(explanation);
  std::string tree = print_explanation_json(explanation);
  const std::size_t bytes_max = limits::refusal_bytes_max - limits::refusal_request_bytes_max;
  if (tree.size() > bytes_max) {
    drop_statements(explanation, bytes_max - 1024);
    tree = print_explanation_json(explanation);
  }
  const bool is_kept = is_same && tree.size() <= bytes_max;
  json::Writer out;
  out.begin_object();
  write_decision(out, decision);
  out.key("refusal").begin_object().key("request");
  write_question(out, request, kept);
  out.key("policy_versions");
  write_versions(out, is_kept ? explanation : Explanation{}, account);
  out.key("explanation");
  is_kept ? out.raw(tree) : out.null();
  out.key("omitted_statements").number(std::uint64_t{is_kept ? tried - statement_count(explanation) : 0});
  out.end_object().end_object();
  return std::move(out).take();
}

std::string without_refusal(std::string_view detail) {
  if (detail.find("\"refusal\"") == std::string_view::npos) return std::string(detail);
  const auto read = json::read(detail);
  if (!read || read->root().find("refusal") == nullptr) return std::string(detail);
  json::Writer out;
  out.begin_object();
  for (const json::Member& member : read->root().members) {
    if (member.name != "refusal") out.key(member.name).value(member.value);
  }
  out.end_object();
  return std::move(out).take();
}

std::string refusal_page(const AuditRecord& kept) {
  const AuditRecord record = printable(kept);
  const auto read = json::read(record.detail);
  const json::Value* detail = read && read->root().is_object() ? &read->root() : nullptr;
  json::Writer out;
  out.begin_object().key("decision_id").string(record.decision_id).key("request_id").string(record.request_id);
  out.key("time").string(rfc3339_time(record.time_ms)).key("revision").number(record.revision);
  out.key("decision").string("deny");
  for (const std::string_view member : {"reason", "resource", "statements"}) copy_member(out, detail, member);
  out.key("action").string(record.action).key("outcome").string(record.outcome);
  out.key("principal").begin_object().key("type").string(record.principal_type);
  out.key("id").string(record.principal).end_object();
  out.key("source_ip").string(record.source_ip);
  copy_member(out, detail, "refusal");
  const std::string_view note = note_about(detail == nullptr ? nullptr : detail->find("refusal"));
  if (!note.empty()) out.key("note").string(note);
  out.end_object();
  return std::move(out).take();
}

}  // namespace opencam::services
