// Worlds for which every way to the answer must give the same one.
//
//   Alphabet alphabet = alphabet_of_size(1);
//   for (std::size_t i = 0; i < tiny_world_count(alphabet); ++i) check(tiny_world(alphabet, i));
//   check(drawn_world(seed));
//
// A Case is a world with the callers and the requests to be asked in it: each caller asks each request. All are values;
// the functions are pure and may run on many threads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "opencam/engine.h"

namespace opencam::agreement {

// Who asks. A session policy narrows it when there is one; its text is kept so that a difference can be shown.
struct Asker {
  PrincipalRef principal;
  std::string session_text = {};
  std::shared_ptr<const Policy> session = nullptr;
};

struct Case {
  World world;
  std::optional<World> before = {};  // when there is one, the world is reached from it by a change of account 1
  std::vector<Asker> askers;
  std::vector<Request> requests;  // without a principal
};

// A prefix of each list of alphabet.h.
struct Alphabet {
  std::size_t actions = 0;
  std::size_t resources = 0;
  std::size_t conditions = 0;
  std::size_t asked_actions = 0;
  std::size_t asked_resources = 0;
  std::size_t circumstances = 0;

  std::size_t statements() const { return 2 * actions * resources * conditions; }
};

// 1: seconds, for every day. 2: minutes. 3: the closing run.
Alphabet alphabet_of_size(int size);

// Two worlds for each statement of the alphabet. World 2i holds every pair {i, j >= i} of statements in five places:
// two policies of one user; one of them through a group; both in one document; j as the boundary; j as the session
// policy. In world 2i + 1 statement i is the account's resource policy and each j the policy of a user; nobody, a
// service and both root accounts ask as well. All worlds together are all pairs in all six places.
std::size_t tiny_world_count(const Alphabet& alphabet);
Case tiny_world(const Alphabet& alphabet, std::size_t number);

// What leads from one world to the other, which has the same accounts; of account 1 alone.
WorldChange change_between(const World& before, const World& after);

// A world of two accounts with users of few and of very many policies, groups, roles, boundaries, sessions, resource
// policies, tags and unreadable documents.
Case drawn_world(std::uint64_t seed);

}  // namespace opencam::agreement
