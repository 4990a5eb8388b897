// Whether the actions of a statement can meet its resources, by the templates of the catalogue.
//
// An action of resource level is asked on what its templates give; an action of operation level is asked on no
// resource, which only `*` matches (CAM-072). Of an action that the catalogue does not list nothing is known, and
// nothing is said.
#include <algorithm>

#include "base/text.h"
#include "policy/condition.h"
#include "policy/cover.h"
#include "policy/lint.h"
#include "policy/variable.h"

namespace opencam {
namespace {

std::string shown(std::string_view text) { return "`" + text::shortened(text) + "`"; }

// The pattern as a glob, each variable standing for any text.
std::string as_glob(const VariableText& content) {
  std::string glob = content.literals.front();
  for (std::size_t i = 1; i < content.literals.size(); ++i) glob += "*" + content.literals[i];
  return glob;
}

bool segment_meets(const std::string& pattern, std::string_view text) {
  return pattern.empty() || pattern == "*" || pattern == text;
}

// Can what the template gives match the pattern?
bool meets(const ResourcePattern& resource, const ResourceTemplate& asked, const Catalog& catalog) {
  if (!segment_meets(resource.service, asked.service)) return false;
  const ServiceInfo* service = catalog.find_service(asked.service);
  const bool has_region = !resource.region.empty() && resource.region != "*";
  if (has_region && service != nullptr && service->is_global) return false;
  const std::string pattern = as_glob(resource.content);
  // A template of a placeholder alone takes a whole resource of its type.
  const bool is_whole = asked.content.starts_with('{') && asked.content.find('}') == asked.content.size() - 1;
  const std::string content = is_whole ? asked.type + "/{Id}" : asked.content;
  if (content.find('{') == std::string::npos) return resource_glob_matches(pattern, content);
  std::string glob;
  for (std::size_t at = 0; at < content.size();) {
    const std::size_t open = std::min(content.find('{', at), content.size());
    glob += content.substr(at, open - at);
    if (open == content.size()) break;
    glob += '*';
    at = content.find('}', open) + 1;
  }
  if (globs_meet(pattern, glob)) return true;
  return pattern.ends_with("/*") && globs_meet(pattern.substr(0, pattern.size() - 2), glob);
}

// CAM-072: a deny on a whole service also reaches a request without resource.
bool is_service_wide(const ResourcePattern& resource, const std::string& service) {
  return resource.content.literals == std::vector<std::string>{"*"} && segment_meets(resource.service, service) &&
         segment_meets(resource.region, "*");
}

class LevelLinter {
 public:
  LevelLinter(const Statement& statement, const LintRun& run) : statement_(statement), run_(run) {
    for (const ConditionClause& clause : statement.conditions) {
      const bool is_tag = key_type(clause.key) == KeyType::Tag && !clause.key.starts_with("qcs:request_tag");
      const bool is_absence = clause.op.comparison == Comparison::NullEqual;
      needs_tags_ = needs_tags_ || (is_tag && !is_absence && !clause.op.if_exist);
    }
    is_bare_ = std::ranges::any_of(statement.resources, &ResourcePattern::is_any);
  }

  void lint() const {
    if (statement_.resources.empty()) return;
    if (lint_unmatchable()) return;
    std::vector<const ActionPattern*> impossible;
    for (const ActionPattern& action : statement_.actions) {
      if (is_impossible(action)) impossible.push_back(&action);
    }
    if (impossible.empty()) return;
    if (impossible.size() == statement_.actions.size()) {
      const std::string why = needs_tags_ && is_bare_ ? "its actions are asked on no resource and so have no tags"
                                                      : "its actions are asked on none of its resources";
      return run_.add(LintCode::StatementNeverMatches, impossible.front()->span, "the statement never matches: " + why,
                      has_operation_level(*impossible.front())
                          ? "write `\"resource\": \"*\"`: " + shown(impossible.front()->text) + " is of operation level"
                          : "name resources of the types that the actions are asked on");
    }
    for (const ActionPattern* action : impossible) lint_one(*action);
  }

 private:
  // A resource without meaning matches nothing in an allow (CAM-038).
  bool lint_unmatchable() const {
    if (statement_.effect != Effect::Allow) return false;
    if (!std::ranges::all_of(statement_.resources, &ResourcePattern::is_unmatchable)) return false;
    run_.add(LintCode::StatementNeverMatches, statement_.resources.front().span,
             "the statement never matches: none of its resources has a meaning",
             "write `qcs::service:region:uin/number:type/id`");
    return true;
  }

