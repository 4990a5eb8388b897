#include "cli/help.h"

#include <algorithm>

namespace opencam::cli {
namespace {

constexpr std::size_t columns_max = 100;

std::string padded(std::string text, std::size_t width) {
  if (text.size() < width) text.append(width - text.size(), ' ');
  return text;
}

std::string option_left(const Option& option) {
  return option.placeholder.empty() ? option.name : option.name + " " + option.placeholder;
}

std::string option_right(const Option& option) {
  std::string text = option.help;
  if (!option.choices.empty()) {
    text += ": ";
    for (std::size_t i = 0; i < option.choices.size(); ++i) text += (i == 0 ? "" : ", ") + option.choices[i];
  }
  if (option.is_required) text += " (required)";
  if (option.is_repeatable) text += " (may be repeated)";
  if (!option.fallback.empty()) text += " [" + option.fallback + "]";
  return text;
}

std::string operand_text(const Operand& operand) {
  const std::string text = operand.name + (operand.is_repeatable ? "..." : "");
  return operand.is_required ? text : "[" + text + "]";
}

// Two columns, the left one as wide as its widest entry.
std::string table(const std::vector<std::pair<std::string, std::string>>& rows) {
  std::size_t width = 0;
  for (const auto& [left, right] : rows) width = std::max(width, left.size());
  std::string text;
  for (const auto& [left, right] : rows) {
    text += "  " + padded(left, width + 2) + wrapped(right, columns_max - width - 4, width + 4) + "\n";
  }
  return text;
}

}  // namespace

std::string wrapped(std::string_view text, std::size_t columns, std::size_t indent) {
  std::string result;
  std::size_t column = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    if (column != 0 && column + 1 + word.size() > columns) {
      result += "\n" + std::string(indent, ' ');
      column = 0;
    } else if (column != 0) {
      result += ' ';
      ++column;
    }
    result += word;
    column += word.size();
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return result;
}

std::vector<Option> all_options(const Command& command) {
  std::vector<Option> options = command.options;
  const auto has = [&](std::string_view name) {
    return std::any_of(options.begin(), options.end(), [&](const Option& option) { return option.name == name; });
  };
  if (!has("--format")) {
    options.push_back({.name = "--format",
                       .placeholder = "FORMAT",
                       .help = "how to write the result",
                       .fallback = "human",
                       .choices = {"human", "json"}});
  }
  options.push_back({.name = "--help", .help = "show this help"});
  return options;
}

std::string synopsis(const Command& command) {
  std::string text = "opencam " + command.name;
  for (const Option& option : all_options(command)) {
    if (option.name == "--help") continue;
    const std::string left = option_left(option) + (option.is_repeatable ? "..." : "");
    text += option.is_required ? " " + left : " [" + left + "]";
  }
  if (!command.operand.name.empty()) text += " " + operand_text(command.operand);
  return text;
}

std::string overview(std::span<const Command> commands) {
  std::string text =
      "opencam: who may do what to which resource\n\n"
      "usage: opencam COMMAND [OPTION]... [FILE]...\n\ncommands:\n";
  std::vector<std::pair<std::string, std::string>> rows;
  for (const Command& command : commands) rows.emplace_back(command.name, command.summary);
  text += table(rows);
  text +=
      "\n`opencam COMMAND --help` says more about one.\n\n"
      "exit codes: 0 ok or allow, 1 runtime error, 2 deny, 3 invalid policy or lint errors, 4 tests failed,\n"
      "            5 undecided, 64 usage\n";
  return text;
}

std::string command_help(const Command& command) {
  std::string text = "opencam " + command.name + ": " + command.summary + "\n\n";
  text += "usage: " + wrapped(synopsis(command), columns_max - 7, 9) + "\n";
  std::string_view rest = command.details;
  while (!rest.empty()) {
    const std::size_t end = rest.find("\n\n");
    text += "\n" + wrapped(rest.substr(0, end), columns_max, 0) + "\n";
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 2);
  }
  std::vector<std::pair<std::string, std::string>> rows;
  if (!command.operand.name.empty()) rows.emplace_back(command.operand.name, command.operand.help);
  for (const Option& option : all_options(command)) rows.emplace_back(option_left(option), option_right(option));
  text += "\noptions:\n" + table(rows);
  if (!command.examples.empty()) text += "\nexamples:\n";
  for (const Example& example : command.examples) text += "  " + example.line + "\n      " + example.says + "\n";
  return text;
}

}  // namespace opencam::cli
