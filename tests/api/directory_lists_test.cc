// Lists, search and settings under /access/v1/directory/: what they hold, page by page, and who may have them.
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <set>

#include "browser.h"
#include "cases.h"
#include "identity.h"
#include "services/list_limits.h"

namespace opencam::tests {
namespace {

namespace json = boost::json;
using Names = std::vector<std::string>;

const std::string head = "/access/v1/directory/";

HttpRequest request_of(const Keys& keys, const std::string& target) {
  HttpRequest request;
  request.method = "GET";
  request.target = target;
  request.peer_address = "192.0.2.9";
  request.headers.add("Host", "cam.example.com");
  request.headers.add("Authorization", "Bearer " + keys.secret_id + ":" + keys.secret_key);
  return request;
}

Answer get(Scene& s, const std::string& path, const Keys& keys) { return s.send(request_of(keys, head + path)); }

Answer get(Scene& s, const std::string& path) {
  Answer answer = get(s, path, s.root_keys);
  EXPECT_EQ(answer.status, 200) << path << answer.body;
  return answer;
}

std::string problem(const Answer& answer) { return std::string(answer.object("error").at("message").as_string()); }

Names texts(const json::array& items, std::string_view member) {
  Names out;
  for (const auto& item : items) out.emplace_back(item.at(member).as_string());
  return out;
}

Names names(const Answer& answer) { return texts(answer.array("items"), "name"); }

// What a search finds of one kind: `name` of its items.
Names found(const Answer& answer, std::string_view kind, std::string_view member = "name") {
  for (const auto& group : answer.array("found")) {
    if (group.at("kind").as_string() == kind) return texts(group.at("items").as_array(), member);
  }
  return {"(not searched)"};
}

void add(Scene& s, const std::string& name, const json::object& more = {}) {
  json::object parameters = more;
  parameters["Name"] = name;
  s.root("AddUser", parameters);
  s.clock.ms += 1000;
}

// ann is there; made after her, a second apart.
void add_people(Scene& s) {
  s.clock.ms += 1000;
  add(s, "Zoe", {{"ConsoleLogin", 1}});
  add(s, "bob", {{"Remark", "prints the Annals"}});
  add(s, "Bea");
  add(s, "hannah", {{"ConsoleLogin", 1}});
}

TEST(DirectoryListsTest, UsersAreSortedAndFilteredHere) {
  Scene s;
  add_people(s);
  EXPECT_EQ(names(get(s, "users")), (Names{"ann", "Zoe", "bob", "Bea", "hannah"}));
  EXPECT_EQ(names(get(s, "users?sort=-id")), (Names{"hannah", "Bea", "bob", "Zoe", "ann"}));
  EXPECT_EQ(names(get(s, "users?sort=name")), (Names{"ann", "Bea", "bob", "hannah", "Zoe"}));
  EXPECT_EQ(names(get(s, "users?sort=-name")), (Names{"Zoe", "hannah", "bob", "Bea", "ann"}));
  EXPECT_EQ(names(get(s, "users?sort=-created&limit=2")), (Names{"hannah", "Bea"}));
  EXPECT_EQ(names(get(s, "users?name=AN")), (Names{"ann", "hannah"}));
  EXPECT_EQ(names(get(s, "users?name=b&sort=-name")), (Names{"bob", "Bea"}));
  EXPECT_EQ(names(get(s, "users?console_login=true")), (Names{"Zoe", "hannah"}));
  EXPECT_EQ(names(get(s, "users?console_login=false&name=b")), (Names{"bob", "Bea"}));
  EXPECT_EQ(names(get(s, "users?name=nobody")), Names{});
}

TEST(DirectoryListsTest, AnItemHoldsWhatTheListsOfCamHold) {
  Scene s;
  add(s, "zoe",
      {{"Remark", "\"<b>\" 张"}, {"ConsoleLogin", 1}, {"PhoneNum", "123"}, {"CountryCode", "86"}, {"Email", "z@e"}});
  const Answer answer = get(s, "users?name=zoe");
  const auto& user = answer.array("items").front().as_object();
  const Answer told = s.root("GetUser", {{"Name", "zoe"}});
  EXPECT_EQ(user.at("uin").as_string(), std::to_string(told.number("Uin")));
  EXPECT_EQ(user.at("uid").as_string(), std::to_string(told.number("Uid")));
  EXPECT_EQ(user.at("remark").as_string(), told.text("Remark"));
  EXPECT_EQ(user.at("kind").as_string(), "sub_user");
  EXPECT_TRUE(user.at("console_login").as_bool());
  EXPECT_EQ(user.at("phone").as_string(), "123");
  EXPECT_EQ(user.at("country_code").as_string(), "86");
  EXPECT_EQ(user.at("email").as_string(), "z@e");
  EXPECT_EQ(user.at("created").as_string(), "2026-11-21T16:53:20Z");
  EXPECT_EQ(answer.headers.find("cache-control"), "no-store");
  EXPECT_TRUE(answer.headers.find("x-cam-revision").has_value());
  const auto role = get(s, "roles").array("items").front();
  EXPECT_EQ(role.at("id").as_string(), s.role);
  EXPECT_EQ(role.at("kind").as_string(), "user");
  EXPECT_FALSE(role.at("is_being_deleted").as_bool());
  const auto group = get(s, "groups").array("items").front();
  EXPECT_EQ(group.at("id").as_string(), std::to_string(s.group));
  EXPECT_EQ(group.at("name").as_string(), "ops");
}

TEST(DirectoryListsTest, KindsOfUsersAreApart) {
  Scene s;
  s.root("CreateMessageReceiver",
         {{"Name", "pager"}, {"CountryCode", "86"}, {"PhoneNumber", "13800000000"}, {"Email", "p@example.com"}});
  EXPECT_EQ(names(get(s, "users?kind=message_recipient")), Names{"pager"});
  EXPECT_EQ(names(get(s, "users?kind=sub_user")), Names{"ann"});
  EXPECT_EQ(names(get(s, "users?kind=collaborator")), Names{});
  EXPECT_EQ(names(get(s, "users")), (Names{"ann", "pager"}));
}

TEST(DirectoryListsTest, PoliciesAreCustomOnesAndPresets) {
  Scene s;
  s.root("AttachUserPolicy", {{"PolicyId", s.policy}, {"AttachUin", s.ann}});
  s.root("AttachGroupPolicy", {{"PolicyId", s.policy}, {"AttachGroupId", s.group}});
  s.root("PutUserPermissionsBoundary", {{"TargetUin", s.ann}, {"PolicyId", s.policy}});
  const Answer custom = get(s, "policies?kind=custom");
  ASSERT_EQ(names(custom), Names{"Reads"});
  const auto& policy = custom.array("items").front().as_object();
  EXPECT_EQ(policy.at("id").as_string(), std::to_string(s.policy));
  EXPECT_EQ(policy.at("kind").as_string(), "custom");
  EXPECT_EQ(policy.at("holders").as_int64(), 2);
  EXPECT_EQ(policy.at("boundary_of").as_int64(), 1);
  const Answer presets = get(s, "policies?kind=preset&limit=200");
  EXPECT_EQ(get(s, "policies").number("total"), presets.number("total") + 1);
  EXPECT_EQ(names(get(s, "policies?sort=-holders&limit=1")), Names{"Reads"});
  EXPECT_EQ(presets.array("items").front().at("kind").as_string(), "preset");
}

// However the pages are cut, they are the list; and who comes or goes in between moves nobody else.
TEST(DirectoryListsTest, PagesAreTheList) {
  Scene s;
  add_people(s);
  for (const std::string sort : {"id", "-id", "name", "-name", "created", "-created"}) {
    const Names all = names(get(s, "users?sort=" + sort));
    for (int limit = 1; limit <= 6; ++limit) {
      Names pieces;
      std::string after;
      do {
        const Answer page = get(s, "users?sort=" + sort + "&limit=" + std::to_string(limit) + after);
        EXPECT_EQ(page.number("total"), all.size());
        for (const std::string& name : names(page)) pieces.push_back(name);
        after = page.fields.contains("next") ? "&after=" + page.text("next") : "";
      } while (!after.empty());
      EXPECT_EQ(pieces, all) << sort << limit;
    }
  }
  const std::string next = get(s, "users?sort=name&limit=3").text("next");
  s.root("DeleteUser", {{"Name", "bob"}});
  add(s, "aaa");
  add(s, "carl");
  EXPECT_EQ(names(get(s, "users?sort=name&after=" + next)), (Names{"carl", "hannah", "Zoe"}));
}

TEST(DirectoryListsTest, OtherListsPageToo) {
  Scene s;
  for (const char* list : {"groups", "roles", "policies"}) {
    const Answer page = get(s, std::string(list) + "?limit=1&sort=-name");
    EXPECT_EQ(page.array("items").size(), 1U);
    EXPECT_EQ(page.fields.contains("next"), page.number("total") > 1) << list;
  }
  EXPECT_EQ(names(get(s, "roles?kind=system")), Names{});
  EXPECT_EQ(names(get(s, "roles?kind=user&name=RUN&sort=-updated")), Names{"runner"});
}

struct Wrong {
  std::string path;
  std::string says;
};

TEST(DirectoryListsTest, WhatIsNotUnderstoodIsRefused) {
  Scene s;
  add(s, "bob");
  const std::string next = get(s, "users?limit=1").text("next");
  const std::string word(limits::list_word_bytes_max, 'a');
  EXPECT_EQ(names(get(s, "users?name=" + word)), Names{});
  const std::vector<Wrong> cases = {
      {"users?limit=0", "parameter `limit` needs to be a number from 1 to 200"},
      {"users?limit=201", "parameter `limit` needs to be a number from 1 to 200"},
      {"users?limit=", "parameter `limit` needs to be a number from 1 to 200"},
      {"users?limit=1e2", "parameter `limit` needs to be a number from 1 to 200"},
      {"users?limit=99999999999999999999", "parameter `limit` needs to be a number from 1 to 200"},
      {"users?limit=1&limit=2", "parameter `limit` needs to be given once"},
      {"users?sort=uin", "parameter `sort` needs to be `id`, `name` or `created`, with or without `-` in front"},
      {"users?sort=", "parameter `sort` needs to be `id`, `name` or `created`, with or without `-` in front"},
      {"users?sort=--id", "parameter `sort` needs to be `id`, `name` or `created`, with or without `-` in front"},
      {"groups?sort=holders", "parameter `sort` needs to be `id`, `name` or `created`, with or without `-` in front"},
      {"users?kind=root", "parameter `kind` needs to be `sub_user`, `collaborator` or `message_recipient`"},
      {"policies?kind=all", "parameter `kind` needs to be `custom` or `preset`"},
      {"groups?kind=custom", "parameter `kind` needs to be one of `limit`, `after`, `sort` or `name`"},
      {"users?console_login=1", "parameter `console_login` needs to be `true` or `false`"},
      {"users?name=", "parameter `name` needs to be 1 to 200 bytes"},
      {"users?name=" + word + "a", "parameter `name` needs to be 1 to 200 bytes"},
      {"users?name=%ff", "parameter `name` needs to be percent-encoded UTF-8"},
      {"users?page=2", "parameter `page` needs to be one of"},
      {"users?after=x", "parameter `after` needs to be `next` of an earlier page of this list in this order"},
      {"users?after=" + next + "x", "parameter `after` needs to be"},
      {"users?sort=-id&after=" + next, "parameter `after` needs to be"},
      {"groups?after=" + next, "parameter `after` needs to be"},
      {"users?after=" + std::string(limits::list_cursor_bytes_max + 1, 'A'), "parameter `after` needs to be"},
      {"search", "parameter `q` needs to be there"},
      {"search?q=", "parameter `q` needs to be 1 to 200 bytes"},
      {"search?q=a&limit=51", "parameter `limit` needs to be a number from 1 to 50"},
      {"search?q=a&kind=users", "parameter `kind` needs to be one or more of"},
      {"search?q=a&kind=user,", "parameter `kind` needs to be one or more of"},
      {"providers?kind=ldap", "parameter `kind` needs to be `saml`, `oidc`, `user_saml` or `user_oidc`"},
      {"sign-in-policy?x=1", "parameter `x` needs to be left out"},
  };
  for (const Wrong& wrong : cases) {
    const Answer answer = get(s, wrong.path, s.root_keys);
    EXPECT_EQ(answer.status, 400) << wrong.path;
    EXPECT_TRUE(problem(answer).starts_with(wrong.says)) << wrong.path << " " << answer.body;
  }
}

TEST(DirectoryListsTest, PathsMethodsAndCredentials) {
  Scene s;
  EXPECT_EQ(get(s, "", s.root_keys).status, 404);
  EXPECT_EQ(get(s, "users/", s.root_keys).status, 404);
  EXPECT_EQ(get(s, "keys", s.root_keys).status, 404);
  for (const char* path : {"users", "search?q=a", "providers", "sign-in-policy"}) {
    HttpRequest post = request_of(s.root_keys, head + path);
    post.method = "POST";
    const Answer refused = s.send(std::move(post));
    EXPECT_EQ(refused.status, 405);
    EXPECT_EQ(refused.headers.find("allow"), "GET");
    Keys wrong = s.root_keys;
    wrong.secret_key += "x";
    EXPECT_EQ(get(s, path, wrong).status, 401);
    HttpRequest nobody = request_of(s.root_keys, head + path);
    nobody.headers.erase("Authorization");
    EXPECT_EQ(s.send(std::move(nobody)).status, 401);
  }
}

TEST(DirectoryListsTest, CallsAreCounted) {
  Scene s({}, {.per_action = 3, .failed_per_address = 0});
  s.clock.ms += 1000;
  for (int i = 0; i < 3; ++i) EXPECT_EQ(get(s, "groups", s.root_keys).status, 200);
  EXPECT_EQ(get(s, "groups", s.root_keys).status, 429);
  EXPECT_EQ(get(s, "groups", s.other_root_keys).status, 200);
}

// --- Rights. ---

TEST(DirectoryListsTest, NeedsTheRightOfCamsOwnList) {
  Scene s;
  const std::vector<std::pair<std::string, std::string>> needed = {
      {"users", "cam:ListAccounts"},
      {"users?kind=sub_user", "cam:ListUsers"},
      {"groups", "cam:ListGroups"},
      {"users?kind=collaborator", "cam:ListCollaborators"},
      {"roles", "cam:DescribeRoleList"},
      {"users?kind=message_recipient", "cam:ListReceiver"},
      {"policies", "cam:ListPolicies"},
      {"providers?kind=oidc", "cam:DescribeOIDCConfig"},
      {"providers?kind=saml", "cam:ListSAMLProviders"},
      {"sign-in-policy", "cam:DescribeSubAccountLoginIpPolicy"},
      {"search?q=a&kind=key", "cam:ListAccessKeys"}};
  int number = 0;
  for (const auto& [path, action] : needed) {
    const Answer refused = get(s, path, s.ann_keys);
    EXPECT_EQ(refused.status, 403) << path;
    EXPECT_NE(problem(refused).find(action), std::string::npos) << refused.body;
    const auto record = s.audit(directory::Uin{s.account_uin}).front();
    EXPECT_EQ(record.action, action);
    EXPECT_EQ(record.outcome, "AuthFailure.UnauthorizedOperation");
    const std::string name = "u" + std::to_string(number++);
    const Keys keys = s.add_user_with(name, document("allow", {action}));
    EXPECT_EQ(get(s, path, keys).status, 200) << path;
    const Keys all_but =
        s.add_user_with(name + "x", R"({"version":"2.0","statement":[{"effect":"allow","action":"*","resource":"*"},)"
                                    R"({"effect":"deny","action":["cam:ListAccounts",")" +
                                        action + R"("],"resource":"*"}]})");
    EXPECT_EQ(get(s, path, all_but).status, 403) << path;
  }
  const Keys lister = s.add_user_with("lister", document("allow", {"cam:ListAccounts"}));
  EXPECT_EQ(get(s, "users?kind=sub_user", lister).status, 200) << "who may list all may list some";
  const Keys some = s.add_user_with("some", document("allow", {"cam:ListUsers"}));
  EXPECT_EQ(get(s, "users", some).status, 403);
  s.store_fails = true;
  EXPECT_EQ(get(s, "users", s.ann_keys).status, 500) << "no audit, no answer";
}

