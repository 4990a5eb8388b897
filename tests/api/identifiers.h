// What the parameters of the actions name, for the test of two accounts: read from api/*.json and parameter_kinds.txt.
//
//   for (const Parameter& p : parameters_of("AttachUserPolicy")) ...   // AttachUin: user_uin, PolicyId: policy_id
//   json::object asked = with_value(asked, p, "100000000101");
//
// A kind says what an identifier names; an Identity is one identifier of it that the account `acme` really has, beside
// one that nobody ever had and, where the account `other` has such a thing, its own.
#pragma once

#include <boost/json/object.hpp>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "scene.h"

namespace opencam::tests {

// One value of a request: a member of the request itself or of a struct in it, whose path is then `Info.Uid`.
struct Parameter {
  std::string path;
  std::string type;              // as in api/*.json: `uint64`, `string[]`
  std::string kind;              // empty: parameter_kinds.txt does not say
  std::vector<bool> lists = {};  // of each struct on the way: is it in a list
};

// In the order of the file; empty for an action that has none or is unknown.
std::vector<Parameter> parameters_of(std::string_view action);

// The services whose actions have handlers.
const std::set<std::string, std::less<>>& typed_services();

// The lines of parameter_kinds.txt that fit no parameter of any action.
std::vector<std::string> idle_kinds();

// The first value of that parameter as text, or nothing.
std::string value_of(const boost::json::object& asked, const Parameter& parameter);
// With that value alone in the parameter's place.
boost::json::object with_value(boost::json::object asked, const Parameter& parameter, const std::string& value);

struct Identity {
  std::string kind;
  std::string foreign;  // `acme` has it
  std::string never;    // nobody has, had or will have it
  std::string own;      // `other` has it, or empty
};

// Fills `other` with a user, group, policy, role and key of its own, and names everybody's. The first of a kind counts
// where one is enough.
std::vector<Identity> identities(Scene& scene);

}  // namespace opencam::tests
