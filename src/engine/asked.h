// The request, read once: what every statement is held against.
//
//   Result<Asked> asked = read_asked(request, principal, surroundings);   // an Error: the request is invalid (CAM-081)
//
// Names are parsed, the limits of CAM-041 and CAM-081 are checked, the owner and the level of each resource are known.
// Everything in it is literal, also a `*` (CAM-037). Values; immutable while a decision lasts. `info` points into the
// catalogue of the surroundings.
#pragma once

#include <string>
#include <vector>

#include "opencam/engine.h"

namespace opencam {

// The number of a root account, `uid/N` for an APPID of no known account (CAM-036), or empty for no account at all.
using AccountId = std::string;

struct AskedResource {
  std::string text;           // as asked
  ResourceName name;          // of an action that is decided as a whole (CAM-072): none
  AccountId owner;            // CAM-042
  std::string other_content;  // another spelling of the last segment that names the same thing, or empty
};

struct Asked {
  ActionName action;
  const ActionInfo* info = nullptr;  // null: the catalogue does not list it
  std::vector<AskedResource> resources;
};

// Errors: InvalidArgument or the name's own code; the message says what is wrong, for the explanation.
Result<Asked> read_asked(const Request& request, const Principal& caller, const Surroundings& surroundings);

// CAM-046: the name under which tags are stored. `own` is what an empty account segment means; it may be empty.
std::string canonical_name(ResourceName name, const std::string& own, const Surroundings& surroundings);

// The account that a segment names; `own` is what an empty segment means.
AccountId account_of(const AccountSegment& segment, const std::string& own, const Surroundings& surroundings);

}  // namespace opencam
