#include "services/router.h"

#include <utility>

#include "base/check.h"
#include "base/json.h"
#include "base/sign_in_limits.h"
#include "services/access_endpoint.h"
#include "services/api_endpoint.h"
#include "services/batch_facts.h"
#include "services/batch_outbox.h"
#include "services/batch_role.h"
#include "services/console_endpoint.h"
#include "services/directory_endpoint.h"
#include "services/evaluation.h"
#include "services/openapi.h"
#include "services/published_keys.h"
#include "services/refusal_record.h"
#include "services/report_endpoint.h"
#include "services/role_deletions.h"
#include "services/use_log.h"
#include "wire/envelope.h"

namespace opencam::services {
namespace {

constexpr std::string_view api_path = "/";
constexpr std::string_view evaluation_path = "/access/v1/evaluation";
constexpr std::string_view evaluations_path = "/access/v1/evaluations";
constexpr std::string_view configuration_path = "/.well-known/authzen-configuration";

HttpResponse plain(int status, std::string body) {
  return http_response(status, "text/plain; charset=utf-8", std::move(body));
}

HttpResponse configuration(const std::string& base_url) {
  json::Writer out;
  out.begin_object();
  out.key("policy_decision_point").string(base_url);
  out.key("access_evaluation_endpoint").string(base_url + std::string(evaluation_path));
  out.key("access_evaluations_endpoint").string(base_url + std::string(evaluations_path));
  out.end_object();
  HttpResponse response = http_response(200, "application/json", std::move(out).take());
  response.headers.set("Cache-Control", "max-age=3600");
  return response;
}

}  // namespace

// They end in the opposite order: first the workers finish their calls, then the trail writes what they left and
// answers it through the endpoints, which refer to both; last the follower ends.
struct Router::Parts {
  Parts(const Equipment& given, RouterOptions given_options, std::unique_ptr<Snapshots> made)
      : equipment(given), options(std::move(given_options)), snapshots(std::move(made)) {
    equipment.uses = &uses;
    equipment.batch_role = &batch_role;
  }

