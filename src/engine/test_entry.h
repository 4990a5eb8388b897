// One entry of a test file, read: the policies, and the cases that are asked of them. See test_file.h.
//
// A TestEntry borrows the JSON values of its document.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "opencam/engine.h"

namespace opencam {

struct TestPrincipal {
  Principal principal;
  std::string text;  // `sub_user 100000000101`, for the title
};

struct TestQuestion {
  TestPrincipal caller;
  Request request;
  Effect expected = Effect::Deny;
  std::string expected_reason;  // empty: any
  std::string why;
  // The owner's grant, when the case is about it: a document, or nothing although it was asked for.
  bool is_about_owner_side = false;
  std::optional<std::string> owner_side_policy;
  Span span;
};

struct TestEntry {
  std::string name;
  bool is_document = false;
  PolicyKind policy_kind = PolicyKind::Identity;
  std::vector<std::string> policies;  // the policy and those beside it
  std::vector<std::string> resource_policies;
  std::optional<std::string> boundary;
  std::optional<std::string> session_policy;
  std::string owner_uin;  // empty: the caller's account
  std::string owner_app_id;
  std::map<std::string, std::map<std::string, std::string>> resource_tags;
  std::vector<TestQuestion> questions;

  // Of an entry of kind `document`.
  bool is_valid = false;
  std::string expected_error;  // without `InvalidParameter.`
  std::string why;
  Span span;
};

// All entries of the file. Errors: InvalidArgument with a span.
Result<std::vector<TestEntry>> read_test_entries(std::string_view text);

}  // namespace opencam
