// How resources that have tags are written, and what a caller means by one.
#include <algorithm>
#include <initializer_list>
#include <optional>
#include <utility>

#include "base/limits.h"
#include "base/text.h"
#include "directory/state.h"
#include "directory/tag.h"
#include "opencam/name.h"

namespace opencam::directory {

namespace {

Error illegal(std::string_view resource, std::string_view why) {
  return Error(ErrorCode::TagResourceIllegal, "`" + text::shortened(resource) + "` " + std::string(why));
}

// What is left after the first of these beginnings that the content has.
std::optional<std::string_view> after(std::string_view content, std::initializer_list<std::string_view> beginnings) {
  for (const std::string_view beginning : beginnings) {
    if (content.starts_with(beginning)) return content.substr(beginning.size());
  }
  return std::nullopt;
}

// A thing of cam by any of its spellings, in the one under which its tags are kept; nothing when it is not there.
std::optional<std::string> named_thing(const AccountState& state, std::string_view content) {
  // The longer beginnings come first.
  if (const auto id = after(content, {"role/tencentcloudServiceRole/", "role/", "RoleId/"})) {
    const auto role = read_id<RoleId>(*id);
    if (!role || state.find_role(*role) == nullptr) return std::nullopt;
    return tag_resource(state.uin(), Target::role(*role));
  }
  if (const auto name = after(content, {"roleName/", "role/tencentcloudServiceRoleName/"})) {
    const RoleRow* role = state.find_role(*name);
    if (role == nullptr) return std::nullopt;
    return tag_resource(state.uin(), Target::role(role->id));
  }
  if (const auto id = after(content, {"uin/"})) {
    const auto user = read_id<Uin>(*id);
    if (!user || state.find_user(*user) == nullptr) return std::nullopt;
    return tag_resource(state.uin(), Target::user(*user));
  }
  if (const auto id = after(content, {"policyid/", "policy/"})) {
    const auto policy = read_id<PolicyId>(*id);
    if (!policy || state.find_policy(*policy) == nullptr) return std::nullopt;
    return tag_resource(state.uin(), *policy);
  }
  if (const auto id = after(content, {"groupid/", "group/"})) {
    const auto group = read_id<GroupId>(*id);
    if (!group || state.find_group(*group) == nullptr) return std::nullopt;
    return tag_resource(state.uin(), Target::group(*group));
  }
  return std::nullopt;
}

}  // namespace

std::string tag_resource(Uin owner, const Target& target) {
  const std::string head = "qcs::cam::uin/" + id_text(owner) + ":";
  switch (target.kind) {
    case TargetKind::User:
      return head + "uin/" + std::to_string(target.id);
    case TargetKind::Group:
      return head + "groupid/" + std::to_string(target.id);
    case TargetKind::Role:
      break;
  }
  return head + "role/" + std::to_string(target.id);
}

std::string tag_resource(Uin owner, PolicyId policy) {
  return "qcs::cam::uin/" + id_text(owner) + ":policyid/" + id_text(policy);
}

namespace {

Result<ResourceName> own_name(Uin owner, AppId app_id, std::string_view resource) {
  if (resource.size() > limits::resource_name_bytes_max || !text::is_utf8(resource)) {
    return Error(ErrorCode::InvalidArgument, "`" + text::shortened(resource) + "` is no resource");
  }
  auto parsed = ResourceName::parse(resource);
  if (!parsed || parsed->is_none) {
    return Error(ErrorCode::InvalidArgument, "`" + text::shortened(resource) + "` is no resource")
        .with_help("write six segments: qcs::service:region:uin/number:type/id");
  }
  AccountSegment& account = parsed->account;
  const bool is_ours = account.form == AccountForm::Own ||
                       (account.form == AccountForm::Uin && account.number == id_text(owner)) ||
                       (account.form == AccountForm::AppId && account.number == id_text(app_id));
  if (!is_ours) {
    return Error(ErrorCode::TagAccountForeign,
                 "`" + text::shortened(resource) + "` does not belong to the account `" + id_text(owner) + "`");
  }
  // CAM-046: one name for one resource, or it would have two sets of tags.
  account = {.form = AccountForm::Uin, .number = id_text(owner)};
  if (parsed->project == "id/0") parsed->project.clear();
  return *std::move(parsed);
}

}  // namespace

Result<std::string> canonical_tag_resource(Uin owner, AppId app_id, std::string_view resource) {
  OPENCAM_TRY(const ResourceName name, own_name(owner, app_id, resource));
  return name.text();
}

Result<std::string> named_tag_resource(const Catalog& catalog, const AccountState& state, std::string_view resource) {
  // `uin/` with nothing behind is how clients leave the account out.
  std::string whole(resource);
  std::size_t account = 0;
  for (int colons = 0; colons < 4 && account != std::string::npos; ++colons) {
    const std::size_t colon = whole.find(':', account);
    account = colon == std::string::npos ? colon : colon + 1;
  }
  if (account != std::string::npos && std::string_view(whole).substr(account).starts_with("uin/:")) {
    whole.erase(account, 4);
  }
  auto name = own_name(state.uin(), state.row().app_id, whole);
  if (!name && name.error().code() == ErrorCode::TagAccountForeign) return std::move(name).error();
  if (!name)
    return illegal(resource, "is no resource").with_help("write six segments: qcs::service:region:uin/number:type/id");
  const ServiceInfo* service = catalog.find_service(name->service);
  if (service == nullptr)
    return illegal(resource, "names the unknown service `" + text::shortened(name->service) + "`");
  const bool is_literal = std::ranges::none_of(
      name->content, [](char c) { return c == '*' || static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
  if (!is_literal) return illegal(resource, "names more than one resource, or holds a control character");
  if (service->is_global) name->region.clear();
  if (!name->region.empty() && !catalog.has_region(name->region)) {
    return illegal(resource, "names the unknown region `" + text::shortened(name->region) + "`");
  }
  if (name->service != "cam") return name->text();
  const auto thing = named_thing(state, name->content);
  if (!thing) return illegal(resource, "is nothing that the account has");
  return *thing;
}

}  // namespace opencam::directory
