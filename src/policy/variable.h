// Policy variables inside a text: `queueName/uin/${uin}/*` becomes literal, variable, literal.
//
// Only the three known names are variables (CAM-050). Anything else that looks like one stays literal text and is
// reported as a fault, so that a checker can refuse it and a reader can fail closed. Pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "opencam/policy.h"

namespace opencam {

// A `${` that is no variable, at [begin, end) of the text.
struct VariableFault {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string reason;  // "is not a policy variable", "is not closed"
};

struct VariableReading {
  VariableText text;
  std::vector<VariableFault> faults;
};

VariableReading read_variables(std::string_view text);

// The text as it was written.
std::string source_text(const VariableText& text);

}  // namespace opencam
