// What is wrong with a document that is not saved, and what a policy may name (docs/api/policy-check.md).
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "access_request.h"
#include "base/limits.h"
#include "services/access_limits.h"
#include "services/catalogue_page.h"
#include "services/policy_check.h"

namespace opencam::tests {
namespace {

namespace json = boost::json;

class PolicyCheckTest : public testing::Test {
 protected:
  Answer check_body(const std::string& body) {
    return scene.send(access_request(scene.ann_keys, "POST", "/access/v1/policies/check", body));
  }
  // ann may do nothing, and may ask.
  Answer check(const std::string& document, const std::string& kind = "identity") {
    return check_body(json::serialize(json::object{{"document", document}, {"kind", kind}}));
  }
  static std::string first_code(const Answer& answer) {
    const auto& all = answer.array("diagnostics");
    return all.empty() ? "" : std::string(all.at(0).at("code").as_string());
  }
  static bool can_be_created(const Answer& answer) { return answer.fields.at("can_be_created").as_bool(); }

  Scene scene;
};

TEST_F(PolicyCheckTest, FindsNothingInWhatMayBeCreated) {
  const Answer answer = check(document("allow", {"cvm:DescribeInstances"}));
  EXPECT_EQ(answer.status, 200) << answer.body;
  EXPECT_TRUE(can_be_created(answer));
  EXPECT_TRUE(answer.array("diagnostics").empty()) << answer.body;
  EXPECT_EQ(answer.number("omitted"), 0U);
  EXPECT_EQ(answer.headers.find("cache-control"), "no-store");
}

TEST_F(PolicyCheckTest, SaysWhatSavingWouldSay) {
  struct Case {
    std::string text;
    std::string code;
  };
  const std::vector<Case> cases = {
      {"", "PolicyDocumentError"},
      {"{", "PolicyDocumentError"},
      {R"({"version":"1.0","statement":[{"effect":"allow","action":"*","resource":"*"}]})", "VersionError"},
      {R"({"version":"2.0","statement":[]})", "StatementError"},
      {R"({"version":"2.0","statement":[{"effect":"maybe","action":"*","resource":"*"}]})", "EffectError"},
      {R"({"version":"2.0","statement":[{"effect":"allow","action":"cvm","resource":"*"}]})", "ActionError"},
      {R"({"version":"2.0","statement":[{"effect":"allow","action":"*","resource":"x"}]})", "ResourceQcsError"},
  };
  for (const Case& one : cases) {
    const Answer answer = check(one.text);
    EXPECT_EQ(answer.status, 200) << answer.body;
    EXPECT_FALSE(can_be_created(answer)) << one.text;
    EXPECT_EQ(first_code(answer), one.code) << one.text;
    if (one.text.empty()) continue;
    const Answer saved =
        scene.call_as(scene.root_keys, "CreatePolicy", {{"PolicyName", "Saved"}, {"PolicyDocument", one.text}});
    EXPECT_NE(saved.code, "ok") << one.text;
  }
}

TEST_F(PolicyCheckTest, HasRulesForEachKind) {
  const std::string trusting = trust(scene.account_uin);
  EXPECT_TRUE(can_be_created(check(trusting, "trust")));
  EXPECT_EQ(first_code(check(trusting, "identity")), "ResourceError");
  const std::string plain = document("allow", {"cvm:DescribeInstances"});
  EXPECT_TRUE(can_be_created(check(plain, "session")));
  EXPECT_EQ(first_code(check(plain, "resource")), "PrincipalError");
  EXPECT_FALSE(can_be_created(check(plain, "trust")));
}

TEST_F(PolicyCheckTest, WarnsOnlyWhenNothingIsWrong) {
  EXPECT_EQ(first_code(check(document("allow", {"cvm:*", "cvm:*"}))), "duplicate-value");
  const Answer twice = check(R"({"version":"2.0","statement":[{"effect":"allow","action":"cvm:*","resource":"*"},
      {"effect":"allow","action":"cvm:*","resource":"*"}]})");
  EXPECT_TRUE(can_be_created(twice));
  EXPECT_EQ(first_code(twice), "duplicate-statement") << twice.body;
  EXPECT_EQ(twice.array("diagnostics").at(0).at("severity").as_string(), "warning");
  EXPECT_FALSE(twice.array("diagnostics").at(0).at("help").as_string().empty());
}

