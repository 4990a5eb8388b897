// What server and supervisor say to each other, and what the journal keeps: JSON texts, one for each message.
//
//   server                          supervisor
//     settings  ------------------->
//               <-------------------  ready | refused
//     start, kill ----------------->
//               <-------------------  begun, ended
//     (closes the socket)             stops what runs, and ends
//
// On the socket a message has its length before it: four bytes, the lowest first. In the journal it is a line. Both
// ends are of the same build; what does not read is a bug or a torn line, and an Error.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "batch/runner.h"
#include "opencam/result.h"
#include "runner/settings.h"

namespace opencam::runner {

std::string settings_text(const Settings& settings, bool is_trial);
Result<Settings> read_settings(const json::Value& message);

std::string start_text(const batch::Attempt& attempt);
Result<batch::Attempt> read_start(const json::Value& message);

std::string kill_text(std::string_view id, std::string_view reason);

std::string event_text(const batch::AttemptEvent& event);
Result<batch::AttemptEvent> read_event(const json::Value& message);

std::string ready_text();
std::string refused_text(const Error& error);

// The member's text or number; empty and 0 when it has none.
std::string text_of(const json::Value& message, std::string_view name);
std::int64_t number_of(const json::Value& message, std::string_view name);

// With its length before it.
std::string framed(std::string_view text);

// Takes bytes as they come and gives whole messages. Errors: InvalidArgument for a length beyond the limit.
class Frames {
 public:
  void add(std::string_view bytes) { held_ += bytes; }
  Result<bool> next(std::string& text);

 private:
  std::string held_;
};

// Text from a task or a tool, fit for a message: printable ASCII in one line, cut to the limit.
std::string plain(std::string_view text);

}  // namespace opencam::runner