  std::vector<const ActionInfo*> listed(const ActionPattern& action) const {
    std::vector<const ActionInfo*> infos;
    const ServiceInfo* service = run_.catalog.find_service(action.service);
    if (service == nullptr || action.is_opaque_set) return infos;
    for (const ActionInfo& info : service->actions) {
      if (glob_matches(action.name, info.name.name)) infos.push_back(&info);
    }
    return infos;
  }

  // Are all actions of this pattern listed, and can none of them meet a resource of the statement?
  bool is_impossible(const ActionPattern& action) const {
    const std::vector<const ActionInfo*> infos = listed(action);
    if (infos.empty()) return false;
    const bool is_wild = action.name.find('*') != std::string::npos;
    if (is_wild && !run_.catalog.find_service(action.service)->actions_complete) return false;
    return std::ranges::none_of(infos, [&](const ActionInfo* info) { return is_possible(*info); });
  }

  bool is_possible(const ActionInfo& info) const {
    if (info.level != Level::Resource && needs_tags_) return false;
    if (is_bare_) return true;
    return std::ranges::any_of(statement_.resources, [&](const ResourcePattern& resource) {
      if (resource.is_unmatchable) return true;
      if (info.level != Level::Resource) {
        return statement_.effect == Effect::Deny && is_service_wide(resource, info.name.service);
      }
      return std::ranges::any_of(info.resources,
                                 [&](const ResourceTemplate& asked) { return meets(resource, asked, run_.catalog); });
    });
  }

  bool has_operation_level(const ActionPattern& action) const {
    return std::ranges::all_of(listed(action), [](const ActionInfo* info) { return info->level != Level::Resource; });
  }

  void lint_one(const ActionPattern& action) const {
    if (has_operation_level(action)) {
      return run_.add(LintCode::MixedLevels, action.span,
                      shown(action.text) + " is of operation level: " +
                          (is_bare_ ? "it has no tags that the condition could look at"
                                    : "it is asked on no resource, and the statement names some"),
                      "put it into a statement of its own with `\"resource\": \"*\"` and without tags");
    }
    run_.add(LintCode::ResourceTypeMismatch, action.span,
             shown(action.text) + " is asked on none of the resources of this statement",
             "it is asked on " + shown(listed(action).front()->resources.front().content) +
                 ": add such a resource, or delete the action");
  }

  const Statement& statement_;
  const LintRun& run_;
  bool needs_tags_ = false;
  bool is_bare_ = false;
};

// The type with which the content begins, if it is written out.
std::string_view type_of(std::string_view content) {
  const std::string_view type = content.substr(0, content.find('/'));
  const bool is_plain = type.size() < content.size() && type.find_first_of("*$") == std::string_view::npos;
  return is_plain ? type : std::string_view();
}

}  // namespace

void lint_levels(const Statement& statement, const LintRun& run) { LevelLinter(statement, run).lint(); }

void lint_types(const Statement& statement, const LintRun& run) {
  for (const ResourcePattern& resource : statement.resources) {
    const ServiceInfo* service = resource.is_any ? nullptr : run.catalog.find_service(resource.service);
    if (service == nullptr || service->resource_types.empty()) continue;
    const std::string content = source_text(resource.content);
    const std::string_view type = type_of(content);
    if (type.empty()) continue;
    const auto& types = service->resource_types;
    // Where a resource begins with a name of the user's, there is no fixed list of types.
    const auto is_open = [](const ResourceTemplate& known) { return known.content.starts_with('{'); };
    if (std::ranges::any_of(types, is_open) || std::ranges::find(types, type, &ResourceTemplate::type) != types.end()) {
      continue;
    }
    const auto near = std::ranges::find_if(
        types, [&](const ResourceTemplate& known) { return text::equal_ignoring_ascii_case(known.type, type); });
    if (near != types.end()) {
      run.add(LintCode::TypeCase, resource.span, shown(type) + " is not " + shown(near->type) + ": letter case counts",
              "write " + shown(near->type));
    } else if (service->actions_complete) {
      run.add(LintCode::UnknownResourceType, resource.span,
              "`" + service->name + "` has no resources of type " + shown(type),
              "known types begin with " + shown(types.front().type));
    }
  }
}

}  // namespace opencam