TEST_F(PolicyCheckTest, GivesPlacesInBytesUnitsAndForPeople) {
  // A pair in UTF-16, four bytes in UTF-8, one column for people; on a second line.
  const std::string text =
      "{\"version\":\"2.0\",\"statement\":[{\"effect\":\"allow\",\"resource\":\"*\",\n"
      "\"condition\":{\"string_equal\":{\"x:\xF0\x9F\x98\x80\":\"\xC3\xA9\"}},\"action\":\"cvm\"}]}";
  const Answer answer = check(text);
  ASSERT_EQ(first_code(answer), "ActionError") << answer.body;
  const json::object& begin = answer.array("diagnostics").at(0).at("begin").as_object();
  const json::object& end = answer.array("diagnostics").at(0).at("end").as_object();
  const std::size_t at = text.find("cvm");
  EXPECT_EQ(begin.at("byte").to_number<std::size_t>(), at);
  EXPECT_EQ(end.at("byte").to_number<std::size_t>(), at + 3);
  EXPECT_EQ(begin.at("utf16").to_number<std::size_t>(), at - 2 - 1);
  EXPECT_EQ(end.at("utf16").to_number<std::size_t>(), at - 3 + 3);
  EXPECT_EQ(begin.at("line").to_number<std::size_t>(), 2U);
  EXPECT_EQ(begin.at("column").to_number<std::size_t>(), at - text.find('\n') - 3 - 1);
}

TEST_F(PolicyCheckTest, RefusesWhatItCannotRead) {
  const auto refused = [&](const std::string& body, const std::string& word) {
    const Answer answer = check_body(body);
    EXPECT_EQ(answer.status, 400) << body;
    EXPECT_NE(answer.body.find(word), std::string::npos) << answer.body;
  };
  refused("[]", "not an object");
  refused("{", "");
  refused("{}", "`document` is missing");
  refused(R"({"document":7})", "`document` is not a text");
  refused(R"({"document":"","kind":"Identity"})", "`kind`");
  refused(R"({"document":"","kind":null})", "`kind`");
  refused(R"({"document":"","policy":""})", "`policy`");
  refused(R"({"document":"","document":""})", "");
  refused(R"({"document":"\ud800"})", "");
  HttpRequest form = access_request(scene.ann_keys, "POST", "/access/v1/policies/check", R"({"document":""})");
  form.headers.set("Content-Type", "text/plain");
  EXPECT_EQ(scene.send(std::move(form)).status, 400);
}

TEST_F(PolicyCheckTest, HasLimits) {
  const std::string longest(limits::policy_bytes_max, ' ');
  EXPECT_EQ(check(longest).status, 200);
  const Answer longer = check(longest + " ");
  EXPECT_EQ(longer.status, 400);
  EXPECT_NE(longer.body.find("`document` is longer"), std::string::npos);
  EXPECT_EQ(check_body(std::string(limits::policy_check_bytes_max, ' ')).status, 400);
  EXPECT_EQ(check_body(std::string(limits::policy_check_bytes_max + 1, ' ')).status, 413);
  // As many mistakes as a document that is not too long can hold.
  std::string many = R"({"version":"2.0","statement":[{"effect":"allow","resource":"*","action":["")";
  while (many.size() < limits::policy_characters_max - 100) many += ",\"\"";
  const Answer answer = check(many + "]}]}");
  EXPECT_EQ(answer.array("diagnostics").size(), limits::policy_check_diagnostics_max);
  EXPECT_GT(answer.number("omitted"), 1000U);
  EXPECT_FALSE(can_be_created(answer));
}

TEST_F(PolicyCheckTest, TellsNobodyWhoExists) {
  // The same for one who is there, in another account, and nowhere.
  std::set<std::string> answers;
  for (const std::uint64_t uin : {scene.account_uin, scene.other_uin, scene.other_uin + 77}) {
    answers.insert(check(trust(uin), "trust").body);
  }
  EXPECT_EQ(answers.size(), 1U);
}

