// The families of condition operators, one test each, one file each; the table is in condition.cc.
//
// A test answers for one value of the policy and one value of the request, and for the positive operator only: the
// negated one is the same test, turned round by the caller (CAM-059). Pure functions.
#pragma once

#include <cstdint>
#include <string_view>

#include "opencam/policy.h"

namespace opencam {

enum class Fit : std::uint8_t {
  No,
  Yes,
  Unreadable,  // the request's value is not of the operator's form (CAM-069)
};

// `listed` is the policy's value with its variables replaced, `found` the request's.
using FamilyTest = Fit (*)(Comparison comparison, std::string_view listed, std::string_view found);

Fit test_string(Comparison comparison, std::string_view listed, std::string_view found);   // CAM-063
Fit test_numeric(Comparison comparison, std::string_view listed, std::string_view found);  // CAM-064
Fit test_date(Comparison comparison, std::string_view listed, std::string_view found);     // CAM-065
Fit test_bool(Comparison comparison, std::string_view listed, std::string_view found);     // CAM-066
Fit test_ip(Comparison comparison, std::string_view listed, std::string_view found);       // CAM-067

inline Fit fit(bool fits) { return fits ? Fit::Yes : Fit::No; }

}  // namespace opencam
