#include "server/audit_folder.h"

#include <array>
#include <chrono>
#include <filesystem>
#include <optional>
#include <system_error>

#include "base/text.h"
#include "server/config.h"
#include "server/opened.h"
#include "store/open.h"

namespace opencam::server {
namespace {

Result<void> must_hold(const std::string& folder, std::string_view file) {
  std::error_code error;
  if (std::filesystem::is_regular_file(folder + "/" + std::string(file), error)) return {};
  return Error(ErrorCode::NotFound, "there is no store in `" + folder + "`: `" + std::string(file) + "` is not there")
      .with_help("name the folder of the server with `--data`");
}

// As many digits as `pattern` has `0`s, and everything else as it stands there.
std::optional<std::array<int, 6>> digits_of(std::string_view pattern, std::string_view text) {
  if (pattern.size() != text.size()) return std::nullopt;
  std::array<int, 6> numbers{};
  std::size_t part = 0;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] == '0') {
      if (!text::is_digit(text[i])) return std::nullopt;
      numbers.at(part) = numbers.at(part) * 10 + (text[i] - '0');
      continue;
    }
    if (pattern[i] != text[i]) return std::nullopt;
    if (part + 1 < numbers.size()) ++part;
  }
  return numbers;
}

std::optional<std::int64_t> moment_of(const std::array<int, 6>& numbers) {
  namespace chrono = std::chrono;
  const chrono::year_month_day date{chrono::year(numbers[0]), chrono::month(static_cast<unsigned>(numbers[1])),
                                    chrono::day(static_cast<unsigned>(numbers[2]))};
  if (!date.ok() || numbers[3] > 23 || numbers[4] > 59 || numbers[5] > 59) return std::nullopt;
  const auto moment =
      chrono::sys_days(date) + chrono::hours(numbers[3]) + chrono::minutes(numbers[4]) + chrono::seconds(numbers[5]);
  return chrono::duration_cast<chrono::milliseconds>(moment.time_since_epoch()).count();
}

}  // namespace

Result<std::unique_ptr<AuditFolder>> AuditFolder::open(const cli::Invocation& invocation) {
  OPENCAM_TRY(const Config config, read_config(invocation));
  OPENCAM_TRY(must_hold(config.data, "opencam.db"));
  OPENCAM_TRY(must_hold(config.data, "master.key"));
  auto folder = std::make_unique<AuditFolder>();
  OPENCAM_TRY(folder->sealer, Sealer::open_or_create(config.data + "/master.key", folder->random));
  folder->key = audit_key(*folder->sealer);
  OPENCAM_TRY(folder->store, store::open_store("sqlite:" + config.data, folder->key));
  return folder;
}

Result<std::int64_t> read_moment(std::string_view option, std::string_view text) {
  constexpr std::size_t seconds_digits_max = 12;
  if (text::is_all_digits(text) && text.size() <= seconds_digits_max) {
    std::int64_t seconds = 0;
    for (const char c : text) seconds = seconds * 10 + (c - '0');
    return seconds * 1000;
  }
  auto numbers = digits_of("0000-00-00T00:00:00Z", text);
  if (!numbers) numbers = digits_of("0000-00-00", text);
  const auto moment = numbers ? moment_of(*numbers) : std::nullopt;
  if (moment) return *moment;
  return Error(ErrorCode::InvalidArgument,
               "`" + std::string(option) + "` is no moment: `" + text::shortened(text) + "`")
      .with_help("write 2026-11-21, 2026-11-21T10:00:00Z or seconds since 1970, in UTC");
}

}  // namespace opencam::server
