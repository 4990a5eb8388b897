// The whole service behind one door: an HTTP request in, its answer out.
//
//   OPENCAM_TRY(auto router, Router::create(equipment, {.base_url = "https://cam.example.com"}));
//   router->handle(std::move(request), std::move(reply));          // from any thread; does not block
//
//   POST, GET  /                                      API 3.0 (api_endpoint.h)
//   POST       /access/v1/evaluation                  a decision (evaluation.h)
//   POST, GET  /access/v1/policies/check, catalogue,  for whoever writes policies and asks why (access_endpoint.h)
//              decisions/<id>
//   any        /console/session...                    sign-in for the console (console_endpoint.h)
//   GET        /access/v1/security-report             the account's security report (report_endpoint.h)
//   GET        /access/v1/directory/...               lists, search, settings (directory_endpoint.h)
//   GET        /.well-known/authzen-configuration     where that is
//   GET        /livez  /readyz  /metrics              for whoever watches the server
//
// Everything below `/` and the evaluation is read-only and needs no credential; that list is docs/api/README.md. The
// router owns the threads that API calls run on, the audit trail's and the follower's; they end with it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "batch/service_role.h"
#include "services/batch_counters.h"
#include "services/call.h"
#include "services/call_rate.h"
#include "wire/http.h"
#include "wire/http_server.h"

namespace opencam::services {

class KeySource;

struct RouterOptions {
  // What the AuthZEN metadata says; never taken from a request, whose Host anybody can choose. Empty: not offered.
  std::string base_url;
  std::uint32_t worker_threads = 4;
  // Follow other processes' commits, and do what goes on after an answer. A test with a store of its own does without.
  bool follows_store = true;
  // For trying things out: providers on this machine may publish their keys over plain http.
  bool allows_local_oidc = false;
  // Where published keys come from instead of the network, for tests; not owned, or null.
  KeySource* key_source = nullptr;
  RateLimits rate_limits;
  // What the HTTP server in front counts, for /metrics. Null: there is none.
  std::shared_ptr<const HttpCounters> http;
  // What BatchCompute counts, for /metrics. Null: there is none.
  std::shared_ptr<const BatchCounters> batch;
};

class Router {
 public:
  // `equipment` is copied; what it refers to must outlive the router. Errors: those of Snapshots::create.
  static Result<std::unique_ptr<Router>> create(const Equipment& equipment, RouterOptions options);
  ~Router();
  Router(const Router&) = delete;
  Router& operator=(const Router&) = delete;

  void handle(HttpRequest request, Reply reply);

  // What BatchCompute asks before it acts for an account (batch_role.h). REQUIRES: equipment.batch. Lives as long as
  // the router.
  batch::ServiceRole& batch_role();

  // What the HTTP server answers when it could not read a request: on `/` in the API's envelope.
  HttpResponse fault(HttpFault fault, const HttpRequest& request) const;

 private:
  struct Parts;
  explicit Router(std::unique_ptr<Parts> parts);

  std::unique_ptr<Parts> parts_;
};

}  // namespace opencam::services
