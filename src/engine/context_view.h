// The circumstances of a request, as they came in or prepared: condition key -> values.
//
//   const ContextValues values = context.find("qcs:ip");
//   for (std::size_t i = 0; i < values.size(); ++i) ... values[i] ...
//
// Borrows the request. A key without a value is absent (CAM-062).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/hash.h"
#include "engine/program.h"
#include "engine/same_text.h"
#include "opencam/request.h"

namespace opencam {

class ContextValues {
 public:
  ContextValues() = default;
  explicit ContextValues(const std::vector<std::string>& strings) : strings_(strings.data()), size_(strings.size()) {}
  explicit ContextValues(std::span<const std::string_view> views) : views_(views.data()), size_(views.size()) {}

  bool empty() const { return size_ == 0; }
  std::size_t size() const { return size_; }
  std::string_view operator[](std::size_t i) const {
    return views_ != nullptr ? views_[i] : std::string_view(strings_[i]);
  }

 private:
  const std::string* strings_ = nullptr;  // or the next
  const std::string_view* views_ = nullptr;
  std::size_t size_ = 0;
};

// A prepared context: keys by the tags of their texts, which are in ascending order.
struct PreparedContext {
  struct Key {
    std::string_view text;
    std::span<const std::string_view> values;  // never empty
  };
  std::span<const std::uint32_t> tags;
  std::span<const Key> keys;  // at the places of the tags
};

class ContextView {
 public:
  explicit ContextView(const Context& context) : context_(&context) {}
  explicit ContextView(const PreparedContext& prepared) : prepared_(&prepared) {}

  ContextValues find(std::string_view key) const {
    if (prepared_ == nullptr) {
      const std::vector<std::string>* values = context_->find(key);
      return values == nullptr ? ContextValues() : ContextValues(*values);
    }
    const std::uint32_t tag = tag_of(key);
    const auto tag_itself = [](std::uint32_t one) { return one; };
    const std::span<const std::uint32_t> tags = prepared_->tags;
    for (std::size_t i = lower_tag(tags, tag, tag_itself); i < tags.size() && tags[i] == tag; ++i) {
      const PreparedContext::Key& found = prepared_->keys[i];
      if (same_text(found.text, key)) return ContextValues(found.values);
    }
    return {};
  }

 private:
  const Context* context_ = nullptr;  // or the next
  const PreparedContext* prepared_ = nullptr;
};

}  // namespace opencam
