#include "policy/catalog_object.h"

#include "base/text.h"

namespace opencam {

const json::Value* CatalogObject::find(std::string_view name) {
  asked_.insert(name);
  return value_.find(name);
}

Result<std::string> CatalogObject::text(std::string_view name, std::string_view otherwise) {
  const json::Value* value = find(name);
  if (value == nullptr) return std::string(otherwise);
  if (!value->is_string()) return wrong_kind(name, *value, "a string");
  return value->text;
}

Result<bool> CatalogObject::boolean(std::string_view name, bool otherwise) {
  const json::Value* value = find(name);
  if (value == nullptr) return otherwise;
  if (!value->is_bool()) return wrong_kind(name, *value, "true or false");
  return value->boolean;
}

Result<std::span<const json::Value>> CatalogObject::list(std::string_view name) {
  const json::Value* value = find(name);
  if (value == nullptr) return std::span<const json::Value>();
  if (!value->is_array()) return wrong_kind(name, *value, "a list");
  return std::span<const json::Value>(value->items);
}

Result<std::vector<std::string>> CatalogObject::texts(std::string_view name) {
  OPENCAM_TRY(const std::span<const json::Value> items, list(name));
  std::vector<std::string> texts;
  for (const json::Value& item : items) {
    if (!item.is_string() || item.text.empty()) return wrong_kind(name, item, "a list of strings that are not empty");
    texts.push_back(item.text);
  }
  return texts;
}

Result<std::string> CatalogObject::required_text(std::string_view name) {
  if (find(name) == nullptr) return error(ErrorCode::MissingArgument, "`" + std::string(name) + "` is missing");
  return text(name);
}

Result<std::int64_t> CatalogObject::required_number(std::string_view name, std::int64_t min, std::int64_t max) {
  const json::Value* value = find(name);
  if (value == nullptr) return error(ErrorCode::MissingArgument, "`" + std::string(name) + "` is missing");
  const auto number = value->as_int64();
  if (number && *number >= min && *number <= max) return *number;
  return wrong_kind(name, *value, "a whole number from " + std::to_string(min) + " to " + std::to_string(max));
}

Result<void> CatalogObject::finish() {
  if (!value_.is_object()) {
    return error(ErrorCode::InvalidArgument,
                 "a " + std::string(json::name(value_.kind)) + " stands where an object should");
  }
  for (const json::Member& member : value_.members) {
    if (asked_.contains(member.name) || member.name == "source") continue;
    return Error(ErrorCode::InvalidArgument,
                 file_.name() + ": `" + text::shortened(member.name) + "` is not a member of this object")
        .at(member.name_span);
  }
  return {};
}

Error CatalogObject::error(ErrorCode code, const std::string& message) const { return error_at(value_, code, message); }

Error CatalogObject::error_at(const json::Value& place, ErrorCode code, const std::string& message) const {
  return Error(code, file_.name() + ": " + message).at(place.span);
}

Error CatalogObject::wrong_kind(std::string_view name, const json::Value& value, std::string_view wanted) const {
  return error_at(value, ErrorCode::InvalidArgument, "`" + std::string(name) + "` is not " + std::string(wanted));
}

}  // namespace opencam
