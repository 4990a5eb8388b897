#include "base/text.h"
#include "policy/check.h"
#include "policy/condition.h"

namespace opencam {
namespace {

std::string_view operators_for(KeyType type) {
  switch (type) {
    case KeyType::Any:
      return "";
    case KeyType::Tag:
      return "a tag takes the string operators, for example `for_any_value:string_equal`";
    case KeyType::Date:
      return "a time takes the date operators, for example `date_less_than`";
    case KeyType::Ip:
      return "an address takes `ip_equal` and `ip_not_equal`";
  }
  return "";
}

}  // namespace

void check_conditions(const Statement& statement, const CheckRun& run) {
  for (const ConditionClause& clause : statement.conditions) {
    const KeyType type = key_type(clause.key);
    if (fits(clause.op.comparison, type)) continue;
    run.add(ErrorCode::ConditionContentError, clause.key_span,
            "`" + clause.op.text() + "` does not fit the key `" + text::shortened(clause.key) + "`",
            std::string(operators_for(type)));
  }
}

}  // namespace opencam
