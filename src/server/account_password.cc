// opencam account password: what a root account or a user signs in to the console with, set by whoever holds the data.
#include <termios.h>
#include <unistd.h>

#include <istream>
#include <ostream>

#include "base/host/seal.h"
#include "base/json.h"
#include "base/limits.h"
#include "server/commands.h"
#include "server/opened.h"
#include "services/new_password.h"

namespace opencam::server {
namespace {

// What is typed is not shown while this lives; nothing happens when stdin is no terminal.
class QuietTerminal {
 public:
  QuietTerminal() : is_terminal_(isatty(STDIN_FILENO) == 1 && tcgetattr(STDIN_FILENO, &before_) == 0) {
    if (!is_terminal_) return;
    termios quiet = before_;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
  }
  ~QuietTerminal() {
    if (is_terminal_) tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
  }
  QuietTerminal(const QuietTerminal&) = delete;
  QuietTerminal& operator=(const QuietTerminal&) = delete;

  bool is_terminal() const { return is_terminal_; }

 private:
  termios before_{};
  bool is_terminal_;
};

// One line of stdin, without its line break.
Result<SecretText> read_line(const cli::Streams& streams) {
  std::string line;
  char c = 0;
  while (streams.in.get(c) && c != '\n') {
    line += c;
    if (line.size() > limits::password_bytes_max + 1) {
      return Error(ErrorCode::PasswordViolatesRules,
                   "the password has more than " + std::to_string(limits::password_bytes_max) + " bytes");
    }
  }
  if (!line.empty() && line.back() == '\r') line.pop_back();
  if (line.empty()) {
    return Error(ErrorCode::MissingArgument, "there is no password on stdin")
        .with_help(
            "type it when asked, or give it on one line: `printf '%s\\n' \"$PASSWORD\" | opencam account "
            "password NAME`");
  }
  return SecretText::take(line);
}

Result<SecretText> ask(const cli::Streams& streams) {
  const QuietTerminal terminal;
  if (!terminal.is_terminal()) return read_line(streams);
  streams.err << "new password: " << std::flush;
  OPENCAM_TRY(SecretText first, read_line(streams));
  streams.err << "\nagain: " << std::flush;
  OPENCAM_TRY(const SecretText second, read_line(streams));
  streams.err << '\n';
  if (first.equals(second)) return first;
  return Error(ErrorCode::InvalidArgument, "the two are not the same");
}

struct Changed {
  std::string account;
  std::string uin;
  bool removed_mfa = false;
};

Result<Changed> change(const cli::Invocation& invocation) {
  OPENCAM_TRY(const Config config, read_config(invocation));
  OPENCAM_TRY(check_data_folder(config.data));
  OPENCAM_TRY(const auto opened, Opened::open(config, invocation.streams));
  OPENCAM_TRY(const auto account, find_account(opened->directory(), invocation.arguments.value("NAME")));
  directory::Uin uin = account->uin();
  if (const std::string name = invocation.arguments.value("--user"); !name.empty()) {
    const auto* user = account->find_user(std::string_view(name));
    if (user == nullptr) return Error(ErrorCode::UserNotExist, "account has no user `" + name + "`");
    uin = user->uin;
  }
  Changed changed{.account = account->row().name, .uin = directory::id_text(uin)};
  directory::SignInStep step{.ended = directory::SessionChoice{}};
  if (invocation.arguments.has("--remove-mfa")) {
    step.removes_device = changed.removed_mfa = true;
    OPENCAM_TRY(
        opened->directory().take_sign_in_step(operator_context("account:RemoveMfa"), account->uin(), uin, step));
    return changed;
  }
  OPENCAM_TRY(const SecretText password, ask(invocation.streams));
  OPENCAM_TRY(services::check_new_password(*account, uin, password));
  OPENCAM_TRY(step.password_hash, hash_password(password));
  OPENCAM_TRY(opened->directory().take_sign_in_step(operator_context("account:Password"), account->uin(), uin, step));
  return changed;
}

cli::ExitCode run(const cli::Invocation& invocation) {
  const auto changed = change(invocation);
  if (!changed) return cli::report(invocation, changed.error());
  std::ostream& out = invocation.streams.out;
  if (invocation.arguments.wants_json()) {
    json::Writer json;
    json.begin_object().key("account").string(changed->account).key("uin").string(changed->uin);
    json.key("changed").string(changed->removed_mfa ? "mfa" : "password").end_object();
    out << std::move(json).take() << '\n';
  } else if (changed->removed_mfa) {
    out << "`" << changed->uin << "` has no second factor any more, and no session\n";
  } else {
    out << "`" << changed->uin << "` signs in to the console with the new password; all sessions have ended\n";
  }
  return cli::ExitCode::Ok;
}

}  // namespace

cli::Command account_password_command() {
  cli::Command command;
  command.name = "account password";
  command.summary = "set what an account signs in to the console with";
  command.details =
      "A new account has no password, and cannot sign in to the console before one is set here. It is asked for "
      "twice on a terminal, without being shown, and otherwise read from the first line of stdin; it never stands on "
      "the command line. The rules of the account bind it.\n\nWith --user the password of a user is set. A user signs "
      "in only with ConsoleLogin 1 (UpdateUser).\n\n--remove-mfa takes the device for one-time codes away, for whoever "
      "has lost it together with the recovery codes, and leaves the password. Both end all sessions, and a running "
      "server knows at once.";
  command.options = data_options();
  command.options.push_back(
      {.name = "--user", .placeholder = "USER", .help = "a user of the account, by name, instead of the root account"});
  command.options.push_back({.name = "--remove-mfa", .help = "take the second factor away instead"});
  command.operand = {.name = "NAME",
                     .help = "the account, by name or number",
                     .is_required = true,
                     .is_repeatable = false,
                     .choices = {},
                     .completes = cli::Completes::Nothing};
  command.examples = {{"opencam account password acme --data /var/lib/opencam", "asks for it"},
                      {"opencam account password acme --user ann --remove-mfa", "ann has lost her phone"}};
  command.run = run;
  return command;
}

}  // namespace opencam::server
