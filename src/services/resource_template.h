// From a request's parameters to the resources that its action is asked on.
//
// The catalogue says `job/{JobIds}`; the request says JobIds = ["job-1","job-2"]; so the question is asked on
//
//   qcs::batch:ap-guangzhou:uin/100000000001:job/job-1
//   qcs::batch:ap-guangzhou:uin/100000000001:job/job-2
//
// and both must be allowed. The rules of the placeholders are in docs/formats/catalog.md. A pure function; it never
// fails: what a request leaves out is filled in as `*`, which a decision takes literally (CAM-037), so that only a
// statement about the whole type reaches it.
#pragma once

#include <boost/json/object.hpp>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "opencam/catalog.h"

namespace opencam::services {

// What a resource needs beside the request's parameters.
struct ResourceSource {
  std::string_view uin;        // the caller's own number; of a role session empty
  std::string_view owner_uin;  // its root account
  std::string_view app_id;
  std::string_view region;  // as the request names it, or empty
  // The name of the role with that id in that account, or empty: roles are asked on as `roleName/NAME`.
  std::function<std::string(std::string_view owner_uin, std::string_view role_id)> role_name;
};

// Letters, digits and `-`, or nothing. What else a caller writes there could pass for the next segments of a resource
// (CAM-173), and the signature of the official clients does not cover the header.
bool is_region_text(std::string_view region);

// REQUIRES: is_region_text(source.region). At least one; {"*"} for an action that is not resource-level or not in the
// catalogue. `info` may be null.
std::vector<std::string> requested_resources(const Catalog& catalog, const ActionInfo* info,
                                             const boost::json::object& parameters, const ResourceSource& source);

// Is nothing given for any placeholder of its templates, so that each stands for the whole type?
bool names_whole_types(const ActionInfo& info, const boost::json::object& parameters, const ResourceSource& source);

// REQUIRES: is_region_text(source.region). One resource of that service, region (dropped for a global service) and
// account.
std::string resource_text(const Catalog& catalog, std::string_view service, std::string_view content,
                          const ResourceSource& source);

}  // namespace opencam::services
