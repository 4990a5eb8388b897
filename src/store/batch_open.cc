#include "store/batch_open.h"

#include <string>

#include "store/batch_memory.h"
#include "store/batch_sqlite.h"

namespace opencam::store {

Result<std::unique_ptr<batch::Store>> open_batch_store(std::string_view address) {
  if (address == "memory:") return std::unique_ptr<batch::Store>(std::make_unique<MemoryBatchStore>());
  constexpr std::string_view sqlite_scheme = "sqlite:";
  if (address.starts_with(sqlite_scheme) && address.size() > sqlite_scheme.size()) {
    return SqliteBatchStore::open(std::string(address.substr(sqlite_scheme.size())));
  }
  return Error(ErrorCode::InvalidArgument, "`" + std::string(address) + "` is no store")
      .with_help("write sqlite:FOLDER or memory:");
}

}  // namespace opencam::store
