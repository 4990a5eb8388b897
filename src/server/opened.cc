#include "server/opened.h"

#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include "cli/files.h"
#include "store/open.h"

namespace opencam::server {
namespace {

constexpr std::uint64_t catalog_bytes_max = 16ULL * 1024 * 1024;

Result<void> make_folder(const std::string& path) {
  namespace fs = std::filesystem;
  std::error_code error;
  if (fs::is_directory(path, error)) return {};
  fs::create_directories(path, error);
  if (!error) fs::permissions(path, fs::perms::owner_all, error);
  if (error) return Error(ErrorCode::Io, "cannot make the data folder `" + path + "`: " + error.message());
  return {};
}

Result<std::shared_ptr<const Catalog>> open_catalog(const Config& config, const cli::Streams& streams) {
  if (config.catalog.empty()) return Catalog::built_in();
  std::vector<Source> sources;
  for (const std::string& path : config.catalog) {
    OPENCAM_TRY(const auto files, cli::json_files_of(path));
    for (const std::string& file : files) {
      OPENCAM_TRY(Source source, cli::read_source(file, streams, catalog_bytes_max));
      sources.push_back(std::move(source));
    }
  }
  OPENCAM_TRY(Catalog catalog, Catalog::built_in_with(sources));
  return std::make_shared<const Catalog>(std::move(catalog));
}

}  // namespace

SecretText audit_key(const Sealer& sealer) {
  return sealer.derive(directory::audit_chain_purpose, "", directory::audit_hash_bytes);
}

Result<std::unique_ptr<Opened>> Opened::open(const Config& config, const cli::Streams& streams) {
  OPENCAM_TRY(make_folder(config.data));
  auto opened = std::unique_ptr<Opened>(new Opened());
  OPENCAM_TRY(
      opened->log_,
      Log::create({.level = config.log_level, .format = config.log_format, .path = config.log_file, .sink = nullptr},
                  opened->clock_));
  OPENCAM_TRY(opened->sealer_, Sealer::open_or_create(config.data + "/master.key", opened->random_));
  OPENCAM_TRY(auto catalog, open_catalog(config, streams));
  OPENCAM_TRY(auto store, store::open_store("sqlite:" + config.data, audit_key(*opened->sealer_)));
  OPENCAM_TRY(opened->directory_, directory::Directory::create(std::move(store), {.clock = &opened->clock_,
                                                                                  .random = &opened->random_,
                                                                                  .sealer = opened->sealer_,
                                                                                  .catalog = std::move(catalog),
                                                                                  .log = opened->log_.get(),
                                                                                  .quota = config.quota}));
  return opened;
}

Result<void> check_data_folder(const std::string& folder) {
  std::error_code error;
  if (std::filesystem::is_directory(folder, error)) return {};
  return Error(ErrorCode::NotFound, "there is no data folder `" + folder + "`")
      .with_help("name the folder of the server with `--data`");
}

Result<std::shared_ptr<const directory::AccountState>> find_account(const directory::Directory& directory,
                                                                    const std::string& text) {
  const auto uin = directory::read_id<directory::Uin>(text);
  auto account = uin ? directory.account(*uin) : nullptr;
  if (account == nullptr) account = directory.account_named(text);
  if (account == nullptr) return Error(ErrorCode::AccountNotExist, "account `" + text + "` does not exist");
  return account;
}

directory::WriteContext operator_context(std::string action) {
  directory::WriteContext context;
  context.action = std::move(action);
  context.principal_type = "operator";
  return context;
}

}  // namespace opencam::server
