#include "opencam/catalog.h"

#include <gtest/gtest.h>

#include "policy/catalog_data.h"

namespace opencam {
namespace {

Result<Catalog> create_from(std::string text) {
  const std::vector<Source> files = {Source("own.json", std::move(text))};
  return Catalog::create(files);
}

TEST(Catalog, EveryShippedFileIsRead) {
  std::vector<Source> files;
  for (const CatalogText& text : built_in_catalog_texts())
    files.emplace_back(std::string(text.name), std::string(text.text));
  const auto catalog = Catalog::create(files);
  ASSERT_TRUE(catalog) << catalog.error().message();
  EXPECT_GT(catalog->services().size(), 50U);
  EXPECT_GT(catalog->presets().size(), 20U);
}

TEST(Catalog, KnowsBatch) {
  const auto catalog = Catalog::built_in();
  const ActionInfo* submit = catalog->find_action({"batch", "SubmitJob"});
  ASSERT_NE(submit, nullptr);
  EXPECT_EQ(submit->level, Level::Resource);
  ASSERT_EQ(submit->resources.size(), 1U);
  EXPECT_EQ(submit->resources[0], (ResourceTemplate{"job", "job/*", "batch"}));
  EXPECT_EQ(catalog->level({"batch", "NoSuchAction"}), Level::Operation);
  EXPECT_EQ(catalog->find_action({"batch", "submitJob"}), nullptr);
  ASSERT_NE(catalog->find_preset("QcloudBatchFullAccess"), nullptr);
  EXPECT_EQ(catalog->find_preset(std::uint64_t{1})->name, "AdministratorAccess");
  EXPECT_TRUE(catalog->has_service_principal("batch.cloud.tencent.com"));
  EXPECT_FALSE(catalog->has_service_principal("batch"));
  EXPECT_TRUE(catalog->has_region("ap-guangzhou"));
  EXPECT_FALSE(catalog->has_region("gz"));
}

TEST(Catalog, ReadsAWholeService) {
  const auto catalog = create_from(R"({"schema_version": 1, "source": "ours", "service": "printshop", "title": "Prints",
    "actions_complete": true, "is_global": true, "has_account_uid": true, "has_resource_policies": true,
    "is_authorisable": true, "resource_types": ["order/{OrderId}"], "condition_keys": ["printshop:paper"],
    "principals": ["printshop.example.com"],
    "actions": [
      {"name": "PlaceOrder", "resources": ["order/*", {"resource": "{RoleArn}", "type": "roleName", "service": "cam"}]},
      {"name": "ListPapers", "access": "list", "level": "service", "supports_ip_condition": false,
       "needs_permission": false, "condition_keys": ["printshop:size"], "summary": "All papers"}],
    "presets": [{"id": 500001, "name": "PrintshopReadOnlyAccess", "description": "Look",
                 "document": {"version": "2.0",  "statement": [{"effect": "allow", "action": "printshop:List*", "resource": "*"}]}}]})");
  ASSERT_TRUE(catalog) << catalog.error().message();
  const ServiceInfo* service = catalog->find_service("printshop");
  ASSERT_NE(service, nullptr);
  EXPECT_TRUE(service->actions_complete && service->is_global && service->has_account_uid);
  EXPECT_TRUE(service->has_resource_policies && service->is_authorisable);
  EXPECT_EQ(service->condition_keys, std::vector<std::string>{"printshop:paper"});
  EXPECT_EQ(service->resource_types[0], (ResourceTemplate{"order", "order/{OrderId}", "printshop"}));
  const ActionInfo* list = catalog->find_action({"printshop", "ListPapers"});
  ASSERT_NE(list, nullptr);
  EXPECT_EQ(list->level, Level::Service);
  EXPECT_EQ(list->access, Access::List);
  EXPECT_FALSE(list->supports_ip_condition || list->needs_permission);
  EXPECT_EQ(list->summary, "All papers");
  const ActionInfo* place = catalog->find_action({"printshop", "PlaceOrder"});
  ASSERT_NE(place, nullptr);
  EXPECT_EQ(place->resources[1], (ResourceTemplate{"roleName", "{RoleArn}", "cam"}));
  // Byte for byte, with the two blanks.
  EXPECT_NE(catalog->find_preset("PrintshopReadOnlyAccess")->document.find("\"2.0\",  \"statement\""),
            std::string::npos);
}

TEST(Catalog, AUserServiceJoinsWhatIsShippedButCannotChangeIt) {
  const std::vector<Source> own = {Source("own.json", R"({"schema_version": 1, "service": "printshop"})")};
  const auto joined = Catalog::built_in_with(own);
  ASSERT_TRUE(joined);
  EXPECT_NE(joined->find_service("printshop"), nullptr);
  EXPECT_NE(joined->find_service("batch"), nullptr);
  const std::vector<Source> thief = {Source("own.json", R"({"schema_version": 1, "service": "batch"})")};
  const auto refused = Catalog::built_in_with(thief);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code(), ErrorCode::AlreadyExists);
}

