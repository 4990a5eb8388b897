#include "opencam/request.h"

namespace opencam {

void Context::erase(std::string_view key) {
  if (const auto found = values_.find(key); found != values_.end()) values_.erase(found);
}

// CAM-062: a key with an empty list is absent.
const std::vector<std::string>* Context::find(std::string_view key) const {
  const auto found = values_.find(key);
  if (found == values_.end() || found->second.empty()) return nullptr;
  return &found->second;
}

}  // namespace opencam
