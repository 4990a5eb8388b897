// OPENCAM_CHECK(condition): a bug aborts, in every build. Never for input: that is an Error.
#pragma once

namespace opencam {

// Prints where and what to stderr and aborts.
[[noreturn]] void check_failed(const char* condition, const char* file, int line);

}  // namespace opencam

#define OPENCAM_CHECK(condition) \
  ((condition) ? static_cast<void>(0) : ::opencam::check_failed(#condition, __FILE__, __LINE__))
