// The recorder that an explanation passes through the evaluation. There is one evaluator; whoever only wants a decision
// passes no recorder.
//
// It notes, per resource, every policy that was asked and, per statement, the first element that failed. A request may
// name a thousand resources: the first limits::explain_trees_max keep their tree, and the first denied one wherever it
// stands. Belongs to one evaluation on one thread; writes into the Explanation it was made with.
#pragma once

#include "engine/match.h"
#include "opencam/decision.h"

namespace opencam {

class Trace {
 public:
  explicit Trace(Explanation& into) : into_(into) {}

  void begin_resource(const AskedResource& resource);
  void begin_policy(const AttachedPolicy& policy, PolicyLayer layer);
  void statement(const Statement& statement, std::uint32_t index, const Mismatch& mismatch, const Question& question);
  void end_resource(Effect effect, Reason reason);

 private:
  Explanation& into_;
  bool has_denied_ = false;
};

}  // namespace opencam
