// Which instances are begun next (CAM-262), and how many are claimed ahead of the runner's free slots.
//
// A claimed attempt is written before it begins, and the slots idle while it is. So some are claimed ahead: as many as
// will run in limits::claims_ahead_ms, judged by how long runs took lately. When something with a higher priority
// comes, those that have not begun are taken back from the runner. Used by one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "base/host/random.h"
#include "batch/job_moves.h"
#include "batch/service_role.h"
#include "batch/working_set.h"

namespace opencam::batch {

class Claims {
 public:
  Claims(WorkingSet& set, JobMoves& jobs, Effects& effects, Runner* runner, ServiceRole* role, Random& random)
      : set_(set), jobs_(jobs), effects_(effects), runner_(runner), role_(role), random_(random) {}

  // A run took that long.
  void note_run(std::int64_t run_ms);
  // Claims what may begin now. True when it stopped only because it had done enough for one transaction.
  bool fill(std::int64_t now_ms);
  // As many attempts as may be in flight.
  std::size_t capacity() const;

 private:
  struct Choice {
    Turn turn;
    WorkingEnv* env = nullptr;  // null: a machine of its own
  };
  bool choose(Choice& choice) const;
  // Takes back what has not begun and has a lower priority. False when there is nothing of the kind.
  bool take_back(const Turn& turn, std::int64_t now_ms);
  // False when no machine could be made for it.
  bool claim_one(const Choice& choice, std::int64_t now_ms);
  Attempt attempt_of(const WorkingTask& task, const InstanceRow& row, std::string id) const;

  WorkingSet& set_;
  JobMoves& jobs_;
  Effects& effects_;
  Runner* runner_;
  ServiceRole* role_;
  Random& random_;
  double run_ms_ = 1e9;  // moving mean; nothing is claimed ahead until runs are known to be short
};

}  // namespace opencam::batch
