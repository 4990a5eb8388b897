// Custom policies and their versions: the rows that are stored, and what callers pass in.
//
// A policy has one to five versions, numbered from 1 and never numbered again; the default one is in force for
// everybody it is attached to. Presets are in the catalogue: nothing of them is stored but an account's alias. Values.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "directory/id.h"

namespace opencam::directory {

// The first number of a custom policy; presets are below.
inline constexpr PolicyId first_custom_policy_id{17698703};

// How a policy came to be; the API's CreateMode is this plus one.
enum class CreateMode : std::uint8_t { Product, Syntax, Generator, Tag, Boundary };

inline constexpr std::array<std::string_view, 5> names_of(CreateMode) {
  return {"product", "syntax", "generator", "tag", "boundary"};
}

struct PolicyRow {
  Uin owner{};
  PolicyId id{};
  std::string name;
  std::string description;
  CreateMode create_mode = CreateMode::Syntax;
  std::int64_t created_ms = 0;
  std::int64_t updated_ms = 0;  // of the description or a document
  VersionId default_version{1};
  VersionId next_version{1};  // numbers are never used again

  static constexpr std::string_view table = "policy";
  template <typename Row, typename Visitor>
  static void columns(Row& row, Visitor&& visit) {
    visit.key("owner", row.owner);
    visit.key("id", row.id);
    visit.value("name", row.name);
    visit.value("description", row.description);
    visit.value("create_mode", row.create_mode);
    visit.value("created_ms", row.created_ms);
    visit.value("updated_ms", row.updated_ms);
    visit.value("default_version", row.default_version);
    visit.value("next_version", row.next_version);
  }
  friend bool operator==(const PolicyRow&, const PolicyRow&) = default;
};

struct PolicyVersionRow {
  Uin owner{};
  PolicyId policy{};
  VersionId id{};
  std::string document;  // byte for byte as it was given
  std::int64_t created_ms = 0;

  static constexpr std::string_view table = "policy_version";
  template <typename Row, typename Visitor>
  static void columns(Row& row, Visitor&& visit) {
    visit.key("owner", row.owner);
    visit.key("policy_id", row.policy);
    visit.key("id", row.id);
    visit.value("document", row.document);
    visit.value("created_ms", row.created_ms);
  }
  friend bool operator==(const PolicyVersionRow&, const PolicyVersionRow&) = default;
};

// An account's remark on a preset policy (PresetAlias).
struct PresetAliasRow {
  Uin owner{};
  PolicyId policy{};
  std::string alias;

  static constexpr std::string_view table = "preset_alias";
  template <typename Row, typename Visitor>
  static void columns(Row& row, Visitor&& visit) {
    visit.key("owner", row.owner);
    visit.key("policy_id", row.policy);
    visit.value("alias", row.alias);
  }
  friend bool operator==(const PresetAliasRow&, const PresetAliasRow&) = default;
};

// A custom policy with all its versions, as the state holds it.
struct ManagedPolicy {
  PolicyRow row;
  std::map<VersionId, PolicyVersionRow> versions;

  // The document in force. Empty when the version in force could not be read: an empty document is no policy, so
  // whoever holds it is denied (fail closed).
  std::string_view document() const {
    const auto found = versions.find(row.default_version);
    return found == versions.end() ? std::string_view() : std::string_view(found->second.document);
  }
};

struct NewPolicy {
  std::string name;
  std::string description;
  std::string document;
  CreateMode create_mode = CreateMode::Syntax;
  std::map<std::string, std::string> tags;
};

// Only what is present changes. The document overwrites the version in force, in place.
struct PolicyChange {
  std::optional<std::string> description;
  std::optional<std::string> document;
  std::optional<std::string> alias;  // of a preset, the only thing that can change there
};

}  // namespace opencam::directory
