#include "engine/asked.h"

#include "base/limits.h"

namespace opencam {
namespace {

// CAM-070, CAM-071, CAM-072: is the action granted or not as a whole, whatever resource is named?
bool is_decided_as_a_whole(const Asked& asked, const Catalog& catalog) {
  if (asked.info != nullptr) return asked.info->level != Level::Resource;
  const ServiceInfo* service = catalog.find_service(asked.action.service);
  return service != nullptr && service->actions_complete;
}

Result<AskedResource> read_resource(const std::string& text, bool as_a_whole, const Principal& caller,
                                    const Surroundings& surroundings) {
  if (text.size() > limits::resource_name_bytes_max) {
    return Error(ErrorCode::InvalidArgument,
                 "a resource name has more than " + std::to_string(limits::resource_name_bytes_max) + " bytes");
  }
  AskedResource resource;
  resource.text = text;
  OPENCAM_TRY(resource.name, ResourceName::parse(text));
  if (resource.name.is_none) {
    resource.owner = caller.owner_uin;
    return resource;
  }
  if (resource.name.account.form == AccountForm::Any) {
    return Error(ErrorCode::ResourceUinError, "`*` is no account in a request");
  }
  resource.owner = account_of(resource.name.account, caller.owner_uin, surroundings);
  if (as_a_whole) resource.name = ResourceName{.is_none = true};
  return resource;
}

}  // namespace

// The project `id/0` dropped, the region replaced by the reading of the name already, the account as `uin/N` wherever
// it is known.
std::string canonical_name(ResourceName name, const std::string& own, const Surroundings& surroundings) {
  if (name.project == "id/0") name.project.clear();
  const AccountId account = account_of(name.account, own, surroundings);
  if (!account.empty() && !account.starts_with("uid/")) name.account = {AccountForm::Uin, account};
  return name.text();
}

AccountId account_of(const AccountSegment& segment, const std::string& own, const Surroundings& surroundings) {
  switch (segment.form) {
    case AccountForm::Own:
      return own;
    case AccountForm::Any:
      return {};
    case AccountForm::Uin:
      return segment.number;
    case AccountForm::AppId: {
      // CAM-036: an APPID of no known account equals only itself.
      const std::string_view account = surroundings.account_of_app_id(segment.number);
      return account.empty() ? "uid/" + segment.number : std::string(account);
    }
  }
  return {};
}

Result<Asked> read_asked(const Request& request, const Principal& caller, const Surroundings& surroundings) {
  Asked asked;
  OPENCAM_TRY(asked.action, ActionName::parse(request.action));
  asked.info = surroundings.catalog().find_action(asked.action);
  if (request.resources.empty())
    return Error(ErrorCode::InvalidArgument, "the request names no resource, not even `*`");
  if (request.resources.size() > limits::request_resources_max) {
    return Error(ErrorCode::InvalidArgument,
                 "the request names more than " + std::to_string(limits::request_resources_max) + " resources");
  }
  const bool as_a_whole = is_decided_as_a_whole(asked, surroundings.catalog());
  asked.resources.reserve(request.resources.size());
  for (const std::string& text : request.resources) {
    OPENCAM_TRY(AskedResource resource, read_resource(text, as_a_whole, caller, surroundings));
    asked.resources.push_back(std::move(resource));
  }
  return asked;
}

}  // namespace opencam
