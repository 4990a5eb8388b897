// The description of the server's interface that it gives out itself (GET /openapi.json): OpenAPI 3.1 as JSON text.
//
// Made from api/*.json, catalog/*.json and the table of offered actions by tools/generate_openapi.py, which writes
// generated/openapi.cc; nothing here is written by hand. The view is of static data, which any thread may read.
#pragma once

#include <string_view>

namespace opencam::services {

std::string_view openapi_document();

}  // namespace opencam::services
