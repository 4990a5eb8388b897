// What every fuzzer has: its own entry, and a way to say that a law is broken.
//
// A fuzzer defines LLVMFuzzerTestOneInput. It is given any bytes, asks the code under test, and calls OPENCAM_CHECK
// (base/check.h) for each law; a broken law aborts, which libFuzzer and the replay program both report.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.h"

// NOLINTNEXTLINE(readability-identifier-naming): the name is libFuzzer's.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace opencam {

inline std::string_view as_text(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

}  // namespace opencam
