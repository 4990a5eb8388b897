#include <gtest/gtest.h>

#include <cstdlib>
#include <memory>
#include <new>
#include <string>

#include "engine/allocation_count.h"

namespace {
thread_local std::size_t allocations = 0;
}  // namespace

// NOLINTBEGIN(cppcoreguidelines-no-malloc,cppcoreguidelines-owning-memory)
// Not inlined, because the compiler would then see `free` meet what `new` gave.
[[gnu::noinline]] void* operator new(std::size_t size) {
  ++allocations;
  if (void* place = std::malloc(size == 0 ? 1 : size)) return place;
  std::abort();
}
[[gnu::noinline]] void operator delete(void* place) noexcept { std::free(place); }
[[gnu::noinline]] void operator delete(void* place, std::size_t) noexcept { std::free(place); }
// NOLINTEND(cppcoreguidelines-no-malloc,cppcoreguidelines-owning-memory)

namespace opencam {

std::size_t allocations_of_this_thread() { return allocations; }

namespace {

TEST(AllocationCount, Counts) {
  const std::size_t before = allocations_of_this_thread();
  const auto text = std::make_unique<std::string>(100, 'x');
  EXPECT_EQ(allocations_of_this_thread(), before + 2) << *text;
}

}  // namespace
}  // namespace opencam
