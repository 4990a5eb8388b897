#include "opencam/catalog.h"

#include <algorithm>

#include "base/check.h"
#include "policy/catalog_data.h"
#include "policy/catalog_reader.h"

namespace opencam {
namespace {

std::vector<Source> built_in_files() {
  std::vector<Source> files;
  for (const CatalogText& text : built_in_catalog_texts())
    files.emplace_back(std::string(text.name), std::string(text.text));
  return files;
}

}  // namespace

std::shared_ptr<const Catalog> Catalog::built_in() {
  static const std::shared_ptr<const Catalog> catalog = [] {
    auto created = create(built_in_files());
    // What is built in was read by a test.
    OPENCAM_CHECK(created.has_value());
    return std::make_shared<const Catalog>(*std::move(created));
  }();
  return catalog;
}

Result<Catalog> Catalog::create(std::span<const Source> files) {
  CatalogReader reader;
  for (const Source& file : files) OPENCAM_TRY(reader.read(file));
  return std::move(reader).finish();
}

Result<Catalog> Catalog::built_in_with(std::span<const Source> files) {
  std::vector<Source> all = built_in_files();
  all.insert(all.end(), files.begin(), files.end());
  return create(all);
}

const ServiceInfo* Catalog::find_service(std::string_view name) const {
  const auto found = services_.find(name);
  return found == services_.end() ? nullptr : &found->second;
}

const ActionInfo* Catalog::find_action(const ActionName& name) const {
  const ServiceInfo* service = find_service(name.service);
  if (service == nullptr) return nullptr;
  const auto found = std::ranges::lower_bound(service->actions, name, {}, &ActionInfo::name);
  return found != service->actions.end() && found->name == name ? &*found : nullptr;
}

const PresetPolicy* Catalog::find_preset(std::string_view name) const {
  const auto found = std::ranges::find(presets_, name, &PresetPolicy::name);
  return found == presets_.end() ? nullptr : &*found;
}

const PresetPolicy* Catalog::find_preset(std::uint64_t id) const {
  const auto found = std::ranges::find(presets_, id, &PresetPolicy::id);
  return found == presets_.end() ? nullptr : &*found;
}

bool Catalog::has_service_principal(std::string_view name) const { return principals_.contains(name); }

bool Catalog::has_region(std::string_view canonical) const { return regions_.contains(canonical); }

Level Catalog::level(const ActionName& name) const {
  const ActionInfo* action = find_action(name);
  return action == nullptr ? Level::Operation : action->level;
}

}  // namespace opencam
