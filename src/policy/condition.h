// Reading a statement's `condition` into clauses, and the general condition keys.
//
// A clause is one key under one operator. Whatever has no safe meaning (an unknown operator, a value that its operator
// cannot read) is a fatal mistake: left out it would widen an allow or shrink a deny. A `${` where no variable can
// stand is only refused at creation; the engine knows that such a value is unknowable (CAM-053).
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "opencam/policy.h"
#include "policy/mistake.h"
#include "policy/operator.h"

namespace opencam {

// The clauses of the member `condition`; those with mistakes are left out. `source` is the document's text.
std::vector<ConditionClause> read_conditions(const json::Value& condition, std::string_view source, Mistakes& mistakes);

// Why the operators of this family cannot read the value, or nothing when they can.
std::optional<std::string_view> value_reason(OperatorFamily family, const ConditionValue& value);

// How the key's values may be compared.
enum class KeyType : std::uint8_t { Any, Tag, Date, Ip };

// The type of a general key (policy/key.def); Any for every other key.
KeyType key_type(std::string_view key);

// Is the key sent by the system with every request, or derived from the caller or the resource's tags?
bool is_general_key(std::string_view key);

// May a request carry several values of it?
bool has_several_values(std::string_view key);

// May the operator be used with the key? `null_equal` may with every key.
bool fits(Comparison comparison, KeyType type);

}  // namespace opencam
