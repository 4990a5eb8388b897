// The catalogue for whoever writes policies: `GET /access/v1/catalogue` (CAM-344, docs/api/policy-check.md).
//
// In the form of catalogue files (docs/formats/catalog.md), without presets and with the condition operators. Pure.
#pragma once

#include <cstdint>
#include <string>

#include "opencam/catalog.h"

namespace opencam::services {

enum class ListedServices : std::uint8_t { All, Added };

// JSON. Added are the services that do not come with OpenCAM.
std::string catalogue_page(const Catalog& catalog, ListedServices listed);

}  // namespace opencam::services
