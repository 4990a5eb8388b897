// What calls for the console answer, as JSON text: the session object, lists of sessions, errors
// (docs/console/http.md).
//
// Pure functions; the console's language for a request is one of those it has.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "services/console_session.h"
#include "services/sign_in.h"
#include "wire/http.h"

namespace opencam::services {

// `zh-CN` or `en-US`, as Accept-Language says first; empty when it names neither.
std::string_view console_language(const HttpRequest& http);

std::string print_session(const ConsoleSession& session, std::string_view language,
                          const std::vector<std::string>& recovery_codes);
// Of whoever holds the session, newest first.
std::string print_sessions(const ConsoleSession& session, std::int64_t now_ms);
std::string print_recovery_codes(const std::vector<std::string>& codes);
std::string print_new_device(const SignIn::NewDevice& device);

HttpResponse console_answer(std::string body);
HttpResponse console_answer(const ConsoleError& error);

}  // namespace opencam::services
