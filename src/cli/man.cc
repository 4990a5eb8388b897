// opencam man: manual pages from the table of commands, as roff.
#include <ostream>

#include "cli/help.h"
#include "cli/offline.h"
#include "opencam/version.h"

namespace opencam::cli {
namespace {

// Text as roff takes it: backslashes, dashes and a dot or quote at the beginning of a line are special.
std::string escaped(std::string_view text) {
  std::string out;
  bool at_line_begin = true;
  for (const char c : text) {
    if (at_line_begin && (c == '.' || c == '\'')) out += "\\&";
    if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else {
      out += c;
    }
    at_line_begin = c == '\n';
  }
  return out;
}

std::string dashed(std::string name) {
  for (char& c : name) c = c == ' ' ? '-' : c;
  return name;
}

std::string head(const std::string& title, const std::string& summary) {
  return ".TH \"" + escaped(title) + "\" \"1\" \"\" \"opencam " + std::string(version) + "\" \"OpenCAM\"\n.SH NAME\n" +
         escaped(title) + " \\- " + escaped(summary) + "\n";
}

constexpr std::string_view exit_codes =
    ".SH EXIT STATUS\n"
    ".TP\n0\nok, or allow\n.TP\n1\nruntime error\n.TP\n2\ndeny\n.TP\n3\ninvalid policy or lint errors\n"
    ".TP\n4\ntests failed\n.TP\n5\nundecided\n.TP\n64\nusage\n";

std::string option_entry(const Option& option) {
  std::string text = ".TP\n\\fB" + escaped(option.name) + "\\fR";
  if (!option.placeholder.empty()) text += " \\fI" + escaped(option.placeholder) + "\\fR";
  text += "\n" + escaped(option.help);
  for (std::size_t i = 0; i < option.choices.size(); ++i) {
    text += std::string(i == 0 ? ": " : ", ") + escaped(option.choices[i]);
  }
  if (option.is_required) text += " (required)";
  if (option.is_repeatable) text += " (may be repeated)";
  if (!option.fallback.empty()) text += "; " + escaped(option.fallback) + " when it is not given";
  return text + "\n";
}

std::string overview_page(std::span<const Command> commands) {
  std::string text = head("opencam", "who may do what to which resource");
  text += ".SH SYNOPSIS\n\\fBopencam\\fR \\fICOMMAND\\fR [\\fIOPTION\\fR]... [\\fIFILE\\fR]...\n.SH COMMANDS\n";
  for (const Command& command : commands) {
    text += ".TP\n\\fBopencam\\-" + escaped(dashed(command.name)) + "\\fR(1)\n" + escaped(command.summary) + "\n";
  }
  return text + std::string(exit_codes);
}

std::string command_page(const Command& command) {
  std::string text = head("opencam-" + dashed(command.name), command.summary);
  text += ".SH SYNOPSIS\n" + escaped(synopsis(command)) + "\n";
  if (!command.details.empty()) text += ".SH DESCRIPTION\n";
  std::string_view rest = command.details;
  while (!rest.empty()) {
    const std::size_t end = rest.find("\n\n");
    text += escaped(rest.substr(0, end)) + "\n";
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 2);
    if (!rest.empty()) text += ".PP\n";
  }
  text += ".SH OPTIONS\n";
  if (!command.operand.name.empty()) {
    text += ".TP\n\\fI" + escaped(command.operand.name) + "\\fR\n" + escaped(command.operand.help) + "\n";
  }
  for (const Option& option : all_options(command)) text += option_entry(option);
  text += exit_codes;
  if (!command.examples.empty()) text += ".SH EXAMPLES\n";
  for (const Example& example : command.examples) {
    text += ".TP\n" + escaped(example.line) + "\n" + escaped(example.says) + "\n";
  }
  return text + ".SH SEE ALSO\n\\fBopencam\\fR(1)\n";
}

ExitCode run(const Invocation& invocation) {
  std::string wanted;
  for (const std::string& word : invocation.arguments.values("COMMAND")) wanted += (wanted.empty() ? "" : "-") + word;
  std::string page = wanted.empty() || wanted == "opencam" ? overview_page(invocation.commands) : std::string();
  for (const Command& command : invocation.commands) {
    if (dashed(command.name) == wanted) page = command_page(command);
  }
  if (page.empty()) {
    invocation.streams.err << "error: `" << wanted << "` is not a command\n  help: `opencam --help` lists them\n";
    return ExitCode::Usage;
  }
  invocation.streams.out << page;
  return ExitCode::Ok;
}

}  // namespace

Command man_command() {
  return {.name = "man",
          .summary = "print a manual page, as roff",
          .details =
              "The page of one command, or without a name the page of the program. Put them where man looks: "
              "section 1 of the manual.",
          .options = {},
          .operand = {.name = "COMMAND",
                      .help = "a command, for example `lint` or `account create`",
                      .is_repeatable = true},
          .examples = {{"opencam man lint | man -l -", "read one"},
                       {"opencam man > ~/.local/share/man/man1/opencam.1", "keep one"}},
          .run = run};
}

}  // namespace opencam::cli
