// The query of a path of ours (`?name=an&limit=20`), read strictly: what is not understood is refused, because an
// answer that ignored a filter could not be told from one that found something.
//
//   OPENCAM_TRY(QueryParameters query, QueryParameters::read(http.query(), {"name", "limit"}));
//   OPENCAM_TRY(const std::uint64_t limit, query.number("limit", 1, 200, 50));
//
// Values are percent-encoded UTF-8, `+` is a blank. Errors: InvalidArgument with the parameter's name. A value.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>

#include "opencam/result.h"

namespace opencam::services {

class QueryParameters {
 public:
  // Each of the known ones at most once, and no other.
  static Result<QueryParameters> read(std::string_view query, std::initializer_list<std::string_view> known);

  const std::map<std::string, std::string, std::less<>>& all() const { return values_; }

  // Empty when it is absent; what is there has 1 to `bytes_max` bytes.
  Result<std::string> text(std::string_view name, std::size_t bytes_max) const;
  // One of the words; empty when it is absent.
  Result<std::string> choice(std::string_view name, std::initializer_list<std::string_view> choices) const;
  Result<std::uint64_t> number(std::string_view name, std::uint64_t min, std::uint64_t max,
                               std::uint64_t fallback) const;

 private:
  std::map<std::string, std::string, std::less<>> values_;
};

// "parameter `sort` needs to be a, b or c".
Error wrong_parameter(std::string_view name, std::string_view wanted);
// "`a`, `b` or `c`".
std::string one_of_text(std::initializer_list<std::string_view> choices);

}  // namespace opencam::services
