// Makes a Catalog from catalogue files (docs/formats/catalog.md): every file in turn, then the checks that need all.
//
//   CatalogReader reader;
//   for (const Source& file : files) OPENCAM_TRY(reader.read(file));
//   return std::move(reader).finish();
//
// For one thread; the Catalog it answers may be shared.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "opencam/catalog.h"
#include "policy/catalog_object.h"

namespace opencam {

class CatalogReader {
 public:
  // Errors name the file and the place in it.
  Result<void> read(const Source& file);
  // Checks the documents of the presets against everything that was read. REQUIRES: the files still live.
  Result<Catalog> finish() &&;

 private:
  // Where a preset stands, for errors about its document.
  struct PresetPlace {
    const Source* file;
    Span document;
  };

  Result<void> read_service(const Source& file, CatalogObject& object);
  Result<void> read_action(const Source& file, CatalogObject object, ServiceInfo& service);
  Result<ResourceTemplate> read_template(const Source& file, const json::Value& value, const std::string& service);
  Result<void> read_templates(const Source& file, CatalogObject& object, std::string_view member,
                              const std::string& service, std::vector<ResourceTemplate>& templates);
  Result<void> read_presets(const Source& file, CatalogObject& object, const std::string& service);
  Result<void> read_preset(const Source& file, CatalogObject object, const std::string& service);
  Result<void> read_regions(CatalogObject& object);
  Result<void> check_preset(const PresetPolicy& preset, const PresetPlace& place) const;

  Catalog catalog_;
  std::vector<PresetPlace> preset_places_;
};

}  // namespace opencam
