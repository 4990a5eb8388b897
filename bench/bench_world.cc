#include "bench/bench_world.h"

#include <array>

namespace opencam::bench {
namespace {

constexpr std::array<std::uint32_t, 4> policy_counts = {1, 10, 50, 200};
constexpr std::uint32_t policies_max = 200;

std::string number_text(std::uint32_t n) { return std::to_string(n); }

// Three statements: one about this policy's own jobs, one conditioned on the address, one deny.
std::string document(std::uint32_t n) {
  const std::string id = number_text(n);
  return R"({"version":"2.0","statement":[{"effect":"allow","action":["batch:Describe*","batch:DeleteJob"],"resource":["qcs::batch:ap-guangzhou::job/job-)" +
         id + R"(-*","qcs::batch:ap-shanghai::job/job-)" + id + R"(-*"]},)" +
         R"({"effect":"allow","action":"cvm:*","resource":"qcs::cvm:::instance/ins-)" + id +
         R"(","condition":{"ip_equal":{"qcs:ip":["10.0.0.0/8","192.168.0.0/16"]}}},)" +
         R"({"effect":"deny","action":"batch:TerminateJob","resource":"qcs::batch:::job/job-)" + id + R"(-locked"}]})";
}

Request request_of(std::uint32_t policies, const std::string& action, const std::string& resource) {
  Request request{.principal = UserRef{user_with(policies)}, .action = action, .resources = {resource}};
  request.context.set("qcs:ip", {"10.1.2.3"});
  return request;
}

std::string job(const std::string& id) {
  return "qcs::batch:ap-guangzhou:uin/" + std::string(account_uin) + ":job/job-" + id;
}

}  // namespace

std::string user_with(std::uint32_t policies) { return std::to_string(100000000100 + policies); }

World make_world() {
  World world;
  world.accounts = {{account_uin, "1250000001", "bench"}};
  world.policies.push_back(
      {"Boundary", account_uin,
       R"({"version":"2.0","statement":[{"effect":"allow","action":["batch:*","cvm:*"],"resource":"*"}]})"});
  for (std::uint32_t n = 0; n < policies_max; ++n) {
    world.policies.push_back({"Policy" + number_text(n), account_uin, document(n)});
  }
  for (const std::uint32_t count : policy_counts) {
    WorldUser user{.uin = user_with(count), .owner_uin = account_uin, .name = "user-" + number_text(count)};
    WorldGroup group{.id = number_text(count), .owner_uin = account_uin, .name = "group-" + number_text(count)};
    for (std::uint32_t n = 0; n < count; ++n) {
      auto& policies = n % 10 == 9 ? group.policies : user.policies;
      policies.push_back("Policy" + number_text(n));
    }
    user.boundary = "Boundary";
    group.members = {user.uin};
    world.users.push_back(std::move(user));
    world.groups.push_back(std::move(group));
  }
  return world;
}

Request allowed_request(std::uint32_t policies) {
  return request_of(policies, "batch:DeleteJob", job(number_text(policies - 1) + "-7"));
}

Request denied_request(std::uint32_t policies) {
  return request_of(policies, "batch:TerminateJob", job(number_text(policies / 2) + "-locked"));
}

Request unmatched_request(std::uint32_t policies) { return request_of(policies, "batch:RetryJobs", job("none")); }

}  // namespace opencam::bench
