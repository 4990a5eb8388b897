// Holds the engine against the oracle's answers, which tests/spec/stored.py wrote down, and against policy test files.
//
//   opencam_answers FOLDER             N.world.json with N.decide.jsonl, N.decide.answers or N.assume.jsonl,
//   N.assume.answers opencam_answers --cases FILE...    policy test files, as `opencam test` takes them
//
// A line of N.assume.jsonl is a request line whose one resource is the role to be assumed (CAM-095); with the action
// sts:AssumeRoleWithWebIdentity the principal is a service by the name of the identity provider (CAM-222). Prints the
// first difference and ends with exit code 4; 1 when something cannot be read.
#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

#include "engine/test_file.h"
#include "opencam/engine.h"

namespace opencam {
namespace {

constexpr int exit_trouble = 1;
constexpr int exit_differs = 4;
constexpr std::array ways = {Way::Plain, Way::Indexed, Way::Linear, Way::Segmented};

[[noreturn]] void give_up(const std::string& message) {
  std::cerr << "error: " << message << "\n";
  std::exit(exit_trouble);
}

std::string text_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) give_up("cannot read " + path.string());
  std::ostringstream text;
  text << file.rdbuf();
  return std::move(text).str();
}

std::vector<std::string> lines_of(const std::filesystem::path& path) {
  std::istringstream text(text_of(path));
  std::vector<std::string> lines;
  for (std::string line; std::getline(text, line);) lines.push_back(line);
  return lines;
}

// qcs::cam::uin/1:roleName/r, or role/ID.
RoleRef role_of(const Request& request) {
  const std::string& text = request.resources.front();
  const std::size_t account = text.find("uin/") + 4;
  const std::size_t content = text.find(':', account);
  return {text.substr(text.find('/', content) + 1), text.substr(account, content - account)};
}

Decision assume(const Snapshot& snapshot, const Request& request) {
  const auto* provider = std::get_if<ServiceRef>(&request.principal);
  if (provider == nullptr || request.action != "sts:AssumeRoleWithWebIdentity") {
    return snapshot.decide_assume_role(request, role_of(request));
  }
  return snapshot.decide_federated_role(request, role_of(request), provider->name);
}

class Holding {
 public:
  int hold_folder(const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> worlds;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
      if (entry.path().filename().string().ends_with(".world.json")) worlds.push_back(entry.path());
    }
    std::ranges::sort(worlds);
    if (worlds.empty()) give_up("no world in " + folder.string());
    for (const std::filesystem::path& path : worlds) hold_world(path);
    std::cout << count_ << " answers in " << worlds.size() << " worlds, " << differences_ << " differ\n";
    return differences_ == 0 ? 0 : exit_differs;
  }

 private:
  void hold_world(const std::filesystem::path& path) {
    const auto world = read_world(text_of(path));
    if (!world) give_up(path.string() + ": " + world.error().message());
    const auto snapshot = Snapshot::create(*world, Catalog::built_in());
    if (!snapshot) give_up(path.string() + ": " + snapshot.error().message());
    std::string stem = path.string();
    stem.resize(stem.size() - std::string_view(".world.json").size());
    if (std::filesystem::exists(stem + ".assume.jsonl")) {
      hold_lines(stem + ".assume", [&](const Request& request) { return assume(*snapshot, request); });
      return;
    }
    for (const Way way : ways) {
      hold_lines(stem + ".decide", [&](const Request& request) { return snapshot->decide_by(way, request); });
    }
  }

  template <typename Decide>
  void hold_lines(const std::string& stem, const Decide& decide) {
    const std::vector<std::string> lines = lines_of(stem + ".jsonl");
    const std::vector<std::string> answers = lines_of(stem + ".answers");
    if (lines.size() != answers.size()) give_up(stem + ": as many answers as lines are needed");
    for (std::size_t i = 0; i < lines.size(); ++i) {
      const auto request = read_request(lines[i]);
      const std::string found = print_decision(request ? decide(*request) : Decision{.reason = Reason::InvalidRequest});
      ++count_;
      if (found == answers[i] || differences_++ > 0) continue;
      std::cout << stem << ", line " << i + 1 << ": " << lines[i] << "\noracle: " << answers[i] << "\nengine: " << found
                << "\n";
    }
  }

  std::uint64_t count_ = 0;
  std::uint64_t differences_ = 0;
};

int hold_cases(const std::vector<std::string>& files) {
  std::size_t failed = 0;
  std::size_t count = 0;
  for (const std::string& file : files) {
    const auto report = run_test_file(Source(file, text_of(file)), *Catalog::built_in());
    if (!report) give_up(file + ": " + report.error().message());
    failed += report->failed_count();
    count += report->cases.size();
  }
  std::cout << count << " cases, " << failed << " failed\n";
  return count > 0 && failed == 0 ? 0 : exit_differs;
}

}  // namespace
}  // namespace opencam

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  if (arguments.size() > 1 && arguments.front() == "--cases") {
    return opencam::hold_cases({arguments.begin() + 1, arguments.end()});
  }
  if (arguments.size() != 1) opencam::give_up("usage: opencam_answers FOLDER | --cases FILE...");
  return opencam::Holding().hold_folder(arguments.front());
}
