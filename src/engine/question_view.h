// One question as the compiled engine asks it: who, which action, which resource, under which circumstances.
//
// Everything is borrowed. A question is made once per request; the resource is set for each of several. Belongs to one
// thread.
#pragma once

#include <array>
#include <string_view>

#include "engine/asked_view.h"
#include "opencam/engine.h"

namespace opencam {

struct QuestionView {
  QuestionView(const Principal& who, const Context& given, const Surroundings& around);

  std::string_view value_of(Variable variable) const { return variables[static_cast<std::size_t>(variable)]; }

  const Principal& caller;
  const Context& context;
  const Surroundings& surroundings;
  std::array<std::string_view, 3> variables;  // by Variable; empty: no value (CAM-050, CAM-052)
  ActionView action;
  ActionFacts action_facts;
  ResourceView resource;
};

}  // namespace opencam
