#include "services/tag_form.h"

#include <algorithm>

#include "base/encode.h"
#include "base/text.h"
#include "directory/name_rule.h"
#include "services/resource_template.h"

namespace opencam::services {

using directory::AccountState;
using directory::Uin;

Uin tag_creator(const Call& call) { return call.caller().uin == Uin{} ? call.owner() : call.caller().uin; }

Result<TagPage> read_tag_page(std::optional<std::uint64_t> offset, std::optional<std::uint64_t> limit) {
  const TagPage page{.offset = offset.value_or(0), .limit = limit.value_or(limits::tag_rows_default)};
  if (page.limit == 0 || page.limit > limits::tag_rows_max) {
    return Error(ErrorCode::InvalidArgument,
                 "parameter `Limit` is out of range: 1 to " + std::to_string(limits::tag_rows_max));
  }
  return page;
}

Result<std::size_t> read_max_results(std::optional<std::uint64_t> asked, std::uint64_t most) {
  const std::uint64_t count = asked.value_or(limits::tag_token_rows_default);
  if (count == 0 || count > most) {
    return Error(ErrorCode::InvalidArgument, "parameter `MaxResults` is out of range: 1 to " + std::to_string(most));
  }
  return count;
}

std::string page_token(std::string_view kind, std::string_view last_row) {
  return encode_base64(std::string(kind) + ":" + std::string(last_row));
}

Result<std::string> read_page_token(std::string_view kind, const std::optional<std::string>& token) {
  if (!token || token->empty()) return std::string();
  const auto text = decode_base64(*token);
  const std::string head = std::string(kind) + ":";
  if (!text || !text->starts_with(head) || text->size() == head.size()) {
    return Error(ErrorCode::PageTokenIllegal, "parameter `PaginationToken` is `" + text::shortened(*token) +
                                                  "`, which this action did not give out");
  }
  return text->substr(head.size());
}

Result<bool> wants_custom_tags(const std::optional<std::string>& category) {
  if (!category || category->empty() || *category == "All" || *category == tag_category) return true;
  if (*category == "System") return false;
  return Error(ErrorCode::InvalidArgument,
               "parameter `Category` is `" + text::shortened(*category) + "`: it is All, Custom or System");
}

Result<std::optional<Uin>> read_creator(const AccountState& account, std::optional<std::uint64_t> uin) {
  // CAM-174: nobody has the number 0.
  if (!uin || *uin == 0) return std::optional<Uin>();
  const Uin creator{*uin};
  if (creator == account.uin() || account.find_user(creator) != nullptr) return std::optional<Uin>(creator);
  return Error(ErrorCode::TagCreatorIllegal,
               "parameter `CreateUin` is `" + std::to_string(*uin) + "`, which is nobody in the account");
}

Result<void> check_tag_keys(const std::vector<std::string>& keys, std::size_t most) {
  if (keys.empty()) return Error(ErrorCode::TagsIllegal, "parameter `TagKeys` is empty");
  if (keys.size() > most) {
    return Error(ErrorCode::TagsTooMany, "parameter `TagKeys` holds more than " + std::to_string(most) + " keys");
  }
  for (const std::string& key : keys) OPENCAM_TRY(directory::check_tag_key(key));
  return {};
}

TaggedName tagged_name(std::string_view resource) {
  TaggedName name;
  const auto next = [&resource] {
    const std::size_t colon = resource.find(':');
    const std::string_view segment = resource.substr(0, colon);
    resource.remove_prefix(colon == std::string_view::npos ? resource.size() : colon + 1);
    return std::string(segment);
  };
  next();
  next();
  name.service = next();
  name.region = next();
  next();
  const std::size_t slash = resource.find('/');
  if (slash != std::string_view::npos) name.prefix = resource.substr(0, slash);
  name.id = resource.substr(slash == std::string_view::npos ? 0 : slash + 1);
  return name;
}

Result<std::vector<std::string>> resources_of(const Call& call, const NamedIds& named) {
  const Catalog& catalog = call.directory().catalog();
  const ServiceInfo* service = catalog.find_service(named.service);
  if (service == nullptr) {
    return Error(ErrorCode::TagServiceUnknown,
                 "parameter `ServiceType` is `" + text::shortened(named.service) + "`, which is no known service");
  }
  if (!named.region.empty() && !catalog.has_region(canonical_region(named.region))) {
    return Error(ErrorCode::TagRegionUnknown,
                 "parameter `ResourceRegion` is `" + text::shortened(named.region) + "`, which is no known region");
  }
  const bool is_prefix =
      named.prefix.size() <= limits::tag_prefix_bytes_max && std::ranges::all_of(named.prefix, [](char c) {
        return text::is_letter(c) || text::is_digit(c) || c == '-' || c == '_' || c == '.';
      });
  if (!is_prefix) {
    return Error(ErrorCode::TagPrefixIllegal, "parameter `ResourcePrefix` is `" + text::shortened(named.prefix) + "`")
        .with_help("letters, digits, `-`, `_` and `.` are allowed");
  }
  if (named.ids.empty()) return Error(ErrorCode::TagResourceIdIllegal, "parameter `ResourceIds` is empty");
  if (named.ids.size() > limits::tag_request_ids_max) {
    return Error(ErrorCode::TagResourcesTooMany,
                 "parameter `ResourceIds` holds more than " + std::to_string(limits::tag_request_ids_max) + " ids");
  }
  const std::string head = "qcs::" + named.service + ":" + (service->is_global ? "" : named.region) + ":uin/" +
                           directory::id_text(call.owner()) + ":" + (named.prefix.empty() ? "" : named.prefix + "/");
  std::vector<std::string> out;
  for (const std::string& id : named.ids) {
    const bool is_id =
        !id.empty() && text::is_utf8(id) && head.size() + id.size() <= limits::resource_name_bytes_max &&
        std::ranges::none_of(id, [](char c) { return c == '*' || static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
    if (!is_id) {
      return Error(ErrorCode::TagResourceIdIllegal,
                   "parameter `ResourceIds` holds `" + text::shortened(id) + "`, which is no id of one resource");
    }
    out.push_back(head + id);
  }
  return out;
}

Result<TagFilters> read_tag_filters(const std::vector<api::tag::TagFilter>& filters, std::size_t most) {
  if (filters.size() > most) {
    return Error(ErrorCode::TagFiltersTooMany,
                 "parameter `TagFilters` holds more than " + std::to_string(most) + " filters");
  }
  TagFilters out;
  for (const api::tag::TagFilter& filter : filters) {
    OPENCAM_TRY(directory::check_tag_key(filter.tag_key));
    const auto [added, is_new] = out.try_emplace(filter.tag_key);
    if (!is_new) {
      return Error(ErrorCode::TagFiltersIllegal,
                   "parameter `TagFilters` holds the key `" + text::shortened(filter.tag_key) + "` twice");
    }
    if (!filter.tag_value) continue;
    if (filter.tag_value->size() > limits::tag_filter_values_max) {
      return Error(ErrorCode::TagFilterValuesTooMany, "a filter of parameter `TagFilters` holds more than " +
                                                          std::to_string(limits::tag_filter_values_max) + " values");
    }
    for (const std::string& value : *filter.tag_value) {
      OPENCAM_TRY(directory::check_tag(filter.tag_key, value));
      added->second.insert(value);
    }
  }
  return out;
}

}  // namespace opencam::services
