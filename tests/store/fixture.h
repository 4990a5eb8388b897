// What the tests of stores and of the directory stand on: a clock that stands still, chance that repeats itself, a
// folder that goes away, and a directory with one account in it.
//
//   World world(memory_store());
//   const UserRow ann = world.user("ann");
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/host/clock.h"
#include "base/host/random.h"
#include "base/host/seal.h"
#include "directory/directory.h"
#include "store/open.h"

namespace opencam::directory {

class StandingClock final : public Clock {
 public:
  std::int64_t now_ms() const override { return now; }
  std::atomic<std::int64_t> now = 1700000000000;
};

// SplitMix64: the same numbers for the same seed, everywhere. Not thread-safe.
class SeededRandom final : public Random {
 public:
  explicit SeededRandom(std::uint64_t seed = 1) : state_(seed) {}
  void fill(std::span<std::uint8_t> bytes) override {
    for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(next());
  }
  std::uint64_t next() {
    std::uint64_t z = state_ += 0x9e3779b97f4a7c15;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }
  // Below `end`.
  std::size_t below(std::size_t end) { return static_cast<std::size_t>(next() % end); }

 private:
  std::uint64_t state_;
};

// A folder of its own for one test.
class Folder {
 public:
  Folder() {
    std::string path = (std::filesystem::temp_directory_path() / "opencam-test-XXXXXX").string();
    if (::mkdtemp(path.data()) == nullptr) std::abort();
    path_ = path;
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

inline constexpr const char* allow_all =
    R"({"version":"2.0","statement":[{"effect":"allow","action":"*","resource":"*"}]})";
inline constexpr const char* deny_all =
    R"({"version":"2.0","statement":[{"effect":"deny","action":"*","resource":"*"}]})";

// The value, or a failure of the test with the error's message.
template <typename T>
T must(Result<T> result) {
  if (!result) {
    ADD_FAILURE() << name(result.error().code()) << ": " << result.error().message();
    std::abort();
  }
  return *std::move(result);
}
inline void must(Result<void> result) {
  if (!result) ADD_FAILURE() << name(result.error().code()) << ": " << result.error().message();
}

// The code of an error; fails the test when there is none.
template <typename T>
std::string code_of(const Result<T>& result) {
  return result ? "ok" : std::string(name(result.error().code()));
}

// A directory on a store, with the account `acme` in it.
class World {
 public:
  explicit World(std::unique_ptr<Store> store, Quota quota = {}) {
    sealer_ = must(Sealer::create(SecretText(std::string(32, 'k')), random));
    directory = must(
        Directory::create(std::move(store), {.clock = &clock, .random = &random, .sealer = sealer_, .quota = quota}));
    if (const auto state = directory->account_named("acme")) {
      owner = state->uin();
    } else {
      owner = must(directory->create_account(context("account:Create"), {.name = "acme"})).uin;
    }
  }

  static WriteContext context(std::string action = "cam:Test") {
    return {.action = std::move(action),
            .request_id = "request-1",
            .principal_type = "root",
            .principal = "100000000001",
            .access_key = "AKIDtest",
            .source_ip = "10.0.0.1",
            .user_agent = "test",
            .parameters = "{}"};
  }

  std::shared_ptr<const AccountState> state() const { return directory->account(owner); }

  // Short ways to have something.
  UserRow user(const std::string& name, UserType type = UserType::SubUser) {
    return must(directory->add_user(context(), owner, {.name = name, .type = type}));
  }
  GroupRow group(const std::string& name) {
    return must(directory->create_group(context(), owner, {.name = name, .remark = {}}));
  }
  PolicyRow policy(const std::string& name, const std::string& document = allow_all) {
    return must(directory->create_policy(context(), owner, {.name = name, .document = document}));
  }
  std::string trust() const {
    return R"({"version":"2.0","statement":[{"effect":"allow","action":"name/sts:AssumeRole","principal":{"qcs":["qcs::cam::uin/)" +
           id_text(owner) + R"(:root"]}}]})";
  }
  RoleRow role(const std::string& name) {
    return must(directory->create_role(context(), owner, {.name = name, .trust = trust()}));
  }
  AuditPage audit(AuditQuery query = {}) const {
    query.account = owner;
    query.count_max = 1000;
    return must(directory->audit(query));
  }

  StandingClock clock;
  SeededRandom random;
  std::unique_ptr<Directory> directory;
  Uin owner{};

 private:
  std::shared_ptr<const Sealer> sealer_;
};

inline std::unique_ptr<Store> memory_store() { return must(store::open_store("memory:")); }
inline std::unique_ptr<Store> sqlite_store(const Folder& folder) {
  return must(store::open_store("sqlite:" + folder.path() + "/data"));
}

}  // namespace opencam::directory
