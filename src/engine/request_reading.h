// A request, read once: what a PreparedRequest holds.
//
//   caller | action | resources | keys of the context, by tag | values | texts      one block of memory, front to back
//
// Made by Snapshot::prepare; asked by any number of decisions, of that snapshot and of others. What depends on a
// snapshot is looked up in each decision: who the caller is, and which account an APPID names. What the catalogue says
// about the action is kept for as long as the catalogue is the same. Immutable; share it between threads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "engine/action_table.h"
#include "engine/asked_view.h"
#include "engine/context_view.h"
#include "engine/held_policy.h"
#include "opencam/engine.h"

namespace opencam {

// Who asks, as views into the request.
struct CallerKey {
  enum class Kind : std::uint8_t { User, Role, Service, Anonymous };

  static CallerKey of(const PrincipalRef& ref);

  std::uint64_t hash = 0;  // of `name`, a user's number
  bool is_exact = false;   // NumberHash
  std::string_view name;   // a user's number, a role's name or id, a service's name
  std::string_view owner_uin;
  Kind kind = Kind::Anonymous;
};

struct RequestReading {
  CallerKey caller;
  bool is_readable = false;  // CAM-081: the action, the resources and their number
  // One resource, a user with a number and without a session, and an action that needs a permission and that no
  // general policy denies: what rule_plain() takes, as far as it is up to the request.
  bool is_plain = false;
  ActionFacts action_facts;  // as `actions` says
  const ActionTable* actions = nullptr;
  ActionView action;
  std::span<const ResourceText> resources;
  PreparedContext context;
  std::optional<HeldPolicy> session;
  std::shared_ptr<const ActionTable> kept_actions;

  // Asks the memory for what every decision reads of it, before it is looked at.
  void fetch() const {
    for (std::size_t line = 1; line <= 6; ++line) __builtin_prefetch(reinterpret_cast<const char*>(this) + line * 64);
  }

  // The rows and texts stand right behind the reading, in the same piece of memory.
  static std::shared_ptr<const RequestReading> create(const Request& request,
                                                      std::shared_ptr<const ActionTable> actions);
};

}  // namespace opencam
