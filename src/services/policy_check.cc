#include "services/policy_check.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>

#include "base/json.h"
#include "base/limits.h"
#include "base/text.h"
#include "services/access_limits.h"

namespace opencam::services {
namespace {

struct Place {
  std::uint64_t utf16 = 0;
  std::uint64_t line = 1;
  std::uint64_t column = 1;
};

// Where the ends of all spans are, from one walk over the text: a document may be one long line with a mistake in each
// corner.
std::map<std::uint32_t, Place> places_of(std::string_view text, const std::vector<Diagnostic>& diagnostics) {
  std::map<std::uint32_t, Place> places;
  for (const Diagnostic& diagnostic : diagnostics) {
    places[diagnostic.span.begin];
    places[diagnostic.span.end];
  }
  Place here;
  std::size_t at = 0;
  for (auto& [offset, place] : places) {
    while (at < std::min<std::size_t>(offset, text.size())) {
      const auto byte = static_cast<std::uint8_t>(text[at++]);
      // The bytes that go on with a character count nothing; those beyond the first plane are a pair in UTF-16.
      if ((byte & 0xC0U) == 0x80) continue;
      here.utf16 += byte >= 0xF0 ? 2 : 1;
      ++here.column;
      if (byte != '\n') continue;
      ++here.line;
      here.column = 1;
    }
    place = here;
  }
  return places;
}

std::string_view name(Severity severity) {
  switch (severity) {
    case Severity::Error:
      return "error";
    case Severity::Warning:
      return "warning";
    case Severity::Note:
      return "note";
  }
  return "error";
}

void write_place(json::Writer& out, std::uint32_t offset, const Place& place) {
  out.begin_object().key("byte").number(std::uint64_t{offset}).key("utf16").number(place.utf16);
  out.key("line").number(place.line).key("column").number(place.column).end_object();
}

std::string answer(std::string_view document, std::vector<Diagnostic> diagnostics) {
  const bool has_error =
      std::ranges::any_of(diagnostics, [](const Diagnostic& one) { return one.severity == Severity::Error; });
  const std::uint64_t count = diagnostics.size();
  if (count > limits::policy_check_diagnostics_max) diagnostics.resize(limits::policy_check_diagnostics_max);
  const auto places = places_of(document, diagnostics);
  json::Writer out;
  out.begin_object().key("can_be_created").boolean(!has_error).key("diagnostics").begin_array();
  for (const Diagnostic& diagnostic : diagnostics) {
    out.begin_object().key("severity").string(name(diagnostic.severity)).key("code").string(diagnostic.code);
    // A text that is no UTF-8 is quoted in them.
    out.key("message").string(text::well_formed(diagnostic.message));
    out.key("help").string(text::well_formed(diagnostic.help));
    out.key("begin");
    write_place(out, diagnostic.span.begin, places.at(diagnostic.span.begin));
    out.key("end");
    write_place(out, diagnostic.span.end, places.at(diagnostic.span.end));
    out.end_object();
  }
  out.end_array().key("omitted").number(count - diagnostics.size()).end_object();
  return std::move(out).take();
}

std::optional<PolicyKind> kind_named(std::string_view name) {
  if (name == "identity") return PolicyKind::Identity;
  if (name == "trust") return PolicyKind::Trust;
  if (name == "session") return PolicyKind::Session;
  if (name == "resource") return PolicyKind::Resource;
  return std::nullopt;
}

}  // namespace

std::vector<Diagnostic> check_unsaved(std::string_view document, PolicyKind kind, const Catalog& catalog,
                                      const directory::Quota& quota) {
  std::uint32_t characters_max = quota.policy_characters_max;
  if (kind == PolicyKind::Trust) characters_max = quota.trust_characters_max;
  if (kind == PolicyKind::Session) characters_max = limits::policy_characters_max;
  if (kind == PolicyKind::Resource) characters_max = limits::resource_policy_characters_max;
  return check_policy(
      document,
      {.kind = kind, .catalog = &catalog, .lookup = nullptr, .owner_uin = {}, .characters_max = characters_max});
}

Result<std::string> policy_check(std::string_view body, const Catalog& catalog, const directory::Quota& quota) {
  OPENCAM_TRY(const json::Document request, json::read(body, {.depth_max = limits::json_depth_max}));
  if (!request.root().is_object()) return Error(ErrorCode::InvalidArgument, "the body is not an object");
  const json::Value* document = nullptr;
  PolicyKind kind = PolicyKind::Identity;
  for (const json::Member& member : request.root().members) {
    if (member.name == "document") {
      if (!member.value.is_string()) return Error(ErrorCode::InvalidArgument, "member `document` is not a text");
      document = &member.value;
    } else if (member.name == "kind") {
      const auto named = member.value.is_string() ? kind_named(member.value.text) : std::nullopt;
      if (!named) {
        return Error(ErrorCode::InvalidArgument,
                     "member `kind` is not one of `identity`, `trust`, `session` and `resource`");
      }
      kind = *named;
    } else {
      return Error(ErrorCode::UnknownArgument,
                   "member `" + text::shortened(member.name) + "` is not one of `document` and `kind`");
    }
  }
  if (document == nullptr) return Error(ErrorCode::MissingArgument, "member `document` is missing");
  if (document->text.size() > limits::policy_bytes_max) {
    return Error(ErrorCode::InvalidArgument,
                 "member `document` is longer than " + std::to_string(limits::policy_bytes_max) + " bytes");
  }
  std::vector<Diagnostic> diagnostics = check_unsaved(document->text, kind, catalog, quota);
  if (diagnostics.empty()) diagnostics = lint_policy(document->text, {.kind = kind, .catalog = &catalog});
  return answer(document->text, std::move(diagnostics));
}

}  // namespace opencam::services
