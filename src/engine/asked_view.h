// The request as the compiled engine reads it: views into its texts, no string of its own.
//
//   ActionView action;
//   if (!read_action(request.action, action)) ...            // an invalid request (CAM-081)
//   ResourceView resource;
//   if (!read_resource(text, as_a_whole, caller, surroundings, resource)) ...
//
// The same readings as asked.h, held against it by test. Views live as long as the request, the caller and the
// surroundings they came from.
#pragma once

#include <cstdint>
#include <string_view>

#include "opencam/engine.h"

namespace opencam {

struct ActionView {
  std::string_view text;  // `service:Name`
  std::string_view service;
  std::string_view name;
  std::uint64_t hash = 0;         // of the text
  std::uint32_t service_tag = 0;  // of the service
};

// An account: a root account's number, or the APPID of no known account (CAM-036). Empty: none.
struct AccountView {
  std::string_view number;
  bool is_app_id = false;

  bool is_empty() const { return number.empty(); }
  bool is_account(std::string_view uin) const { return !is_app_id && number == uin; }
};

struct ResourceView {
  std::string_view text;  // as asked
  bool is_none = false;
  bool has_app_id = false;   // the account segment is `uid/N`
  std::string_view project;  // `id/N` or empty
  std::string_view service;
  std::string_view region;  // canonical
  AccountView owner;        // CAM-042
  std::string_view content;
  std::string_view other_content;  // another spelling of the content, or empty
};

// CAM-027. False: it cannot be read.
bool read_action(std::string_view text, ActionView& action);

// CAM-041, CAM-072. False: it cannot be read.
bool read_resource(std::string_view text, bool as_a_whole, const Principal& caller, const Surroundings& surroundings,
                   ResourceView& resource);

// What the catalogue says about an action, as a decision needs it.
struct ActionFacts {
  bool needs_permission = true;
  bool supports_ip_condition = true;
  bool is_decided_as_a_whole = false;
};

}  // namespace opencam
