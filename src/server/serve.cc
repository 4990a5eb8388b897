// opencam serve: the server.
#include <csignal>
#include <ostream>

#include "server/batch_service.h"
#include "server/commands.h"
#include "server/console_files.h"
#include "server/opened.h"
#include "services/console_endpoint.h"
#include "services/router.h"
#include "wire/http_server.h"

namespace opencam::server {
namespace {

// SIGTERM and SIGINT, waited for by the main thread; blocked before any other thread is made, so that all inherit it.
sigset_t end_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  return signals;
}

std::string address_text(const ListenAddress& listen, std::uint16_t port) {
  const bool is_v6 = listen.address.find(':') != std::string::npos;
  return (is_v6 ? "[" + listen.address + "]" : listen.address) + ":" + std::to_string(port);
}

// C27: nothing is open to other machines without TLS unless somebody said so.
Result<ListenAddress> safe_listen(const Config& config) {
  OPENCAM_TRY(ListenAddress listen, read_listen(config.listen));
  if (is_loopback(listen.address) || !config.tls_certificate.empty() || config.insecure_listen) return listen;
  return Error(ErrorCode::InvalidArgument, "`" + listen.address + "` can be reached from other machines, without TLS")
      .with_help("give --tls-certificate and --tls-key, or --insecure-listen behind a proxy that has them");
}

Result<void> serve(const cli::Invocation& invocation) {
  OPENCAM_TRY(const Config config, read_config(invocation));
  OPENCAM_TRY(const ListenAddress listen, safe_listen(config));
  const sigset_t signals = end_signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  OPENCAM_TRY(const auto opened, Opened::open(config, invocation.streams));
  services::Equipment equipment = opened->equipment();
  OPENCAM_TRY(const auto batch, BatchService::open(config, equipment));
  equipment.batch = &batch->parts();
  const std::string scheme = config.tls_certificate.empty() ? "http://" : "https://";
  const auto counters = std::make_shared<HttpCounters>();
  OPENCAM_TRY(const auto router,
              services::Router::create(
                  equipment,
                  {.base_url = config.base_url.empty() ? scheme + address_text(listen, listen.port) : config.base_url,
                   .worker_threads = config.worker_threads,
                   .follows_store = true,
                   .allows_local_oidc = config.insecure_local_oidc,
                   .rate_limits = config.rate_limits,
                   .http = counters,
                   .batch = batch->counters()}));
  HttpServerOptions options;
  options.address = listen.address;
  options.port = listen.port;
  options.io_threads = config.io_threads;
  options.connections_max = config.connections_max;
  options.held_bytes_max = std::uint64_t{config.held_mebibytes_max} * 1024 * 1024;
  options.clock = &opened->clock();
  options.counters = counters;
  options.tls_certificate_file = config.tls_certificate;
  options.tls_key_file = config.tls_key;
  options.fault_response = [&router](HttpFault fault, const HttpRequest& request) {
    return router->fault(fault, request);
  };
  OPENCAM_TRY(const auto server, HttpServer::create(std::move(options), [&router](HttpRequest request, Reply reply) {
                if (is_for_people(request)) return reply(to_console());
                const bool is_file =
                    is_console_path(request.path()) && !services::ConsoleEndpoint::is_its_path(request.path());
                if (is_file) return reply(console_file(request));
                router->handle(std::move(request), std::move(reply));
              }));
  batch->start(router->batch_role());
  invocation.streams.out << "listening on " << scheme << address_text(listen, server->port()) << '\n' << std::flush;
  opened->log().info("started", {{"address", address_text(listen, server->port())}, {"data", config.data}});
  int received = 0;
  sigwait(&signals, &received);
  opened->log().info("stopping", {{"signal", received}});
  server->stop();
  batch->stop();
  return {};
}

cli::ExitCode run(const cli::Invocation& invocation) {
  const auto served = serve(invocation);
  if (!served) return cli::report(invocation, served.error());
  return cli::ExitCode::Ok;
}

}  // namespace

cli::Command serve_command() {
  cli::Command command;
  command.name = "serve";
  command.summary = "run the server: the API, decisions over HTTP, metrics";
  command.details =
      "Listens on this machine alone unless told otherwise, and says where on stdout. It refuses an address that other "
      "machines can reach without TLS, unless --insecure-listen says that something else protects it.\n\nIt ends on "
      "SIGTERM and SIGINT, after the requests in work. Every option can stand in the file of --config; the command "
      "line wins.";
  command.options = serve_options();
  command.examples = {{"opencam serve", "on 127.0.0.1:8226, data in ./opencam-data"},
                      {"opencam serve --listen 127.0.0.1:9000 --data /var/lib/opencam", "somewhere else"}};
  command.run = run;
  return command;
}

}  // namespace opencam::server
