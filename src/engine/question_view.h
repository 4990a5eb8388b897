// One question as the compiled engine asks it: who, which action, which resource, under which circumstances.
//
// Everything is borrowed. A question is made once per request; the resource is set for each of several. Belongs to one
// thread.
#pragma once

#include <string_view>

#include "engine/asked_view.h"
#include "engine/context_view.h"
#include "engine/text_index.h"
#include "engine/variable.h"
#include "opencam/engine.h"

namespace opencam {

struct QuestionView {
  QuestionView(const Principal& who, ContextView given, const Surroundings& around)
      : caller(who), context(given), surroundings(around) {}
  QuestionView(const Principal& who, ContextView given, const Surroundings& around, const ActionView& asked,
               ActionFacts facts, const ResourceView& seen)
      : caller(who), context(given), surroundings(around), action(asked), action_facts(facts), resource(seen) {}

  // Empty: no value (CAM-050, CAM-052).
  std::string_view value_of(Variable variable) const { return opencam::value_of(variable, caller); }

  const Principal& caller;
  ContextView context;
  const Surroundings& surroundings;
  ActionView action;
  ActionFacts action_facts;
  ResourceView resource;
  mutable TextIndex index;  // of the content, or of a value of the context
};

}  // namespace opencam
