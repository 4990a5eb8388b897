#include "tests/agreement/ways.h"

#include <algorithm>
#include <array>
#include <vector>

#include "base/check.h"
#include "tests/agreement/plain_world.h"
#include "tests/agreement/shown.h"

namespace opencam::agreement {
namespace {

struct NamedWay {
  std::string_view name;
  Way way;
};
// Each is held against the plain one, in every field of the decision.
constexpr std::array ways = {NamedWay{"indexed", Way::Indexed}, NamedWay{"linear", Way::Linear}};
// These two prepare much for each question, so they are asked only every so often.
constexpr std::array slow_ways = {NamedWay{"segmented", Way::Segmented}, NamedWay{"plain of the snapshot", Way::Plain}};
constexpr std::uint64_t slow_ways_every = 61;
constexpr std::size_t check_every = 5;
constexpr std::size_t bulk_every = 211;
constexpr std::size_t bulk_items_every = 17;
constexpr std::size_t who_can_requests = 3;  // of each world

class Comparing {
 public:
  explicit Comparing(const Case& one)
      : case_(one), plain_world_(one.world), snapshot_(made(one)), requests_(one.requests) {}

  Comparison compare() {
    for (const Asker& asker : case_.askers) {
      ask_each(asker);
      if (!result_.difference) ask_in_bulk(asker);
      if (result_.difference) break;
    }
    if (!result_.difference) ask_who_can();
    return std::move(result_);
  }

 private:
  // From an empty snapshot that all worlds share, so that the presets of the catalogue are read once.
  static Snapshot made(const Case& one) {
    static const auto empty = Snapshot::create(World{}, Catalog::built_in());
    OPENCAM_CHECK(empty);
    auto snapshot = empty->with(one.before ? *one.before : one.world, 1);
    OPENCAM_CHECK(snapshot);
    if (!one.before) return *std::move(snapshot);
    auto changed = snapshot->with(change_between(*one.before, one.world), 2);
    OPENCAM_CHECK(changed);
    return *std::move(changed);
  }

  void ask_each(const Asker& asker) {
    plain_.clear();
    const auto authorities = plain_world_.authorities(asker);
    for (Request& request : requests_) {
      request.principal = asker.principal;
      request.session_policy = asker.session;
      plain_.push_back(plain_world_.decide(authorities, request));
      ++result_.decisions;
      if (plain_.back().allowed()) ++result_.allowed;
      for (const NamedWay& way : ways) hold(way.name, snapshot_.decide_by(way.way, request), asker);
      if (result_.decisions % slow_ways_every != 0) continue;
      for (const NamedWay& way : slow_ways) hold(way.name, snapshot_.decide_by(way.way, request), asker);
      if (result_.difference) return;
    }
    hold_verdicts(asker);
  }

  void hold(std::string_view way, const Decision& found, const Asker& asker) {
    if (found == plain_.back()) return;
    differ(way, shown(found), plain_.size() - 1, asker);
  }

  // The verdicts of a batch, and some by themselves.
  void hold_verdicts(const Asker& asker) {
    std::vector<Verdict> batch(requests_.size());
    snapshot_.check_all(requests_, batch);
    for (std::size_t i = 0; i < requests_.size() && !result_.difference; ++i) {
      const Verdict wanted{plain_[i].effect, plain_[i].reason};
      if (batch[i] != wanted) differ("check_all", shown(batch[i]), i, asker);
      if ((i + result_.decisions) % check_every == 0) {
        const Verdict prepared = snapshot_.check(snapshot_.prepare(requests_[i]));
        if (prepared != wanted) differ("prepared", shown(prepared), i, asker);
      }
      if (i % check_every != 0) continue;
      const Verdict alone = snapshot_.check(requests_[i]);
      if (alone != wanted) differ("check", shown(alone), i, asker);
      const Verdict prepared = snapshot_.check(snapshot_.prepare(requests_[i]));
      if (prepared != wanted) differ("prepared", shown(prepared), i, asker);
    }
  }

