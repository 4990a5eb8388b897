// Two accounts: nothing that names a thing of one tells the other's administrator that it is there (CAM-157). For every
// action and each of its parameters that can name something: a name that `acme` has is answered to `other` exactly like
// one that nobody ever had, and `acme` is as it was.
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json/serialize.hpp>

#include "cases.h"
#include "identifiers.h"
#include "services/generated/api_action.h"
#include "services/offered_actions.h"

namespace opencam::tests {
namespace {

namespace json = boost::json;

// A scene in which everything is prepared for a successful call of the action, and with what it would be asked; the
// call itself was refused, so all that it names is there still.
struct Prepared {
  Scene scene;
  json::object asked;

  explicit Prepared(const Case& one) : scene(one.quota) {
    scene.caller = scene.add_user_with("nobody", "");
    one.play(scene);
    asked = scene.asked[one.action];
  }
};

// With everything that `other` has of its own in the place of what `acme` has.
json::object with_own(json::object asked, std::string_view action, const std::vector<Identity>& all) {
  for (const Parameter& parameter : parameters_of(action)) {
    const auto identity = std::ranges::find(all, parameter.kind, &Identity::kind);
    if (identity == all.end() || identity->own.empty() || value_of(asked, parameter).empty()) continue;
    asked = with_value(std::move(asked), parameter, identity->own);
  }
  return asked;
}

// The answer without what must differ: the call's number, and the name that was asked with.
std::string comparable(const Answer& answer, const std::string& name) {
  json::object fields = answer.fields;
  fields.erase("RequestId");
  std::string text = json::serialize(fields);
  for (std::size_t at = text.find(name); at != std::string::npos; at = text.find(name, at + 6)) {
    text.replace(at, name.size(), "<name>");
  }
  return text;
}

// Asks with the `nth` identity of the parameter's kind: foreign or never.
std::string asked_with(const Case& one, const Parameter& parameter, std::size_t nth, bool is_foreign) {
  Prepared prepared(one);
  Scene& s = prepared.scene;
  const auto all = identities(s);
  std::vector<Identity> fitting;
  std::ranges::copy_if(all, std::back_inserter(fitting), [&](const Identity& i) { return i.kind == parameter.kind; });
  const Identity identity = fitting.at(nth);
  // Of the kinds that the scene does not have, what the case itself made is real.
  const std::string real = identity.own.empty() ? value_of(prepared.asked, parameter) : "";
  const std::string foreign = real.empty() ? identity.foreign : real;
  const std::string& value = is_foreign ? foreign : identity.never;
  const auto revision = [&] { return s.directory().account(directory::Uin{s.account_uin})->revision(); };
  const std::uint64_t before = revision();
  const json::object asked = with_value(with_own(prepared.asked, one.action, all), parameter, value);
  const Answer answer = s.call_as(s.other_root_keys, one.action, asked);
  EXPECT_EQ(revision(), before) << one.action << " changed another account: " << json::serialize(asked);
  return comparable(answer, value);
}

class IsolationTest : public testing::TestWithParam<std::string> {};

TEST_P(IsolationTest, AForeignNameIsAnsweredLikeOneThatNeverWas) {
  const Case* one = usual_case(GetParam());
  ASSERT_NE(one, nullptr);
  Scene scene;
  const auto all = identities(scene);
  for (const Parameter& parameter : parameters_of(GetParam())) {
    const auto count = std::ranges::count(all, parameter.kind, &Identity::kind);
    for (std::size_t nth = 0; nth < static_cast<std::size_t>(count); ++nth) {
      EXPECT_EQ(asked_with(*one, parameter, nth, true), asked_with(*one, parameter, nth, false))
          << GetParam() << " " << parameter.path;
    }
  }
}

// All of it at once, as `acme` would ask: reading and changing it is refused as not there; a list stays the caller's
// own.
TEST_P(IsolationTest, WhatTheOtherAccountAsksDoesNotWorkHere) {
  const Case* one = usual_case(GetParam());
  ASSERT_NE(one, nullptr);
  Prepared prepared(*one);
  Scene& s = prepared.scene;
  const std::uint64_t before = s.directory().account(directory::Uin{s.account_uin})->revision();
  const Answer answer = s.call_as(s.other_root_keys, GetParam(), prepared.asked);
  EXPECT_EQ(s.directory().account(directory::Uin{s.account_uin})->revision(), before) << answer.body;
  for (const std::string& real : {std::to_string(s.ann), s.role, s.ann_keys.secret_id}) {
    if (json::serialize(prepared.asked).find(real) != std::string::npos) continue;
    EXPECT_EQ(answer.body.find(real), std::string::npos) << GetParam() << ": " << answer.body;
  }
}

std::vector<std::string> offered_names() {
  std::vector<std::string> names;
  for (const auto& offered : services::offered_actions()) names.emplace_back(offered.name);
  return names;
}

INSTANTIATE_TEST_SUITE_P(Api, IsolationTest, testing::ValuesIn(offered_names()),
                         [](const auto& name) { return name.param; });

TEST(IdentifierTest, EveryParameterHasAKindAndEveryKindAParameter) {
  Scene scene;
  const auto all = identities(scene);
  std::size_t count = 0;
  for (const api::ApiAction& action : api::api_actions()) {
    for (const Parameter& parameter : parameters_of(action.name)) {
      const bool is_known = parameter.kind == "plain" || std::ranges::count(all, parameter.kind, &Identity::kind) > 0;
      EXPECT_TRUE(is_known) << action.name << "." << parameter.path << ": say in tests/api/parameter_kinds.txt what it "
                            << "names; it says `" << parameter.kind << "`";
      ++count;
    }
  }
  EXPECT_GT(count, 300U);
  for (const std::string& line : idle_kinds()) ADD_FAILURE() << line << " is no parameter of any action";
}

}  // namespace
}  // namespace opencam::tests
