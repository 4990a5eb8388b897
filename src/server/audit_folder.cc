#include "server/audit_folder.h"

#include <filesystem>
#include <system_error>

#include "base/text.h"
#include "policy/value.h"
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
  const bool is_day = text.size() == std::string_view("2026-11-21").size();
  const auto moment = Moment::parse(std::string(text) + (is_day ? "T00:00:00Z" : ""));
  if (moment && (is_day || text.ends_with('Z'))) return moment->epoch_s * 1000;
  return Error(ErrorCode::InvalidArgument,
               "`" + std::string(option) + "` is no moment: `" + text::shortened(text) + "`")
      .with_help("write 2026-11-21, 2026-11-21T10:00:00Z or seconds since 1970, in UTC");
}

}  // namespace opencam::server
