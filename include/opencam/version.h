// The version of the library, for people and for programs that ask.
#pragma once

#include <string_view>

namespace opencam {

inline constexpr std::string_view version = "0.1.0";

}  // namespace opencam
