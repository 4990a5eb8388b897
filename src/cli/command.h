// Commands: how one is described, found and run.
//
// A command is a value of type Command: name, summary, options, and the function that does it. One file per command
// makes that value; one line in a table puts it into the program. Parsing, `--help`, completion and man pages all come
// from the same value, so that they cannot differ.
//
//   Command lint_command();                                       // src/cli/lint.cc
//   std::vector<Command> offline_commands();                      // the table of this part: src/cli/table.cc
//   int main(int argc, char** argv) {                             // src/server/main.cc
//     auto commands = opencam::cli::offline_commands();           // and those that need a server or a store
//     commands.push_back(serve_command());
//     return opencam::cli::run_program(commands, argc, argv);
//   }
//
// The function gets what was parsed and the streams to use; it must touch neither std::cout nor the environment, which
// is what lets a test run it. Result on `out`, diagnostics on `err`. Every command has `--format human|json` and
// `--help` without naming them. Values; nothing here is shared between threads.
#pragma once

#include <functional>
#include <iosfwd>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "opencam/result.h"

namespace opencam::cli {

// What a script may rely on; docs/cli/README.md.
enum class ExitCode : int {
  Ok = 0,             // done, or allow
  Failed = 1,         // a file, the store, the network
  Denied = 2,         // at least one request was denied
  InvalidPolicy = 3,  // a policy that may not be created, a lint error, a file that fmt would change
  TestsFailed = 4,
  Undecided = 5,
  Usage = 64,
};

struct Streams {
  std::istream& in;
  std::ostream& out;
  std::ostream& err;
  bool err_is_terminal = false;  // progress is shown only then
};

// What completion offers for a value.
enum class Completes { Nothing, File, Directory };

struct Option {
  std::string name;         // "--world"
  std::string placeholder;  // "FILE"; empty: a flag without a value
  std::string help;         // one line, lower case, no full stop
  bool is_required = false;
  bool is_repeatable = false;
  std::string fallback;              // the value when it is not given; empty: none
  std::vector<std::string> choices;  // empty: any value
  Completes completes = Completes::Nothing;
};

// What stands on the command line without a dash: `FILE...`.
struct Operand {
  std::string name;  // "FILE"; empty: the command takes none
  std::string help;
  bool is_required = false;
  bool is_repeatable = false;
  std::vector<std::string> choices;
  Completes completes = Completes::Nothing;
};

struct Example {
  std::string line;  // "opencam eval --world world.json --requests requests.jsonl"
  std::string says;  // "decide each request of the file"
};

// What was given, by the option's name ("--world") and the operand's ("FILE"). Fallbacks are filled in.
class Arguments {
 public:
  void add(const std::string& name, std::string value) { values_[name].push_back(std::move(value)); }
  void add_fallback(const std::string& name, std::string value) { fallbacks_[name] = std::move(value); }

  // Was it given? A fallback does not count.
  bool has(std::string_view name) const { return values_.find(name) != values_.end(); }
  // The only or the last value, or the fallback; empty when there is neither.
  std::string value(std::string_view name) const;
  std::vector<std::string> values(std::string_view name) const;
  // Is the result to be JSON?
  bool wants_json() const { return value("--format") == "json"; }

 private:
  std::map<std::string, std::string, std::less<>> fallbacks_;
  std::map<std::string, std::vector<std::string>, std::less<>> values_;
};

struct Command;

struct Invocation {
  const Arguments& arguments;
  const Streams& streams;
  std::span<const Command> commands;  // the whole table: for completion and man
};

struct Command {
  std::string name;     // "lint", or two words: "account create"
  std::string summary;  // one line, lower case, no full stop
  std::string details;  // paragraphs for `--help` and the man page, separated by an empty line
  std::vector<Option> options;
  Operand operand;
  std::vector<Example> examples;
  std::function<ExitCode(const Invocation&)> run;
};

// The commands of this part, in the order of the help.
std::vector<Command> offline_commands();

// The whole program: finds the command, parses, runs. `arguments` are without the program's name. Misuse is said on
// `err` with the way out, exit code 64. What a command throws is caught here and becomes exit code 1.
ExitCode run_program(std::span<const Command> commands, const std::vector<std::string>& arguments,
                     const Streams& streams);

// The same on the process' own streams; returns what main returns.
int run_program(std::span<const Command> commands, int argc, char** argv);

// Writes the error to `err`, for people or, when `--format json` was given, as a JSON object; returns Failed.
ExitCode report(const Invocation& invocation, const Error& error);

}  // namespace opencam::cli
