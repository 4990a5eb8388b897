#include "directory/tag.h"

#include <utility>

#include "base/limits.h"
#include "base/text.h"
#include "directory/name_rule.h"
#include "directory/operation.h"
#include "opencam/name.h"

namespace opencam::directory {

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

Result<std::string> canonical_tag_resource(Uin owner, AppId app_id, std::string_view resource) {
  if (resource.size() > limits::resource_name_bytes_max || !text::is_utf8(resource)) {
    return Error(ErrorCode::InvalidArgument, "`" + text::shortened(resource) + "` is no resource");
  }
  auto parsed = ResourceName::parse(resource);
  if (!parsed || parsed->is_none) {
    return Error(ErrorCode::InvalidArgument, "`" + text::shortened(resource) + "` is no resource")
        .with_help("write six segments: qcs::service:region:uin/number:type/id");
  }
  AccountSegment& account = parsed->account;
  if (account.form == AccountForm::Own) account = {.form = AccountForm::Uin, .number = id_text(owner)};
  const bool is_ours = (account.form == AccountForm::Uin && account.number == id_text(owner)) ||
                       (account.form == AccountForm::AppId && account.number == id_text(app_id));
  if (!is_ours) {
    return Error(ErrorCode::TagAccountForeign,
                 "`" + text::shortened(resource) + "` does not belong to the account `" + id_text(owner) + "`");
  }
  return parsed->text();
}

Result<void> change_tags(Draft& draft, Uin owner, const TagChange& change) {
  OPENCAM_TRY(const AccountState* before, draft.account(owner));
  OPENCAM_TRY(const std::string resource, canonical_tag_resource(owner, before->row().app_id, change.resource));
  for (const std::string& key : change.remove) {
    OPENCAM_TRY(const AccountState* state, draft.account(owner));
    if (state->tags_of(resource).contains(key)) {
      draft.erase(TagRow{.owner = owner, .resource = resource, .key = key, .value = {}});
    }
  }
  for (const auto& [key, value] : change.put) {
    OPENCAM_TRY(check_tag(key, value));
    OPENCAM_TRY(const AccountState* state, draft.account(owner));
    const Tags& tags = state->tags_of(resource);
    const auto found = tags.find(key);
    if (found != tags.end() && found->second == value) continue;
    if (found == tags.end() && tags.size() >= draft.quota().tags_of_resource_max) {
      return Error(ErrorCode::TagFull, "`" + text::shortened(resource) + "` has " +
                                           std::to_string(draft.quota().tags_of_resource_max) +
                                           " tags already, as many as it may");
    }
    if (tags.empty() && state->tags().size() >= draft.quota().tagged_resources_max) {
      return Error(ErrorCode::TaggedResourceFull, "the account has " +
                                                      std::to_string(draft.quota().tagged_resources_max) +
                                                      " tagged resources already, as many as it may");
    }
    draft.put(TagRow{.owner = owner, .resource = resource, .key = key, .value = value});
  }
  return {};
}

Result<void> release_tags(Draft& draft, Uin owner, const std::string& resource) {
  OPENCAM_TRY(const AccountState* state, draft.account(owner));
  const Tags tags = state->tags_of(resource);
  for (const auto& [key, value] : tags) {
    draft.erase(TagRow{.owner = owner, .resource = resource, .key = key, .value = value});
  }
  return {};
}

Result<void> Directory::change_tags(const WriteContext& context, Uin owner, std::span<const TagChange> changes) {
  return write(context, owner, [&](Draft& draft) -> Result<void> {
    OPENCAM_TRY(draft.account(owner));
    for (const TagChange& change : changes) OPENCAM_TRY(directory::change_tags(draft, owner, change));
    return {};
  });
}

}  // namespace opencam::directory
