#include "engine/small_world.h"
#include "opencam/engine.h"

namespace opencam {
namespace {

// One world with everything in it; the documents are laid out in ways that only bytes can keep.
constexpr const char* everything = R"({"schema_version": 1,
 "accounts": [{"uin": "1", "app_id": "71", "name": "one"}, {"uin": 2}],
 "users": [{"uin": "11", "owner_uin": "1", "name": "ann", "policies": ["P", "QcloudBatchReadOnlyAccess"], "boundary": "P"},
           {"uin": 12, "owner_uin": 1, "name": "bob", "type": "collaborator"},
           {"uin": "13", "owner_uin": "1", "type": "message_recipient"}],
 "groups": [{"id": 5, "owner_uin": "1", "name": "ops", "members": ["11", 12], "policies": ["P"]}],
 "roles": [{"id": "r1", "owner_uin": "1", "name": "runner", "trust": {"version":"2.0",  "statement":[]}, "policies": []}],
 "policies": [{"name": "P", "owner_uin": "1", "document": {"version" : "2.0","statement":
    [{"effect":"allow","action":"*","resource":"*","condition":{"numeric_equal":{"k":1.20}}}]}},
   {"name": "broken", "owner_uin": "1", "document": " not json \u00e9"}],
 "resource_policies": [{"name": "b", "owner_uin": "1", "document": {}}],
 "resource_tags": {"qcs::batch:gz:uin/1:job/j": {"team": "a b"}}})";

std::string error_of(const std::string& text) {
  auto world = read_world(text);
  return world ? "no error" : world.error().message();
}

TEST(World, ReadsEverything) {
  auto world = read_world(everything);
  ASSERT_TRUE(world) << world.error().message();
  EXPECT_EQ(world->accounts.at(1).uin, "2");
  EXPECT_EQ(world->users.at(0).boundary, "P");
  EXPECT_EQ(world->users.at(0).policies.at(1), "QcloudBatchReadOnlyAccess");
  EXPECT_EQ(world->users.at(1).type, UserType::Collaborator);
  EXPECT_EQ(world->users.at(2).type, UserType::MessageRecipient);
  EXPECT_EQ(world->groups.at(0).members, (std::vector<std::string>{"11", "12"}));
  EXPECT_EQ(world->roles.at(0).trust, R"({"version":"2.0",  "statement":[]})");
  EXPECT_EQ(world->policies.at(0).document, R"({"version" : "2.0","statement":
    [{"effect":"allow","action":"*","resource":"*","condition":{"numeric_equal":{"k":1.20}}}]})");
  EXPECT_EQ(world->policies.at(1).document, " not json \u00e9");
  EXPECT_EQ(world->resource_policies.at(0).document, "{}");
  EXPECT_EQ(world->resource_tags.at("qcs::batch:gz:uin/1:job/j").at("team"), "a b");
}

// Design 4.3: documents come back byte for byte; what is printed reads as the same world.
TEST(World, PrintsWhatItRead) {
  auto world = read_world(everything);
  ASSERT_TRUE(world);
  const std::string printed = print_world(*world);
  auto again = read_world(printed);
  ASSERT_TRUE(again) << again.error().message() << "\n" << printed;
  EXPECT_EQ(print_world(*again), printed);
  EXPECT_EQ(again->policies.at(0).document, world->policies.at(0).document);
  EXPECT_EQ(again->policies.at(1).document, world->policies.at(1).document);
  EXPECT_EQ(again->roles.at(0).trust, world->roles.at(0).trust);
  EXPECT_EQ(again->users.at(2).type, UserType::MessageRecipient);
  EXPECT_EQ(again->resource_tags, world->resource_tags);
  EXPECT_NE(printed.find(world->policies.at(0).document), std::string::npos);
}

TEST(World, KeepsTheBytesOfAnyDocument) {
  for (const char* document :
       {"", "{", "[]", "null", " {}", "{}\n", R"({"a":1,"a":2})", "\"text\"", "{\"a\":\"\\u0041\"}"}) {
    World world;
    world.accounts = {{"1", "", ""}};
    world.policies = {{"P", "1", document}};
    auto again = read_world(print_world(world));
    ASSERT_TRUE(again) << document << ": " << again.error().message();
    EXPECT_EQ(again->policies.at(0).document, document);
  }
}

