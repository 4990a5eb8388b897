// What is fixed about the condition operators: their texts, families and negations, all from opencam/operator.def.
//
// The family says how values are read and compared (policy/value.h). Pure functions.
#pragma once

#include <cstdint>
#include <string_view>

#include "opencam/policy.h"

namespace opencam {

enum class OperatorFamily : std::uint8_t { String, Numeric, Date, Bool, Ip, Null };

// "string", "numeric", ...: as messages say it.
std::string_view name(OperatorFamily family);

// "string_equal", ...
std::string_view name(Comparison comparison);

OperatorFamily family(Comparison comparison);

// Is it the `_not_` form of another one?
bool is_negation(Comparison comparison);

}  // namespace opencam