TEST(DirectoryListsTest, ASearchLeavesOutWhatItsCallerMayNotList) {
  Scene s;
  const Keys keys = s.add_user_with("annex", document("allow", {"cam:ListGroups", "cam:DescribeOIDCConfig"}));
  s.root("CreateGroup", {{"GroupName", "annals"}});
  const Answer answer = get(s, "search?q=ann", keys);
  ASSERT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(found(answer, "group"), Names{"annals"});
  EXPECT_EQ(found(answer, "provider"), Names{});
  for (const char* kind : {"user", "role", "policy", "key"}) EXPECT_EQ(found(answer, kind), Names{"(not searched)"});
  EXPECT_EQ(texts(answer.array("left_out"), "kind"), (Names{"user", "role", "policy", "key", "provider"}));
  EXPECT_EQ(answer.array("left_out").back().at("needs").as_array().front().as_string(), "cam:ListSAMLProviders");
  EXPECT_EQ(answer.body.find("annex"), std::string::npos);
  const Answer refused = get(s, "search?q=ann&kind=user,role", keys);
  EXPECT_EQ(refused.status, 403);
  EXPECT_NE(problem(refused).find("cam:ListAccounts"), std::string::npos);
}

TEST(DirectoryListsTest, OtherAccountsAreNotThere) {
  Scene s;
  for (const char* path : {"users", "groups", "roles", "policies?kind=custom", "providers"}) {
    const Answer answer = get(s, path, s.other_root_keys);
    EXPECT_EQ(answer.status, 200);
    EXPECT_TRUE(answer.array("items").empty()) << answer.body;
  }
  for (const std::string& word : {std::string("ann"), s.ann_keys.secret_id, std::to_string(s.ann), s.role}) {
    const Answer answer = get(s, "search?q=" + word, s.other_root_keys);
    for (const auto& group : answer.array("found")) {
      if (group.at("kind").as_string() == "policy") continue;
      EXPECT_EQ(group.at("total").as_int64(), 0) << answer.body;
    }
  }
}

