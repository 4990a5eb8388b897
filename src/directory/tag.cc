#include "directory/tag.h"

#include <algorithm>
#include <set>
#include <utility>

#include "base/limits.h"
#include "base/text.h"
#include "directory/name_rule.h"
#include "directory/operation.h"

namespace opencam::directory {

namespace {

std::string tag_text(std::string_view key, std::string_view value) {
  return "`" + text::shortened(key) + "` = `" + text::shortened(value) + "`";
}

Error resource_error(ErrorCode code, std::string_view resource, std::string_view why) {
  return Error(code, "`" + text::shortened(resource) + "` " + std::string(why));
}

// Whether the tag may become known beside what the draft knows and `others` that will become known with it.
Result<void> check_room(const Draft& draft, const AccountState& state, std::string_view key,
                        const std::set<std::string>& new_keys) {
  const TagDefinitions* values = state.tag_definitions().find(key);
  if (values != nullptr && values->size() >= draft.quota().tag_values_of_key_max) {
    return Error(ErrorCode::TagValueFull, "the tag key `" + text::shortened(key) + "` has " +
                                              std::to_string(draft.quota().tag_values_of_key_max) +
                                              " values already, as many as it may");
  }
  if (values == nullptr && state.tag_definitions().size() + new_keys.size() > draft.quota().tag_keys_max) {
    return Error(ErrorCode::TagKeyFull, "the account knows " + std::to_string(draft.quota().tag_keys_max) +
                                            " tag keys already, as many as it may");
  }
  return {};
}

// Writes down that the account knows the tag, unless that is written down.
void know(Draft& draft, const AccountState& state, std::string_view key, std::string_view value, Uin creator) {
  const TagDefinitionRow* known = state.find_tag_definition(key, value);
  if (known != nullptr && known->created_ms != 0) return;
  draft.put(TagDefinitionRow{.owner = state.uin(),
                             .key = std::string(key),
                             .value = std::string(value),
                             .creator = creator == Uin{} ? state.uin() : creator,
                             .created_ms = draft.now_ms()});
}

Result<void> check_removed(const Tags& tags, const TagChange& change) {
  for (const std::string& key : change.remove) {
    if (!change.must_have_removed || tags.contains(key)) continue;
    return resource_error(ErrorCode::TagNotAttached, change.resource, "has no tag `" + text::shortened(key) + "`");
  }
  return {};
}

Result<void> check_put(const Draft& draft, const AccountState& state, const Tags& tags, const TagChange& change) {
  std::set<std::string> new_keys;
  for (const auto& [key, value] : change.put) {
    OPENCAM_TRY(check_tag(key, value));
    const bool has_key = tags.contains(key);
    if (change.rule == TagPut::Add && has_key) {
      return resource_error(ErrorCode::TagAttached, change.resource,
                            "has a tag `" + text::shortened(key) + "` already");
    }
    if (change.rule == TagPut::Update && !has_key) {
      return resource_error(ErrorCode::TagNotAttached, change.resource, "has no tag `" + text::shortened(key) + "`");
    }
    if (state.find_tag_definition(key, value) != nullptr) continue;
    if (change.must_be_known) return Error(ErrorCode::TagNotExist, "there is no tag " + tag_text(key, value));
    if (state.tag_definitions().find(key) == nullptr) new_keys.insert(key);
    OPENCAM_TRY(check_room(draft, state, key, new_keys));
  }
  return {};
}

Result<void> check_count(const Draft& draft, const AccountState& state, const Tags& tags, const TagChange& change) {
  std::set<std::string> after;
  for (const auto& [key, value] : tags) after.insert(key);
  for (const std::string& key : change.remove) after.erase(key);
  for (const auto& [key, value] : change.put) after.insert(key);
  if (after.size() > tags.size() && after.size() > draft.quota().tags_of_resource_max) {
    return resource_error(ErrorCode::TagFull, change.resource,
                          "would have more than " + std::to_string(draft.quota().tags_of_resource_max) + " tags");
  }
  if (tags.empty() && !after.empty() && state.tags().size() >= draft.quota().tagged_resources_max) {
    return Error(ErrorCode::TaggedResourceFull, "the account has " +
                                                    std::to_string(draft.quota().tagged_resources_max) +
                                                    " tagged resources already, as many as it may");
  }
  return {};
}

}  // namespace

Result<void> change_tags(Draft& draft, Uin owner, const TagChange& change) {
  OPENCAM_TRY(const AccountState* state, draft.account(owner));
  std::string resource;
  if (change.is_named_by_caller) {
    OPENCAM_TRY(resource, named_tag_resource(draft.catalog(), *state, change.resource));
  } else {
    OPENCAM_TRY(resource, canonical_tag_resource(owner, state->row().app_id, change.resource));
  }
  const Tags before = state->tags_of(resource);
  OPENCAM_TRY(check_removed(before, change));
  OPENCAM_TRY(check_put(draft, *state, before, change));
  OPENCAM_TRY(check_count(draft, *state, before, change));
  // From here on nothing fails.
  for (const std::string& key : change.remove) {
    const auto found = before.find(key);
    if (found == before.end()) continue;
    OPENCAM_TRY(state, draft.account(owner));
    know(draft, *state, key, found->second, Uin{});
    draft.erase(TagRow{.owner = owner, .resource = resource, .key = key, .value = {}});
  }
  for (const auto& [key, value] : change.put) {
    OPENCAM_TRY(state, draft.account(owner));
    const Tags& tags = state->tags_of(resource);
    const auto found = tags.find(key);
    if (found != tags.end() && found->second == value) continue;
    if (found != tags.end()) know(draft, *state, key, found->second, Uin{});
    OPENCAM_TRY(state, draft.account(owner));
    know(draft, *state, key, value, change.creator);
    draft.put(TagRow{.owner = owner, .resource = resource, .key = key, .value = value});
  }
  return {};
}

Result<void> release_tags(Draft& draft, Uin owner, const std::string& resource) {
  OPENCAM_TRY(const AccountState* state, draft.account(owner));
  const Tags tags = state->tags_of(resource);
  for (const auto& [key, value] : tags) {
    OPENCAM_TRY(state, draft.account(owner));
    know(draft, *state, key, value, Uin{});
    draft.erase(TagRow{.owner = owner, .resource = resource, .key = key, .value = value});
  }
  return {};
}

Result<void> create_tag(Draft& draft, Uin owner, const NewTag& tag) {
  OPENCAM_TRY(const AccountState* state, draft.account(owner));
  OPENCAM_TRY(check_tag(tag.key, tag.value));
  if (tag.value.empty()) return Error(ErrorCode::TagValueEmpty, "the value of tag `" + tag.key + "` is empty");
  if (state->find_tag_definition(tag.key, tag.value) != nullptr) {
    return Error(ErrorCode::TagExists, "there is a tag " + tag_text(tag.key, tag.value) + " already");
  }
  std::set<std::string> new_keys;
  if (state->tag_definitions().find(tag.key) == nullptr) new_keys.insert(tag.key);
  OPENCAM_TRY(check_room(draft, *state, tag.key, new_keys));
  know(draft, *state, tag.key, tag.value, tag.creator);
  return {};
}

Result<void> delete_tag(Draft& draft, Uin owner, std::string_view key, std::string_view value) {
  OPENCAM_TRY(const AccountState* state, draft.account(owner));
  const TagDefinitionRow* known = state->find_tag_definition(key, value);
  if (known == nullptr) return Error(ErrorCode::TagNotExist, "there is no tag " + tag_text(key, value));
  const bool is_attached = std::ranges::any_of(state->tags(), [&](const auto& tagged) {
    const auto found = tagged.second->find(std::string(key));
    return found != tagged.second->end() && found->second == value;
  });
  if (is_attached) {
    return Error(ErrorCode::TagInUse, "the tag " + tag_text(key, value) + " is on a resource")
        .with_help("take it off first");
  }
  draft.erase(TagDefinitionRow(*known));
  return {};
}

Result<void> Directory::change_tags(const WriteContext& context, Uin owner, std::span<const TagChange> changes) {
  return write(context, owner, [&](Draft& draft) -> Result<void> {
    OPENCAM_TRY(draft.account(owner));
    for (const TagChange& change : changes) OPENCAM_TRY(directory::change_tags(draft, owner, change));
    return {};
  });
}

Result<std::vector<std::optional<Error>>> Directory::change_tags_singly(const WriteContext& context, Uin owner,
                                                                        std::span<const TagChange> changes) {
  std::vector<std::optional<Error>> failures;
  auto written = write(context, owner, [&](Draft& draft) -> Result<void> {
    OPENCAM_TRY(draft.account(owner));
    failures.assign(changes.size(), std::nullopt);
    for (std::size_t i = 0; i < changes.size(); ++i) {
      // It fails before it touches the draft, so the draft is still good.
      if (auto done = directory::change_tags(draft, owner, changes[i]); !done) failures[i] = std::move(done).error();
    }
    return {};
  });
  if (!written) return std::move(written).error();
  return failures;
}

Result<void> Directory::create_tags(const WriteContext& context, Uin owner, std::span<const NewTag> tags) {
  return write(context, owner, [&](Draft& draft) -> Result<void> {
    OPENCAM_TRY(draft.account(owner));
    for (const NewTag& tag : tags) OPENCAM_TRY(create_tag(draft, owner, tag));
    return {};
  });
}

Result<void> Directory::delete_tags(const WriteContext& context, Uin owner, std::span<const NewTag> tags) {
  return write(context, owner, [&](Draft& draft) -> Result<void> {
    OPENCAM_TRY(draft.account(owner));
    for (const NewTag& tag : tags) OPENCAM_TRY(delete_tag(draft, owner, tag.key, tag.value));
    return {};
  });
}

}  // namespace opencam::directory
