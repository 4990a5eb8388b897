// Many callers at once: writers, readers and askers on one account, and every answer fits the moment it was given in.
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "cases.h"

namespace opencam::tests {
namespace {

TEST(ConcurrencyTest, WritersReadersAndAskersDoNotDisturbEachOther) {
  Scene scene;
  scene.root("AttachUserPolicy", {{"PolicyId", scene.policy}, {"AttachUin", scene.ann}});
  constexpr int rounds = 60;
  std::atomic<int> wrong = 0;
  const auto expect = [&wrong](bool is_right) { wrong += is_right ? 0 : 1; };
  std::vector<std::thread> threads;
  threads.reserve(5);
  for (int writer = 0; writer < 3; ++writer) {
    threads.emplace_back([&, writer] {
      for (int i = 0; i < rounds; ++i) {
        const std::string name = "w" + std::to_string(writer) + "-" + std::to_string(i);
        expect(scene.call_as(scene.root_keys, "AddUser", {{"Name", name}}).code == "ok");
        expect(scene.call_as(scene.root_keys, "GetUser", {{"Name", name}}).code == "ok");
        expect(scene.call_as(scene.root_keys, "DeleteUser", {{"Name", name}}).code == "ok");
      }
    });
  }
  threads.emplace_back([&] {
    for (int i = 0; i < rounds; ++i) {
      expect(scene.call_as(scene.ann_keys, "GetUser", {{"Name", "ann"}}).code == "ok");
      expect(scene.call_as(scene.ann_keys, "ListUsers").code == "AuthFailure.UnauthorizedOperation");
    }
  });
  threads.emplace_back([&] {
    const std::string body =
        R"({"subject":{"type":"user","id":"ann"},"action":{"name":"cam:GetUser"},"resource":{"type":"x","id":"*"}})";
    std::uint64_t last = 0;
    for (int i = 0; i < rounds; ++i) {
      const Answer answer = scene.evaluate(scene.root_keys, body);
      expect(answer.fields.contains("decision") && answer.fields.at("decision").as_bool());
      const auto revision = answer.object("context").at("revision").to_number<std::uint64_t>();
      expect(revision >= last);
      last = revision;
    }
  });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
  EXPECT_EQ(scene.call("ListUsers").array("Data").size(), 1U);
}

}  // namespace
}  // namespace opencam::tests
