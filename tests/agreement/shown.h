// A difference as files that `opencam eval` and the oracle take.
#pragma once

#include <string>

#include "tests/agreement/worlds.h"

namespace opencam::agreement {

// {"principal":{...},"action":"...","resource":[...],"context":{...}}
std::string request_line(const Asker& asker, const Request& request);

// "allow allowed P1:0,P2:1 denied ``": everything a decision says.
std::string shown(const Decision& decision);

}  // namespace opencam::agreement
