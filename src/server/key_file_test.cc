#include "server/key_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <sstream>

#include "server/opened.h"

namespace opencam::server {
namespace {

class KeyFileTest : public testing::Test {
 protected:
  KeyFileTest() : folder_(testing::TempDir() + "opencam_key_file_" + std::to_string(::getpid())) {
    std::filesystem::remove_all(folder_);
  }
  ~KeyFileTest() override { std::filesystem::remove_all(folder_); }

  std::unique_ptr<Opened> open(const std::string& name) {
    Config config;
    config.data = folder_ + "/" + name;
    config.log_level = LogLevel::Error;
    auto opened = Opened::open(config, {in_, out_, out_});
    EXPECT_TRUE(opened) << opened.error().message();
    return *std::move(opened);
  }

  const std::string folder_;
  std::istringstream in_;
  std::ostringstream out_;
};

TEST_F(KeyFileTest, CarriesKeysToAnotherStoreWithAnotherMasterKey) {
  const auto from = open("from");
  const auto account = from->directory().create_account({}, {.name = "acme", .uin = {}, .app_id = {}});
  ASSERT_TRUE(account);
  const auto key = from->directory().create_access_key({}, account->uin, account->uin, "laptop");
  ASSERT_TRUE(key);
  ASSERT_TRUE(from->directory().update_access_key({}, account->uin, account->uin, key->row.secret_id,
                                                  directory::KeyStatus::Inactive));
  const auto text = print_keys(from->directory(), from->directory().accounts());
  ASSERT_TRUE(text);

  const auto to = open("to");
  ASSERT_TRUE(to->directory().create_account({}, {.name = "acme", .uin = account->uin, .app_id = account->app_id}));
  const std::uint64_t before = to->directory().revision();
  const auto made = import_keys(to->directory(), {}, *text);
  ASSERT_TRUE(made) << made.error().message();
  EXPECT_EQ(*made, 1U);
  EXPECT_EQ(to->directory().revision(), before + 1) << "a disabled key was active for a moment";
  const auto state = to->directory().account(account->uin);
  const auto* row = state->find_access_key(key->row.secret_id);
  ASSERT_NE(row, nullptr);
  EXPECT_EQ(row->status, directory::KeyStatus::Inactive);
  EXPECT_EQ(row->description, "laptop");
  const auto secret = to->directory().open_secret(*row);
  ASSERT_TRUE(secret);
  EXPECT_TRUE(secret->equals(key->secret));
  EXPECT_EQ(*import_keys(to->directory(), {}, *text), 0U);
}

TEST_F(KeyFileTest, RefusesAKeyThatAnybodyCouldSignWith) {
  const auto opened = open("empty");
  const auto account = opened->directory().create_account({}, {.name = "acme", .uin = {}, .app_id = {}});
  ASSERT_TRUE(account);
  const std::string uin = directory::id_text(account->uin);
  const std::string text = R"({"schema_version":1,"access_keys":[{"owner_uin":")" + uin + R"(","holder_uin":")" + uin +
                           R"(","secret_id":"AKIDempty","secret_key":"","status":"active","description":""}]})";
  EXPECT_FALSE(import_keys(opened->directory(), {}, text));
  EXPECT_EQ(opened->directory().account_of_access_key("AKIDempty"), nullptr);
}

TEST_F(KeyFileTest, WritesAFileThatOnlyItsOwnerReadsAndNeverOverOne) {
  std::filesystem::create_directories(folder_);
  const std::string path = folder_ + "/keys.json";
  ASSERT_TRUE(write_secret_file(path, "text"));
  struct stat status{};
  ASSERT_EQ(::stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
  EXPECT_FALSE(write_secret_file(path, "other"));
}

TEST_F(KeyFileTest, RefusesWhatIsNoKeyFile) {
  const auto opened = open("refuses");
  for (const char* text : {"", "{}", R"({"schema_version":2,"access_keys":[]})", R"({"schema_version":1})",
                           R"({"schema_version":1,"access_keys":[{}]})"}) {
    EXPECT_FALSE(import_keys(opened->directory(), {}, text)) << text;
  }
}

}  // namespace
}  // namespace opencam::server
