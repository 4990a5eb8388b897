// The options of BatchCompute's runner: `--batch-runner local` and what bounds it (docs/configuration.md).
//
// A table that config.cc reads beside its own: the file has the option's name, the command line has `-` for `_`.
// `batch_files` is a list there and a repeatable flag here. Values.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "opencam/result.h"
#include "runner/settings.h"

namespace opencam::server {

struct BatchConfig {
  bool runs_locally = false;  // otherwise jobs wait
  std::uint32_t slots = 0;    // 0: as many as the machine has cores
  std::string machines;       // a file with the sizes of machines; empty: those that are built in
  // Its folder and slots are filled in when the runner is made.
  runner::Settings runner;
};

struct BatchOption {
  std::string_view name;
  std::string_view placeholder;
  std::string_view help;
  Result<void> (*set)(BatchConfig& config, const std::string& text);
  std::vector<std::string> choices;
};

std::span<const BatchOption> batch_options();

// One more opened folder: `DIR` or `DIR:ro`. Errors: InvalidArgument.
Result<void> add_batch_files(BatchConfig& config, const std::string& text);

}  // namespace opencam::server
