// Strict reading of one JSON object of a catalogue file: members are asked for by name, and in the end none may be left
// over that nobody asked for.
//
//   CatalogObject object(file, value);
//   OPENCAM_TRY(action.summary, object.text("summary"));
//   OPENCAM_TRY(object.finish());
//
// The member `source` may stand in every object and is for people. Errors are InvalidArgument or MissingArgument with
// the file's name in the message and the place in its text. An object belongs to one reading in one thread.
#pragma once

#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "opencam/result.h"
#include "opencam/source.h"

namespace opencam {

class CatalogObject {
 public:
  // REQUIRES: the file and the value outlive this. A value that is no object fails at the first question.
  CatalogObject(const Source& file, const json::Value& value) : file_(file), value_(value) {}

  // The member's value, or null when it is absent.
  const json::Value* find(std::string_view name);
  // Each answers `otherwise` when the member is absent.
  Result<std::string> text(std::string_view name, std::string_view otherwise = "");
  Result<bool> boolean(std::string_view name, bool otherwise);
  Result<std::vector<std::string>> texts(std::string_view name);
  // The elements of a list; none when the member is absent.
  Result<std::span<const json::Value>> list(std::string_view name);

  Result<std::string> required_text(std::string_view name);
  // A whole number in [min, max].
  Result<std::int64_t> required_number(std::string_view name, std::int64_t min, std::int64_t max);

  // Refuses members that were not asked for, and a value that is no object.
  Result<void> finish();

  // An error at this value, or at the place of one of its members.
  Error error(ErrorCode code, const std::string& message) const;
  Error error_at(const json::Value& place, ErrorCode code, const std::string& message) const;

 private:
  Error wrong_kind(std::string_view name, const json::Value& value, std::string_view wanted) const;

  const Source& file_;
  const json::Value& value_;
  std::set<std::string_view> asked_;
};

}  // namespace opencam
