// A short text of which copies share one piece of memory, in the size of a pointer: for names that stand in many
// places.
//
//   SharedName name("QcloudCVMFullAccess");
//   table.edit(name);                        // as a key; found with any view of the same text
//
// Immutable; one made by default is empty. The count and the letters are one piece of memory, which is why it is not a
// shared string: a string and its counts would take twice as much. Threads may copy and drop copies of one name; each
// copy belongs to one thread.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "base/check.h"

namespace opencam {

class SharedName {
 public:
  SharedName() = default;
  explicit SharedName(std::string_view text) {
    if (text.empty()) return;
    OPENCAM_CHECK(text.size() <= 0xffffffff);
    const auto size = static_cast<std::uint32_t>(text.size());
    kept_ = std::construct_at(std::allocator<Kept>().allocate(places(size)), size);
    std::memcpy(static_cast<void*>(kept_ + 1), text.data(), text.size());
  }
  SharedName(const SharedName& other) : kept_(other.kept_) {
    if (kept_ != nullptr) kept_->holders.fetch_add(1, std::memory_order_relaxed);
  }
  SharedName(SharedName&& other) noexcept : kept_(std::exchange(other.kept_, nullptr)) {}
  SharedName& operator=(SharedName other) noexcept {
    std::swap(kept_, other.kept_);
    return *this;
  }
  ~SharedName() {
    if (kept_ == nullptr || kept_->holders.fetch_sub(1, std::memory_order_acq_rel) != 1) return;
    const std::size_t count = places(kept_->size);
    std::destroy_at(kept_);
    std::allocator<Kept>().deallocate(kept_, count);
  }

  bool empty() const { return kept_ == nullptr; }
  std::string_view view() const {
    if (kept_ == nullptr) return {};
    return {reinterpret_cast<const char*>(kept_ + 1), kept_->size};
  }
  operator std::string_view() const { return view(); }  // NOLINT(google-explicit-constructor)
  std::string text() const { return std::string(view()); }

  friend bool operator==(const SharedName& a, const SharedName& b) { return a == b.view(); }
  friend bool operator==(const SharedName& a, std::string_view b) { return a.view() == b; }

 private:
  // The letters stand right behind it.
  struct Kept {
    explicit Kept(std::uint32_t of_size) : size(of_size) {}

    std::uint32_t size;
    std::atomic<std::uint32_t> holders{1};
  };

  // Of the size of a Kept, for it and its letters.
  static std::size_t places(std::size_t size) { return 1 + (size + sizeof(Kept) - 1) / sizeof(Kept); }

  Kept* kept_ = nullptr;
};

}  // namespace opencam
