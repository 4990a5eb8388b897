// opencam completion: scripts for bash, zsh and fish, made from the table of commands.
//
// Each shell gets the same knowledge: the commands, the options of each, the values where they are a fixed choice, and
// files or folders where those are wanted.
#include <algorithm>
#include <ostream>

#include "cli/help.h"
#include "cli/offline.h"

namespace opencam::cli {
namespace {

std::string first_word(const std::string& name) { return name.substr(0, name.find(' ')); }

std::string second_word(const std::string& name) {
  const std::size_t blank = name.find(' ');
  return blank == std::string::npos ? std::string() : name.substr(blank + 1);
}

std::string words(const std::vector<std::string>& list) {
  std::string text;
  for (const std::string& word : list) text += (text.empty() ? "" : " ") + word;
  return text;
}

std::vector<std::string> first_words(std::span<const Command> commands) {
  std::vector<std::string> list;
  for (const Command& command : commands) {
    const std::string word = first_word(command.name);
    if (std::find(list.begin(), list.end(), word) == list.end()) list.push_back(word);
  }
  return list;
}

// The second words that may follow `word`, in the order of the table.
std::vector<std::string> second_words(std::span<const Command> commands, const std::string& word) {
  std::vector<std::string> list;
  for (const Command& command : commands) {
    if (first_word(command.name) == word && !second_word(command.name).empty())
      list.push_back(second_word(command.name));
  }
  return list;
}

// Inside single quotes of a POSIX shell.
std::string quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

std::string bash_values(const std::vector<std::string>& choices, Completes completes) {
  if (!choices.empty()) return "COMPREPLY=($(compgen -W " + quoted(words(choices)) + " -- \"$current\"))";
  if (completes == Completes::Directory) return "COMPREPLY=($(compgen -d -- \"$current\"))";
  if (completes == Completes::File) return "COMPREPLY=($(compgen -f -- \"$current\"))";
  return "COMPREPLY=()";
}

std::string bash(std::span<const Command> commands) {
  std::string text =
      "# bash completion for opencam; put it into ~/.local/share/bash-completion/completions/opencam\n"
      "_opencam() {\n"
      "  local current=\"${COMP_WORDS[COMP_CWORD]}\" previous=\"${COMP_WORDS[COMP_CWORD-1]}\"\n"
      "  local command=\"${COMP_WORDS[1]}\"\n"
      "  if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
      "    COMPREPLY=($(compgen -W " +
      quoted(words(first_words(commands)) + " --help --version") + " -- \"$current\"))\n    return\n  fi\n";
  for (const std::string& word : first_words(commands)) {
    const std::vector<std::string> seconds = second_words(commands, word);
    if (seconds.empty()) continue;
    text += "  if [ \"$command\" = " + word + " ]; then\n    if [ \"$COMP_CWORD\" -eq 2 ]; then\n" +
            "      COMPREPLY=($(compgen -W " + quoted(words(seconds)) + " -- \"$current\"))\n      return\n    fi\n" +
            "    command=\"$command ${COMP_WORDS[2]}\"\n  fi\n";
  }
  text += "  case \"$command\" in\n";
  for (const Command& command : commands) {
    text += "    " + quoted(command.name) + ")\n      case \"$previous\" in\n";
    std::vector<std::string> names;
    for (const Option& option : all_options(command)) {
      names.push_back(option.name);
      if (option.placeholder.empty()) continue;
      text += "        " + option.name + ") " + bash_values(option.choices, option.completes) + "; return ;;\n";
    }
    text += "      esac\n      case \"$current\" in\n        -*) COMPREPLY=($(compgen -W " + quoted(words(names)) +
            " -- \"$current\")) ;;\n        *) " + bash_values(command.operand.choices, command.operand.completes) +
            " ;;\n      esac\n      ;;\n";
  }
  return text + "  esac\n}\ncomplete -o filenames -F _opencam opencam\n";
}

// Inside the brackets of an _arguments entry.
std::string zsh_escaped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '[' || c == ']' || c == ':' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

std::string zsh_action(const std::vector<std::string>& choices, Completes completes) {
  if (!choices.empty()) return "(" + words(choices) + ")";
  if (completes == Completes::Directory) return "_files -/";
  return completes == Completes::File ? "_files" : " ";
}

std::string zsh(std::span<const Command> commands) {
  std::string text =
      "#compdef opencam\n"
      "# zsh completion for opencam; put it as _opencam into a folder of $fpath\n"
      "_opencam() {\n  local command=\"$words[2]\"\n  if (( CURRENT == 2 )); then\n    local -a commands=(\n";
  for (const std::string& word : first_words(commands)) {
    const auto found = std::find_if(commands.begin(), commands.end(),
                                    [&](const Command& command) { return first_word(command.name) == word; });
    text += "      " + quoted(zsh_escaped(word) + ":" + zsh_escaped(found->summary)) + "\n";
  }
  text += "    )\n    _describe command commands\n    return\n  fi\n";
  for (const std::string& word : first_words(commands)) {
    const std::vector<std::string> seconds = second_words(commands, word);
    if (seconds.empty()) continue;
    text += "  if [[ $command == " + word + " ]]; then\n    if (( CURRENT == 3 )); then\n      compadd " +
            words(seconds) +
            "\n      return\n    fi\n    command=\"$command $words[3]\"\n    shift words\n    (( CURRENT-- ))\n  fi\n";
  }
  text += "  shift words\n  (( CURRENT-- ))\n  case \"$command\" in\n";
  for (const Command& command : commands) {
    text += "    " + quoted(command.name) + ")\n      _arguments";
    for (const Option& option : all_options(command)) {
      const std::string star = option.is_repeatable ? "*" : "";
      std::string entry = star + option.name + "[" + zsh_escaped(option.help) + "]";
      if (!option.placeholder.empty()) {
        entry += ":" + zsh_escaped(option.placeholder) + ":" + zsh_action(option.choices, option.completes);
      }
      text += " \\\n        " + quoted(entry);
    }
    const Operand& operand = command.operand;
    if (!operand.name.empty()) {
      text +=
          " \\\n        " + quoted(std::string(operand.is_repeatable ? "*" : "1") + ":" + zsh_escaped(operand.name) +
                                   ":" + zsh_action(operand.choices, operand.completes));
    }
    text += "\n      ;;\n";
  }
  return text + "  esac\n}\ncompdef _opencam opencam\n";
}

std::string fish_condition(const Command& command) {
  const std::string second = second_word(command.name);
  const std::string first = "__fish_seen_subcommand_from " + first_word(command.name);
  return quoted(second.empty() ? first : first + "; and __fish_seen_subcommand_from " + second);
}

std::string fish(std::span<const Command> commands) {
  std::string text =
      "# fish completion for opencam; put it into ~/.config/fish/completions/opencam.fish\n"
      "complete -c opencam -f\n";
  for (const std::string& word : first_words(commands)) {
    const auto found = std::find_if(commands.begin(), commands.end(),
                                    [&](const Command& command) { return first_word(command.name) == word; });
    text += "complete -c opencam -n __fish_use_subcommand -a " + word + " -d " + quoted(found->summary) + "\n";
    const std::vector<std::string> seconds = second_words(commands, word);
    if (seconds.empty()) continue;
    text += "complete -c opencam -n " +
            quoted("__fish_seen_subcommand_from " + word + "; and not __fish_seen_subcommand_from " + words(seconds)) +
            " -a " + quoted(words(seconds)) + "\n";
  }
  for (const Command& command : commands) {
    const std::string begin = "complete -c opencam -n " + fish_condition(command);
    for (const Option& option : all_options(command)) {
      text += begin + " -l " + option.name.substr(2) + " -d " + quoted(option.help);
      if (!option.choices.empty()) text += " -x -a " + quoted(words(option.choices));
      if (option.choices.empty() && !option.placeholder.empty()) {
        text += option.completes == Completes::Nothing ? " -x" : " -r -F";
      }
      text += "\n";
    }
    const Operand& operand = command.operand;
    if (!operand.choices.empty()) text += begin + " -a " + quoted(words(operand.choices)) + "\n";
    if (operand.completes != Completes::Nothing) text += begin + " -F\n";
  }
  return text;
}

// The table as the scripts need it: with `help`, and with the names of the commands where one of them is wanted.
std::vector<Command> with_names(std::span<const Command> commands) {
  std::vector<Command> all(commands.begin(), commands.end());
  all.push_back(
      {.name = "help", .summary = "explain a command", .operand = {.name = "COMMAND", .is_repeatable = true}});
  std::vector<std::string> names = first_words(commands);
  for (const std::string& word : first_words(commands)) {
    for (const std::string& second : second_words(commands, word)) names.push_back(second);
  }
  for (Command& command : all) {
    if (command.operand.name == "COMMAND") command.operand.choices = names;
  }
  return all;
}

ExitCode run(const Invocation& invocation) {
  const std::string shell = invocation.arguments.value("SHELL");
  const std::vector<Command> commands = with_names(invocation.commands);
  invocation.streams.out << (shell == "bash" ? bash(commands) : shell == "zsh" ? zsh(commands) : fish(commands));
  return ExitCode::Ok;
}

}  // namespace

Command completion_command() {
  return {.name = "completion",
          .summary = "print the completion script of a shell",
          .details = "The first lines of the script say where it belongs.",
          .options = {},
          .operand = {.name = "SHELL",
                      .help = "bash, zsh or fish",
                      .is_required = true,
                      .choices = {"bash", "zsh", "fish"}},
          .examples = {{"source <(opencam completion bash)", "for this shell only"}},
          .run = run};
}

}  // namespace opencam::cli
