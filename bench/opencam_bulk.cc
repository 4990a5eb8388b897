// OpenCAM asked questions with many answers (W5): a batch of requests at once where the engine has that door, otherwise
// one by one.
#include <algorithm>
#include <fstream>
#include <memory>
#include <span>
#include <vector>

#include "bench/measure.h"
#include "opencam/engine.h"

namespace opencam::bench {
namespace {

constexpr const char* account_uin = "100000000001";

// The requests of one question, and what its door takes beside the first of them.
struct Question {
  std::span<const Request> requests;
  std::vector<std::string> actions;      // check_actions, when only the actions differ
  bool is_about_users = false;           // allowed_principals, when only the users differ
  std::vector<Verdict> verdicts;         // of every door but that one
  std::vector<PrincipalRef> principals;  // of that one
};

template <typename Follows>
bool all_follow(std::span<const Request> requests, Follows follows) {
  return requests.size() > 1 && std::ranges::all_of(requests, [&](const Request& request) {
           return follows(requests.front(), request) && request.context == requests.front().context &&
                  request.resources == requests.front().resources;
         });
}

Question question(std::span<const Request> requests) {
  Question made{.requests = requests};
  made.verdicts.resize(requests.size());
  if (all_follow(requests, [](const Request& a, const Request& b) { return a.principal == b.principal; })) {
    for (const Request& request : requests) made.actions.push_back(request.action);
  } else {
    made.is_about_users = all_follow(requests, [](const Request& a, const Request& b) { return a.action == b.action; });
  }
  return made;
}

void answer(const Snapshot& snapshot, Question& asked) {
  if (asked.is_about_users) {
    asked.principals = snapshot.allowed_principals(account_uin, asked.requests.front());
  } else if (!asked.actions.empty()) {
    snapshot.check_actions(asked.requests.front(), asked.actions, asked.verdicts);
  } else {
    snapshot.check_all(asked.requests, asked.verdicts);
  }
}

bool is_among(const std::vector<PrincipalRef>& allowed, const Request& request) {
  const std::string& uin = std::get<UserRef>(request.principal).uin;
  return std::ranges::any_of(allowed, [&](const PrincipalRef& principal) {
    const UserRef* user = std::get_if<UserRef>(&principal);
    return user != nullptr && user->uin == uin;
  });
}

// One character for each request, as the suite compares them.
std::string answers_of(const Question& asked) {
  std::string answers;
  for (std::size_t n = 0; n < asked.requests.size(); ++n) {
    const bool allowed =
        asked.is_about_users ? is_among(asked.principals, asked.requests[n]) : asked.verdicts[n].allowed();
    answers.push_back(allowed ? '1' : '0');
  }
  return answers;
}

void run(const Options& options) {
  const std::size_t group = std::strtoul(text_of(options.case_folder + "/group").c_str(), nullptr, 10);
  const std::string folder = options.worlds("opencam").front();
  const std::string text = text_of(folder + "/world.json");
  const auto before = Clock::now();
  const Result<World> world = read_world(text);
  if (!world) give_up(world.error().message());
  const Result<Snapshot> snapshot = Snapshot::create(*world, Catalog::built_in());
  if (!snapshot) give_up(snapshot.error().message());
  const double load_ms = milliseconds_since(before);
  std::vector<Request> requests;
  for (const std::string& line : lines_of(folder + "/requests.jsonl")) {
    Result<Request> request = read_request(line);
    if (!request) give_up(line + ": " + request.error().message());
    requests.push_back(*std::move(request));
  }
  std::vector<Question> questions;
  for (std::size_t n = 0; n + group <= requests.size(); n += group) {
    questions.push_back(question(std::span(requests).subspan(n, group)));
  }
  measure(options, questions.size(), load_ms, [&](std::size_t n) {
    answer(*snapshot, questions[n]);
    return true;
  });
  std::string answers;
  for (const Question& asked : questions) answers += answers_of(asked);
  // Every answer of every question, in the place of one for each question.
  std::ofstream(options.out_folder + "/decisions.txt") << answers;
}

}  // namespace
}  // namespace opencam::bench

int main(int argc, char** argv) { opencam::bench::run(opencam::bench::read_options(argc, argv)); }
