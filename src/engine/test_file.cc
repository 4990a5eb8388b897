#include "engine/test_file.h"

#include <algorithm>

#include "base/limits.h"
#include "base/text.h"
#include "engine/asked.h"
#include "engine/test_entry.h"

namespace opencam {
namespace {

// The accounts of one case and the tags of its entry.
class CaseSurroundings final : public Surroundings {
 public:
  CaseSurroundings(const Catalog& catalog, const TestEntry& entry, const Principal& caller) : catalog_(catalog) {
    know(caller.owner_uin, caller.app_id);
    know(entry.owner_uin, entry.owner_app_id);
    for (const auto& [text, tags] : entry.resource_tags) {
      auto name = ResourceName::parse(text);
      if (name) tags_[canonical_name(*std::move(name), "", *this)] = tags;
    }
  }

  const Catalog& catalog() const override { return catalog_; }
  std::string_view account_of_app_id(std::string_view app_id) const override { return find(accounts_, app_id); }
  std::string_view app_id_of_account(std::string_view uin) const override { return find(app_ids_, uin); }
  const std::map<std::string, std::string>* tags_of(std::string_view resource) const override {
    const auto found = tags_.find(resource);
    return found == tags_.end() ? nullptr : &found->second;
  }

 private:
  using Texts = std::map<std::string, std::string, std::less<>>;

  static std::string_view find(const Texts& texts, std::string_view key) {
    const auto found = texts.find(key);
    return found == texts.end() ? std::string_view() : std::string_view(found->second);
  }

  void know(const std::string& uin, const std::string& app_id) {
    if (uin.empty() || app_id.empty()) return;
    accounts_[app_id] = uin;
    app_ids_[uin] = app_id;
  }