TEST(Catalog, GeneralFilesGiveKeysAndRegions) {
  const auto catalog =
      create_from(R"({"schema_version": 1, "condition_keys": ["qcs:ip", "qcs:tag/*"], "regions": ["home-1"]})");
  ASSERT_TRUE(catalog);
  EXPECT_EQ(catalog->general_condition_keys(), (std::vector<std::string>{"qcs:ip", "qcs:tag/*"}));
  EXPECT_TRUE(catalog->has_region("home-1"));
}

struct BadFile {
  const char* text;
  ErrorCode code;
  const char* part_of_message;
  const char* place;  // the text at the error's span, or empty
};

TEST(Catalog, RefusesWithThePlace) {
  const BadFile bad_files[] = {
      {R"({"schema_version": 1,)", ErrorCode::InvalidArgument, "own.json: ", ""},
      {R"([])", ErrorCode::InvalidArgument, "object", "[]"},
      {R"({"service": "a"})", ErrorCode::MissingArgument, "schema_version", ""},
      {R"({"schema_version": 2})", ErrorCode::InvalidArgument, "schema_version", "2"},
      {R"({"schema_version": 1, "x": 1})", ErrorCode::InvalidArgument, "`x` is not a member", "\"x\""},
      {R"({"schema_version": 1, "service": "A"})", ErrorCode::InvalidArgument, "`A` is not the name", ""},
      {R"({"schema_version": 1, "service": "a", "title": 1})", ErrorCode::InvalidArgument, "`title` is not a string",
       "1"},
      {R"({"schema_version": 1, "service": "a", "is_global": "no"})", ErrorCode::InvalidArgument, "is_global",
       "\"no\""},
      {R"({"schema_version": 1, "service": "a", "principals": [""]})", ErrorCode::InvalidArgument, "principals",
       "\"\""},
      {R"({"schema_version": 1, "services": [5]})", ErrorCode::MissingArgument, "service", "5"},
      {R"({"schema_version": 1, "services": {}})", ErrorCode::InvalidArgument, "not a list", "{}"},
      {R"({"schema_version": 1, "services": [{"service": "a"}, {"service": "a"}]})", ErrorCode::AlreadyExists,
       "described already", "{\"service\": \"a\"}"},
      {R"({"schema_version": 1, "service": "a", "actions": [{"name": "B"}, {"name": "B"}]})", ErrorCode::AlreadyExists,
       "`a:B` stands twice", ""},
      {R"({"schema_version": 1, "service": "a", "actions": [{"name": "B*"}]})", ErrorCode::InvalidArgument, "`B*`",
       "{\"name\": \"B*\"}"},
      {R"({"schema_version": 1, "service": "a", "actions": [{"name": "B", "level": "resource"}]})",
       ErrorCode::InvalidArgument, "`level` of `B`", ""},
      {R"({"schema_version": 1, "service": "a", "actions": [{"name": "B", "level": "service", "resources": ["x/*"]}]})",
       ErrorCode::InvalidArgument, "`level` of `B`", ""},
      {R"({"schema_version": 1, "service": "a", "actions": [{"name": "B", "access": "all"}]})",
       ErrorCode::InvalidArgument, "`access` of `B`", ""},
      {R"({"schema_version": 1, "service": "a", "actions": [{"name": "B", "resources": ["x/{Id"]}]})",
       ErrorCode::InvalidArgument, "`x/{Id` is not a resource template", "\"x/{Id\""},
      {R"({"schema_version": 1, "service": "a", "actions": [{"name": "B", "resources": ["x/{}"]}]})",
       ErrorCode::InvalidArgument, "template", ""},
      {R"({"schema_version": 1, "presets": [{"id": 0, "name": "P", "document": {}}]})", ErrorCode::InvalidArgument,
       "`id` is not a whole number", "0"},
      {R"({"schema_version": 1, "presets": [{"id": 7, "name": "P"}]})", ErrorCode::MissingArgument, "no `document`",
       ""},
      {R"({"schema_version": 1, "presets": [{"id": 7, "name": "P", "document": {"version": "1.0", "statement": [
          {"effect": "allow", "action": "*", "resource": "*"}]}}]})",
       ErrorCode::VersionError, "the document of `P`", "\"1.0\""},
      {R"({"schema_version": 1, "presets": [
          {"id": 7, "name": "P", "document": {"version": "2.0", "statement": [{"effect": "allow", "action": "*", "resource": "*"}]}},
          {"id": 7, "name": "Q", "document": {}}]})",
       ErrorCode::AlreadyExists, "`Q` is taken", ""},
      {R"({"schema_version": 1, "regions": ["gz"]})", ErrorCode::InvalidArgument, "short code", ""},
      {R"({"schema_version": 1, "regions": ["home-1", "home-1"]})", ErrorCode::AlreadyExists, "twice", ""},
  };
  for (const BadFile& bad : bad_files) {
    const auto catalog = create_from(bad.text);
    ASSERT_FALSE(catalog) << bad.text;
    const Error& error = catalog.error();
    EXPECT_EQ(name(error.code()), name(bad.code)) << bad.text;
    EXPECT_NE(error.message().find(bad.part_of_message), std::string::npos) << error.message();
    EXPECT_EQ(error.message().find("own.json: "), 0U) << error.message();
    ASSERT_TRUE(error.span()) << bad.text;
    const std::string_view text = bad.text;
    const std::string_view place(bad.place);
    const std::string_view found = text.substr(error.span()->begin, error.span()->end - error.span()->begin);
    EXPECT_TRUE(place.empty() || found == place) << found;
  }
}

TEST(Catalog, RefusesALongDescription) {
  const auto catalog = create_from(R"({"schema_version": 1, "presets": [{"id": 7, "name": "P", "description": ")" +
                                   std::string(301, 'd') + R"(", "document": {}}]})");
  ASSERT_FALSE(catalog);
  EXPECT_EQ(catalog.error().code(), ErrorCode::LimitExceeded);
}

}  // namespace
}  // namespace opencam
