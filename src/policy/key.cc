// The table of general keys as functions.
#include <array>

#include "policy/condition.h"

namespace opencam {
namespace {

struct KeyRow {
  std::string_view text;
  KeyType type;
};

constexpr auto general_keys = std::to_array<KeyRow>({
#define OPENCAM_KEY(text, type) {text, KeyType::type},
#include "policy/key.def"
#undef OPENCAM_KEY
});

const KeyRow* find_key(std::string_view key) {
  for (const KeyRow& row : general_keys) {
    const bool is_prefix = row.text.ends_with('/');
    if (is_prefix ? key.starts_with(row.text) : key == row.text) return &row;
  }
  return nullptr;
}

}  // namespace

KeyType key_type(std::string_view key) {
  const KeyRow* row = find_key(key);
  return row == nullptr ? KeyType::Any : row->type;
}

bool is_general_key(std::string_view key) { return key == "mfa" || key == "qcs:mfa" || find_key(key) != nullptr; }

bool has_several_values(std::string_view key) {
  return key_type(key) == KeyType::Tag && key.find('/') == std::string_view::npos;
}

bool fits(Comparison comparison, KeyType type) {
  const OperatorFamily operators = family(comparison);
  if (operators == OperatorFamily::Null) return true;
  switch (type) {
    case KeyType::Any:
      return true;
    case KeyType::Tag:
      return operators == OperatorFamily::String && comparison != Comparison::BinaryEqual;
    case KeyType::Date:
      return operators == OperatorFamily::Date;
    case KeyType::Ip:
      return operators == OperatorFamily::Ip;
  }
  return false;
}

}  // namespace opencam
