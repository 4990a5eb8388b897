#include "opencam/result.h"

#include <algorithm>
#include <array>

#include "base/check.h"

namespace opencam {
namespace {

struct Row {
  ErrorCode code;
  std::string_view name;
  std::string_view summary;
};

constexpr Row rows[] = {
#define OPENCAM_ERROR(name, summary) {ErrorCode::name, #name, summary},
#include "opencam/error_code.def"
#undef OPENCAM_ERROR
};

const Row& row_of(ErrorCode code) {
  // The table and the enumeration come from one file, so the code is the index.
  const auto index = static_cast<std::size_t>(code);
  OPENCAM_CHECK(index < std::size(rows));
  return rows[index];
}

}  // namespace

std::string_view name(ErrorCode code) { return row_of(code).name; }

std::string_view summary(ErrorCode code) { return row_of(code).summary; }

std::optional<ErrorCode> error_code_named(std::string_view name) {
  const auto* row = std::find_if(std::begin(rows), std::end(rows), [&](const Row& each) { return each.name == name; });
  if (row == std::end(rows)) return std::nullopt;
  return row->code;
}

}  // namespace opencam
