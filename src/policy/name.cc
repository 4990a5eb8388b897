// The names that requests carry. What a policy's patterns may say beyond that is read in pattern_*.cc.
#include "opencam/name.h"

#include <algorithm>
#include <array>

#include "base/limits.h"
#include "base/text.h"

namespace opencam {
namespace {

// CAM-021.
bool is_service_letter(char c) { return text::is_lower(c) || text::is_digit(c) || c == '_' || c == '-'; }

bool is_action_letter(char c) { return is_service_letter(c) || text::is_upper(c) || c == '.' || c == '/'; }

Error action_error(std::string_view action, const char* reason) {
  return Error(ErrorCode::ActionError, "`" + text::shortened(action) + "` is not an action: " + reason)
      .with_help("write `service:Name`, for example `cvm:DescribeInstances`");
}

// Fills the account; false when it has none of the forms a request may use.
bool read_account(std::string_view segment, AccountSegment& account) {
  if (segment.empty()) return true;
  if (segment.starts_with("uin/")) {
    account.form = AccountForm::Uin;
  } else if (segment.starts_with("uid/")) {
    account.form = AccountForm::AppId;
  } else {
    return false;
  }
  account.number = segment.substr(4);
  return text::is_all_digits(account.number);
}

}  // namespace

Result<ActionName> ActionName::parse(std::string_view text) {
  std::string_view rest = text;
  if (rest.starts_with("name/")) rest.remove_prefix(5);
  const std::size_t colon = rest.find(':');
  if (colon == std::string_view::npos) return action_error(text, "it has no `:`");
  const std::string_view service = rest.substr(0, colon);
  const std::string_view name = rest.substr(colon + 1);
  if (service.empty() || name.empty()) return action_error(text, "a part of it is empty");
  if (rest.find('*') != std::string_view::npos) return action_error(text, "a request asks for one action, without `*`");
  if (!std::ranges::all_of(service, is_service_letter) || !std::ranges::all_of(name, is_action_letter)) {
    return action_error(text, "it holds a character that no action has");
  }
  return ActionName{std::string(service), std::string(name)};
}

Result<ResourceName> ResourceName::parse(std::string_view text) {
  const auto shown = [text] { return "`" + text::shortened(text) + "`"; };
  if (text.size() > limits::resource_name_bytes_max) {
    return Error(ErrorCode::ResourceContentError, shown() + " is longer than a resource name may be")
        .with_help("at most " + std::to_string(limits::resource_name_bytes_max) + " bytes");
  }
  ResourceName resource;
  if (text == "*") {
    resource.is_none = true;
    return resource;
  }
  std::array<std::string_view, 5> segments;
  std::string_view rest = text;
  for (std::string_view& segment : segments) {
    const std::size_t colon = rest.find(':');
    if (colon == std::string_view::npos) {
      return Error(ErrorCode::ResourceQcsError, shown() + " has fewer than six segments")
          .with_help("write `qcs::service:region:uin/number:type/id`, or `*` when the action names no resource");
    }
    segment = rest.substr(0, colon);
    rest.remove_prefix(colon + 1);
  }
  if (segments[0] != "qcs") {
    return Error(ErrorCode::ResourceQcsError, shown() + " does not begin with `qcs:`")
        .with_help("write `qcs::service:region:uin/number:type/id`");
  }
  resource.project = segments[1];
  if (!resource.project.empty() &&
      !(resource.project.starts_with("id/") && text::is_all_digits(segments[1].substr(3)))) {
    return Error(ErrorCode::ResourceProjectError, "the project segment of " + shown() + " is not `id/` and a number")
        .with_help("leave it empty");
  }
  resource.service = segments[2];
  resource.region = canonical_region(segments[3]);
  if (!read_account(segments[4], resource.account)) {
    return Error(ErrorCode::ResourceUinError, "the account segment of " + shown() + " names no account")
        .with_help("write `uin/` and the root account's number, or `uid/` and its APPID");
  }
  if (rest.empty()) {
    return Error(ErrorCode::ResourceContentError, "the last segment of " + shown() + " is empty")
        .with_help("write `type/id`");
  }
  resource.content = rest;
  return resource;
}

std::string ResourceName::text() const {
  if (is_none) return "*";
  std::string account_text;
  switch (account.form) {
    case AccountForm::Own:
      break;
    case AccountForm::Any:
      account_text = "*";
      break;
    case AccountForm::Uin:
      account_text = "uin/" + account.number;
      break;
    case AccountForm::AppId:
      account_text = "uid/" + account.number;
      break;
  }
  return "qcs:" + project + ":" + service + ":" + region + ":" + account_text + ":" + content;
}

}  // namespace opencam
