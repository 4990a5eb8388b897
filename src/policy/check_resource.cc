#include "base/text.h"
#include "policy/check.h"
#include "policy/pattern.h"

namespace opencam {
namespace {

std::string shown(std::string_view text) { return "`" + text::shortened(text) + "`"; }

void check_service(const ResourcePattern& resource, const ResourceSegments::Segment& segment, const CheckRun& run) {
  if (resource.service.empty() || resource.service == "*") return;
  const Span place = part_of_string(run.text, resource.span, resource.text, segment.begin, segment.end);
  const ServiceInfo* service = run.catalog.find_service(resource.service);
  if (service == nullptr) {
    run.add(ErrorCode::ResourceServiceNotExist, place, "there is no service " + shown(resource.service),
            service_help(resource.service, run.catalog), resource.span.begin);
  } else if (!service->is_authorisable) {
    run.add(ErrorCode::NotSupportProduct, place, shown(resource.service) + " cannot be authorised by policies",
            "delete the resource", resource.span.begin);
  }
}

std::string region_help(std::string_view region, const Catalog& catalog) {
  const std::string_view meant = text::nearest(region, {catalog.regions().begin(), catalog.regions().end()});
  if (!meant.empty()) return "did you mean `" + std::string(meant) + "`?";
  return "write a region such as `ap-guangzhou`, leave the segment empty, or list your own regions in a catalogue file";
}

void check_region(const ResourcePattern& resource, const ResourceSegments::Segment& segment, const CheckRun& run) {
  if (resource.region.empty() || resource.region == "*") return;
  // CAM-043: a short code is known even where a catalogue of one's own lists no regions.
  if (canonical_region(segment.text) != segment.text || run.catalog.has_region(resource.region)) return;
  run.add(ErrorCode::ResourceRegionError,
          part_of_string(run.text, resource.span, resource.text, segment.begin, segment.end),
          "there is no region " + shown(segment.text), region_help(segment.text, run.catalog), resource.span.begin);
}

}  // namespace

void check_resources(const Statement& statement, const CheckRun& run) {
  for (const ResourcePattern& resource : statement.resources) {
    if (resource.is_any) continue;
    const auto segments = split_resource(resource.text);
    if (!segments) continue;
    check_service(resource, segments->service, run);
    check_region(resource, segments->region, run);
  }
}

}  // namespace opencam