TEST(World, OnlyTheVersionIsRequired) {
  auto world = read_world(R"({"schema_version":1})");
  ASSERT_TRUE(world);
  EXPECT_TRUE(world->accounts.empty());
}

TEST(World, RefusesWithAPath) {
  const std::string accounts = R"({"schema_version":1,"accounts":[{"uin":"1","app_id":"7"}],)";
  EXPECT_EQ(error_of("[]"), "the text must be an object, not a list");
  EXPECT_EQ(error_of("{}"), "`schema_version` is missing");
  EXPECT_EQ(error_of(R"({"schema_version":2})"), "`schema_version` must be 1");
  EXPECT_EQ(error_of(R"({"schema_version":1,"user":[]})"), "unknown member `user`");
  EXPECT_EQ(error_of(R"({"schema_version":1,"users":{}})"), "`users` must be a list, not an object");
  EXPECT_EQ(error_of(R"({"schema_version":1,"accounts":[{}]})"), "`accounts[0].uin` is missing");
  EXPECT_EQ(error_of(R"({"schema_version":1,"accounts":[{"uin":1.5}]})"),
            "`accounts[0].uin` must be text or a whole number, not a number");
  EXPECT_NE(error_of(accounts + R"("accounts":[]})"), "no error");
  EXPECT_EQ(error_of(R"({"schema_version":1,"accounts":[{"uin":"1"},{"uin":"1"}]})"), "`accounts[1].uin` repeats `1`");
  EXPECT_EQ(error_of(R"({"schema_version":1,"accounts":[{"uin":"1","app_id":"7"},{"uin":"2","app_id":"7"}]})"),
            "`accounts[1].app_id` repeats `7`");
  EXPECT_EQ(error_of(accounts + R"("users":[{"uin":"11","owner_uin":"9"}]})"),
            "`users[0].owner_uin` names account `9`, which is not in `accounts`");
  EXPECT_EQ(error_of(accounts + R"("users":[{"uin":"11","owner_uin":"1"},{"uin":"11","owner_uin":"1"}]})"),
            "`users[1].uin` repeats `11`");
  EXPECT_EQ(error_of(accounts +
                     R"("users":[{"uin":"11","owner_uin":"1","name":"a"},{"uin":"12","owner_uin":"1","name":"a"}]})"),
            "`users[1].name` repeats `a`");
  EXPECT_EQ(error_of(accounts + R"("users":[{"uin":"1","owner_uin":"1"}]})"),
            "`users[0].uin` is the number of a root account");
  EXPECT_EQ(error_of(accounts + R"("users":[{"uin":"11","owner_uin":"1","type":"admin"}]})"),
            "`users[0].type` must be `sub_user`, `collaborator` or `message_recipient`");
  EXPECT_EQ(error_of(accounts + R"("users":[{"uin":"11","owner_uin":"1","policies":["A",1]}]})"),
            "`users[0].policies[1]` must be text, not a number");
  EXPECT_EQ(error_of(accounts + R"("users":[{"uin":"11","owner_uin":"1","key":"x"}]})"),
            "unknown member `users[0].key`");
  EXPECT_EQ(error_of(accounts + R"("groups":[{"id":"5","owner_uin":"1","name":"g","members":["11"]}]})"),
            "`groups[0].members` names `11`, who is no user of account `1`");
  EXPECT_EQ(error_of(accounts + R"("roles":[{"id":"r","owner_uin":"1","name":"r"}]})"), "`roles[0].trust` is missing");
  EXPECT_EQ(error_of(accounts + R"("policies":[{"name":"P","owner_uin":"1","document":7}]})"),
            "`policies[0].document` must be an object or text, not a number");
  EXPECT_EQ(error_of(accounts + R"("resource_tags":{"job":{}}})").substr(0, 5), "`job`");
  EXPECT_EQ(error_of(accounts + R"("resource_tags":{"qcs::batch::uin/1:job/j":{"a":1}}})"),
            "`resource_tags.qcs::batch::uin/1:job/j.a` must be text, not a number");
}

TEST(World, ErrorsHaveAPlace) {
  const std::string text = R"({"schema_version":1,"accounts":[{"uin":"1","extra":2}]})";
  auto world = read_world(text);
  ASSERT_FALSE(world);
  ASSERT_TRUE(world.error().span());
  EXPECT_EQ(text.substr(world.error().span()->begin, 7), "\"extra\"");
}

}  // namespace
}  // namespace opencam
