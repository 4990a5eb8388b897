// Puts a mismatch into words: what the statement wanted and what the request has, for explanations only.
//
//   Wording words = describe(mismatch, statement, question);   // wanted "10.0.0.0/8", found "1.2.3.4"
//
// Pure functions. Nothing here decides anything.
#pragma once

#include <string>

#include "engine/match.h"

namespace opencam {

struct Wording {
  std::string wanted;
  std::string found;
  std::string note;
};

Wording describe(const Mismatch& mismatch, const Statement& statement, const Question& question);

// The caller in the words of a principal: `qcs::cam::uin/1:uin/2`, `service batch.cloud.tencent.com`, `nobody`.
std::string describe(const Principal& caller);

}  // namespace opencam
