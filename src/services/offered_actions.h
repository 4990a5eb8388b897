// The one table of what we answer: action -> how its parameters are read and which handler does it.
//
//   const OfferedAction* action = find_offered_action("AddUser");
//   OPENCAM_TRY(PreparedCall prepared, action->prepare(parameters));   // reads and checks; does nothing
//   ... the gate makes a Call ...
//   OPENCAM_TRY(boost::json::object response, prepared(call));
//
// A new action is a handler and a line here. Immutable; share it.
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <functional>
#include <span>
#include <string_view>

#include "opencam/result.h"
#include "services/call.h"

namespace opencam::services {

// A typed request and its handler, waiting for permission.
using PreparedCall = std::function<Result<boost::json::object>(const Call&)>;

// What must be in the audit trail.
enum class ActionEffect : std::uint8_t {
  Reads,   // only denials
  Writes,  // the directory records what it changes, the router what failed
  Issues,  // gives out credentials: the router records both
};

struct OfferedAction {
  std::string_view name;
  ActionEffect effect;
  Result<PreparedCall> (*prepare)(const boost::json::object& parameters);
};

// Null when we know the action at most by name.
const OfferedAction* find_offered_action(std::string_view name);

std::span<const OfferedAction> offered_actions();

}  // namespace opencam::services
