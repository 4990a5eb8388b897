// Resources as texts: what was pasted from documentation, and what looks like a wildcard and is none.
#include <algorithm>

#include "base/text.h"
#include "policy/lint.h"
#include "policy/pattern.h"
#include "policy/variable.h"

namespace opencam {
namespace {

constexpr std::size_t uin_digits = 12;

std::string shown(std::string_view text) { return "`" + text::shortened(text) + "`"; }

bool holds(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

// `$account`, `${region}`, `{ownerUin}`, `<id>`: what an author was to replace. Known variables are not meant.
bool has_placeholder(std::string_view text) {
  const VariableReading variables = read_variables(text);
  if (!variables.faults.empty()) return true;
  for (const std::string& literal : variables.text.literals) {
    const std::size_t dollar = literal.find('$');
    if (dollar != std::string::npos && dollar + 1 < literal.size() && text::is_letter(literal[dollar + 1])) return true;
    const std::size_t brace = literal.find('{');
    if (brace != std::string::npos && literal.find('}', brace) != std::string::npos) return true;
    const std::size_t angle = literal.find('<');
    if (angle != std::string::npos && literal.find('>', angle) != std::string::npos) return true;
  }
  return false;
}

class ResourceLinter {
 public:
  ResourceLinter(const ResourcePattern& resource, const ResourceSegments& segments, const LintRun& run)
      : resource_(resource), segments_(segments), run_(run) {}

  void lint() const {
    lint_project();
    lint_region();
    lint_account();
    lint_content();
    if (text::trimmed(resource_.text) != resource_.text) {
      add(LintCode::StrayBlank, "a blank stands at the end of " + shown(resource_.text), "delete it");
    }
  }

 private:
  void add(LintCode code, std::string message, std::string help) const {
    run_.add(code, resource_.span, std::move(message), std::move(help));
  }

  void lint_project() const {
    if (segments_.project.text.empty()) return;
    add(LintCode::ProjectSegment, "the project " + shown(segments_.project.text) + " can no longer be given",
        "leave the second segment empty");
  }

  void lint_region() const {
    const std::string& region = resource_.region;
    if (region.empty() || region == "*") return;
    const ServiceInfo* service = run_.catalog.find_service(resource_.service);
    if (service != nullptr && service->is_global) {
      add(LintCode::RegionOfGlobalService,
          "resources of `" + service->name + "` have no region, so " + shown(segments_.region.text) + " matches none",
          "leave the region empty");
    } else if (!run_.catalog.has_region(region) && canonical_region(segments_.region.text) == segments_.region.text) {
      add(LintCode::UnknownRegion, "there is no region " + shown(segments_.region.text),
          "write for example `ap-guangzhou`, or leave the region empty");
    }
  }

  void lint_account() const {
    const std::string_view account = segments_.account.text;
    if (holds(account, "$") || holds(account, "{") || holds(account, "<")) {
      return add(LintCode::PlaceholderInAccount, shown(account) + " is not filled in in the account segment",
                 "write `uin/` and the root account's number");
    }
    const bool is_by_app_id = resource_.account.form == AccountForm::AppId;
    const ServiceInfo* service = run_.catalog.find_service(resource_.service);
    if (is_by_app_id && service != nullptr && !service->has_account_uid) {
      add(LintCode::UidOutsideCos, "resources of `" + service->name + "` do not name accounts by APPID",
          "write `uin/` and the root account's number");
    }
    if (is_by_app_id && resource_.account.number.size() >= uin_digits) {
      add(LintCode::UidLooksLikeUin, shown(resource_.account.number) + " looks like an account number and not an APPID",
          "write `uid/` and the APPID, or `uin/` and the root account's number");
    }
    if (resource_.is_unmatchable && !has_placeholder(segments_.content.text)) {
      add(LintCode::UnreadableSegment, "a segment of " + shown(resource_.text) + " has no meaning",
          "write `qcs::service:region:uin/number:type/id`");
    }
  }

  void lint_content() const {
    const std::string_view content = segments_.content.text;
    if (has_placeholder(content)) {
      add(LintCode::Placeholder, shown(content) + " holds a placeholder that nothing fills in",
          "put the value in its place; `${uin}`, `${owner_uin}` and `${app_id}` are the only variables");
    }
    if (holds(content, "**")) {
      add(LintCode::MaskedDigits, "the asterisks in " + shown(content) + " are wildcards",
          "write the whole name, or one `*`");
    }
    if (holds(content, "?")) {
      add(LintCode::QuestionMark, "the `?` in " + shown(content) + " stands for itself", "use `*`, the only wildcard");
    }
    const std::size_t slash = content.find('/');
    if (slash == std::string_view::npos || slash == 0) return;
    const std::string_view type_and_slash = content.substr(0, slash + 1);
    if (content.substr(slash + 1).starts_with(type_and_slash)) {
      add(LintCode::DoubledType, "the type stands twice in " + shown(content),
          "write " + shown(content.substr(slash + 1)));
    }
  }

  const ResourcePattern& resource_;
  const ResourceSegments& segments_;
  const LintRun& run_;
};

}  // namespace

void lint_resources(const Statement& statement, const LintRun& run) {
  for (const ResourcePattern& resource : statement.resources) {
    if (resource.is_any) continue;
    if (const auto segments = split_resource(resource.text)) ResourceLinter(resource, *segments, run).lint();
  }
}

}  // namespace opencam