  const Catalog& catalog_;
  Texts accounts_;  // by APPID
  Texts app_ids_;   // by number
  std::map<std::string, std::map<std::string, std::string>, std::less<>> tags_;
};

AttachedPolicy attached(std::string name, const std::string& document, PolicyKind kind, const std::string& owner_uin) {
  auto policy = read_policy(document, {.kind = kind});
  return {.name = std::move(name),
          .policy = policy ? std::make_shared<const Policy>(*std::move(policy)) : nullptr,
          .owner_uin = owner_uin,
          .via = {}};
}

// A resource policy that grants everybody everything.
std::shared_ptr<const Policy> grant_of_everything() {
  Statement statement;
  statement.effect = Effect::Allow;
  statement.principals.push_back({.form = PrincipalForm::Everyone, .text = "*"});
  statement.actions.push_back({.text = "*", .service = "*", .name = "*"});
  statement.resources.push_back({.text = "*", .is_any = true});
  return std::make_shared<const Policy>(PolicyKind::Resource, std::vector<Statement>{std::move(statement)});
}

// The other accounts whose resources the request names.
std::vector<std::string> foreign_owners(const TestQuestion& question, const Surroundings& surroundings) {
  std::vector<std::string> owners;
  const auto asked = read_asked(question.request, question.caller.principal, surroundings);
  if (!asked) return owners;
  for (const AskedResource& resource : asked->resources) {
    const bool is_own = resource.owner == question.caller.principal.owner_uin;
    if (!is_own && std::find(owners.begin(), owners.end(), resource.owner) == owners.end()) {
      owners.push_back(resource.owner);
    }
  }
  return owners;
}

// An entry about the caller's side takes the owner's grant as given; one about the owner's side brings it.
void add_owner_side(Authorities& authorities, const TestEntry& entry, const TestQuestion& question,
                    const Surroundings& surroundings) {
  const bool is_about_callers_side = entry.policy_kind == PolicyKind::Identity && entry.resource_policies.empty();
  for (const std::string& owner : foreign_owners(question, surroundings)) {
    if (question.is_about_owner_side) {
      if (!question.owner_side_policy) continue;
      authorities.resource.push_back(attached("owner", *question.owner_side_policy, PolicyKind::Resource, owner));
    } else if (is_about_callers_side) {
      authorities.resource.push_back({.name = "owner", .policy = grant_of_everything(), .owner_uin = owner});
    }
  }
}

Authorities authorities_of(const TestEntry& entry, const TestQuestion& question, const Surroundings& surroundings) {
  Authorities authorities;
  authorities.principal = question.caller.principal;
  const std::string& own = authorities.principal.owner_uin;
  const std::string& owner = entry.owner_uin.empty() ? own : entry.owner_uin;
  auto& policies = entry.policy_kind == PolicyKind::Resource ? authorities.resource
                   : entry.policy_kind == PolicyKind::Trust  ? authorities.trust
                                                             : authorities.identity;
  for (std::size_t i = 0; i < entry.policies.size(); ++i) {
    const std::string name = i == 0 ? "policy" : "more_policies[" + std::to_string(i - 1) + "]";
    policies.push_back(attached(name, entry.policies[i], entry.policy_kind, owner));
  }
  for (std::size_t i = 0; i < entry.resource_policies.size(); ++i) {
    authorities.resource.push_back(attached("resource_policies[" + std::to_string(i) + "]", entry.resource_policies[i],
                                            PolicyKind::Resource, owner));
  }
  if (entry.boundary) authorities.boundary = attached("boundary", *entry.boundary, PolicyKind::Identity, own);
  if (entry.session_policy) authorities.session = attached("session", *entry.session_policy, PolicyKind::Session, own);
  add_owner_side(authorities, entry, question, surroundings);
  return authorities;
}

std::string in_words(std::string_view effect, std::string_view reason) {
  return reason.empty() ? std::string(effect) : std::string(effect) + " (" + std::string(reason) + ")";
}

TestCase run_question(const TestEntry& entry, std::uint32_t number, const TestQuestion& question,
                      const Catalog& catalog) {
  const CaseSurroundings surroundings(catalog, entry, question.caller.principal);
  const Authorities authorities = authorities_of(entry, question, surroundings);
  const Decision decision = entry.policy_kind == PolicyKind::Trust
                                ? evaluate_trust(authorities, question.request, surroundings)
                                : evaluate(authorities, question.request, surroundings);
  const bool wants_reason = !question.expected_reason.empty();
  TestCase result;
  result.entry = entry.name;
  result.number = number;
  result.title =
      question.caller.text + " " + question.request.action + " on " + text::joined(question.request.resources, ", ");
  result.why = question.why;
  result.expected = in_words(name(question.expected), question.expected_reason);
  result.found = in_words(name(decision.effect), wants_reason ? name(decision.reason) : std::string_view());
  result.detail = name(decision.reason);
  result.passed = result.expected == result.found;
  result.span = question.span;
  return result;
}

TestCase run_document(const TestEntry& entry, const Catalog& catalog) {
  CheckOptions options{.kind = entry.policy_kind, .catalog = &catalog, .owner_uin = entry.owner_uin};
  if (entry.policy_kind == PolicyKind::Resource) options.characters_max = limits::resource_policy_characters_max;
  const std::vector<Diagnostic> mistakes = check_policy(entry.policies.front(), options);
  TestCase result;
  result.entry = entry.name;
  result.title = "check the document";
  result.why = entry.why;
  result.expected = entry.is_valid ? "valid" : entry.expected_error.empty() ? "invalid" : entry.expected_error;
  result.found = mistakes.empty() ? "valid" : mistakes.front().code;
  if (!mistakes.empty()) result.detail = mistakes.front().message;
  const bool any_mistake_will_do = !entry.is_valid && entry.expected_error.empty();
  result.passed = any_mistake_will_do ? !mistakes.empty() : result.expected == result.found;
  result.span = entry.span;
  return result;
}

}  // namespace

std::size_t TestReport::failed_count() const {
  return static_cast<std::size_t>(
      std::count_if(cases.begin(), cases.end(), [](const TestCase& one) { return !one.passed; }));
}

Result<TestReport> run_test_file(const Source& source, const Catalog& catalog) {
  OPENCAM_TRY(const std::vector<TestEntry> entries, read_test_entries(source.text()));
  TestReport report;
  for (const TestEntry& entry : entries) {
    if (entry.is_document) report.cases.push_back(run_document(entry, catalog));
    for (std::uint32_t i = 0; i < entry.questions.size(); ++i) {
      report.cases.push_back(run_question(entry, i + 1, entry.questions[i], catalog));
    }
  }
  return report;
}

}  // namespace opencam
