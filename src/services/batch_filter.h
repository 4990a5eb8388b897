// Pages and filters of BatchCompute's lists.
//
//   OPENCAM_TRY(const BatchFilters filters, BatchFilters::read(request.filters, {"job-id", "zone"}, Tagged::Yes));
//   query.ids = filters.values("job-id");
//   if (!filters.fits(tags)) ...                         // tag-key, tag-value, tag:<key>
//
// A filter is met by any of its values, a list by all of its filters. Pure functions and values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "directory/tag.h"
#include "opencam/result.h"
#include "services/generated/batch_api.h"
#include "services/wire_form.h"

namespace opencam::services {

class BatchFilters {
 public:
  enum class Tagged : std::uint8_t { No, Yes };

  // `known` beside those of tags. Errors: BatchFilterIllegal (unknown, twice, without a value), BatchValueTooLarge.
  static Result<BatchFilters> read(const std::optional<std::vector<api::batch::Filter>>& filters,
                                   std::initializer_list<std::string_view> known, Tagged tagged);

  bool empty() const { return values_.empty(); }
  // Empty when the filter is not given.
  std::vector<std::string> values(const std::string& name) const;
  bool has_tags() const;
  bool fits(const directory::Tags& tags) const;

 private:
  std::map<std::string, std::vector<std::string>, std::less<>> values_;
};

// Errors: BatchValueNegative, BatchValueIllegal (a limit of 0), BatchValueTooLarge.
struct BatchPaging {
  std::uint64_t limit_default = 20;
  std::uint64_t limit_max = 100;
};
Result<Page> read_batch_page(std::optional<std::int64_t> offset, std::optional<std::int64_t> limit,
                             const BatchPaging& paging = {});
Result<Page> read_batch_page(std::optional<std::uint64_t> offset, std::optional<std::uint64_t> limit,
                             const BatchPaging& paging = {});

// What lists are asked for: ids (given and not empty) or filters. Errors: BatchParametersExclusive, BatchValueTooLarge
// (ids), and the malformed code of the ids' kind, which `check` gives.
Result<void> check_ids(const std::optional<std::vector<std::string>>& ids, const std::string& field,
                       const BatchFilters& filters, Result<void> (*check)(std::string_view id));

}  // namespace opencam::services
