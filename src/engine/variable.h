// Policy variables, replaced at the time of the decision.
//
//   if (!has_values(pattern.content, caller)) ...         // CAM-053: an allow does not match, a deny does
//   fill(pattern.content, caller)                         // `queueName/uin/100000000101/*`
//
// A value is inserted as it is; one that holds `:`, `/` or `*` counts as no value (CAM-052), so that nothing in a value
// can ever be special. How variables are read is
// policy/variable.h. Pure functions over values.
#pragma once

#include <string>
#include <string_view>

#include "opencam/engine.h"
#include "opencam/policy.h"

namespace opencam {

// The caller's value of the variable; empty when there is none (CAM-050, CAM-052).
std::string_view value_of(Variable variable, const Principal& caller);

// Has every variable of the text a value?
bool has_values(const VariableText& text, const Principal& caller);

// has_values, and there is no `${` left that begins no variable (CAM-054). Asked of condition values; in a resource the
// reader of the document has dealt with such a `${` already.
bool is_knowable(const VariableText& text, const Principal& caller);

// The text with its variables replaced. REQUIRES: has_values(text, caller).
std::string fill(const VariableText& text, const Principal& caller);

}  // namespace opencam