  Equipment equipment;
  RouterOptions options;
  std::unique_ptr<Snapshots> snapshots;
  UseLog uses{equipment.directory, equipment.clock, equipment.log};
  Metrics metrics;
  RateLimiter limiter{options.rate_limits};
  ConsoleSessionFinder sessions{
      equipment, {.base_url = options.base_url}, [this](std::function<void()> work) { workers.post(std::move(work)); }};
  Authenticator authenticator{equipment, sessions};
  std::unique_ptr<BatchFacts> batch_facts{
      equipment.batch == nullptr ? nullptr : std::make_unique<BatchFacts>(equipment.batch->store)};
  BatchRole batch_role{equipment, *snapshots};
  RefusalKeeper refusals;
  Gate gate{equipment, *snapshots, refusals,
            batch_facts == nullptr ? Gate::Facts{} : Gate::Facts{{"batch", batch_facts.get()}}};
  PublishedKeys published_keys{options.allows_local_oidc};
  ProviderKeys provider_keys{equipment.directory, options.key_source == nullptr ? published_keys : *options.key_source,
                             equipment.log};
  WebIdentityVerifier web_identities{equipment.directory, provider_keys};
  ApiEndpoint api{{.equipment = equipment,
                   .snapshots = *snapshots,
                   .authenticator = authenticator,
                   .limiter = limiter,
                   .gate = gate,
                   .trail = trail,
                   .metrics = metrics,
                   .web_identities = web_identities}};
  AccessDoor door{{.equipment = equipment,
                   .snapshots = *snapshots,
                   .authenticator = authenticator,
                   .gate = gate,
                   .trail = trail,
                   .metrics = metrics,
                   .limiter = limiter}};
  ReportEndpoint report{door};
  DirectoryEndpoint lists{door};
  AccessEndpoint access{door};
  EvaluationEndpoint evaluation{{.equipment = equipment,
                                 .snapshots = *snapshots,
                                 .authenticator = authenticator,
                                 .limiter = limiter,
                                 .refusals = refusals,
                                 .trail = trail,
                                 .metrics = metrics,
                                 .workers = workers}};
  ConsoleEndpoint console{
      {.equipment = equipment, .sessions = sessions, .limiter = limiter, .workers = workers, .hashers = hashers}};
  AuditTrail trail{equipment.directory, equipment.log};
  RoleDeletions role_deletions{equipment.directory, equipment.log};
  Workers workers{options.worker_threads, equipment.log};
  // Last: its work may leave some to the workers.
  Workers hashers{limits::sign_in_threads, equipment.log};
};

Result<std::unique_ptr<Router>> Router::create(const Equipment& equipment, RouterOptions options) {
  OPENCAM_TRY(auto snapshots, Snapshots::create(equipment.directory, equipment.log));
  if (equipment.batch != nullptr) {
    OPENCAM_TRY(deliver_leftovers(equipment.batch->store, equipment.directory, equipment.log));
  }
  const bool follows_store = options.follows_store;
  if (follows_store) snapshots->follow();
  auto parts = std::make_unique<Parts>(equipment, std::move(options), std::move(snapshots));
  if (follows_store) parts->role_deletions.start();
  return std::unique_ptr<Router>(new Router(std::move(parts)));
}

Router::Router(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Router::~Router() = default;

void Router::handle(HttpRequest request, Reply reply) {
  const std::string_view path = request.path();
  // A Reply can only be moved, and std::function must be copied: so it is shared.
  auto shared = std::make_shared<Reply>(std::move(reply));
  auto answer = [shared](HttpResponse response) { (*shared)(std::move(response)); };
  if (path == api_path) {
    auto held = std::make_shared<HttpRequest>(std::move(request));
    return parts_->workers.post([this, held, answer] { parts_->api.call(*held, answer); });
  }
  if (ReportEndpoint::is_its_path(path)) {
    auto held = std::make_shared<HttpRequest>(std::move(request));
    return parts_->workers.post([this, held, answer] { parts_->report.get(*held, answer); });
  }
  if (DirectoryEndpoint::is_its_path(path)) {
    auto held = std::make_shared<HttpRequest>(std::move(request));
    return parts_->workers.post([this, held, answer] { parts_->lists.get(*held, answer); });
  }
  if (AccessEndpoint::is_its_path(path)) {
    auto held = std::make_shared<HttpRequest>(std::move(request));
    return parts_->workers.post([this, held, answer] { parts_->access.call(*held, answer); });
  }
  if (ConsoleEndpoint::is_its_path(path)) return parts_->console.call(std::move(request), answer);
  if (path == evaluation_path) {
    return parts_->evaluation.evaluate(request, EvaluationEndpoint::Form::One, answer);
  }
  if (path == evaluations_path) {
    return parts_->evaluation.evaluate(request, EvaluationEndpoint::Form::List, answer);
  }
  if (request.method != "GET" && request.method != "HEAD") return answer(plain(404, "no such page\n"));
  if (path == configuration_path && !parts_->options.base_url.empty()) {
    return answer(configuration(parts_->options.base_url));
  }
  if (path == "/openapi.json") return answer(http_response(200, "application/json", std::string(openapi_document())));
  if (path == "/livez" || path == "/readyz") return answer(plain(200, "ok\n"));
  if (path == "/metrics") {
    if (parts_->options.http != nullptr) parts_->metrics.set_http(*parts_->options.http);
    if (parts_->options.batch != nullptr) parts_->metrics.set_batch(*parts_->options.batch);
    parts_->metrics.set_revision(parts_->snapshots->now()->revision());
    return answer(http_response(200, "text/plain; version=0.0.4; charset=utf-8", parts_->metrics.text()));
  }
  answer(plain(404, "no such page\n"));
}

batch::ServiceRole& Router::batch_role() {
  OPENCAM_CHECK(parts_->equipment.batch != nullptr);
  return parts_->batch_role;
}

HttpResponse Router::fault(HttpFault fault, const HttpRequest& request) const {
  const auto error = api_error_of(fault);
  if (!error || request.path() != api_path) return http_fault_response(fault);
  return api_response(*error, language_of(request), parts_->equipment.random.uuid());
}

}  // namespace opencam::services
