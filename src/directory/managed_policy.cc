#include "directory/managed_policy.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/text.h"
#include "directory/name_rule.h"
#include "directory/operation.h"

namespace opencam::directory {

namespace {

// A name that only differs in case from a preset's would be taken for it (CVE class C6).
const PresetPolicy* preset_like(const Catalog& catalog, std::string_view name) {
  const auto is_like = [&](const PresetPolicy& preset) { return text::equal_ignoring_ascii_case(preset.name, name); };
  const auto found = std::ranges::find_if(catalog.presets(), is_like);
  return found == catalog.presets().end() ? nullptr : &*found;
}

// The custom policy, for changing it.
Result<const ManagedPolicy*> custom_policy(const Draft& draft, Uin owner, PolicyId policy) {
  OPENCAM_TRY(const AccountState* state, draft.account(owner));
  if (const ManagedPolicy* found = state->find_policy(policy)) return found;
  if (const PresetPolicy* preset = draft.catalog().find_preset(number(policy))) {
    return Error(ErrorCode::PolicyIsPreset, "preset policy `" + preset->name + "` cannot be changed")
        .with_help("make a custom policy with its document");
  }
  return Error(ErrorCode::PolicyIdNotExist, "there is no policy `" + id_text(policy) + "`");
}

Error no_version(VersionId version) {
  return Error(ErrorCode::PolicyVersionNotExist, "the policy has no version `" + id_text(version) + "`");
}

Result<void> update_alias(Draft& draft, Uin owner, PolicyId preset, const std::string& alias) {
  OPENCAM_TRY(check_description(alias));
  OPENCAM_TRY(const AccountState* state, draft.account(owner));
  if (state->preset_alias(preset) == alias) return {};
  const PresetAliasRow row{.owner = owner, .policy = preset, .alias = alias};
  if (alias.empty()) {
    draft.erase(row);
  } else {
    draft.put(row);
  }
  return {};
}

}  // namespace

Result<PolicyRow> create_policy(Draft& draft, Uin owner, const NewPolicy& policy, DocumentCheck check) {
  OPENCAM_TRY(const AccountState* state, draft.account(owner));
  OPENCAM_TRY(check_policy_name(policy.name));
  OPENCAM_TRY(check_description(policy.description));
  // A world that is taken as it is may have policies that hide presets (CAM-106).
  const bool may_hide = check == DocumentCheck::None;
  const PresetPolicy* preset = may_hide ? nullptr : preset_like(draft.catalog(), policy.name);
  if (state->find_policy(policy.name) != nullptr || preset != nullptr) {
    const std::string kind = preset == nullptr ? "a policy" : "a preset policy";
    return Error(ErrorCode::PolicyNameInUse, "there is " + kind + " `" + policy.name + "` already");
  }
  OPENCAM_TRY(check_document(draft, owner, PolicyKind::Identity, policy.document, check));
  if (state->policies().size() >= draft.quota().policies_max) {
    return Error(ErrorCode::PolicyFull, "the account has " + std::to_string(draft.quota().policies_max) +
                                            " custom policies already, as many as it may");
  }
  const PolicyRow row{.owner = owner,
                      .id = PolicyId{draft.next(Sequence::Policy)},
                      .name = policy.name,
                      .description = policy.description,
                      .create_mode = policy.create_mode,
                      .created_ms = draft.now_ms(),
                      .updated_ms = draft.now_ms(),
                      .default_version = VersionId{1},
                      .next_version = VersionId{2}};
  draft.put(row);
  draft.put(PolicyVersionRow{.owner = owner,
                             .policy = row.id,
                             .id = row.default_version,
                             .document = policy.document,
                             .created_ms = draft.now_ms()});
  if (!policy.tags.empty()) {
    OPENCAM_TRY(change_tags(draft, owner, {.resource = tag_resource(owner, row.id), .put = policy.tags, .remove = {}}));
  }
  return row;
}

Result<void> update_policy(Draft& draft, Uin owner, PolicyId policy, const PolicyChange& change) {
  if (change.alias && draft.catalog().find_preset(number(policy)) != nullptr) {
    OPENCAM_TRY(update_alias(draft, owner, policy, *change.alias));
    if (!change.description && !change.document) return {};
  }
  OPENCAM_TRY(const ManagedPolicy* found, custom_policy(draft, owner, policy));
  const ManagedPolicy old = *found;
  PolicyRow row = old.row;
  row.updated_ms = draft.now_ms();
  if (change.description) {
    OPENCAM_TRY(check_description(*change.description));
    row.description = *change.description;
  }
  const bool is_new_document = change.document && *change.document != old.document();
  if (change.document) {
    OPENCAM_TRY(check_document(draft, owner, PolicyKind::Identity, *change.document, DocumentCheck::Full));
  }
  if (row.description == old.row.description && !is_new_document) return {};
  draft.put(row);
  if (is_new_document) {
    const auto version = old.versions.find(row.default_version);
    draft.put(
        PolicyVersionRow{.owner = owner,
                         .policy = policy,
                         .id = row.default_version,
                         .document = *change.document,
                         .created_ms = version == old.versions.end() ? draft.now_ms() : version->second.created_ms});
  }
  return {};
}

Result<void> delete_policy(Draft& draft, Uin owner, PolicyId policy) {
  OPENCAM_TRY(const ManagedPolicy* found, custom_policy(draft, owner, policy));
  OPENCAM_TRY(const AccountState* state, draft.account(owner));
  const ManagedPolicy old = *found;
  const PersistentSet<Target> bounded = state->bounded_by(policy);
  if (!bounded.empty()) {
    return Error(ErrorCode::PolicyIsBoundary, "policy `" + old.row.name + "` is the permissions boundary of " +
                                                  std::to_string(bounded.size()) + " users or roles")
        .with_help("give them another boundary first");
  }
  std::vector<AttachmentRow> attachments;
  for (const Target& target : state->holders_of(policy)) {
    attachments.push_back(state->attachments_of(target).at(policy));
  }
  for (const AttachmentRow& row : attachments) draft.erase(row);
  OPENCAM_TRY(release_tags(draft, owner, tag_resource(owner, policy)));
  for (const auto& [id, version] : old.versions) draft.erase(version);
  draft.erase(old.row);
  return {};
}

Result<VersionId> create_policy_version(Draft& draft, Uin owner, PolicyId policy, std::string_view document,
                                        bool set_as_default) {
  OPENCAM_TRY(const ManagedPolicy* found, custom_policy(draft, owner, policy));
  OPENCAM_TRY(check_document(draft, owner, PolicyKind::Identity, document, DocumentCheck::Full));
  if (found->versions.size() >= draft.quota().versions_of_policy_max) {
    return Error(ErrorCode::PolicyVersionFull, "policy `" + found->row.name + "` has " +
                                                   std::to_string(draft.quota().versions_of_policy_max) +
                                                   " versions already, as many as it may")
        .with_help("delete one that is not the default");
  }
  PolicyRow row = found->row;
  const VersionId id = row.next_version;
  row.next_version = VersionId{number(id) + 1};
  if (set_as_default) {
    row.default_version = id;
    row.updated_ms = draft.now_ms();
  }
  draft.put(row);
  draft.put(PolicyVersionRow{
      .owner = owner, .policy = policy, .id = id, .document = std::string(document), .created_ms = draft.now_ms()});
  return id;
}

Result<void> delete_policy_version(Draft& draft, Uin owner, PolicyId policy, VersionId version) {
  OPENCAM_TRY(const ManagedPolicy* found, custom_policy(draft, owner, policy));
  if (!found->versions.contains(version)) return no_version(version);
  if (found->row.default_version == version) {
    return Error(ErrorCode::PolicyVersionIsDefault, "version `" + id_text(version) + "` is the default one")
        .with_help("make another version the default first");
  }
  const PolicyVersionRow row = found->versions.at(version);
  draft.erase(row);
  return {};
}

Result<void> set_default_policy_version(Draft& draft, Uin owner, PolicyId policy, VersionId version) {
  OPENCAM_TRY(const ManagedPolicy* found, custom_policy(draft, owner, policy));
  if (!found->versions.contains(version)) return no_version(version);
  if (found->row.default_version == version) {
    return Error(ErrorCode::PolicyVersionIsDefault, "version `" + id_text(version) + "` is the default one already");
  }
  PolicyRow row = found->row;
  row.default_version = version;
  row.updated_ms = draft.now_ms();
  draft.put(row);
  return {};
}

Result<PolicyRow> Directory::create_policy(const WriteContext& context, Uin owner, const NewPolicy& policy) {
  PolicyRow row;
  OPENCAM_TRY(write(context, owner, [&](Draft& draft) -> Result<void> {
    OPENCAM_TRY(row, directory::create_policy(draft, owner, policy, DocumentCheck::Full));
    return {};
  }));
  return row;
}

Result<void> Directory::update_policy(const WriteContext& context, Uin owner, PolicyId policy,
                                      const PolicyChange& change) {
  return write(context, owner, [&](Draft& draft) { return directory::update_policy(draft, owner, policy, change); });
}

Result<void> Directory::delete_policies(const WriteContext& context, Uin owner, std::span<const PolicyId> policies) {
  return write(context, owner, [&](Draft& draft) -> Result<void> {
    OPENCAM_TRY(draft.account(owner));
    for (const PolicyId policy : policies) OPENCAM_TRY(delete_policy(draft, owner, policy));
    return {};
  });
}

Result<VersionId> Directory::create_policy_version(const WriteContext& context, Uin owner, PolicyId policy,
                                                   std::string_view document, bool set_as_default) {
  VersionId id{};
  OPENCAM_TRY(write(context, owner, [&](Draft& draft) -> Result<void> {
    OPENCAM_TRY(id, directory::create_policy_version(draft, owner, policy, document, set_as_default));
    return {};
  }));
  return id;
}

Result<void> Directory::delete_policy_versions(const WriteContext& context, Uin owner, PolicyId policy,
                                               std::span<const VersionId> versions) {
  return write(context, owner, [&](Draft& draft) -> Result<void> {
    OPENCAM_TRY(custom_policy(draft, owner, policy));
    for (const VersionId version : versions) OPENCAM_TRY(delete_policy_version(draft, owner, policy, version));
    return {};
  });
}

Result<void> Directory::set_default_policy_version(const WriteContext& context, Uin owner, PolicyId policy,
                                                   VersionId version) {
  return write(context, owner,
               [&](Draft& draft) { return directory::set_default_policy_version(draft, owner, policy, version); });
}

}  // namespace opencam::directory
