// The console's files, as they were built into the program: GET /console/ and what is below it (docs/console/http.md).
//
//   if (is_console_path(request.path())) reply(console_file(request));
//
// Each file was compressed once, when the program was built, and is answered as the browser accepts it. A path that
// is no file and has no dot is a page of the console: its start page finds out which. Pure functions on static data,
// safe from any thread.
#pragma once

#include <string_view>

#include "wire/http.h"

namespace opencam::server {

// `/console` and everything below it.
bool is_console_path(std::string_view path);

HttpResponse console_file(const HttpRequest& http);

// Somebody has typed the server's address into a browser: they want the console, not the API's complaint.
bool is_for_people(const HttpRequest& http);
HttpResponse to_console();

}  // namespace opencam::server
