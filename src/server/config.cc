#include "server/config.h"

#include <algorithm>
#include <array>
#include <functional>
#include <limits>
#include <map>
#include <optional>

#include "base/json.h"
#include "base/text.h"
#include "cli/files.h"

namespace opencam::server {
namespace {

constexpr std::uint64_t config_bytes_max = 1024ULL * 1024;
constexpr std::uint32_t threads_max = 256;
constexpr std::int64_t rate_per_s_max = 1000000;
constexpr std::uint32_t connections_most = 1000000;
constexpr std::uint32_t mebibytes_most = 1024 * 1024;

Error wrong(std::string_view name, std::string_view wanted) {
  return Error(ErrorCode::InvalidArgument, "option `" + std::string(name) + "` is not " + std::string(wanted));
}

Result<std::uint32_t> whole_number(std::string_view name, std::string_view text, std::uint32_t most) {
  if (!text::is_all_digits(text) || text.size() > 10) return wrong(name, "a whole number");
  std::uint64_t value = 0;
  for (const char c : text) value = value * 10 + static_cast<std::uint64_t>(c - '0');
  if (value == 0 || value > most) return wrong(name, "in the range from 1 to " + std::to_string(most));
  return static_cast<std::uint32_t>(value);
}

// One text option: how the file and the command line set it. Flags spell `_` as `-`.
using SetText = Result<void> (*)(Config&, const std::string&);

struct TextOption {
  std::string_view name;
  std::string_view placeholder;
  std::string_view help;
  SetText set;
  cli::Completes completes = cli::Completes::Nothing;
};

Result<void> set_level(Config& config, const std::string& text) {
  const auto level = log_level_named(text);
  if (!level) return wrong("log_level", "one of `debug`, `info`, `warn`, `error`, `alarm`");
  config.log_level = *level;
  return {};
}

Result<void> set_format(Config& config, const std::string& text) {
  if (text != "json" && text != "text") return wrong("log_format", "`json` or `text`");
  config.log_format = text == "json" ? LogFormat::Json : LogFormat::Text;
  return {};
}

Result<void> set_base_url(Config& config, const std::string& text) {
  const bool is_url = text.starts_with("http://") || text.starts_with("https://");
  if (!is_url || text.ends_with('/') || text.find_first_of("?#") != std::string::npos) {
    return wrong("base_url", "an http or https address without a slash at its end, query or fragment");
  }
  config.base_url = text;
  return {};
}

template <auto member>
Result<void> set_member(Config& config, const std::string& text) {
  config.*member = text;
  return {};
}

const std::array<TextOption, 12> text_options = {{
    {"listen", "ADDRESS:PORT", "where to listen; port 0 takes a free one", &set_member<&Config::listen>},
    {"data", "DIR", "the data folder: store and master key", &set_member<&Config::data>, cli::Completes::Directory},
    {"base_url", "URL", "the address under which clients know the server", &set_base_url},
    {"io_threads", "NUMBER", "threads that read, decide and write",
     [](Config& config, const std::string& text) -> Result<void> {
       OPENCAM_TRY(config.io_threads, whole_number("io_threads", text, threads_max));
       return {};
     }},
    {"worker_threads", "NUMBER", "threads for API calls",
     [](Config& config, const std::string& text) -> Result<void> {
       OPENCAM_TRY(config.worker_threads, whole_number("worker_threads", text, threads_max));
       return {};
     }},
    {"connections_max", "NUMBER", "connections open at a time",
     [](Config& config, const std::string& text) -> Result<void> {
       OPENCAM_TRY(config.connections_max, whole_number("connections_max", text, connections_most));
       return {};
     }},
    {"held_mebibytes_max", "NUMBER", "MiB of all requests being read or handled",
     [](Config& config, const std::string& text) -> Result<void> {
       OPENCAM_TRY(config.held_mebibytes_max, whole_number("held_mebibytes_max", text, mebibytes_most));
       return {};
     }},
    {"log_level", "LEVEL", "the quietest level that is logged", &set_level},
    {"log_format", "FORMAT", "how log lines look", &set_format},
    {"log_file", "FILE", "append the log to this file instead of stderr", &set_member<&Config::log_file>,
     cli::Completes::File},
    {"tls_certificate", "FILE", "PEM file of the certificate chain", &set_member<&Config::tls_certificate>,
     cli::Completes::File},
    {"tls_key", "FILE", "PEM file of the certificate's key", &set_member<&Config::tls_key>, cli::Completes::File},
}};

using services::RateLimits;

struct RateOption {
  std::string_view name;
  std::uint32_t RateLimits::* member;
};

// A second; 0 is no limit.
constexpr std::array<RateOption, 4> rate_options = {{
    {"per_action", &RateLimits::per_action},
    {"per_account", &RateLimits::per_account},
    {"per_address", &RateLimits::per_address},
    {"failed_per_address", &RateLimits::failed_per_address},
}};

struct QuotaOption {
  std::string_view name;
  std::uint32_t directory::Quota::* member;
};

using directory::Quota;
constexpr std::array<QuotaOption, 18> quota_options = {{
    {"accounts_max", &Quota::accounts_max},
    {"users_max", &Quota::users_max},
    {"groups_max", &Quota::groups_max},
    {"groups_of_user_max", &Quota::groups_of_user_max},
    {"users_of_group_max", &Quota::users_of_group_max},
    {"roles_max", &Quota::roles_max},
    {"identity_providers_max", &Quota::identity_providers_max},
    {"policies_max", &Quota::policies_max},
    {"versions_of_policy_max", &Quota::versions_of_policy_max},
    {"attachments_of_target_max", &Quota::attachments_of_target_max},
    {"access_keys_of_holder_max", &Quota::access_keys_of_holder_max},
    {"tags_of_resource_max", &Quota::tags_of_resource_max},
    {"tagged_resources_max", &Quota::tagged_resources_max},
    {"tag_keys_max", &Quota::tag_keys_max},
    {"tag_values_of_key_max", &Quota::tag_values_of_key_max},
    {"policy_characters_max", &Quota::policy_characters_max},
    {"trust_characters_max", &Quota::trust_characters_max},
    {"session_duration_s_max", &Quota::session_duration_s_max},
}};

std::string flag_of(std::string_view name) {
  std::string flag = "--" + std::string(name);
  for (char& c : flag) {
    if (c == '_') c = '-';
  }
  return flag;
}

Result<void> read_quota(const json::Value& value, Quota& quota) {
  if (!value.is_object()) return wrong("quota", "an object").at(value.span);
  for (const json::Member& member : value.members) {
    const QuotaOption* found = nullptr;
    for (const QuotaOption& option : quota_options) {
      if (option.name == member.name) found = &option;
    }
    if (found == nullptr) {
      return Error(ErrorCode::InvalidArgument, "there is no quota `" + member.name + "`").at(member.name_span);
    }
    auto number = whole_number("quota." + member.name, member.value.is_number() ? member.value.text : "",
                               std::numeric_limits<std::uint32_t>::max());
    if (!number) return std::move(number).error().at(member.value.span);
    quota.*(found->member) = *number;
  }
  return {};
}

Result<void> read_rate_limit(const json::Value& value, RateLimits& limits) {
  if (!value.is_object()) return wrong("rate_limit", "an object").at(value.span);
  for (const json::Member& member : value.members) {
    const auto found = std::ranges::find(rate_options, std::string_view(member.name), &RateOption::name);
    if (found == rate_options.end()) {
      return Error(ErrorCode::InvalidArgument, "there is no rate limit `" + member.name + "`").at(member.name_span);
    }
    const auto number = member.value.as_int64();
    if (!number || *number < 0 || *number > rate_per_s_max) {
      return wrong("rate_limit." + member.name, "in the range from 0 to " + std::to_string(rate_per_s_max))
          .at(member.value.span);
    }
    limits.*(found->member) = static_cast<std::uint32_t>(*number);
  }
  return {};
}

Result<std::vector<std::string>> read_texts(const json::Member& member) {
  std::vector<std::string> out;
  if (!member.value.is_array()) return wrong(member.name, "a list of texts");
  for (const json::Value& item : member.value.items) {
    if (!item.is_string()) return wrong(member.name, "a list of texts");
    out.push_back(item.text);
  }
  return out;
}

Result<void> read_catalog_member(const json::Member& member, Config& config) {
  OPENCAM_TRY(const auto texts, read_texts(member));
  config.catalog.insert(config.catalog.end(), texts.begin(), texts.end());
  return {};
}

Result<void> read_batch_files(const json::Member& member, Config& config) {
  OPENCAM_TRY(const auto texts, read_texts(member));
  for (const std::string& text : texts) OPENCAM_TRY(add_batch_files(config.batch, text));
  return {};
}

Result<void> read_member(const json::Member& member, Config& config) {
  if (member.name == "quota") return read_quota(member.value, config.quota);
  if (member.name == "rate_limit") return read_rate_limit(member.value, config.rate_limits);
  if (member.name == "catalog") return read_catalog_member(member, config);
  if (member.name == "batch_files") return read_batch_files(member, config);
  if (member.name == "insecure_listen") {
    if (!member.value.is_bool()) return wrong(member.name, "true or false");
    config.insecure_listen = member.value.boolean;
    return {};
  }
  if (member.name == "insecure_local_oidc") {
    if (!member.value.is_bool()) return wrong(member.name, "true or false");
    config.insecure_local_oidc = member.value.boolean;
    return {};
  }
  for (const TextOption& option : text_options) {
    if (option.name != member.name) continue;
    if (!member.value.is_string() && !member.value.is_number()) return wrong(member.name, "a text or a number");
    return option.set(config, member.value.text);
  }
  for (const BatchOption& option : batch_options()) {
    if (option.name != member.name) continue;
    if (!member.value.is_string() && !member.value.is_number()) return wrong(member.name, "a text or a number");
    return option.set(config.batch, member.value.text);
  }
  return Error(ErrorCode::InvalidArgument, "there is no option `" + member.name + "`");
}

cli::Option option_of(const TextOption& option) {
  cli::Option out;
  out.name = flag_of(option.name);
  out.placeholder = option.placeholder;
  out.help = option.help;
  out.completes = option.completes;
  if (option.name == "log_level") out.choices = {"debug", "info", "warn", "error", "alarm"};
  if (option.name == "log_format") out.choices = {"json", "text"};
  return out;
}

cli::Option plain_option(std::string name, std::string placeholder, std::string help, cli::Completes completes) {
  cli::Option out;
  out.name = std::move(name);
  out.placeholder = std::move(placeholder);
  out.help = std::move(help);
  out.completes = completes;
  return out;
}

}  // namespace

std::vector<cli::Option> data_options() {
  std::vector<cli::Option> options;
  options.push_back(plain_option("--config", "FILE", "read options from this JSON file", cli::Completes::File));
  for (const TextOption& option : text_options) {
    if (option.name == "data") options.push_back(option_of(option));
  }
  options.push_back(plain_option("--catalog", "FILE|DIR", "services of your own, beside those that are shipped",
                                 cli::Completes::File));
  options.back().is_repeatable = true;
  return options;
}

std::vector<cli::Option> serve_options() {
  std::vector<cli::Option> options = data_options();
  for (const TextOption& option : text_options) {
    if (option.name != "data") options.push_back(option_of(option));
  }
  for (const BatchOption& option : batch_options()) {
    options.push_back(plain_option(flag_of(option.name), std::string(option.placeholder), std::string(option.help),
                                   option.placeholder == "FILE" ? cli::Completes::File : cli::Completes::Nothing));
    options.back().choices = option.choices;
  }
  options.push_back(plain_option("--batch-files", "DIR[:ro]", "a folder of this machine that tasks may read and write",
                                 cli::Completes::Directory));
  options.back().is_repeatable = true;
  options.push_back(
      plain_option("--insecure-listen", "", "listen beyond this machine without TLS", cli::Completes::Nothing));
  options.push_back(plain_option("--insecure-local-oidc", "",
                                 "for tests: fetch keys of identity providers on this machine over plain http",
                                 cli::Completes::Nothing));
  return options;
}

Result<void> read_config_text(std::string_view text, Config& config) {
  OPENCAM_TRY(const json::Document document, json::read(text));
  const json::Value& root = document.root();
  if (!root.is_object()) return Error(ErrorCode::InvalidArgument, "the configuration is not an object").at(root.span);
  for (const json::Member& member : root.members) {
    if (auto read = read_member(member, config); !read) {
      Error error = std::move(read).error();
      if (error.span()) return error;
      return std::move(error).at(member.value.span);
    }
  }
  return {};
}

Result<Config> read_config(const cli::Invocation& invocation) {
  Config config;
  const cli::Arguments& arguments = invocation.arguments;
  if (arguments.has("--config")) {
    const std::string path = arguments.value("--config");
    OPENCAM_TRY(const Source source, cli::read_source(path, invocation.streams, config_bytes_max));
    if (auto read = read_config_text(source.text(), config); !read) {
      const Diagnostic diagnostic = to_diagnostic(read.error());
      const Position place = source.position(diagnostic.span.begin);
      return Error(read.error().code(), path + ":" + std::to_string(place.line) + ":" + std::to_string(place.column) +
                                            ": " + read.error().message());
    }
  }
  for (const TextOption& option : text_options) {
    const std::string flag = flag_of(option.name);
    if (arguments.has(flag)) OPENCAM_TRY(option.set(config, arguments.value(flag)));
  }
  for (const BatchOption& option : batch_options()) {
    const std::string flag = flag_of(option.name);
    if (arguments.has(flag)) OPENCAM_TRY(option.set(config.batch, arguments.value(flag)));
  }
  for (const std::string& path : arguments.values("--batch-files")) OPENCAM_TRY(add_batch_files(config.batch, path));
  for (const std::string& path : arguments.values("--catalog")) config.catalog.push_back(path);
  if (arguments.has("--insecure-listen")) config.insecure_listen = true;
  if (arguments.has("--insecure-local-oidc")) config.insecure_local_oidc = true;
  if (config.tls_certificate.empty() != config.tls_key.empty()) {
    return Error(ErrorCode::InvalidArgument, "`tls_certificate` and `tls_key` belong together: one is missing");
  }
  return config;
}

Result<ListenAddress> read_listen(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  const Error wrong_listen = wrong("listen", "ADDRESS:PORT, for example `127.0.0.1:8226` or `[::1]:8226`");
  if (colon == std::string_view::npos) return wrong_listen;
  ListenAddress out;
  std::string_view address = text.substr(0, colon);
  const std::string_view port = text.substr(colon + 1);
  if (address.starts_with('[') && address.ends_with(']')) address = address.substr(1, address.size() - 2);
  if (address == "localhost") address = "127.0.0.1";
  if (address.empty() || !text::is_all_digits(port) || port.size() > 5) return wrong_listen;
  std::uint32_t number = 0;
  for (const char c : port) number = number * 10 + static_cast<std::uint32_t>(c - '0');
  if (number > 65535) return wrong_listen;
  out.address = address;
  out.port = static_cast<std::uint16_t>(number);
  return out;
}

bool is_loopback(std::string_view address) { return address.starts_with("127.") || address == "::1"; }

}  // namespace opencam::server
