#include "server/config.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <set>
#include <sstream>

namespace opencam::server {
namespace {

TEST(ConfigTest, ReadsEveryOptionOfTheFile) {
  Config config;
  const auto read = read_config_text(
      R"({"listen":"[::1]:9","data":"d","base_url":"https://cam.example.com","catalog":["a","b"],"io_threads":2,
          "worker_threads":3,"log_level":"warn","log_format":"text","log_file":"l","tls_certificate":"c",
          "tls_key":"k","insecure_listen":true,"quota":{"users_max":5},
          "connections_max":50,"held_mebibytes_max":7,"rate_limit":{"per_action":20,"failed_per_address":0}})",
      config);
  ASSERT_TRUE(read) << read.error().message();
  EXPECT_EQ(config.listen, "[::1]:9");
  EXPECT_EQ(config.base_url, "https://cam.example.com");
  EXPECT_EQ(config.catalog, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(config.io_threads, 2U);
  EXPECT_EQ(config.worker_threads, 3U);
  EXPECT_EQ(config.log_level, LogLevel::Warn);
  EXPECT_EQ(config.log_format, LogFormat::Text);
  EXPECT_TRUE(config.insecure_listen);
  EXPECT_EQ(config.quota.users_max, 5U);
  EXPECT_EQ(config.connections_max, 50U);
  EXPECT_EQ(config.held_mebibytes_max, 7U);
  EXPECT_EQ(config.rate_limits.per_action, 20U);
  EXPECT_EQ(config.rate_limits.per_account, 0U);
  EXPECT_EQ(config.rate_limits.failed_per_address, 0U);
  EXPECT_EQ(config.quota.groups_max, limits::groups_max);
}

TEST(ConfigTest, ReadsTheOptionsOfBatchCompute) {
  Config config;
  const auto read = read_config_text(
      R"({"batch_runner":"local","batch_slots":3,"batch_network":"host","batch_memory_mebibytes":16,
          "batch_disk_mebibytes":1,"batch_output_mebibytes":2,"batch_processes":8,"batch_cpu_s":0,"batch_time_s":60,
          "batch_machines":"m.json","batch_files":["/data/jobs","/data/models:ro"]})",
      config);
  ASSERT_TRUE(read) << read.error().message();
  EXPECT_TRUE(config.batch.runs_locally);
  EXPECT_EQ(config.batch.slots, 3U);
  EXPECT_TRUE(config.batch.runner.has_network);
  EXPECT_EQ(config.batch.runner.bounds.memory_bytes, 16 << 20);
  EXPECT_EQ(config.batch.runner.bounds.disk_bytes, 1 << 20);
  EXPECT_EQ(config.batch.runner.bounds.output_bytes, 2 << 20);
  EXPECT_EQ(config.batch.runner.bounds.processes, 8);
  EXPECT_EQ(config.batch.runner.bounds.cpu_ms, 0);
  EXPECT_EQ(config.batch.runner.time_ms, 60000);
  EXPECT_EQ(config.batch.machines, "m.json");
  ASSERT_EQ(config.batch.runner.files.size(), 2U);
  EXPECT_TRUE(config.batch.runner.files[0].is_writable);
  EXPECT_FALSE(config.batch.runner.files[1].is_writable);
}

TEST(ConfigTest, JobsWaitUntilTheOperatorTurnsARunnerOn) {
  EXPECT_FALSE(Config().batch.runs_locally);
  EXPECT_FALSE(Config().batch.runner.has_network);
  EXPECT_TRUE(Config().batch.runner.files.empty());
}

TEST(ConfigTest, RefusesWhatItDoesNotKnowWithItsPlace) {
  for (const char* text : {R"({"colour":"red"})",
                           R"({"quota":{"cats_max":1}})",
                           R"({"quota":{"users_max":0}})",
                           R"({"io_threads":0})",
                           R"({"io_threads":"many"})",
                           R"({"listen":7,"listen":8})",
                           R"({"base_url":"cam.example.com"})",
                           R"({"base_url":"https://cam.example.com/"})",
                           R"({"insecure_listen":"yes"})",
                           R"({"catalog":"a"})",
                           "[]",
                           "",
                           R"({"log_level":"loud"})",
                           R"({"rate_limit":{"per_cat":1}})",
                           R"({"rate_limit":{"per_action":-1}})",
                           R"({"rate_limit":7})",
                           R"({"rate_limit":{"per_action":1000001}})",
                           R"({"held_mebibytes_max":0})",
                           R"({"batch_runner":"yes"})",
                           R"({"batch_slots":0})",
                           R"({"batch_slots":257})",
                           R"({"batch_network":"all"})",
                           R"({"batch_memory_mebibytes":15})",
                           R"({"batch_disk_mebibytes":0})",
                           R"({"batch_processes":7})",
                           R"({"batch_cpu_s":-1})",
                           R"({"batch_time_s":99999999999})",
                           R"({"batch_files":"/data"})",
                           R"({"batch_files":["data"]})",
                           R"({"batch_files":["/data","/data:ro"]})",
                           R"({"batch_files":["/"]})"}) {
    Config config;
    const auto read = read_config_text(text, config);
    ASSERT_FALSE(read) << text;
    EXPECT_EQ(read.error().code(), ErrorCode::InvalidArgument) << text;
    EXPECT_TRUE(read.error().span()) << text;
  }
}

TEST(ConfigTest, TheCommandLineWinsOverTheFile) {
  const std::string path = testing::TempDir() + "opencam_config_test_" + std::to_string(::getpid()) + ".json";
  std::ofstream(path) << R"({"listen":"127.0.0.1:1","data":"from-file"})";
  cli::Arguments arguments;
  arguments.add("--config", path);
  arguments.add("--listen", "127.0.0.1:2");
  std::istringstream in;
  std::ostringstream out;
  const cli::Streams streams{in, out, out};
  const auto config = read_config({arguments, streams, {}});
  ASSERT_TRUE(config) << config.error().message();
  EXPECT_EQ(config->listen, "127.0.0.1:2");
  EXPECT_EQ(config->data, "from-file");
  arguments.add("--tls-key", "key.pem");
  EXPECT_FALSE(read_config({arguments, streams, {}}));
}

TEST(ListenTest, ReadsAddressesAndTellsLoopback) {
  const auto v4 = read_listen("127.0.0.1:8226");
  ASSERT_TRUE(v4);
  EXPECT_EQ(v4->address, "127.0.0.1");
  EXPECT_EQ(v4->port, 8226);
  EXPECT_TRUE(is_loopback(v4->address));
  EXPECT_EQ(read_listen("[::1]:0")->address, "::1");
  EXPECT_TRUE(is_loopback("::1"));
  EXPECT_TRUE(is_loopback(read_listen("localhost:1")->address));
  EXPECT_FALSE(is_loopback("0.0.0.0"));
  EXPECT_FALSE(is_loopback("::"));
  EXPECT_FALSE(is_loopback("10.0.0.1"));
  for (const char* text : {"", "8226", "127.0.0.1", "127.0.0.1:", ":8226", "127.0.0.1:65536", "127.0.0.1:x"}) {
    EXPECT_FALSE(read_listen(text)) << text;
  }
}

TEST(OptionTest, EveryFlagHasHelpAndNoneStandsTwice) {
  std::set<std::string> names;
  for (const cli::Option& option : serve_options()) {
    EXPECT_TRUE(names.insert(option.name).second) << option.name;
    EXPECT_FALSE(option.help.empty()) << option.name;
  }
  EXPECT_TRUE(names.contains("--insecure-listen"));
}

}  // namespace
}  // namespace opencam::server