TEST(DirectoryListsTest, ASessionOfTheConsoleStandsInThePlaceOfAKey) {
  Scene s;
  set_password(s);
  Browser browser(s);
  ASSERT_EQ(browser.sign_in("acme", "").text("state"), "open");
  HttpRequest request;
  request.method = "GET";
  request.target = head + "users";
  request.peer_address = browser.address;
  request.headers.add("Cookie", browser.cookie);
  request.headers.add("Host", "cam.example.com");
  HttpRequest shown = request;
  shown.headers.add("X-Opencam-Csrf", browser.csrf);
  EXPECT_EQ(names(s.send(std::move(shown))), Names{"ann"});
  EXPECT_EQ(s.send(std::move(request)).status, 401) << "without the token against cross-site requests";
}

// --- Search. ---

TEST(DirectorySearchTest, FindsByNameNumberRemarkAndKey) {
  Scene s;
  add_people(s);
  EXPECT_EQ(found(get(s, "search?q=ANN"), "user"), (Names{"ann", "hannah", "bob"}));
  EXPECT_EQ(found(get(s, "search?q=ANN"), "user", "match"), (Names{"name", "name", "remark"}));
  EXPECT_EQ(found(get(s, "search?q=" + std::to_string(s.ann)), "user"), Names{"ann"});
  EXPECT_EQ(found(get(s, "search?q=" + std::to_string(s.ann_uid)), "user").front(), "ann");
  EXPECT_EQ(found(get(s, "search?q=" + s.role), "role", "match"), Names{"id"});
  EXPECT_EQ(found(get(s, "search?q=" + std::to_string(s.policy)), "policy"), Names{"Reads"});
  EXPECT_EQ(found(get(s, "search?q=reads&kind=policy&limit=1"), "policy"), Names{"Reads"});
  const Answer keys = get(s, "search?kind=key&q=" + s.ann_keys.secret_id);
  EXPECT_EQ(found(keys, "key"), Names{"ann"});
  EXPECT_EQ(found(keys, "key", "id"), Names{s.ann_keys.secret_id});
  EXPECT_EQ(found(keys, "key", "uin"), Names{std::to_string(s.ann)});
  EXPECT_EQ(found(get(s, "search?kind=key&q=" + s.root_keys.secret_id), "key"), Names{"acme"});
  EXPECT_EQ(found(get(s, "search?kind=key&q=ann"), "key"), Names{}) << "a key has no name of its own";
}