  // Which of these actions, which of these resources: each answer is what asking it by itself gives.
  void ask_in_bulk(const Asker& asker) {
    std::vector<std::string> actions;
    std::vector<std::string> resources;
    for (std::size_t i = 0; i < requests_.size(); i += bulk_items_every) {
      actions.push_back(requests_[i].action);
      resources.push_back(requests_[i].resources.front());
    }
    std::vector<Verdict> verdicts(actions.size());
    for (std::size_t i = 0; i < requests_.size(); i += bulk_every) {
      const Request kept = requests_[i];
      snapshot_.check_actions(kept, actions, verdicts);
      hold_bulk("check_actions", i, verdicts, asker, [&](Request& one, std::size_t n) { one.action = actions[n]; });
      requests_[i] = kept;
      snapshot_.check_resources(kept, resources, verdicts);
      hold_bulk("check_resources", i, verdicts, asker,
                [&](Request& one, std::size_t n) { one.resources = {resources[n]}; });
      requests_[i] = kept;
    }
  }

  template <typename Change>
  void hold_bulk(std::string_view way, std::size_t place, const std::vector<Verdict>& verdicts, const Asker& asker,
                 Change change) {
    const auto authorities = plain_world_.authorities(asker);
    for (std::size_t n = 0; n < verdicts.size() && !result_.difference; ++n) {
      change(requests_[place], n);
      plain_[place] = plain_world_.decide(authorities, requests_[place]);
      ++result_.decisions;
      if (verdicts[n] != Verdict{plain_[place].effect, plain_[place].reason}) {
        differ(way, shown(verdicts[n]), place, asker);
        return;
      }
    }
  }

  // Who of the account may: the root account, its users and its roles.
  void ask_who_can() {
    std::vector<Asker> everybody = {{.principal = UserRef{"1"}}};
    for (const WorldUser& user : case_.world.users) {
      if (user.owner_uin == "1") everybody.push_back({.principal = UserRef{user.uin}});
    }
    for (const WorldRole& role : case_.world.roles) {
      if (role.owner_uin == "1") everybody.push_back({.principal = RoleRef{role.id, "1"}});
    }
    const std::size_t step = 1 + case_.requests.size() / who_can_requests;
    for (std::size_t i = 0; i < case_.requests.size() && !result_.difference; i += step) {
      ask_who_can(case_.requests[i], everybody);
    }
  }

  void ask_who_can(const Request& request, const std::vector<Asker>& everybody) {
    std::vector<std::string> may;
    for (const Asker& one : everybody) {
      ++result_.decisions;
      if (plain_world_.decide(plain_world_.authorities(one), request).allowed()) may.push_back(named(one.principal));
    }
    std::vector<std::string> found;
    for (const PrincipalRef& one : snapshot_.allowed_principals("1", request)) found.push_back(named(one));
    std::ranges::sort(may);
    std::ranges::sort(found);
    if (found == may) return;
    plain_ = {Decision{}};
    requests_ = {request};
    differ("allowed_principals: " + std::to_string(found.size()) + " of " + std::to_string(may.size()), "", 0,
           everybody.front());
  }

  static std::string named(const PrincipalRef& one) {
    if (const auto* role = std::get_if<RoleRef>(&one)) return "role " + role->role;
    return std::get<UserRef>(one).uin;
  }

  static std::string shown(const Verdict& verdict) {
    return std::string(name(verdict.effect)) + " " + std::string(name(verdict.reason));
  }
  static std::string shown(const Decision& decision) { return agreement::shown(decision); }

  void differ(std::string_view way, const std::string& found, std::size_t request, const Asker& asker) {
    if (result_.difference) return;
    result_.difference = "plain: " + shown(plain_[request]) + "\n" + std::string(way) + ": " + found +
                         (case_.before ? "\nbefore a change: " + print_world(*case_.before) : "") +
                         "\nworld: " + print_world(case_.world) + "request: " + request_line(asker, requests_[request]);
  }

  const Case& case_;
  PlainWorld plain_world_;
  Snapshot snapshot_;
  Comparison result_;
  std::vector<Request> requests_;  // with the asker who is at it
  std::vector<Decision> plain_;    // of these requests
};

}  // namespace

Comparison compare_all_ways(const Case& one) { return Comparing(one).compare(); }

std::string way_names() {
  std::string names = "plain, check, prepared, check_all, check_actions, check_resources, allowed_principals";
  for (const NamedWay& way : ways) names += ", " + std::string(way.name);
  for (const NamedWay& way : slow_ways) names += ", " + std::string(way.name);
  return names;
}

}  // namespace opencam::agreement
