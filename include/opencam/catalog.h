// The service catalogue: which services exist, their actions, what each action is asked on, and the preset policies.
//
// The catalogue is data (catalog/<service>.json, format in docs/formats/catalog.md). It is made from texts, so that a
// program without files can use it; Catalog::built_in() is what we ship. A user's own service is one more text.
//
//   auto catalog = Catalog::built_in();
//   const ActionInfo* submit = catalog->find_action({"batch", "SubmitJob"});
//
// Immutable after creation; share it between threads.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "opencam/name.h"
#include "opencam/result.h"
#include "opencam/source.h"

namespace opencam {

// What a permission can be narrowed down to (docs/spec/levels.md).
enum class Level : std::uint8_t {
  Service,    // all or nothing for the product
  Operation,  // per action; the resource must be `*`
  Resource,   // per action and resource
};

enum class Access : std::uint8_t { Read, List, Write };

// The content of a resource that an action asks for: `job/{JobId}`, `job/*`, `uin/{TargetUin}`.
struct ResourceTemplate {
  std::string type;     // "job"
  std::string content;  // "job/{JobId}"; each {Field} is filled from the request's field of that name
  std::string service;  // the resource's service when it differs from the action's, otherwise the action's

  friend bool operator==(const ResourceTemplate&, const ResourceTemplate&) = default;
};

struct ActionInfo {
  ActionName name;
  Level level = Level::Operation;
  Access access = Access::Write;
  std::vector<ResourceTemplate> resources;  // empty unless level is Resource
  bool supports_ip_condition = true;        // is qcs:ip sent with it
  bool needs_permission = true;             // false: being authenticated is enough (CAM-080)
  std::vector<std::string> condition_keys;  // beyond the service's and the general ones
  std::string summary;                      // one line, may be empty
};

struct ServiceInfo {
  std::string name;                    // the prefix of actions and the third segment of resources
  std::string title;                   // for people
  bool actions_complete = false;       // an action that is not listed does not exist
  bool is_authorisable = true;         // false: policies cannot name it (NotSupportProduct)
  bool is_global = false;              // its resources have no region
  bool has_account_uid = false;        // resources may say uid/<APPID>
  bool has_resource_policies = false;  // COS and CAS: cross-account grants exist
  std::vector<ActionInfo> actions;
  std::vector<ResourceTemplate> resource_types;  // e.g. {"job", "job/{JobId}"}
  std::vector<std::string> condition_keys;       // sent with each of its actions
  std::vector<std::string> principals;           // service principals, e.g. "batch.cloud.tencent.com"
};

struct PresetPolicy {
  std::uint64_t id = 0;
  std::string name;
  std::string description;
  std::string service;   // the service it belongs to, or empty
  std::string document;  // as published, byte for byte
  bool is_service_linked = false;
  std::string linked_service = {};  // the principal whose service-linked role it is attached to, or empty
  std::string linked_role = {};     // that role's name
};

class Catalog {
 public:
  // What we ship. Made once at first use; never fails (a test reads every shipped file).
  static std::shared_ptr<const Catalog> built_in();

  // From catalogue files, in this order; a later service of the same name is refused (AlreadyExists). Preset
  // documents are checked as identity policies. Errors carry a span in the file's text and its name in the message.
  static Result<Catalog> create(std::span<const Source> files);

  // What we ship and these beside it.
  static Result<Catalog> built_in_with(std::span<const Source> files);

  const ServiceInfo* find_service(std::string_view name) const;  // null when unknown
  const ActionInfo* find_action(const ActionName& name) const;   // null when unknown
  const PresetPolicy* find_preset(std::string_view name) const;  // null when unknown
  const PresetPolicy* find_preset(std::uint64_t id) const;
  bool has_service_principal(std::string_view name) const;
  bool has_region(std::string_view canonical) const;  // regions are listed for lint and ResourceRegionError

  // The level of any action: unknown actions of any service are Operation (CAM-071).
  Level level(const ActionName& name) const;

  // In the order of their names.
  const std::map<std::string, ServiceInfo, std::less<>>& services() const { return services_; }
  const std::vector<PresetPolicy>& presets() const { return presets_; }
  const std::set<std::string, std::less<>>& regions() const { return regions_; }
  // Keys that are sent with every action; one that ends in `/*` stands for all that begin with what is before the `*`.
  const std::vector<std::string>& general_condition_keys() const { return general_condition_keys_; }

 private:
  std::map<std::string, ServiceInfo, std::less<>> services_;
  std::vector<PresetPolicy> presets_;
  std::set<std::string, std::less<>> regions_;
  std::set<std::string, std::less<>> principals_;  // of all services
  std::vector<std::string> general_condition_keys_;

  friend class CatalogReader;
};

}  // namespace opencam
