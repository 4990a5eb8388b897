#include "engine/program.h"

namespace opencam {

std::shared_ptr<const Program> Program::compile(const Policy& policy) {
  auto program = std::shared_ptr<Program>(new Program());
  program->statement_count_ = policy.statements().size();
  return program;
}

}  // namespace opencam