TEST(DirectorySearchTest, WhatFitsBetterComesFirst) {
  Scene s;
  for (const char* name : {"xbob", "bobby", "Bobbin", "bob"}) add(s, name);
  add(s, "zed", {{"Remark", "bob"}});
  EXPECT_EQ(found(get(s, "search?q=bob&kind=user"), "user"), (Names{"bob", "Bobbin", "bobby", "xbob", "zed"}));
  const Answer some = get(s, "search?q=bob&kind=user&limit=2");
  EXPECT_EQ(found(some, "user"), (Names{"bob", "Bobbin"}));
  EXPECT_EQ(some.array("found").front().at("total").as_int64(), 5);
}

TEST(DirectorySearchTest, AnyTextIsAWord) {
  Scene s;
  const std::string name = R"(<script>alert("1")</script> & %_*?\ 张三)";
  s.root("CreateGroup", {{"GroupName", name}});
  for (const char* word : {"%3Cscript%3E", "%25_", "*", "%5C", "%E5%BC%A0", "+%26+", "%22"}) {
    EXPECT_EQ(found(get(s, std::string("search?kind=group&q=") + word), "group"), Names{name}) << word;
  }
  EXPECT_EQ(found(get(s, "search?kind=group&q=.*"), "group"), Names{});
}

