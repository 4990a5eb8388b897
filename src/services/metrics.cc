#include "services/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <array>
#include <cstddef>

namespace opencam::services {
namespace {

constexpr std::size_t reason_count = 0
#define OPENCAM_REASON(enumerator, text, allows) +1
#include "opencam/reason.def"
#undef OPENCAM_REASON
    ;

using DecisionCounters = std::array<prometheus::Counter*, reason_count>;

// One counter for each reason, looked up once: a decision must not pay for a map of labels.
DecisionCounters decision_counters(prometheus::Family<prometheus::Counter>& family, const char* source) {
  DecisionCounters counters{};
#define OPENCAM_REASON(enumerator, text, allows)              \
  counters.at(static_cast<std::size_t>(Reason::enumerator)) = \
      &family.Add({{"source", source}, {"decision", (allows) ? "allow" : "deny"}, {"reason", (text)}});
#include "opencam/reason.def"
#undef OPENCAM_REASON
  return counters;
}

}  // namespace

struct Metrics::Families {
  prometheus::Registry registry;
  prometheus::Family<prometheus::Counter>& decisions = prometheus::BuildCounter()
                                                           .Name("cam_decisions_total")
                                                           .Help("Decisions by source, outcome and reason")
                                                           .Register(registry);
  prometheus::Family<prometheus::Counter>& calls =
      prometheus::BuildCounter().Name("cam_api_requests_total").Help("API calls by action and code").Register(registry);
  prometheus::Histogram& call_seconds =
      prometheus::BuildHistogram()
          .Name("cam_api_request_seconds")
          .Help("Time from the reading of an API call to its answer")
          .Register(registry)
          .Add({}, prometheus::Histogram::BucketBoundaries{0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1});
  prometheus::Gauge& revision = prometheus::BuildGauge()
                                    .Name("cam_revision")
                                    .Help("Revision of the snapshot that decides")
                                    .Register(registry)
                                    .Add({});
  prometheus::Gauge& connections =
      prometheus::BuildGauge().Name("cam_http_connections").Help("Open connections").Register(registry).Add({});
  prometheus::Gauge& held_bytes = prometheus::BuildGauge()
                                      .Name("cam_http_held_bytes")
                                      .Help("Bytes of requests that are being read or handled")
                                      .Register(registry)
                                      .Add({});
  prometheus::Family<prometheus::Gauge>& refused =
      prometheus::BuildGauge()
          .Name("cam_http_refused_total")
          .Help("What the server turned away or ended by itself since it started")
          .Register(registry);
  prometheus::Gauge& refused_connections = refused.Add({{"what", "connection"}});
  prometheus::Gauge& refused_requests = refused.Add({{"what", "request_bytes"}});
  prometheus::Gauge& timed_out_requests = refused.Add({{"what", "slow_request"}});
  prometheus::Gauge& closed_idle = refused.Add({{"what", "idle_connection"}});
  prometheus::Family<prometheus::Gauge>& batch = prometheus::BuildGauge()
                                                     .Name("cam_batch")
                                                     .Help("BatchCompute: jobs and attempts, since the server started")
                                                     .Register(registry);
  DecisionCounters api_decisions = decision_counters(decisions, "api");
  DecisionCounters evaluations = decision_counters(decisions, "evaluation");
};

Metrics::Metrics() : families_(std::make_unique<Families>()) {}
Metrics::~Metrics() = default;

void Metrics::count_api_decision(const Decision& decision) {
  families_->api_decisions.at(static_cast<std::size_t>(decision.reason))->Increment();
}

void Metrics::count_api_permission() {
  families_->api_decisions.at(static_cast<std::size_t>(Reason::Allowed))->Increment();
}

void Metrics::count_evaluation(const Decision& decision) {
  families_->evaluations.at(static_cast<std::size_t>(decision.reason))->Increment();
}

void Metrics::count_call(std::string_view action, std::string_view code, double seconds) {
  families_->calls.Add({{"action", std::string(action)}, {"code", std::string(code)}}).Increment();
  families_->call_seconds.Observe(seconds);
}

void Metrics::set_revision(std::uint64_t revision) { families_->revision.Set(static_cast<double>(revision)); }

void Metrics::set_http(const HttpCounters& counters) {
  const auto set = [](prometheus::Gauge& gauge, const std::atomic<std::uint64_t>& number) {
    gauge.Set(static_cast<double>(number.load()));
  };
  set(families_->connections, counters.connections);
  set(families_->held_bytes, counters.held_bytes);
  set(families_->refused_connections, counters.refused_connections);
  set(families_->refused_requests, counters.refused_requests);
  set(families_->timed_out_requests, counters.timed_out_requests);
  set(families_->closed_idle, counters.closed_idle_connections);
}

void Metrics::set_batch(const BatchCounters& counters) {
  const auto set = [this](const char* figure, const std::atomic<std::uint64_t>& number) {
    families_->batch.Add({{"figure", figure}}).Set(static_cast<double>(number.load()));
  };
  set("scheduling", counters.is_scheduling);
  set("live_jobs", counters.live_jobs);
  set("slots", counters.slots);
  set("queued_attempts", counters.queued);
  set("running_attempts", counters.running);
  set("ended_attempts", counters.ended_attempts);
  set("failed_attempts", counters.failed_attempts);
  set("failed_commits", counters.failed_commits);
  set("lost_supervisors", counters.lost_supervisors);
}

std::string Metrics::text() const { return prometheus::TextSerializer().Serialize(families_->registry.Collect()); }

}  // namespace opencam::services
