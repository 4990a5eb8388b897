#include "store/open.h"

#include <string>

#include "store/memory.h"
#include "store/sqlite.h"

namespace opencam::store {

Result<std::unique_ptr<directory::Store>> open_store(std::string_view address, const SecretText& audit_key) {
  constexpr std::string_view sqlite_scheme = "sqlite:";
  if (address == "memory:") return std::unique_ptr<directory::Store>(std::make_unique<MemoryStore>(audit_key));
  if (address.starts_with(sqlite_scheme) && address.size() > sqlite_scheme.size()) {
    return SqliteStore::open(std::string(address.substr(sqlite_scheme.size())), audit_key);
  }
  return Error(ErrorCode::InvalidArgument, "`" + std::string(address) + "` is no store")
      .with_help("write sqlite:FOLDER or memory:");
}

}  // namespace opencam::store