// --- Settings. ---

TEST(DirectoryListsTest, ProvidersAreListedWithoutTheirKeys) {
  Scene s;
  const Answer none = get(s, "providers");
  EXPECT_TRUE(none.array("items").empty());
  EXPECT_TRUE(none.array("left_out").empty());
  make_login(s);
  const Answer answer = get(s, "providers?kind=oidc");
  ASSERT_EQ(answer.array("items").size(), 1U) << answer.body;
  const auto& provider = answer.array("items").front().as_object();
  EXPECT_EQ(provider.at("name").as_string(), "login");
  EXPECT_EQ(provider.at("kind").as_string(), "oidc");
  EXPECT_FALSE(provider.at("issuer").as_string().empty());
  EXPECT_EQ(provider.at("client_ids").as_array().size(), 2U);
  EXPECT_TRUE(provider.at("is_enabled").as_bool());
  EXPECT_FALSE(provider.contains("document"));
  EXPECT_EQ(found(get(s, "search?q=logi"), "provider", "id"), Names{"oidc/login"});
  const Keys saml = s.add_user_with("saml", document("allow", {"cam:ListSAMLProviders"}));
  const Answer some = get(s, "providers", saml);
  EXPECT_TRUE(some.array("items").empty());
  EXPECT_EQ(texts(some.array("left_out"), "kind"), (Names{"oidc", "user_saml", "user_oidc"}));
}

TEST(DirectoryListsTest, TheSignInPolicyIsWhatWasSet) {
  Scene s;
  const Answer before = get(s, "sign-in-policy");
  EXPECT_FALSE(before.fields.at("is_ip_on").as_bool());
  EXPECT_TRUE(before.array("rules").empty());
  EXPECT_TRUE(before.fields.at("updated").is_null());
  const auto rule = [](const char* network, const char* effect) {
    return json::object{{"IP", network}, {"Effect", effect}};
  };
  s.root("CreateSubAccountLoginIpPolicy",
         {{"PolicyType", 1}, {"IpPolicies", json::array{rule("10.0.0.0/8", "Allow"), rule("11.1.0.0/16", "Deny")}}});
  const Answer after = get(s, "sign-in-policy");
  EXPECT_TRUE(after.fields.at("is_ip_on").as_bool()) << after.body;
  EXPECT_EQ(texts(after.array("rules"), "effect"), (Names{"allow", "deny"}));
  EXPECT_EQ(texts(after.array("rules"), "network"), (Names{"10.0.0.0/8", "11.1.0.0/16"}));
  EXPECT_EQ(after.text("updated"), "2026-11-21T16:53:20Z");
}

}  // namespace
}  // namespace opencam::tests