TEST_F(PolicyCheckTest, IsForThoseWhoAreSignedInAndLeavesNoRecord) {
  const std::size_t before = scene.audit(directory::Uin{scene.account_uin}).size();
  const Keys denied = scene.add_user_with("denied", document("deny", {"*"}));
  const std::string body = R"({"document":"{"})";
  const std::size_t made = scene.audit(directory::Uin{scene.account_uin}).size();
  EXPECT_GT(made, before);
  for (const Keys& keys : {scene.ann_keys, scene.root_keys, scene.other_root_keys, denied}) {
    EXPECT_EQ(scene.send(access_request(keys, "POST", "/access/v1/policies/check", body)).status, 200);
    EXPECT_EQ(scene.send(access_request(keys, "GET", "/access/v1/catalogue")).status, 200);
  }
  EXPECT_EQ(scene.audit(directory::Uin{scene.account_uin}).size(), made);
  Keys wrong = scene.ann_keys;
  wrong.secret_key += "x";
  for (const auto& [method, path] : {std::pair{"POST", "/access/v1/policies/check"}, {"GET", "/access/v1/catalogue"}}) {
    HttpRequest nobody = access_request(wrong, method, path, body);
    nobody.headers.erase("Authorization");
    EXPECT_EQ(scene.send(std::move(nobody)).status, 401);
    const Answer answer = scene.send(access_request(wrong, method, path, body));
    EXPECT_EQ(answer.status, 401);
    EXPECT_TRUE(answer.headers.find("www-authenticate"));
    const char* other = std::string_view(method) == "GET" ? "POST" : "GET";
    const Answer turned = scene.send(access_request(scene.ann_keys, other, path, body));
    EXPECT_EQ(turned.status, 405);
    EXPECT_EQ(turned.headers.find("allow"), method);
  }
}

TEST(CatalogueTest, IsTheCatalogueAndHasATag) {
  Scene scene;
  const auto get = [&](const std::string& query, const std::string& tag = {}) {
    HttpRequest request = access_request(scene.ann_keys, "GET", "/access/v1/catalogue" + query);
    if (!tag.empty()) request.headers.add("If-None-Match", tag);
    return scene.send(std::move(request));
  };
  const Answer all = get("");
  ASSERT_EQ(all.status, 200);
  EXPECT_EQ(all.array("services").size(), Catalog::built_in()->services().size());
  EXPECT_EQ(all.array("operators").size(), 23U);
  EXPECT_EQ(all.array("operators").at(0).at("name").as_string(), "string_equal");
  EXPECT_EQ(json::serialize(all.fields.at("operator_prefixes")), R"(["for_any_value:","for_all_value:"])");
  EXPECT_EQ(all.text("operator_suffix"), "_if_exist");
  EXPECT_EQ(json::serialize(all.fields.at("variables")), R"(["uin","owner_uin","app_id"])");
  EXPECT_FALSE(all.array("regions").empty());
  EXPECT_FALSE(all.array("condition_keys").empty());
  const std::string tag(all.headers.find("etag").value_or(""));
  const Answer same = get("", "\"other\", W/" + tag);
  EXPECT_EQ(same.status, 304);
  EXPECT_TRUE(same.body.empty());
  EXPECT_EQ(same.headers.find("etag"), tag);
  EXPECT_EQ(get("?services=all", tag).status, 304);
  const Answer added = get("?services=added", tag);
  EXPECT_EQ(added.status, 200);
  EXPECT_TRUE(added.array("services").empty());
  for (const char* query : {"?services=", "?services=none", "?service=batch", "?services=all&services=all"}) {
    EXPECT_EQ(get(query).status, 400) << query;
  }
}

// Read again it is what it was made from, with the services of an administrator marked.
TEST(CatalogueTest, SaysAllThatACatalogueFileSays) {
  const Source file("printshop.json", R"({"schema_version":1,"service":"printshop","title":"The \"shop\"",
    "actions_complete":true,"is_global":true,"has_account_uid":true,"has_resource_policies":true,
    "resource_types":["order/{OrderId}"],"condition_keys":["printshop:paper"],"principals":["p.example.com"],
    "actions":[{"name":"Place","access":"write","resources":["order/*",{"resource":"{RoleArn}","type":"roleName",
      "service":"cam"}],"condition_keys":["printshop:size"],"supports_ip_condition":false},
     {"name":"Sell","level":"service"},{"name":"See","access":"list","needs_permission":false,"summary":"x"}]})");
  const auto with = Catalog::built_in_with(std::span(&file, 1));
  ASSERT_TRUE(with) << with.error().message();
  for (const auto listed : {services::ListedServices::All, services::ListedServices::Added}) {
    json::object page = json::parse(services::catalogue_page(*with, listed)).as_object();
    json::array& services = page.at("services").as_array();
    std::size_t added = 0;
    for (json::value& service : services) {
      if (!service.as_object().erase("is_added")) continue;
      ++added;
      EXPECT_EQ(service.at("service").as_string(), "printshop");
    }
    EXPECT_EQ(added, 1U);
    const Source again("again.json", json::serialize(json::object{{"schema_version", 1}, {"services", services}}));
    const auto read = Catalog::create(std::span(&again, 1));
    ASSERT_TRUE(read) << read.error().message();
    EXPECT_EQ(read->services().size(), services.size());
    for (const auto& [name, service] : read->services()) {
      const ServiceInfo* made_from = with->find_service(name);
      ASSERT_NE(made_from, nullptr) << name;
      EXPECT_EQ(service.title, made_from->title);
      EXPECT_EQ(service.resource_types, made_from->resource_types) << name;
      EXPECT_EQ(service.condition_keys, made_from->condition_keys);
      EXPECT_EQ(service.principals, made_from->principals);
      EXPECT_EQ(std::tie(service.actions_complete, service.is_authorisable, service.is_global, service.has_account_uid,
                         service.has_resource_policies),
                std::tie(made_from->actions_complete, made_from->is_authorisable, made_from->is_global,
                         made_from->has_account_uid, made_from->has_resource_policies))
          << name;
      ASSERT_EQ(service.actions.size(), made_from->actions.size());
      for (std::size_t i = 0; i < service.actions.size(); ++i) {
        const ActionInfo& a = service.actions[i];
        const ActionInfo& b = made_from->actions[i];
        EXPECT_EQ(std::tie(a.name, a.level, a.access, a.resources, a.supports_ip_condition, a.needs_permission,
                           a.condition_keys, a.summary),
                  std::tie(b.name, b.level, b.access, b.resources, b.supports_ip_condition, b.needs_permission,
                           b.condition_keys, b.summary))
            << a.name.text();
      }
    }
  }
}

}  // namespace
}  // namespace opencam::tests
