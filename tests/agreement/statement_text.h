// Documents as text, from the letters of alphabet.h.
//
//   document_of(written({"allow", "cvm:*", "*", ""}) + "," + written({"deny", "*", "qcs::cvm:::vm/a", ""}))
//
// The condition and the principal are put in as they stand. Pure functions.
#pragma once

#include <string>
#include <string_view>

#include "base/json.h"

namespace opencam::agreement {

struct StatementText {
  std::string_view effect;
  std::string_view action;
  std::string_view resource;
  std::string_view condition;  // empty: none
};

// `principal` is put in as it stands; empty: none.
inline std::string written(const StatementText& statement, std::string_view principal = {}) {
  std::string text = R"({"effect":")";
  text.append(statement.effect).append(R"(","action":)").append(json::quote(statement.action));
  text.append(R"(,"resource":)").append(json::quote(statement.resource));
  if (!principal.empty()) text.append(R"(,"principal":)").append(principal);
  if (!statement.condition.empty()) text.append(R"(,"condition":)").append(statement.condition);
  return text + "}";
}

inline std::string document_of(const std::string& statements) {
  return R"({"version":"2.0","statement":[)" + statements + "]}";
}

}  // namespace opencam::agreement
