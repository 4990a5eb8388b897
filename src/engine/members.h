// Reading the members of one JSON object with good words about what is wrong with them.
//
//   Members object(value, "users[2]");
//   OPENCAM_TRY(user.uin, object.required_id("uin"));
//   OPENCAM_TRY(user.name, object.optional_text("name"));
//   OPENCAM_TRY(object.refuse_others());
//
// Every error names the path of the member (`users[2].uin`) and points at it. World files, request lines and test
// files are read through this. A Members borrows the value and belongs to one thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "opencam/result.h"

namespace opencam {

class Members {
 public:
  // `path` is where the object stands, empty for the whole text. REQUIRES: `value` outlives this.
  static Result<Members> of(const json::Value& value, std::string path);

  // The member, or null; it counts as known from now on.
  const json::Value* find(std::string_view name);

  Result<std::string> required_text(std::string_view name);
  Result<std::string> optional_text(std::string_view name);  // empty when absent
  // A number people use as a name: JSON text, or a whole number as it stands in the file.
  Result<std::string> required_id(std::string_view name);
  Result<std::string> optional_id(std::string_view name);
  // A list of texts; empty when absent.
  Result<std::vector<std::string>> texts(std::string_view name);
  // A list of ids; empty when absent.
  Result<std::vector<std::string>> ids(std::string_view name);
  // The member's list of values, or null when it is absent.
  Result<const std::vector<json::Value>*> list(std::string_view name);
  // The member, which must be there.
  Result<const json::Value*> required(std::string_view name);

  // Errors when the object has a member that nobody asked for.
  Result<void> refuse_others() const;

  // `path.name`, or `name` at the top.
  std::string path_of(std::string_view name) const;
  const json::Value& value() const { return *value_; }

 private:
  Members(const json::Value* value, std::string path) : value_(value), path_(std::move(path)) {}

  const json::Value* value_;
  std::string path_;
  std::vector<std::string> known_;
};

// An error at this value: "`users[2].uin` must be text".
Error wrong_value(std::string_view path, const json::Value& value, std::string_view expected);

// The text of an id value; errors for anything but text or a whole number.
Result<std::string> id_text(const json::Value& value, const std::string& path);

}  // namespace opencam
