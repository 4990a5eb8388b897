// Help texts for people, made from the table of commands: the overview of the program and the page of one command.
//
//   out << overview(commands);
//   out << command_help(command);
//
// Both are plain text of at most 100 columns where the words allow it, ended by a line feed. Pure functions.
#pragma once

#include <span>
#include <string>

#include "cli/command.h"

namespace opencam::cli {

std::string overview(std::span<const Command> commands);
std::string command_help(const Command& command);

// "opencam lint [--kind KIND] FILE..."
std::string synopsis(const Command& command);

// The options as every command has them: its own, then --format and --help.
std::vector<Option> all_options(const Command& command);

// `text` broken at blanks into lines of at most `columns`, each after the first indented by `indent`.
std::string wrapped(std::string_view text, std::size_t columns, std::size_t indent);

}  // namespace opencam::cli
