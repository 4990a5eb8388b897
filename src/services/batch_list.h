// The lists of BatchCompute: rows of the caller's account and region, without those that the caller may not see and
// those that tags leave out, before they are counted and paged (CAM-280).
//
// The one place where lists ask the sieve of their call. Templates on values.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/host/log.h"
#include "opencam/result.h"
#include "services/batch_filter.h"
#include "services/batch_work.h"

namespace opencam::services {

// A row has `id` and `creator`; `type` is the resource's.
template <typename Row>
std::vector<Row> seen_rows(const BatchWork& work, const std::string& type, const BatchFilters& filters,
                           std::vector<Row> rows) {
  const auto account = work.call().account();
  std::vector<Candidate> candidates;
  std::vector<Row> fitting;
  for (Row& row : rows) {
    const std::string content = type + "/" + row.id;
    if (filters.has_tags() && !filters.fits(work.tags_of(*account, content))) continue;
    candidates.push_back({.resource = work.resource(content), .creator = std::to_string(row.creator)});
    fitting.push_back(std::move(row));
  }
  const std::vector<bool> seen = work.call().seen(candidates);
  std::vector<Row> out;
  for (std::size_t i = 0; i < fitting.size(); ++i) {
    if (seen[i]) out.push_back(std::move(fitting[i]));
  }
  return out;
}

// Is this entry of a list damaged? Then it must not take the others with it; it stands in the log.
template <typename T>
bool is_left_out(const BatchWork& work, const Result<T>& entry, std::string_view id) {
  if (entry || entry.error().code() != ErrorCode::Corrupt) return false;
  work.call().equipment().log.alarm("batch_row_unreadable", {{"row", id}, {"error", entry.error().message()}});
  return true;
}

}  // namespace opencam::services
