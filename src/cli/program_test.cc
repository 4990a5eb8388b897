// The way from words to a command: finding it, its options, and what is said when the words are wrong.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>
#include <stdexcept>

#include "cli/command.h"
#include "cli/help.h"

namespace opencam::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

struct Outcome {
  ExitCode code{};
  std::string out;
  std::string err;
};

// Two commands that write down what they were given.
std::vector<Command> commands() {
  const auto echo = [](const Invocation& invocation) {
    for (const std::string& value : invocation.arguments.values("--name")) invocation.streams.out << value << ';';
    for (const std::string& value : invocation.arguments.values("FILE")) invocation.streams.out << '<' << value << '>';
    invocation.streams.out << invocation.arguments.value("--format");
    return invocation.arguments.has("--loud") ? ExitCode::Denied : ExitCode::Ok;
  };
  Command show{.name = "show", .summary = "show things", .details = "First.\n\nSecond.", .run = echo};
  show.options = {
      {.name = "--name", .placeholder = "NAME", .help = "a name", .is_required = true, .is_repeatable = true},
      {.name = "--loud", .help = "be loud"},
      {.name = "--once", .placeholder = "N", .help = "one number", .choices = {"1", "2"}}};
  show.operand = {.name = "FILE", .help = "a file", .is_repeatable = true};
  Command create{.name = "account create", .summary = "make one", .run = [](const Invocation&) -> ExitCode {
                   throw std::runtime_error("out of luck");
                 }};
  Command refuse{.name = "refuse", .summary = "say no", .run = [](const Invocation& invocation) {
                   return report(invocation, Error(ErrorCode::Io, "no `\x1b[1mx`").with_help("a\x7f b"));
                 }};
  return {show, create, refuse};
}

Outcome run(const std::vector<std::string>& words) {
  std::istringstream in;
  std::ostringstream out;
  std::ostringstream err;
  const std::vector<Command> table = commands();
  const ExitCode code = run_program(table, words, {.in = in, .out = out, .err = err});
  return {code, out.str(), err.str()};
}

TEST(Program, GivesOptionsOperandsAndFallbacks) {
  const Outcome outcome = run({"show", "--name", "ann", "a.json", "--name=bob", "-", "--", "--c"});
  EXPECT_EQ(outcome.out, "ann;bob;<a.json><-><--c>human");
  EXPECT_EQ(outcome.code, ExitCode::Ok);
  EXPECT_EQ(outcome.err, "");
}

TEST(Program, AnEmptyValueIsAValue) {
  EXPECT_EQ(run({"show", "--name=", "--name", "", "a.json"}).out, ";;<a.json>human");
  EXPECT_EQ(run({"show", "--name", "a", "--", "--name="}).out, "a;<--name=>human");
}

TEST(Program, PassesOnTheExitCode) { EXPECT_EQ(run({"show", "--name", "a", "--loud"}).code, ExitCode::Denied); }

TEST(Program, FindsCommandsOfTwoWordsAndCatchesWhatTheyThrow) {
  const Outcome outcome = run({"account", "create"});
  EXPECT_EQ(outcome.code, ExitCode::Failed);
  EXPECT_EQ(outcome.err, "error[Internal]: out of luck\n");
}

TEST(Program, WhatItRepeatsDoesNotSpeakToTheTerminal) {
  EXPECT_EQ(run({"refuse"}).err, "error[Io]: no ` [1mx`\n  help: a  b\n");
}

TEST(Program, SaysWhatIsWrongAndTheWayOut) {
  struct Case {
    std::vector<std::string> words;
    std::string says;
  };
  const std::vector<Case> cases = {
      {{"shwo"}, "error: `shwo` is not a command\n  help: did you mean `show`?\n"},
      {{"help", "shwo"}, "error: `shwo` is not a command\n  help: did you mean `show`?\n"},
      {{"quite-else"}, "error: `quite-else` is not a command\n  help: `opencam --help` lists the commands\n"},
      {{"a\x1b]0;b\a"}, "error: `a ]0;b ` is not a command\n  help: `opencam --help` lists the commands\n"},
      {{"account"}, "error: `account` is not complete\n  help: write `account create`\n"},
      {{"show"}, "error: `--name` is missing\n  help: `opencam show --help` shows how\n"},
      {{"show", "--name"}, "error: `--name` needs a value\n  help: `opencam show --help` shows how\n"},
      {{"show", "--nam", "x"}, "error: `--nam` is not an option of `opencam show`\n  help: did you mean `--name`?\n"},
      {{"show", "--name", "x", "--once", "3"}, "error: `3` is no value of `--once`\n  help: choose one of `1`, `2`\n"},
      {{"show", "--name", "x", "--once", "1", "--once", "2"},
       "error: `--once` is given more than once\n  help: `opencam show --help` shows how\n"},
      {{"account", "create", "x"}, "error: `x` was not expected\n  help: `opencam account create --help` shows how\n"},
  };
  for (const Case& one : cases) {
    const Outcome outcome = run(one.words);
    EXPECT_EQ(outcome.err, one.says);
    EXPECT_EQ(outcome.code, ExitCode::Usage);
    EXPECT_EQ(outcome.out, "");
  }
}

TEST(Program, HelpsOnEveryFloor) {
  EXPECT_THAT(run({"--help"}).out, HasSubstr("account create  make one"));
  EXPECT_THAT(run({"show", "--help"}).out, HasSubstr("usage: opencam show --name NAME... [--loud]"));
  EXPECT_THAT(run({"help", "show"}).out, HasSubstr("First.\n\nSecond.\n"));
  EXPECT_THAT(run({"show", "-h"}).out, HasSubstr("one number: 1, 2"));
  EXPECT_EQ(run({}).code, ExitCode::Usage);
  EXPECT_THAT(run({"--version"}).out, testing::StartsWith("opencam 0."));
}

TEST(Help, BreaksLinesAtBlanks) {
  EXPECT_EQ(wrapped("one two three", 8, 2), "one two\n  three");
  EXPECT_EQ(wrapped("", 8, 2), "");
  EXPECT_EQ(wrapped("longerthanthat x", 8, 0), "longerthanthat\nx");
}

TEST(Program, EveryOfflineCommandHasASummaryAndAUniqueName) {
  std::vector<std::string> names;
  for (const Command& command : offline_commands()) {
    EXPECT_FALSE(command.summary.empty()) << command.name;
    EXPECT_FALSE(command.summary.ends_with('.')) << command.name;
    EXPECT_TRUE(command.run) << command.name;
    names.push_back(command.name);
  }
  EXPECT_THAT(names, ElementsAre("eval", "explain", "test", "lint", "fmt", "completion", "man", "version"));
}

}  // namespace
}  // namespace opencam::cli
