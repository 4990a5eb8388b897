// The port by which BatchCompute asks whether it may act for an account: making a node is `cvm:RunInstances`, ending
// one is `cvm:TerminateInstances`, as the account's role for the service. It is never more than what that role may
// (CAM-268).
//
// Called by the scheduler's thread for every node and every anonymous machine: must be quick and must not fail.
// Thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "batch/id.h"

namespace opencam::batch {

class ServiceRole {
 public:
  virtual ~ServiceRole() = default;

  // Nothing when the service may; otherwise why not, in the words that the account's people shall read.
  virtual std::optional<std::string> refusal(const Scope& scope, std::string_view action,
                                             std::string_view resource) = 0;
};

// `qcs::cvm:ap-guangzhou:uin/100000000001:instance/*`: what both actions are asked on.
std::string machine_resource(const Scope& scope);
inline constexpr std::string_view action_make_machine = "cvm:RunInstances";
inline constexpr std::string_view action_end_machine = "cvm:TerminateInstances";

}  // namespace opencam::batch
