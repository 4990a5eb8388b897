#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <exception>
#include <iostream>
#include <optional>

#include "base/text.h"
#include "cli/command.h"
#include "cli/help.h"
#include "opencam/version.h"

namespace opencam::cli {
namespace {

ExitCode misuse(const Streams& streams, const std::string& message, const std::string& help) {
  streams.err << "error: " << text::shortened(message, message.size()) << "\n  help: " << help << '\n';
  return ExitCode::Usage;
}

struct Found {
  const Command* command = nullptr;
  std::size_t words = 0;
};

// The command whose name is the first one or two words; the longer name wins.
Found find_command(std::span<const Command> commands, const std::vector<std::string>& arguments) {
  Found found;
  for (const Command& command : commands) {
    const bool has_two_words = command.name.find(' ') != std::string::npos;
    const std::size_t words = has_two_words ? 2 : 1;
    if (arguments.size() < words || words < found.words) continue;
    const std::string given = has_two_words ? arguments[0] + " " + arguments[1] : arguments[0];
    if (given == command.name) found = {&command, words};
  }
  return found;
}

ExitCode unknown_command(std::span<const Command> commands, const std::vector<std::string>& arguments,
                         const Streams& streams) {
  std::vector<std::string_view> names;
  std::string continued;  // `opencam account` alone
  for (const Command& command : commands) {
    names.push_back(command.name);
    if (command.name.starts_with(arguments[0] + " "))
      continued += (continued.empty() ? "`" : ", `") + command.name + "`";
  }
  if (!continued.empty()) return misuse(streams, "`" + arguments[0] + "` is not complete", "write " + continued);
  const std::string meant(text::nearest(arguments[0], names));
  return misuse(streams, "`" + arguments[0] + "` is not a command",
                meant.empty() ? "`opencam --help` lists the commands" : "did you mean `" + meant + "`?");
}

bool is_choice(const std::vector<std::string>& choices, const std::string& value) {
  return choices.empty() || std::find(choices.begin(), choices.end(), value) != choices.end();
}

std::string listed(const std::vector<std::string>& choices) {
  std::string text;
  for (const std::string& choice : choices) text += (text.empty() ? "`" : ", `") + choice + "`";
  return text;
}

// What is wrong with the values, in words, or nothing.
std::optional<std::pair<std::string, std::string>> fault(const Command& command, const std::vector<Option>& options,
                                                         const std::map<std::string, std::vector<std::string>>& given,
                                                         const std::vector<std::string>& operands) {
  const std::string see = "`opencam " + command.name + " --help` shows how";
  for (const Option& option : options) {
    const auto it = given.find(option.name);
    const std::vector<std::string> values = it == given.end() ? std::vector<std::string>() : it->second;
    if (values.empty() && option.is_required) return {{"`" + option.name + "` is missing", see}};
    if (values.size() > 1 && !option.is_repeatable) return {{"`" + option.name + "` is given more than once", see}};
    for (const std::string& value : values) {
      if (is_choice(option.choices, value)) continue;
      return {{"`" + value + "` is no value of `" + option.name + "`", "choose one of " + listed(option.choices)}};
    }
  }
  const Operand& operand = command.operand;
  if (operands.empty() && operand.is_required) return {{operand.name + " is missing", see}};
  const std::size_t operands_max = operand.name.empty() ? 0 : operand.is_repeatable ? operands.size() : 1;
  if (operands.size() > operands_max) return {{"`" + operands[operands_max] + "` was not expected", see}};
  for (const std::string& value : operands) {
    if (is_choice(operand.choices, value)) continue;
    return {{"`" + value + "` is no " + operand.name, "choose one of " + listed(operand.choices)}};
  }
  return std::nullopt;
}

// What CLI11 read of one command line.
struct Parsed {
  std::map<std::string, std::vector<std::string>> values;
  std::vector<std::string> operands;
  bool wants_help = false;
  std::string unknown;     // the first option that the command does not have
  std::string unfinished;  // an option without its value
};

// `--name=` gives an empty value; CLI11 would take the next word instead, so it gets the two apart.
std::vector<std::string> with_empty_values_apart(const std::vector<std::string>& words) {
  std::vector<std::string> apart;
  bool only_operands = false;
  for (const std::string& word : words) {
    only_operands = only_operands || word == "--";
    if (!only_operands && word.size() > 3 && word.starts_with("--") && word.find('=') == word.size() - 1) {
      apart.push_back(word.substr(0, word.size() - 1));
      apart.emplace_back();
    } else {
      apart.push_back(word);
    }
  }
  return apart;
}

Parsed parse(const std::vector<Option>& options, const std::vector<std::string>& given) {
  std::vector<std::string> words = with_empty_values_apart(given);
  Parsed parsed;
  CLI::App app;
  app.set_help_flag();
  app.allow_extras();
  std::map<std::string, CLI::Option*> flags;
  for (const Option& option : options) {
    const std::string names = option.name == "--help" ? "-h,--help" : option.name;
    if (option.placeholder.empty()) {
      flags[option.name] = app.add_flag(names);
    } else {
      app.add_option(names, parsed.values[option.name])->type_name(option.placeholder)->allow_extra_args(false);
    }
  }
  std::reverse(words.begin(), words.end());  // as CLI11 wants them
  try {
    app.parse(words);
  } catch (const CLI::ParseError& error) {
    const std::string what = error.what();
    parsed.unfinished = what.substr(0, what.find(':'));
    return parsed;
  }
  for (const auto& [name, flag] : flags) {
    if (flag->count() != 0) parsed.values[name] = {"true"};
  }
  parsed.wants_help = parsed.values.contains("--help");
  bool only_operands = false;
  for (std::string& word : app.remaining()) {
    if (word == "--" && !only_operands) {
      only_operands = true;
    } else if (!only_operands && word.size() > 1 && word[0] == '-') {
      if (parsed.unknown.empty()) parsed.unknown = word;
    } else {
      parsed.operands.push_back(std::move(word));
    }
  }
  return parsed;
}

ExitCode run_command(std::span<const Command> commands, const Command& command, const std::vector<std::string>& words,
                     const Streams& streams) {
  const std::vector<Option> options = all_options(command);
  const Parsed parsed = parse(options, words);
  const std::string see = "`opencam " + command.name + " --help` shows how";
  if (parsed.wants_help) {
    streams.out << command_help(command);
    return ExitCode::Ok;
  }
  if (!parsed.unfinished.empty()) return misuse(streams, "`" + parsed.unfinished + "` needs a value", see);
  if (!parsed.unknown.empty()) {
    std::vector<std::string_view> names;
    names.reserve(options.size());
    for (const Option& option : options) names.push_back(option.name);
    const std::string meant(text::nearest(parsed.unknown, names));
    return misuse(streams, "`" + parsed.unknown + "` is not an option of `opencam " + command.name + "`",
                  meant.empty() ? see : "did you mean `" + meant + "`?");
  }
  if (const auto wrong = fault(command, options, parsed.values, parsed.operands)) {
    return misuse(streams, wrong->first, wrong->second);
  }
  Arguments arguments;
  for (const Option& option : options) {
    const auto it = parsed.values.find(option.name);
    if (it != parsed.values.end()) {
      for (const std::string& value : it->second) arguments.add(option.name, value);
    }
    if (!option.fallback.empty()) arguments.add_fallback(option.name, option.fallback);
  }
  for (const std::string& operand : parsed.operands) arguments.add(command.operand.name, operand);
  return command.run({.arguments = arguments, .streams = streams, .commands = commands});
}

}  // namespace

ExitCode run_program(std::span<const Command> commands, const std::vector<std::string>& arguments,
                     const Streams& streams) {
  if (arguments.empty()) {
    streams.err << overview(commands);
    return ExitCode::Usage;
  }
  if (arguments[0] == "--help" || arguments[0] == "-h" || arguments[0] == "help") {
    const std::vector<std::string> wanted(arguments.begin() + 1, arguments.end());
    const Found about = find_command(commands, wanted);
    if (about.command == nullptr && !wanted.empty() && !wanted[0].starts_with('-')) {
      return unknown_command(commands, wanted, streams);
    }
    streams.out << (about.command == nullptr ? overview(commands) : command_help(*about.command));
    return ExitCode::Ok;
  }
  if (arguments[0] == "--version") {
    streams.out << "opencam " << version << '\n';
    return ExitCode::Ok;
  }
  const Found found = find_command(commands, arguments);
  if (found.command == nullptr) return unknown_command(commands, arguments, streams);
  const auto first = arguments.begin() + static_cast<std::ptrdiff_t>(found.words);
  try {
    return run_command(commands, *found.command, {first, arguments.end()}, streams);
  } catch (const std::exception& exception) {
    // A library threw something nobody caught nearer by: a failure, said as one.
    streams.err << "error[" << name(ErrorCode::Internal) << "]: " << exception.what() << '\n';
    return ExitCode::Failed;
  }
}

int run_program(std::span<const Command> commands, int argc, char** argv) {
  std::ios::sync_with_stdio(false);
  std::cin.tie(nullptr);
  const Streams streams{
      .in = std::cin, .out = std::cout, .err = std::cerr, .err_is_terminal = isatty(STDERR_FILENO) == 1};
  const std::vector<std::string> arguments(argv + std::min(argc, 1), argv + argc);
  const ExitCode code = run_program(commands, arguments, streams);
  std::cout.flush();
  if (!std::cout && code == ExitCode::Ok) {
    std::cerr << "error[" << name(ErrorCode::Io) << "]: cannot write the result\n";
    return static_cast<int>(ExitCode::Failed);
  }
  return static_cast<int>(code);
}

}  // namespace opencam::cli
