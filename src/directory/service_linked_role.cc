// Service-linked roles: made for a service, with name, trust and policies that the service and the catalogue give.
#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "base/json.h"
#include "base/limits.h"
#include "base/text.h"
#include "directory/directory.h"
#include "directory/operation.h"

namespace opencam::directory {

namespace {

// What a service asks for: the role's name before its suffix, and what it may do (null: the catalogue does not know).
struct LinkedRole {
  std::string name;
  const PresetPolicy* policy = nullptr;
};

char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

// CAM-225: `scene.product.cloud.tencent.com` -> `PRODUCT_QCSLinkedRoleInScene`, unless the catalogue says otherwise.
// Nothing for a service that has no such role.
std::optional<LinkedRole> linked_role_of(const Catalog& catalog, std::string_view service) {
  for (const PresetPolicy& preset : catalog.presets()) {
    if (!preset.linked_service.empty() && preset.linked_service == service)
      return LinkedRole{preset.linked_role, &preset};
  }
  constexpr std::string_view domain = ".cloud.tencent.com";
  if (!service.ends_with(domain)) return std::nullopt;
  const std::string_view labels = service.substr(0, service.size() - domain.size());
  const std::size_t dot = labels.find('.');
  if (dot == std::string_view::npos || dot == 0 || labels.find('.', dot + 1) != std::string_view::npos) {
    return std::nullopt;
  }
  std::string scene(labels.substr(0, dot));
  std::string product(labels.substr(dot + 1));
  std::ranges::transform(product, product.begin(), upper);
  scene.front() = upper(scene.front());
  return LinkedRole{product + "_QCSLinkedRoleIn" + scene, nullptr};
}

std::string trust_of(const std::vector<std::string>& services) {
  json::Writer out;
  out.begin_object().key("version").string("2.0").key("statement").begin_array().begin_object();
  out.key("effect").string("allow").key("action").string("name/sts:AssumeRole");
  out.key("principal").begin_object().key("service").begin_array();
  for (const std::string& service : services) out.string(service);
  out.end_array().end_object().end_object().end_array().end_object();
  return std::move(out).take();
}

}  // namespace

Result<RoleRow> create_service_linked_role(Draft& draft, Uin owner, const NewLinkedRole& role) {
  if (role.services.empty() || role.services.size() > limits::linked_role_services_max) {
    return Error(ErrorCode::InvalidArgument,
                 "a service-linked role is of 1 to " + std::to_string(limits::linked_role_services_max) + " services");
  }
  NewRole made{.description = role.description, .type = RoleType::ServiceLinked, .tags = role.tags};
  std::set<const PresetPolicy*> policies;
  for (const std::string& service : role.services) {
    if (!draft.catalog().has_service_principal(service)) {
      return Error(ErrorCode::PrincipalServiceNotExist, "there is no service `" + text::shortened(service) + "`");
    }
    const auto linked = linked_role_of(draft.catalog(), service);
    if (!linked) continue;
    if (made.name.empty()) made.name = linked->name;
    if (linked->policy != nullptr) policies.insert(linked->policy);
  }
  if (made.name.empty()) {
    return Error(ErrorCode::PrincipalServiceNotExist,
                 "service `" + text::shortened(role.services.front()) + "` has no service-linked role")
        .with_help("name one like `acrossservice.batch.cloud.tencent.com`");
  }
  if (!role.suffix.empty()) made.name += "_" + role.suffix;
  made.trust = trust_of(role.services);
  OPENCAM_TRY(const RoleRow row, create_role(draft, owner, made, DocumentCheck::Full));
  for (const PresetPolicy* policy : policies) {
    OPENCAM_TRY(attach(draft, owner, Target::role(row.id), PolicyId{policy->id}));
  }
  return row;
}

Result<RoleRow> Directory::create_service_linked_role(const WriteContext& context, Uin owner,
                                                      const NewLinkedRole& role) {
  RoleRow row;
  OPENCAM_TRY(write(context, owner, [&](Draft& draft) -> Result<void> {
    OPENCAM_TRY(row, directory::create_service_linked_role(draft, owner, role));
    return {};
  }));
  return row;
}

}  // namespace opencam::directory
