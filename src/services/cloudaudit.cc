#include "services/cloudaudit.h"

#include <algorithm>
#include <charconv>
#include <string>
#include <utility>

#include "base/limits.h"
#include "base/text.h"
#include "services/audit_event.h"
#include "services/event_filter.h"
#include "services/event_number.h"

namespace opencam::services {
namespace {

using directory::AuditPage;
using directory::AuditQuery;
using directory::AuditRecord;

// A number of the wire that no span or page holds is as good as the largest that is too large.
std::int64_t bounded(std::uint64_t number) {
  return static_cast<std::int64_t>(std::min<std::uint64_t>(number, INT64_MAX / 2));
}

// CAM-243. Seconds; whole seconds at both ends belong to the span.
Result<void> set_span(const Call& call, std::int64_t begin_s, std::int64_t end_s, AuditQuery& query) {
  if (begin_s < 0 || end_s < 0 || end_s < begin_s) {
    return Error(ErrorCode::AuditTimeReversed, "`EndTime` lies before `StartTime`, or one of them before 1970");
  }
  const std::int64_t now_s = call.equipment().clock.now_s();
  if (begin_s < now_s - limits::audit_age_s_max) {
    return Error(ErrorCode::AuditTimeTooOld,
                 "`StartTime` lies more than " + std::to_string(limits::audit_age_s_max / 86400) + " days back");
  }
  if (end_s - begin_s > limits::audit_span_s_max) {
    return Error(ErrorCode::AuditTimeTooLong, "from `StartTime` to `EndTime` are more than " +
                                                  std::to_string(limits::audit_span_s_max / 86400) + " days");
  }
  // Far beyond any record, and what is asked for still fits into milliseconds.
  query.from_ms = std::min(begin_s, now_s + limits::audit_age_s_max) * 1000;
  query.to_ms = (std::min(end_s, now_s + limits::audit_age_s_max) + 1) * 1000;
  return {};
}

Result<void> set_count(std::int64_t count, AuditQuery& query) {
  if (count < 1 || count > limits::audit_events_max) {
    return Error(ErrorCode::AuditPageIllegal,
                 "`MaxResults` is not in the range from 1 to " + std::to_string(limits::audit_events_max));
  }
  query.count_max = static_cast<std::uint32_t>(count);
  return {};
}

Result<void> set_token(const EventNumbers& numbers, std::uint64_t token, AuditQuery& query) {
  if (token == 0) return {};
  const auto sequence = numbers.sequence(token);
  if (!sequence) return Error(ErrorCode::InvalidArgument, "`NextToken` is none that was given out");
  query.before = *sequence;
  return {};
}

// A text that is a whole number, or empty for none.
Result<std::uint64_t> read_token(const std::string& text) {
  std::uint64_t token = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), token);
  if (text.empty()) return token;
  if (!text::is_all_digits(text) || read.ec != std::errc() || token == 0) {
    return Error(ErrorCode::InvalidArgument, "`NextToken` is none that was given out");
  }
  return token;
}

api::cloudaudit::Event shown(const AuditRecord& record, const Catalog& catalog, const EventNumbers& numbers) {
  const std::string service(directory::service_of(record.action));
  const ServiceInfo* info = catalog.find_service(service);
  api::cloudaudit::Event event;
  event.event_id = numbers.event_id(record.sequence);
  event.username = event_user_name(record);
  event.event_time = std::to_string(record.time_ms / 1000);
  event.cloud_audit_event = cloud_audit_event(record, catalog, event.event_id);
  event.resource_type_cn = info == nullptr || info->title.empty() ? service : info->title;
  event.error_code = event_cam_code(record);
  event.event_name = directory::event_of(record.action);
  event.event_name_cn = event.event_name;
  event.secret_id = record.access_key;
  event.event_source = event_source(record);
  event.request_id = record.request_id;
  event.resource_region = event_region(record);
  event.event_region = event.resource_region;
  event.account_id = static_cast<std::int64_t>(directory::number(record.account));
  event.source_ip_address = record.source_ip;
  event.resources.resource_type = service;
  event.resources.resource_name = std::string(directory::resource_name_of(record.resource));
  return event;
}

