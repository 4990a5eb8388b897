// The names of the language: actions, resources, accounts, and the glob that patterns of them use.
//
//   ActionName action = *ActionName::parse("name/batch:SubmitJob");     // service "batch", name "SubmitJob"
//   ResourceName job = *ResourceName::parse("qcs::batch:ap-guangzhou:uin/100000000001:job/job-1");
//
// These are the names a *request* carries: everything in them is literal, also a `*` (CAM-037). The patterns of a
// policy document are in policy.h. All are values. Rules: docs/spec/actions.md and docs/spec/resources.md.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "opencam/result.h"

namespace opencam {

// An API: `service:Name`. Case-sensitive; a leading `name/` is dropped (it only says "this is an API").
struct ActionName {
  std::string service;
  std::string name;

  // Errors: ActionError. A `*` is refused: a request asks for one action.
  static Result<ActionName> parse(std::string_view text);
  std::string text() const { return service + ":" + name; }

  friend auto operator<=>(const ActionName&, const ActionName&) = default;
};

// How the account segment names its account.
enum class AccountForm : std::uint8_t {
  Own,    // empty: in a policy the account that owns the policy, in a request the caller's
  Any,    // `*`, only in policies
  Uin,    // uin/<root account number>
  AppId,  // uid/<APPID>
};

struct AccountSegment {
  AccountForm form = AccountForm::Own;
  std::string number;  // digits; `-1` in a preset's `uin/-1` is read as Own

  friend bool operator==(const AccountSegment&, const AccountSegment&) = default;
};

// A resource as a request names it: `qcs:project:service:region:account:content`, or `*` for "no resource".
struct ResourceName {
  bool is_none = false;  // the request names no resource: `*`
  std::string project;   // `id/N`, or empty which is the same as `id/0`
  std::string service;
  std::string region;  // canonical (canonical_region), or empty for a global product
  AccountSegment account;
  std::string content;  // `type/id`, a path, or `*`; literal

  // Splits at the first five colons. Errors: ResourceQcsError, ResourceUinError, ResourceContentError.
  static Result<ResourceName> parse(std::string_view text);
  std::string text() const;

  friend bool operator==(const ResourceName&, const ResourceName&) = default;
};

// The long name of a region for a known short or legacy code (`gz` -> `ap-guangzhou`), otherwise the text itself.
std::string_view canonical_region(std::string_view region);

// Does `text` match `pattern`, where `*` stands for any run of characters, also none? Nothing else is special.
// Case-sensitive. Linear space, at most O(pattern * text) time, no recursion.
bool glob_matches(std::string_view pattern, std::string_view text);

// glob_matches, and a pattern `X/*` also matches `X` itself (CAM-034).
bool resource_glob_matches(std::string_view pattern, std::string_view text);

}  // namespace opencam
