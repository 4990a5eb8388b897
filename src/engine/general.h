// The general policies: denies that are built in and bind everybody (CAM-085).
#pragma once

#include "opencam/engine.h"

namespace opencam {

class Program;

// One policy named `general`; made at the first use, the same for every thread. Only actions of the service `account`
// can match it.
const AttachedPolicy& general_policy();
const Program& general_program();

}  // namespace opencam
