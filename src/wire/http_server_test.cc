#include "wire/http_server.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <thread>

#include "wire/http_client.h"
#include "wire/server_stand_test.h"

namespace opencam {
namespace {

using namespace std::chrono_literals;

// CAM-067 knows no `::ffff:127.0.0.1`: a deny on an IPv4 network must reach who comes through a socket for both.
TEST(HttpServer, AnIpv4ClientHasAnIpv4AddressOnEverySocket) {
  auto server = HttpServer::create({.address = "::"}, [](HttpRequest request, Reply reply) {
    reply(http_response(200, "text/plain", request.peer_address));
  });
  if (!server) GTEST_SKIP() << "no IPv6 here";
  const auto answer = client_of(**server)->send(get("/"));
  if (!answer) GTEST_SKIP() << "the socket is for IPv6 alone";
  EXPECT_EQ(answer->body, "127.0.0.1");
}

TEST(HttpServer, KeepsTheConnection) {
  std::vector<std::uint16_t> ports;
  const auto server = serve({}, [&](HttpRequest request, Reply reply) {
    ports.push_back(request.peer_port);
    EXPECT_EQ(request.peer_address, "127.0.0.1");
    EXPECT_FALSE(request.is_tls);
    echo(std::move(request), std::move(reply));
  });
  const auto client = client_of(*server);
  for (int i = 0; i < 3; ++i) {
    HttpRequest request = get("/x");
    request.method = "POST";
    request.body = std::string(static_cast<std::size_t>(i) * 30000, 'b');
    const auto response = client->send(request);
    ASSERT_TRUE(response.has_value());
    EXPECT_EQ(response->body, "/x " + request.body);
  }
  EXPECT_EQ(ports, std::vector<std::uint16_t>(3, ports.at(0)));
}

TEST(HttpServer, AnswersPipelinedRequestsInOrder) {
  Worker worker;
  std::atomic<int> in_work = 0;
  const auto server = serve({}, [&](HttpRequest request, Reply reply) {
    EXPECT_EQ(in_work.fetch_add(1), 0) << "one request of a connection at a time";
    in_work = 0;
    HttpResponse response = http_response(200, "text/plain", request.target + ";");
    // Some answers come at once, some later.
    if (request.target.size() % 2 == 0) return reply(std::move(response));
    worker.answer(std::move(reply), std::move(response), 1ms);
  });
  RawClient client(server->port());
  std::string requests;
  std::string expected;
  for (int i = 0; i < 60; ++i) {
    requests += "GET /" + std::to_string(i) + " HTTP/1.1\r\nHost: a\r\n\r\n";
    expected += "/" + std::to_string(i) + ";";
  }
  client.send(requests + std::string(get_close));
  const std::string answers = client.receive();
  std::string bodies;
  for (std::size_t at = answers.find("\r\n\r\n"); at != std::string::npos; at = answers.find("\r\n\r\n", at + 4)) {
    bodies += answers.substr(at + 4, answers.find(';', at) - at - 3);
  }
  EXPECT_EQ(bodies, expected + "/last;");
  EXPECT_EQ(count(answers, "Connection: close"), 1U);
}

TEST(HttpServer, TakesAbsoluteTargetsAndOddHosts) {
  const auto server = serve({}, [](HttpRequest request, Reply reply) {
    reply(http_response(200, "text/plain",
                        std::string(request.path()) + " " + std::string(*request.headers.find("Host"))));
  });
  RawClient client(server->port());
  client.send(
      "POST http://cam.tencentcloudapi.com/ HTTP/1.1\r\nhOST: http://127.0.0.1:8080\r\nContent-Length: 0\r\n\r\n");
  EXPECT_NE(client.receive("8080").find("/ http://127.0.0.1:8080"), std::string::npos);
}

TEST(HttpServer, SaysContinue) {
  const auto server = serve({});
  RawClient client(server->port());
  client.send("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(client.receive("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  client.send("ok");
  EXPECT_NE(client.receive().find("/ ok"), std::string::npos);
}

TEST(HttpServer, RefusesAHugeHead) {
  const auto server = serve({.head_bytes_max = 8192});
  RawClient client(server->port());
  client.send("GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(100000, 'x'));
  const std::string answer = client.receive();
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 431 ")) << answer;
  EXPECT_NE(answer.find("Connection: close"), std::string::npos);
}

// The client sends all of a long body before it reads: the refusal must still arrive.
TEST(HttpServer, RefusalOfABodyArrives) {
  HttpServerOptions options{.body_bytes_max = 1000};
  options.fault_response = [](HttpFault fault, const HttpRequest& request) {
    EXPECT_EQ(fault, HttpFault::BodyTooLarge);
    return http_response(200, "application/json", "refused " + request.target);
  };
  const auto server = serve(std::move(options));
  for (int i = 0; i < 5; ++i) {
    const auto client = client_of(*server);
    HttpRequest request = get("/big");
    request.method = "POST";
    request.body.resize(8 * 1024 * 1024);
    const auto response = client->send(request);
    ASSERT_TRUE(response.has_value()) << response.error().message();
    EXPECT_EQ(response->body, "refused /big");
    EXPECT_TRUE(response->is_last);
  }
}

TEST(HttpServer, MalformedRequestIsTheLast) {
  std::atomic<int> handled = 0;
  const auto server = serve({}, [&](HttpRequest, Reply reply) {
    ++handled;
    reply(http_response(200, "text/plain", ""));
  });
  RawClient client(server->port());
  client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
  client.send("GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(count(client.receive(), "HTTP/1.1"), 1U);
  EXPECT_EQ(handled, 0);
}

TEST(HttpServer, SlowHeadAndSlowBodyTimeOut) {
  const auto server = serve({.head_timeout_ms = 150, .body_timeout_ms = 150});
  RawClient head(server->port());
  RawClient body(server->port());
  RawClient silent(server->port());
  body.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nx");
  // A byte now and then does not help.
  for (const char byte : std::string_view("GET / HTTP")) {
    head.send({&byte, 1});
    std::this_thread::sleep_for(30ms);
  }
  EXPECT_TRUE(head.receive().starts_with("HTTP/1.1 408 "));
  EXPECT_TRUE(body.receive().starts_with("HTTP/1.1 408 "));
  EXPECT_EQ(silent.receive(), "") << "whoever said nothing is not answered";
}

TEST(HttpServer, IdleConnectionIsClosed) {
  const auto server = serve({.idle_timeout_ms = 100});
  RawClient client(server->port());
  client.send("GET /a HTTP/1.1\r\nHost: a\r\n\r\n");
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(count(client.receive(), "HTTP/1.1 200"), 1U);
  EXPECT_GE(std::chrono::steady_clock::now() - begin, 90ms);
}

TEST(HttpServer, ClientThatDoesNotReadIsLetGo) {
  const auto server = serve({.write_timeout_ms = 150}, [](HttpRequest, Reply reply) {
    reply(http_response(200, "text/plain", std::string(64 * 1024 * 1024, 'x')));
  });
  RawClient client(server->port());
  client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  std::this_thread::sleep_for(500ms);
  EXPECT_LT(client.receive().size(), 64U * 1024 * 1024);
}

TEST(HttpServer, HalfClosedClientGetsItsAnswer) {
  Worker worker;
  const auto server = serve({}, [&](HttpRequest request, Reply reply) {
    worker.answer(std::move(reply), http_response(200, "text/plain", request.target + ";"), 50ms);
  });
  RawClient client(server->port());
  client.send("GET /a HTTP/1.1\r\nHost: a\r\n\r\nGET /b HTTP/1.1\r\nHost: a\r\n\r\n");
  client.shut_sending_side();
  const std::string answers = client.receive();
  EXPECT_NE(answers.find("/a;"), std::string::npos);
  EXPECT_NE(answers.find("/b;"), std::string::npos);
}

TEST(HttpServer, ManyConnectionsOnTwoThreads) {
  Worker worker;
  std::atomic<int> handled = 0;
  const auto server = serve({.io_threads = 2}, [&](HttpRequest request, Reply reply) {
    if (++handled % 10 == 0) {
      return worker.answer(std::move(reply), http_response(200, "text/plain", request.target), 5ms);
    }
    reply(http_response(200, "text/plain", request.target));
  });
  std::deque<RawClient> clients;
  for (int i = 0; i < 300; ++i) clients.emplace_back(server->port());
  for (int round = 0; round < 3; ++round) {
    for (std::size_t i = 0; i < clients.size(); ++i) {
      clients[i].send("GET /" + std::to_string(i) + ";" + " HTTP/1.1\r\nHost: a\r\n\r\n");
    }
    for (std::size_t i = 0; i < clients.size(); ++i) {
      EXPECT_NE(clients[i].receive(";").find("\r\n\r\n/" + std::to_string(i) + ";"), std::string::npos);
    }
  }
  EXPECT_EQ(handled, 900);
}

TEST(HttpServer, TurnsAwayWhoIsTooMany) {
  const auto server = serve({.connections_max = 2});
  RawClient first(server->port());
  RawClient second(server->port());
  first.send("GET /a HTTP/1.1\r\nHost: a\r\n\r\n");
  second.send("GET /a HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_NE(first.receive("/a ").find("200"), std::string::npos);
  EXPECT_NE(second.receive("/a ").find("200"), std::string::npos);
  EXPECT_TRUE(RawClient(server->port()).receive().starts_with("HTTP/1.1 503 "));
  first.send(get_close);
  EXPECT_NE(first.receive().find("/last"), std::string::npos);
}

TEST(HttpServer, SurvivesAbruptCloses) {
  Worker worker;
  const auto server = serve({}, [&](HttpRequest request, Reply reply) {
    worker.answer(std::move(reply), http_response(200, "text/plain", std::string(100000, 'x') + request.target), 5ms);
  });
  for (int i = 0; i < 30; ++i) {
    RawClient client(server->port());
    client.send(i % 3 == 0 ? "GET / HT" : i % 3 == 1 ? "GET / HTTP/1.1\r\nHost: a\r\n\r\n" : "");
    client.reset();
  }
  RawClient client(server->port());
  client.send(get_close);
  EXPECT_NE(client.receive().find("/last"), std::string::npos);
}

TEST(HttpServer, DroppedReplyAnswersFiveHundred) {
  const auto server = serve({}, [](HttpRequest request, Reply reply) {
    if (request.target == "/throw") throw std::runtime_error("a handler's fault");
    if (request.target == "/drop") Reply(std::move(reply));
  });
  RawClient client(server->port());
  client.send("GET /drop HTTP/1.1\r\nHost: a\r\n\r\nGET /throw HTTP/1.1\r\nHost: a\r\n\r\n");
  client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(count(client.receive(), "HTTP/1.1 500 "), 3U);
}

TEST(HttpServer, AnswersHeadAndOldClients) {
  const auto server = serve({});
  RawClient head(server->port());
  head.send("HEAD /abc HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  const std::string answer = head.receive();
  EXPECT_NE(answer.find("Content-Length: 5"), std::string::npos);
  EXPECT_TRUE(answer.ends_with("\r\n\r\n"));
  RawClient old(server->port());
  old.send("GET /old HTTP/1.0\r\n\r\n");
  EXPECT_NE(old.receive().find("/old"), std::string::npos);
}

TEST(HttpServer, StopLetsRequestsFinish) {
  Worker worker;
  std::atomic<bool> is_in_work = false;
  auto server = serve({}, [&](HttpRequest, Reply reply) {
    is_in_work = true;
    worker.answer(std::move(reply), http_response(200, "text/plain", "finished"), 200ms);
  });
  RawClient idle(server->port());
  RawClient busy(server->port());
  busy.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  while (!is_in_work) std::this_thread::sleep_for(1ms);
  const std::uint16_t port = server->port();
  server->stop();
  const std::string answer = busy.receive();
  EXPECT_NE(answer.find("finished"), std::string::npos);
  EXPECT_NE(answer.find("Connection: close"), std::string::npos);
  EXPECT_EQ(idle.receive(), "");
  EXPECT_FALSE(RawClient(port).is_connected());
}

TEST(HttpServer, StopDoesNotWaitForEver) {
  std::vector<Reply> kept;
  auto server = serve({.drain_timeout_ms = 100}, [&](HttpRequest, Reply reply) { kept.push_back(std::move(reply)); });
  RawClient client(server->port());
  client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  std::this_thread::sleep_for(50ms);
  const auto begin = std::chrono::steady_clock::now();
  server.reset();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 3s);
  ASSERT_EQ(kept.size(), 1U);
  kept[0](http_response(200, "text/plain", "too late"));  // The answer is thrown away, and nothing else happens.
}

TEST(HttpServer, SaysWhyItCannotListen) {
  const auto server = serve({});
  HttpServerOptions taken;
  taken.port = server->port();
  const auto second = HttpServer::create(taken, echo);
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error().code(), ErrorCode::Io);
  const auto nowhere = HttpServer::create({.address = "localhost"}, echo);
  ASSERT_FALSE(nowhere.has_value());
  EXPECT_EQ(nowhere.error().code(), ErrorCode::InvalidArgument);
  HttpServerOptions no_certificate;
  no_certificate.tls_certificate_file = no_certificate.tls_key_file = "/nonexistent.pem";
  const auto insecure = HttpServer::create(no_certificate, echo);
  ASSERT_FALSE(insecure.has_value());
  EXPECT_NE(insecure.error().message().find("/nonexistent.pem"), std::string::npos);
}

TEST(HttpClient, SaysWhatWentWrong) {
  for (const std::string_view url :
       {"", "127.0.0.1:1", "ftp://x", "http://", "http://x:y", "http://x/path", "http://a@b"}) {
    EXPECT_FALSE(HttpClient::create(url).has_value()) << url;
  }
  auto server = serve({});
  const std::string url = "http://127.0.0.1:" + std::to_string(server->port());
  server.reset();
  EXPECT_EQ((*HttpClient::create(url))->send(get("/")).error().code(), ErrorCode::Io);

  const auto mute = serve({.drain_timeout_ms = 10}, [](HttpRequest, Reply reply) {
    static std::vector<Reply> kept;
    kept.push_back(std::move(reply));
  });
  const auto answer = client_of(*mute, {.timeout_ms = 100})->send(get("/"));
  EXPECT_EQ(answer.error().code(), ErrorCode::Unavailable);
  EXPECT_EQ(client_of(*mute)->send(get("/\r\nX: y")).error().code(), ErrorCode::InvalidArgument);
}

TEST(HttpClient, ComesBackAfterTheServerClosedTheConnection) {
  const auto server = serve({.idle_timeout_ms = 50});
  const auto client = client_of(*server);
  EXPECT_TRUE(client->send(get("/a")).has_value());
  std::this_thread::sleep_for(300ms);
  const auto again = client->send(get("/b"));
  ASSERT_TRUE(again.has_value()) << again.error().message();
  EXPECT_EQ(again->body, "/b ");
}

class StandingClock final : public Clock {
 public:
  std::int64_t now_ms() const override { return 784111777000; }
};

TEST(HttpServer, SaysTheDateOfItsClock) {
  const StandingClock clock;
  const auto server = serve({.clock = &clock});
  EXPECT_EQ(client_of(*server)->send(get("/"))->headers.find("Date"), "Sun, 06 Nov 1994 08:49:37 GMT");
  EXPECT_FALSE(client_of(*serve({}))->send(get("/"))->headers.find("Date"));
}

}  // namespace
}  // namespace opencam
