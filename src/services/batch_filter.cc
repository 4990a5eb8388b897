#include "services/batch_filter.h"

#include <algorithm>
#include <limits>

#include "batch/refusal.h"
#include "services/batch_limits.h"

namespace opencam::services {
namespace {

using batch::refusal;

constexpr std::string_view one_tag = "tag:";

Error illegal(std::string_view name, std::string_view what, std::string_view help) {
  return refusal(ErrorCode::BatchFilterIllegal, "Filters", name, what, help);
}

Error too_many(std::string_view field, std::size_t count, std::size_t most) {
  return refusal(ErrorCode::BatchValueTooLarge, field, std::to_string(count), "are more than " + std::to_string(most),
                 "give fewer");
}

bool holds(const std::vector<std::string>& values, const std::string& value) {
  return std::ranges::find(values, value) != values.end();
}

}  // namespace

Result<BatchFilters> BatchFilters::read(const std::optional<std::vector<api::batch::Filter>>& filters,
                                        std::initializer_list<std::string_view> known, Tagged tagged) {
  BatchFilters out;
  if (!filters) return out;
  if (filters->size() > limits::batch_filters_max) {
    return too_many("Filters", filters->size(), limits::batch_filters_max);
  }
  for (const api::batch::Filter& filter : *filters) {
    const bool is_tag = filter.name == "tag-key" || filter.name == "tag-value" ||
                        (filter.name.starts_with(one_tag) && filter.name.size() > one_tag.size());
    const bool is_known = std::ranges::find(known, filter.name) != known.end() || (is_tag && tagged == Tagged::Yes);
    if (!is_known) {
      std::string names;
      for (const std::string_view name : known) names += (names.empty() ? "`" : ", `") + std::string(name) + "`";
      if (tagged == Tagged::Yes) names += ", `tag-key`, `tag-value`, `tag:<key>`";
      return illegal(filter.name, "is no filter of this list", "there are " + names);
    }
    if (filter.values.empty()) return illegal(filter.name, "has no value", "give at least one");
    if (filter.values.size() > limits::batch_filter_values_max) {
      return too_many("Filters: the values of `" + filter.name + "`", filter.values.size(),
                      limits::batch_filter_values_max);
    }
    if (!out.values_.try_emplace(filter.name, filter.values).second) {
      return illegal(filter.name, "is given twice", "give it once, with all its values");
    }
  }
  return out;
}

std::vector<std::string> BatchFilters::values(const std::string& name) const {
  const auto found = values_.find(name);
  return found == values_.end() ? std::vector<std::string>{} : found->second;
}

bool BatchFilters::has_tags() const {
  return std::ranges::any_of(values_, [](const auto& filter) {
    return filter.first == "tag-key" || filter.first == "tag-value" || filter.first.starts_with(one_tag);
  });
}

bool BatchFilters::fits(const directory::Tags& tags) const {
  return std::ranges::all_of(values_, [&](const auto& filter) {
    const auto& [name, values] = filter;
    if (name == "tag-key") {
      return std::ranges::any_of(tags, [&](const auto& tag) { return holds(values, tag.first); });
    }
    if (name == "tag-value") {
      return std::ranges::any_of(tags, [&](const auto& tag) { return holds(values, tag.second); });
    }
    if (!name.starts_with(one_tag)) return true;
    const auto tag = tags.find(name.substr(one_tag.size()));
    return tag != tags.end() && holds(values, tag->second);
  });
}

Result<Page> read_batch_page(std::optional<std::int64_t> offset, std::optional<std::int64_t> limit,
                             const BatchPaging& paging) {
  const std::int64_t begin = offset.value_or(0);
  const std::int64_t count = limit.value_or(static_cast<std::int64_t>(paging.limit_default));
  if (begin < 0) {
    return refusal(ErrorCode::BatchValueNegative, "Offset", std::to_string(begin), "is negative", "write 0 or more");
  }
  if (count < 1 || count > static_cast<std::int64_t>(paging.limit_max)) {
    const ErrorCode code = count < 0    ? ErrorCode::BatchValueNegative
                           : count == 0 ? ErrorCode::BatchValueIllegal
                                        : ErrorCode::BatchValueTooLarge;
    return refusal(code, "Limit", std::to_string(count), "is out of range",
                   "write a number from 1 to " + std::to_string(paging.limit_max));
  }
  return Page{.begin = static_cast<std::size_t>(begin), .count = static_cast<std::size_t>(count)};
}

Result<Page> read_batch_page(std::optional<std::uint64_t> offset, std::optional<std::uint64_t> limit,
                             const BatchPaging& paging) {
  const auto bounded = [](std::optional<std::uint64_t> number) -> std::optional<std::int64_t> {
    if (!number) return std::nullopt;
    return static_cast<std::int64_t>(std::min<std::uint64_t>(*number, std::numeric_limits<std::int64_t>::max()));
  };
  return read_batch_page(bounded(offset), bounded(limit), paging);
}

Result<void> check_ids(const std::optional<std::vector<std::string>>& ids, const std::string& field,
                       const BatchFilters& filters, Result<void> (*check)(std::string_view id)) {
  if (!ids || ids->empty()) return {};
  if (!filters.empty()) {
    return Error(ErrorCode::BatchParametersExclusive, "both of `" + field + "` and `Filters` are given")
        .with_help("give one of them");
  }
  if (ids->size() > limits::batch_ids_max) return too_many(field, ids->size(), limits::batch_ids_max);
  for (const std::string& id : *ids) OPENCAM_TRY(check(id));
  return {};
}

}  // namespace opencam::services
