// How the server is set up: a JSON file, then the command line over it (docs/configuration.md).
//
//   OPENCAM_TRY(Config config, read_config(arguments, streams));
//
// Every option of the file has the flag of the same name (`base_url` is `--base-url`), but for `quota` and
// `rate_limit`, which are the file's alone. Those of BatchCompute stand in batch_config.h. Unknown members are refused.
// A value.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/host/log.h"
#include "base/limits.h"
#include "cli/command.h"
#include "directory/quota.h"
#include "opencam/result.h"
#include "server/batch_config.h"
#include "services/call_rate.h"

namespace opencam::server {

struct Config {
  std::string listen = "127.0.0.1:8226";
  std::string data = "opencam-data";
  std::string base_url;              // what clients see; empty: http(s)://<listen>
  std::vector<std::string> catalog;  // files or folders with services of the user's own
  std::uint32_t io_threads = 1;
  std::uint32_t worker_threads = 4;
  LogLevel log_level = LogLevel::Info;
  LogFormat log_format = LogFormat::Json;
  std::string log_file;  // empty: stderr
  std::string tls_certificate;
  std::string tls_key;
  bool insecure_listen = false;
  bool insecure_local_oidc = false;
  directory::Quota quota;
  services::RateLimits rate_limits;
  std::uint32_t connections_max = limits::http_connections_max;
  std::uint32_t held_mebibytes_max = limits::http_held_bytes_max / (1024 * 1024);
  BatchConfig batch;
};

// The options of `serve`; those of `data_options` are what every command has that opens a store.
std::vector<cli::Option> serve_options();
std::vector<cli::Option> data_options();

// The file that `--config` names, if any, and the flags that were given. Errors: Io, NotFound, InvalidArgument.
Result<Config> read_config(const cli::Invocation& invocation);

// Puts what the file's text says over `config`. Errors: InvalidArgument with a span.
Result<void> read_config_text(std::string_view text, Config& config);

struct ListenAddress {
  std::string address;
  std::uint16_t port = 0;
};

// `127.0.0.1:8226`, `[::1]:8226`; port 0 takes any free one. Errors: InvalidArgument.
Result<ListenAddress> read_listen(std::string_view text);

// Nothing leaves this machine by such an address.
bool is_loopback(std::string_view address);

}  // namespace opencam::server
