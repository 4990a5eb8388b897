#include "base/check.h"

#include <cstdio>
#include <cstdlib>

namespace opencam {

void check_failed(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "opencam: bug: %s does not hold at %s:%d\n", condition, file, line);
  std::abort();
}

}  // namespace opencam
