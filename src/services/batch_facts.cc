#include "services/batch_facts.h"

#include "directory/id.h"

namespace opencam::services {
namespace {

// Nothing for a row of another scope, and nothing when the store cannot be read: an absent key lets nobody in by it.
template <typename Found>
std::string creator_in(const Found& found, const ResourceName& resource) {
  if (!found || !*found) return {};
  const auto& row = **found;
  const std::string account = std::to_string(static_cast<std::uint64_t>(row.scope.account));
  if (row.scope.region != resource.region || account != resource.account.number) return {};
  return std::to_string(row.creator);
}

}  // namespace

std::string BatchFacts::creator_of(const ResourceName& resource) const {
  const std::string_view content = resource.content;
  const std::size_t slash = content.find('/');
  if (slash == std::string_view::npos) return {};
  const std::string_view type = content.substr(0, slash);
  const std::string_view id = content.substr(slash + 1);
  if (type == "job") return creator_in(store_.job(id), resource);
  if (type == "computeenv") return creator_in(store_.env(id), resource);
  if (type == "tasktemplate") return creator_in(store_.task_template(id), resource);
  return {};
}

}  // namespace opencam::services
