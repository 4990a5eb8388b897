// What the server counts, in the text form of Prometheus.
//
//   cam_decisions_total{source="api|evaluation",decision="allow|deny",reason="..."}
//   cam_api_requests_total{action="...",code="ok|<API code>"}
//   cam_api_request_seconds (histogram), cam_revision
//   cam_http_connections, cam_http_held_bytes, cam_http_refused_total{what="..."}
//   cam_batch{figure="..."}
//
// Calls refused for their rate are cam_api_requests_total with a code that begins with RequestLimitExceeded.
//
// Labels hold names of actions, reasons and codes that we know, never a caller's text, so their number is bounded.
// Thread-safe.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "opencam/decision.h"
#include "services/batch_counters.h"
#include "wire/http_counters.h"

namespace opencam::services {

class Metrics {
 public:
  Metrics();
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  // A refused call, and one that every question of the gate allowed.
  void count_api_decision(const Decision& decision);
  void count_api_permission();
  void count_evaluation(const Decision& decision);
  // `action` is one that the API table knows, or empty.
  void count_call(std::string_view action, std::string_view code, double seconds);
  void set_revision(std::uint64_t revision);
  // What the HTTP server counts, before text().
  void set_http(const HttpCounters& counters);
  // What BatchCompute counts, before text().
  void set_batch(const BatchCounters& counters);

  // The whole exposition.
  std::string text() const;

 private:
  struct Families;
  std::unique_ptr<Families> families_;
};

}  // namespace opencam::services
