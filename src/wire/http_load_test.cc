// What the server holds for all of its clients together, and who has to make room.
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <thread>

#include "wire/http_client.h"
#include "wire/server_stand_test.h"

namespace opencam {
namespace {

using namespace std::chrono_literals;

std::string post_of(std::size_t bytes) {
  return "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(bytes) + "\r\n\r\n";
}

TEST(HttpServer, AllRequestsTogetherHoldNoMoreThanTheyMay) {
  const auto counters = std::make_shared<HttpCounters>();
  const auto server = serve({.body_bytes_max = 100000, .held_bytes_max = 50000, .counters = counters});
  // Some wait in the middle of their bodies.
  std::deque<RawClient> waiting;
  for (int i = 0; i < 4; ++i) {
    waiting.emplace_back(server->port());
    waiting.back().send(post_of(20000) + std::string(10000, 'x'));
  }
  while (counters->held_bytes < 40000) std::this_thread::sleep_for(1ms);
  RawClient refused(server->port());
  refused.send(post_of(20000) + std::string(20000, 'x'));
  EXPECT_TRUE(refused.receive().starts_with("HTTP/1.1 503 "));
  EXPECT_EQ(counters->refused_requests, 1U);
  RawClient small(server->port());
  small.send(post_of(5) + "small");
  EXPECT_NE(small.receive("small").find("200 OK"), std::string::npos);
  // Who was first is served, and then there is room.
  waiting.front().send(std::string(10000, 'x'));
  EXPECT_NE(waiting.front().receive("xxx").find("200 OK"), std::string::npos);
  waiting.clear();
  while (counters->held_bytes > 0) std::this_thread::sleep_for(1ms);
  RawClient next(server->port());
  next.send(post_of(40000) + std::string(40000, 'y'));
  EXPECT_NE(next.receive("yyy").find("200 OK"), std::string::npos);
}

TEST(HttpServer, WhatIsBeingHandledStaysHeldWhenItsClientLeaves) {
  const auto counters = std::make_shared<HttpCounters>();
  std::mutex mutex;
  std::vector<std::pair<HttpRequest, Reply>> handled;
  const auto server = serve({.held_bytes_max = 50000, .counters = counters}, [&](HttpRequest request, Reply reply) {
    const std::lock_guard lock(mutex);
    handled.emplace_back(std::move(request), std::move(reply));
  });
  {
    RawClient leaving(server->port());
    leaving.send(post_of(30000) + std::string(30000, 'x'));
    while (counters->held_bytes < 30000) std::this_thread::sleep_for(1ms);
    leaving.reset();
  }
  while (true) {
    const std::lock_guard lock(mutex);
    if (!handled.empty()) break;
  }
  RawClient refused(server->port());
  refused.send(post_of(30000) + std::string(30000, 'x'));
  EXPECT_TRUE(refused.receive().starts_with("HTTP/1.1 503 "));
  {
    const std::lock_guard lock(mutex);
    handled.clear();
  }
  while (counters->held_bytes > 0) std::this_thread::sleep_for(1ms);
}

TEST(HttpServer, IdleConnectionsMakeRoomWhenFewAreLeft) {
  const auto counters = std::make_shared<HttpCounters>();
  const auto server = serve({.connections_max = 8, .pressed_idle_timeout_ms = 100, .counters = counters});
  std::deque<RawClient> idle;
  for (int i = 0; i < 8; ++i) idle.emplace_back(server->port());
  while (counters->closed_idle_connections < 2) std::this_thread::sleep_for(1ms);
  // Down to three quarters, and no further.
  while (counters->connections > 6) std::this_thread::sleep_for(1ms);
  RawClient next(server->port());
  next.send("GET /new HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_NE(next.receive("/new").find("200 OK"), std::string::npos);
}

TEST(HttpServer, ManySlowClientsDoNotKeepOthersOut) {
  const auto counters = std::make_shared<HttpCounters>();
  const auto server = serve({.connections_max = 20, .head_timeout_ms = 200, .counters = counters});
  std::deque<RawClient> slow;
  for (int i = 0; i < 20; ++i) {
    slow.emplace_back(server->port());
    slow.back().send("GET / HTTP/1.1\r\nX-Slow: ");
  }
  while (counters->timed_out_requests < 20) std::this_thread::sleep_for(1ms);
  slow.clear();
  while (counters->connections > 0) std::this_thread::sleep_for(1ms);
  EXPECT_EQ(client_of(*server)->send(get("/"))->status, 200);
}

}  // namespace
}  // namespace opencam
