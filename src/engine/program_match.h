// Does a compiled statement match? The elements are those of match.h; here they are asked without a string and without
// a reason.
//
//   if (statement_matches(*program, 3, all_resource_rows, place, question)) ...   // all elements but the action
//   if (action_matches(*program, row, question.action)) ...
//
// Pure functions.
#pragma once

#include <string_view>

#include "engine/program.h"
#include "engine/question_view.h"
#include "engine/same_text.h"
#include "opencam/decision.h"

namespace opencam {

// Where a policy stands in a decision. `owner_uin` is the account that owns it, or that uses the preset.
struct PolicyPlace {
  PolicyLayer layer = PolicyLayer::Identity;
  std::string_view owner_uin;
};

inline constexpr std::uint32_t all_resource_rows = 0xffffffff;

// Principal, resource and condition; of the resources only that row, when an index has led to it.
bool statement_matches(const Program& program, std::uint32_t statement, std::uint32_t resource_row,
                       const PolicyPlace& place, const QuestionView& question);

bool action_matches(const Program& program, const WideActionRow& row, const ActionView& action);

// Has the statement an action that matches? Looks at all actions, one by one.
bool has_action(const Program& program, std::uint32_t statement, const ActionView& action);

// `text` against a glob; the variables have values. With an index, if the text stays where it is as long as that.
bool glob_row_matches(const Program& program, const GlobRow& glob, std::string_view text, const QuestionView& question,
                      TextIndex* index = nullptr);

// The same without variables: the glob of an action.
bool glob_row_matches(const Program& program, const GlobRow& glob, std::string_view text);

// CAM-055: all clauses.
bool conditions_hold(const Program& program, std::uint32_t statement, Effect effect, const QuestionView& question);

// Calls `found(statement)` for every statement that one of whose actions matches, until it says true; some statements
// twice. Says whether it did.
template <typename Found>
bool for_each_by_action(const Program& program, const ActionView& action, const Found& found);

// The first exact action that has not a smaller tag.
std::size_t lower_action(std::span<const ActionRow> rows, std::uint32_t tag);

template <typename Found>
bool for_each_by_action(const Program& program, const ActionView& action, const Found& found) {
  const auto rows = program.actions();
  const auto tag = static_cast<std::uint32_t>(action.hash >> 32);
  const std::uint32_t kept = tag & ActionRow::tag_mask;
  for (std::size_t i = lower_action(rows, tag); i < rows.size() && rows[i].tag() == kept; ++i) {
    if (program.is_action(rows[i], action.text) && found(rows[i].statement())) return true;
  }
  for (const WideActionRow& row : program.wide_actions()) {
    if (action_matches(program, row, action) && found(row.statement)) return true;
  }
  return false;
}

}  // namespace opencam
