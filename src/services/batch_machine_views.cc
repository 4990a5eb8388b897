// What machines there are: the sizes of this installation's slots, from the operator's list (batch_machines.h).
#include <algorithm>

#include "batch/refusal.h"
#include "services/batch.h"
#include "services/batch_filter.h"
#include "services/batch_form.h"
#include "services/batch_work.h"

namespace opencam::services {
namespace {

using Tagged = BatchFilters::Tagged;

bool is_wanted(const std::vector<std::string>& values, const std::string& value) {
  return values.empty() || std::ranges::find(values, value) != values.end();
}

// Those zones of the region that are asked for; all that are listed when none is.
Result<std::vector<std::string>> asked_zones(const BatchWork& work, const BatchFilters& filters) {
  std::vector<std::string> zones = filters.values("zone");
  for (const std::string& zone : zones) OPENCAM_TRY(batch::check_zone(work.scope().region, zone));
  if (!zones.empty()) return zones;
  for (std::uint32_t i = 1; i <= work.machines().zones_per_region(); ++i) {
    zones.push_back(work.scope().region + "-" + std::to_string(i));
  }
  return zones;
}

}  // namespace

Result<api::batch::DescribeAvailableCvmInstanceTypesResponse> describe_available_cvm_instance_types(
    const Call& call, const api::batch::DescribeAvailableCvmInstanceTypesRequest& request) {
  OPENCAM_TRY(const BatchWork work, BatchWork::of(call));
  OPENCAM_TRY(const BatchFilters filters, BatchFilters::read(request.filters, {"zone", "instance-family"}, Tagged::No));
  OPENCAM_TRY(const std::vector<std::string> zones, asked_zones(work, filters));
  const std::vector<std::string> families = filters.values("instance-family");
  api::batch::DescribeAvailableCvmInstanceTypesResponse response;
  for (const std::string& zone : zones) {
    for (const MachineType& type : work.machines().types()) {
      if (type.is_physical || !is_wanted(families, type.family)) continue;
      response.instance_type_config_set.push_back({.mem = type.memory_gib,
                                                   .cpu = type.cores,
                                                   .instance_type = type.name,
                                                   .zone = zone,
                                                   .instance_family = type.family});
    }
  }
  return response;
}

Result<api::batch::DescribeCvmZoneInstanceConfigInfosResponse> describe_cvm_zone_instance_config_infos(
    const Call& call, const api::batch::DescribeCvmZoneInstanceConfigInfosRequest& request) {
  constexpr std::string_view usual_charge = "POSTPAID_BY_HOUR";
  constexpr std::string_view spot_charge = "SPOTPAID";
  OPENCAM_TRY(const BatchWork work, BatchWork::of(call));
  OPENCAM_TRY(const BatchFilters filters,
              BatchFilters::read(request.filters, {"zone", "instance-family", "instance-type", "instance-charge-type"},
                                 Tagged::No));
  OPENCAM_TRY(const std::vector<std::string> zones, asked_zones(work, filters));
  std::vector<std::string> charges = filters.values("instance-charge-type");
  for (const std::string& charge : charges) {
    if (charge == usual_charge || charge == spot_charge) continue;
    return batch::refusal(ErrorCode::BatchChargeTypeIllegal, "Filters", charge, "is no way of charging",
                          "write `POSTPAID_BY_HOUR` or `SPOTPAID`");
  }
  if (charges.empty()) charges = {std::string(usual_charge)};
  const std::vector<std::string> families = filters.values("instance-family");
  const std::vector<std::string> types = filters.values("instance-type");
  api::batch::DescribeCvmZoneInstanceConfigInfosResponse response;
  for (const std::string& zone : zones) {
    for (const MachineType& type : work.machines().types()) {
      if (type.is_physical || !is_wanted(families, type.family) || !is_wanted(types, type.name)) continue;
      for (const std::string& charge : charges) {
        api::batch::InstanceTypeQuotaItem item;
        item.zone = zone;
        item.instance_type = type.name;
        item.instance_charge_type = charge;
        item.cpu = type.cores;
        item.memory = type.memory_gib;
        item.instance_family = type.family;
        item.type_name = type.name;
        item.status = "SELL";
        item.status_category = "EnoughStock";
        item.remark = "a slot of this installation";
        response.instance_type_quota_set.push_back(std::move(item));
      }
    }
  }
  return response;
}

Result<api::batch::DescribeInstanceCategoriesResponse> describe_instance_categories(
    const Call& call, const api::batch::DescribeInstanceCategoriesRequest&) {
  OPENCAM_TRY(const BatchWork work, BatchWork::of(call));
  api::batch::DescribeInstanceCategoriesResponse response;
  for (const MachineCategory& category : work.machines().categories()) {
    response.instance_category_set.push_back(
        {.instance_category = category.name, .instance_family_set = category.families});
  }
  return response;
}

Result<api::batch::DescribeCpmOsInfoResponse> describe_cpm_os_info(const Call& call,
                                                                   const api::batch::DescribeCpmOsInfoRequest&) {
  OPENCAM_TRY(const BatchWork work, BatchWork::of(call));
  api::batch::DescribeCpmOsInfoResponse response;
  for (const MachineSystem& system : work.machines().systems()) {
    api::batch::OsInfo info;
    info.os_type_id = system.id;
    info.os_name = system.name;
    info.os_description = system.description;
    info.os_english_description = system.description;
    info.os_class = system.class_name;
    response.os_info_set.push_back(std::move(info));
  }
  return response;
}

}  // namespace opencam::services
