// Room for a text that a decision has to put together: on the stack as long as it is short.
//
//   Scratch scratch;
//   std::string_view tag = scratch.joined({key, "&", value});
//
// Every legal text of a policy or tag fits, so that deciding allocates nothing; only texts beyond the limits, which a
// world file may hold, take memory. Belongs to one thread; a text lives until the next one is put together.
#pragma once

#include <array>
#include <cstring>
#include <span>
#include <string>
#include <string_view>

namespace opencam {

template <std::size_t Size>
class ScratchOf {
 public:
  void clear() {
    size_ = 0;
    is_long_ = false;
  }

  void append(std::string_view text) {
    if (!is_long_ && size_ + text.size() <= Size) {
      if (!text.empty()) std::memcpy(near_ + size_, text.data(), text.size());
      size_ += text.size();
      return;
    }
    if (!is_long_) far_.assign(near_, size_);
    is_long_ = true;
    far_ += text;
  }

  std::string_view text() const { return is_long_ ? std::string_view(far_) : std::string_view(near_, size_); }

  std::string_view joined(std::initializer_list<std::string_view> parts) {
    clear();
    for (const std::string_view part : parts) append(part);
    return text();
  }

 private:
  std::size_t size_ = 0;
  bool is_long_ = false;
  std::string far_;
  char near_[Size];
};

using Scratch = ScratchOf<512>;

}  // namespace opencam
