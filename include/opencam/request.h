// What is asked: who wants to do what to which resources, and under which circumstances.
//
//   Request request{.principal = UserRef{"100000000101"}, .action = "batch:SubmitJob",
//                   .resources = {"qcs::batch:ap-guangzhou:uin/100000000001:job/*"}};
//   request.context.set("qcs:ip", {"10.0.0.1"});
//
// Everything is text as it came in; the engine reads it and denies with reason invalid_request what it cannot read.
// All are values.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "opencam/policy.h"

namespace opencam {

// The circumstances: condition key -> values. Numbers and booleans are given as their text (`1.2`, `true`).
// A key with an empty list counts as absent (CAM-062).
class Context {
 public:
  void set(std::string key, std::vector<std::string> values) { values_[std::move(key)] = std::move(values); }
  void erase(std::string_view key);
  // Null when the key is absent or has no value.
  const std::vector<std::string>* find(std::string_view key) const;
  const std::map<std::string, std::vector<std::string>, std::less<>>& all() const { return values_; }

  friend bool operator==(const Context&, const Context&) = default;

 private:
  std::map<std::string, std::vector<std::string>, std::less<>> values_;
};

// A root account (its own number) or any kind of sub-account, looked up in the snapshot.
struct UserRef {
  std::string uin;
  // The root account it acts for. Needed only for a collaborator, who has an account of their own or serves several;
  // empty: the root account of that number, otherwise the one account that knows the user.
  std::string owner_uin = {};
  friend bool operator==(const UserRef&, const UserRef&) = default;
};

// A session of a role, by the role's name or id.
struct RoleRef {
  std::string role;
  std::string owner_uin;
  friend bool operator==(const RoleRef&, const RoleRef&) = default;
};

// A cloud service under its own name, for example "cvm.qcloud.com". Only resource and trust policies can let it in.
struct ServiceRef {
  std::string name;
  friend bool operator==(const ServiceRef&, const ServiceRef&) = default;
};

// Nobody signed in.
struct Anonymous {
  friend bool operator==(const Anonymous&, const Anonymous&) = default;
};

using PrincipalRef = std::variant<UserRef, RoleRef, ServiceRef, Anonymous>;

struct Request {
  PrincipalRef principal;
  // Narrows what the session may do; read already. A session whose policy could not be read holds one without
  // statements, which allows nothing.
  std::shared_ptr<const Policy> session_policy;
  std::string action;                          // `service:Name` or `name/service:Name`
  std::vector<std::string> resources = {"*"};  // each must be allowed; `*` when the API names none
  Context context;
};

}  // namespace opencam
