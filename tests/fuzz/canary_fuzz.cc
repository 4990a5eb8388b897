// A fault that any fuzzer must find: the input that begins with `canary`.
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  OPENCAM_CHECK(!opencam::as_text(data, size).starts_with("canary"));
  return 0;
}
