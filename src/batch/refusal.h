// How BatchCompute words what it refuses in a request: the field, what stands there, what is wrong with it, the remedy.
//
//   return refusal(ErrorCode::BatchValueIllegal, "Job.Priority", "101", "is out of range", "write a number from 0 to
//   100");
//   // Job.Priority: `101` is out of range; write a number from 0 to 100
#pragma once

#include <string>
#include <string_view>

#include "base/text.h"
#include "opencam/result.h"

namespace opencam::batch {

inline Error refusal(ErrorCode code, std::string_view field, std::string_view given, std::string_view what,
                     std::string_view help) {
  return Error(code, std::string(field) + ": `" + text::shortened(given) + "` " + std::string(what))
      .with_help(std::string(help));
}

}  // namespace opencam::batch
