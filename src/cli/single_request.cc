#include "cli/single_request.h"

#include <map>

namespace opencam::cli {

std::vector<Option> single_request_options() {
  return {{.name = "--principal", .placeholder = "UIN", .help = "one request: the number of who asks"},
          {.name = "--action", .placeholder = "SERVICE:NAME", .help = "one request: what they want to do"},
          {.name = "--resource",
           .placeholder = "RESOURCE",
           .help = "one request: to what; without it the request names no resource",
           .is_repeatable = true},
          {.name = "--context",
           .placeholder = "KEY=VALUE",
           .help = "one request: a condition key and its value; the same key again adds a value",
           .is_repeatable = true}};
}

Result<std::optional<Request>> single_request(const Arguments& arguments) {
  bool is_given = false;
  for (const Option& option : single_request_options()) is_given = is_given || arguments.has(option.name);
  if (!is_given) return std::optional<Request>();
  if (arguments.has("--requests")) {
    return Error(ErrorCode::InvalidArgument, "`--requests` and a single request exclude each other")
        .with_help("leave out `--requests`, or `--principal`, `--action`, `--resource` and `--context`");
  }
  for (const char* name : {"--principal", "--action"}) {
    if (arguments.has(name)) continue;
    return Error(ErrorCode::MissingArgument, "`" + std::string(name) + "` is missing")
        .with_help("a single request needs `--principal` and `--action`");
  }
  Request request;
  request.principal = UserRef{arguments.value("--principal")};
  request.action = arguments.value("--action");
  if (arguments.has("--resource")) request.resources = arguments.values("--resource");
  std::map<std::string, std::vector<std::string>> context;
  for (const std::string& given : arguments.values("--context")) {
    const std::size_t equals = given.find('=');
    if (equals == std::string::npos || equals == 0) {
      return Error(ErrorCode::InvalidArgument, "`" + given + "` is no KEY=VALUE")
          .with_help("write for example `--context qcs:ip=10.0.0.1`");
    }
    context[given.substr(0, equals)].push_back(given.substr(equals + 1));
  }
  for (auto& [key, values] : context) request.context.set(key, std::move(values));
  return std::optional<Request>(std::move(request));
}

}  // namespace opencam::cli