// What both actions answer.
struct Found {
  std::vector<api::cloudaudit::Event> events;
  std::uint64_t next_token = 0;
};

Result<Found> look_up(const Call& call, const EventNumbers& numbers, const AuditQuery& query) {
  OPENCAM_TRY(const AuditPage page, call.directory().audit(query));
  Found found;
  for (const AuditRecord& record : page.records) {
    found.events.push_back(shown(printable(record), call.directory().catalog(), numbers));
  }
  if (page.next) found.next_token = numbers.hidden(*page.next);
  return found;
}

}  // namespace

Result<api::cloudaudit::DescribeEventsResponse> describe_events(const Call& call,
                                                                const api::cloudaudit::DescribeEventsRequest& request) {
  const EventNumbers numbers(call.equipment().sealer);
  OPENCAM_TRY(AuditQuery query, event_query(call, EventKeys::Present, request.lookup_attributes));
  OPENCAM_TRY(set_span(call, bounded(request.start_time), bounded(request.end_time), query));
  OPENCAM_TRY(set_count(bounded(request.max_results.value_or(limits::audit_events_default)), query));
  OPENCAM_TRY(set_token(numbers, request.next_token.value_or(0), query));
  if (request.is_return_location.value_or(0) > 1) {
    return Error(ErrorCode::InvalidArgument, "`IsReturnLocation` is neither 0 nor 1");
  }
  OPENCAM_TRY(Found found, look_up(call, numbers, query));
  const std::uint64_t count = found.events.size();
  return api::cloudaudit::DescribeEventsResponse{.list_over = found.next_token == 0,
                                                 .next_token = found.next_token,
                                                 .events = std::move(found.events),
                                                 .total_count = count};
}

Result<api::cloudaudit::LookUpEventsResponse> look_up_events(const Call& call,
                                                             const api::cloudaudit::LookUpEventsRequest& request) {
  const std::string mode = request.mode.value_or("");
  if (!mode.empty() && mode != "standard" && mode != "quick") {
    return Error(ErrorCode::InvalidArgument, "`Mode` is neither `standard` nor `quick`");
  }
  const EventNumbers numbers(call.equipment().sealer);
  OPENCAM_TRY(AuditQuery query, event_query(call, EventKeys::Older, request.lookup_attributes));
  OPENCAM_TRY(set_span(call, request.start_time, request.end_time, query));
  OPENCAM_TRY(set_count(request.max_results.value_or(limits::audit_events_default), query));
  OPENCAM_TRY(const std::uint64_t token, read_token(request.next_token.value_or("")));
  OPENCAM_TRY(set_token(numbers, token, query));
  OPENCAM_TRY(Found found, look_up(call, numbers, query));
  const std::uint64_t count = found.events.size();
  return api::cloudaudit::LookUpEventsResponse{
      .next_token = found.next_token == 0 ? "" : std::to_string(found.next_token),
      .events = std::move(found.events),
      .list_over = found.next_token == 0,
      .total_count = count};
}

Result<api::cloudaudit::GetAttributeKeyResponse> get_attribute_key(
    const Call&, const api::cloudaudit::GetAttributeKeyRequest& request) {
  const std::string website = request.website_type.value_or("");
  if (!website.empty() && website != "zh" && website != "en") {
    return Error(ErrorCode::InvalidArgument, "`WebsiteType` is neither `zh` nor `en`");
  }
  const bool is_english = website == "en";
  api::cloudaudit::GetAttributeKeyResponse response;
  std::int64_t order = 1;
  for (const EventKey& key : event_keys(EventKeys::Older)) {
    api::cloudaudit::AttributeKeyDetail detail;
    detail.label_type = key.is_choice ? "select" : "input";
    detail.starter = is_english ? "Enter a value" : "请输入";
    detail.order = order++;
    detail.value = std::string(key.name);
    detail.label = std::string(is_english ? key.label : key.label_chinese);
    response.attribute_key_details.push_back(std::move(detail));
  }
  return response;
}

}  // namespace opencam::services
