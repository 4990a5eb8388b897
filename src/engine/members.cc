#include "engine/members.h"

#include <algorithm>

#include "base/text.h"

namespace opencam {
namespace {

Result<std::string> plain_text(const json::Value& value, const std::string& path) {
  if (!value.is_string()) return wrong_value(path, value, "text");
  return value.text;
}

}  // namespace

Error wrong_value(std::string_view path, const json::Value& value, std::string_view expected) {
  const std::string_view article = value.is_object() ? "an " : "a ";
  const std::string what = path.empty() ? "the text" : "`" + text::shortened(path) + "`";
  return Error(ErrorCode::InvalidArgument, what + " must be " + std::string(expected) + ", not " +
                                               std::string(article) + std::string(json::name(value.kind)))
      .at(value.span);
}

Result<std::string> id_text(const json::Value& value, const std::string& path) {
  if (value.is_string()) return value.text;
  if (value.is_number() && text::is_all_digits(value.text)) return value.text;
  return wrong_value(path, value, "text or a whole number");
}

Result<Members> Members::of(const json::Value& value, std::string path) {
  if (!value.is_object()) return wrong_value(path, value, "an object");
  return Members(&value, std::move(path));
}

const json::Value* Members::find(std::string_view name) {
  known_.emplace_back(name);
  return value_->find(name);
}

std::string Members::path_of(std::string_view name) const {
  return path_.empty() ? std::string(name) : path_ + "." + std::string(name);
}

Result<const json::Value*> Members::required(std::string_view name) {
  const json::Value* found = find(name);
  if (found == nullptr) {
    return Error(ErrorCode::InvalidArgument, "`" + path_of(name) + "` is missing").at(value_->span);
  }
  return found;
}

Result<std::string> Members::required_text(std::string_view name) {
  OPENCAM_TRY(const json::Value* value, required(name));
  return plain_text(*value, path_of(name));
}

Result<std::string> Members::optional_text(std::string_view name) {
  const json::Value* value = find(name);
  if (value == nullptr) return std::string();
  return plain_text(*value, path_of(name));
}

Result<std::string> Members::required_id(std::string_view name) {
  OPENCAM_TRY(const json::Value* value, required(name));
  OPENCAM_TRY(std::string id, id_text(*value, path_of(name)));
  if (id.empty()) return Error(ErrorCode::InvalidArgument, "`" + path_of(name) + "` is empty").at(value->span);
  return id;
}

Result<std::string> Members::optional_id(std::string_view name) {
  const json::Value* value = find(name);
  if (value == nullptr) return std::string();
  return id_text(*value, path_of(name));
}

Result<const std::vector<json::Value>*> Members::list(std::string_view name) {
  const json::Value* value = find(name);
  if (value == nullptr) return nullptr;
  if (!value->is_array()) return wrong_value(path_of(name), *value, "a list");
  return &value->items;
}

Result<std::vector<std::string>> Members::texts(std::string_view name) {
  OPENCAM_TRY(const std::vector<json::Value>* items, list(name));
  std::vector<std::string> result;
  if (items == nullptr) return result;
  for (std::size_t i = 0; i < items->size(); ++i) {
    OPENCAM_TRY(std::string text, plain_text((*items)[i], path_of(name) + "[" + std::to_string(i) + "]"));
    result.push_back(std::move(text));
  }
  return result;
}

Result<std::vector<std::string>> Members::ids(std::string_view name) {
  OPENCAM_TRY(const std::vector<json::Value>* items, list(name));
  std::vector<std::string> result;
  if (items == nullptr) return result;
  for (std::size_t i = 0; i < items->size(); ++i) {
    OPENCAM_TRY(std::string id, id_text((*items)[i], path_of(name) + "[" + std::to_string(i) + "]"));
    result.push_back(std::move(id));
  }
  return result;
}

Result<void> Members::refuse_others() const {
  for (const json::Member& member : value_->members) {
    if (std::find(known_.begin(), known_.end(), member.name) != known_.end()) continue;
    return Error(ErrorCode::InvalidArgument, "unknown member `" + text::shortened(path_of(member.name)) + "`")
        .with_help("known here: " + text::joined(known_, ", "))
        .at(member.name_span);
  }
  return {};
}

}  // namespace opencam
