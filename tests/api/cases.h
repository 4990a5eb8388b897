// The table of calls that show what each action answers: its success, and every error code of its own list.
//
// A case plays in a fresh Scene: it prepares with scene.root(...) and asks with scene.call(...), so that other tests
// can play the successes with other callers. coverage_test.cc holds the table against api/*.json; codes that cannot be
// shown stand with their reason in unproduced_codes.txt.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "scene.h"

namespace opencam::tests {

struct Case {
  std::string action;
  std::string code;  // "ok", or the API code that is to come out
  std::function<Answer(Scene&)> play;
  directory::Quota quota = {};
  std::string note = {};  // "unread": refused before there is a caller's question to record
};

// One list for each group of actions.
std::vector<Case> user_cases();
std::vector<Case> group_cases();
std::vector<Case> policy_cases();
std::vector<Case> version_cases();
std::vector<Case> document_cases();
std::vector<Case> attachment_cases();
std::vector<Case> list_cases();
std::vector<Case> key_cases();
std::vector<Case> role_cases();
std::vector<Case> boundary_cases();
std::vector<Case> sts_cases();
std::vector<Case> identity_cases();
std::vector<Case> tag_cases();
std::vector<Case> role_tag_cases();
std::vector<Case> web_identity_cases();
std::vector<Case> cloudaudit_cases();
std::vector<Case> account_cases();
std::vector<Case> security_cases();
std::vector<Case> batch_cases();

// All of them.
const std::vector<Case>& all_cases();
// The successful call of an action, or of one that never succeeds its first failure; null when there is neither.
const Case* usual_case(std::string_view action);

}  // namespace opencam::tests
