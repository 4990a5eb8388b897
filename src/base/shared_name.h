// A text of which copies share one piece of memory, in the size of a pointer: for names that stand in many places.
//
//   SharedName name = "QcloudCVMFullAccess";
//   table.edit(name);                        // as a key; found with any view of the same text
//
// Immutable. One made by default is empty. Threads may copy and drop copies of one name; each copy belongs to one
// thread.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "base/shared_link.h"

namespace opencam {

class SharedName {
 public:
  SharedName() = default;
  explicit SharedName(std::string_view text) : kept_(SharedLink<Kept>::make(Kept{{}, std::string(text)})) {}

  const std::string& text() const {
    static const std::string empty;
    return kept_ ? kept_->text : empty;
  }
  operator std::string_view() const { return text(); }  // NOLINT(google-explicit-constructor)

  friend bool operator==(const SharedName& a, const SharedName& b) {
    return a.kept_.get() == b.kept_.get() || a.text() == b.text();
  }
  friend bool operator==(const SharedName& a, std::string_view b) { return a.text() == b; }

 private:
  struct Kept {
    HolderCount holders;
    std::string text;
  };

  SharedLink<Kept> kept_;
};

}  // namespace opencam
