// What a condition key is worth, without a string of its own: the compiled engine's side of facts.h.
//
//   FactView values(clause, program, question);
//   values.is_empty()                                            // the key is absent (CAM-062)
//   values.any([](std::string_view value) { return ...; })
//
// The same values in the same order as Facts::find, held against it by test (CAM-047 to CAM-049, CAM-073). Belongs to
// one thread; a value lives until the next one is looked at.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "engine/program.h"
#include "engine/question_view.h"
#include "engine/scratch.h"

namespace opencam {

class FactView {
 public:
  FactView(const ClauseRow& clause, const Program& program, const QuestionView& question);

  bool is_empty() const {
    return !any([](std::string_view) { return true; });
  }

  // Do the values stand somewhere as long as the question, not only until the next one is looked at?
  bool are_lasting() const { return stored_ == nullptr; }

  // Does `test` hold for some value? Stops at the first.
  template <typename Test>
  bool any(Test test) const {
    if (!single_.empty()) return test(single_);
    Scratch scratch;
    if (stored_ != nullptr) {
      for (const auto& [key, value] : *stored_) {
        if (test_joined(scratch.joined({key, "&", value}), test)) return true;
      }
      return false;
    }
    for (std::size_t i = 0; i < list_.size(); ++i) {
      if (test_joined(list_[i], test)) return true;
    }
    return false;
  }

  template <typename Test>
  bool all(Test test) const {
    return !any([&](std::string_view value) { return !test(value); });
  }

 private:
  // Of a single tag key: only the tags of that key, and of them the value (CAM-048).
  template <typename Test>
  bool test_joined(std::string_view value, Test& test) const {
    if (!is_split_) return test(value);
    const std::size_t split = value.find('&');
    if (value.substr(0, split) != tag_key_) return false;
    return test(split == std::string_view::npos ? std::string_view() : value.substr(split + 1));
  }

  ContextValues given(std::string_view key) const;
  ContextValues given_or_else(std::string_view key, std::string_view other_key) const;
  void find_resource_tags(const ClauseRow& clause);
  void find_request_tag(std::string_view key);
  const std::map<std::string, std::string>* stored_tags() const;

  const QuestionView& question_;
  std::string_view single_;
  const std::map<std::string, std::string>* stored_ = nullptr;
  ContextValues list_;
  bool is_split_ = false;
  std::string_view tag_key_;
};

}  // namespace opencam
