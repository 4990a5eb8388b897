// The texts of one program that its document does not hold, while it is compiled: one behind the other, equal ones
// once.
//
//   size in four bytes | text | " | size | text | " ...          each is known by the place of its size
//
// Used by one compiler, in one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "engine/hash.h"
#include "engine/program.h"

namespace opencam {

class TextPool {
 public:
  static constexpr std::uint32_t text_begin = sizeof(std::uint32_t);  // from its place

  // REQUIRES: the hash of the text.
  std::uint32_t put(std::string_view text, std::uint64_t hash) {
    if ((used_ + 1) * 2 > slots_.size()) grow();
    const std::uint32_t tag = tag_of(hash);
    std::size_t at = tag & (slots_.size() - 1);
    for (; slots_[at].ref != none; at = (at + 1) & (slots_.size() - 1)) {
      if (slots_[at].tag == tag && this->text(slots_[at].ref) == text) return slots_[at].ref;
    }
    const auto ref = static_cast<std::uint32_t>(bytes_.size());
    const auto size = static_cast<std::uint32_t>(text.size());
    bytes_.append(reinterpret_cast<const char*>(&size), sizeof size).append(text).push_back('"');
    slots_[at] = {tag, ref};
    ++used_;
    return ref;
  }

  std::string_view text(std::uint32_t ref) const {
    std::uint32_t size = 0;
    std::memcpy(&size, bytes_.data() + ref, sizeof size);
    return std::string_view(bytes_).substr(ref + sizeof size, size);
  }

  const std::string& bytes() const { return bytes_; }

 private:
  static constexpr std::uint32_t none = 0xffffffff;

  struct Slot {
    std::uint32_t tag = 0;
    std::uint32_t ref = none;
  };

  void grow() {
    std::vector<Slot> old(slots_.empty() ? 64 : slots_.size() * 2);
    old.swap(slots_);
    for (const Slot& slot : old) {
      if (slot.ref == none) continue;
      std::size_t at = slot.tag & (slots_.size() - 1);
      while (slots_[at].ref != none) at = (at + 1) & (slots_.size() - 1);
      slots_[at] = slot;
    }
  }

  std::string bytes_;
  std::vector<Slot> slots_;  // a power of two, at most half of them used
  std::size_t used_ = 0;
};

}  // namespace opencam
