// One policy, compiled: what decisions ask instead of the document.
//
//   std::shared_ptr<const Program> program = Program::compile(*policy);   // once per version of a policy
//
// A Program holds no account and no caller, so every holder of the policy shares it. Immutable; share it between
// threads.
#pragma once

#include <cstddef>
#include <memory>

#include "opencam/policy.h"

namespace opencam {

class Program {
 public:
  static std::shared_ptr<const Program> compile(const Policy& policy);

  std::size_t statement_count() const { return statement_count_; }

 private:
  Program() = default;

  std::size_t statement_count_ = 0;
};

}  // namespace opencam
