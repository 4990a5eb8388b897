// The request as the compiled engine reads it: views into its texts, no string of its own.
//
//   ActionView action;
//   if (!read_action(request.action, action)) ...            // an invalid request (CAM-081)
//   ResourceText text;
//   if (!read_resource(request.resources[0], text)) ...      // what the text says, to whomever
//   ResourceView resource = seen_by(caller, text, as_a_whole, surroundings);
//
// The same readings as asked.h, held against it by test. Views live as long as the request, the caller and the
// surroundings they came from.
#pragma once

#include <cstdint>
#include <string_view>

#include "engine/same_text.h"
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
  bool is_account(std::string_view uin) const { return !is_app_id && same_text(number, uin); }
};

// A resource name, split: the same for every caller and every snapshot.
struct ResourceText {
  bool is_star = false;
  AccountForm account_form = AccountForm::Own;
  std::string_view account;  // the number in it; empty: the caller's own
  std::string_view project;  // `id/N` or empty
  std::string_view service;
  std::string_view region;  // canonical
  std::string_view content;
  std::uint64_t content_hash = 0;  // 0: not taken yet
};

// The same as one caller means it.
struct ResourceView {
  bool is_none = false;
  std::string_view project;
  std::string_view service;
  std::string_view region;
  AccountView owner;  // CAM-042
  std::string_view content;
  std::uint64_t content_hash = 0;
  std::string_view other_content;  // another spelling of the content, or empty
};

// CAM-027. False: it cannot be read.
bool read_action(std::string_view text, ActionView& action);

// CAM-041. False: it cannot be read.
bool read_resource(std::string_view text, ResourceText& resource);

// CAM-036, CAM-042, CAM-072.
ResourceView seen_by(const Principal& caller, const ResourceText& resource, bool as_a_whole,
                     const Surroundings& surroundings);

// What the catalogue says about an action, as a decision needs it.
struct ActionFacts {
  bool needs_permission = true;
  bool supports_ip_condition = true;
  bool is_decided_as_a_whole = false;
};

}  // namespace opencam
