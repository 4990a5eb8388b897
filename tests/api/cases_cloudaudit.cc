// What was done in the account.
#include "cases.h"

namespace opencam::tests {

namespace json = boost::json;

namespace {

constexpr std::int64_t day = 86400;

json::object span(const Scene& s, std::int64_t begin, std::int64_t end, const json::object& more = {}) {
  const std::int64_t now = s.clock.ms / 1000;
  json::object parameters{{"StartTime", now + begin}, {"EndTime", now + end}};
  for (const auto& [key, value] : more) parameters[key] = value;
  return parameters;
}

json::object attribute(std::string_view key, std::string_view value) {
  return {{"LookupAttributes", json::array{json::object{{"AttributeKey", key}, {"AttributeValue", value}}}}};
}

Case bad(const std::string& action, const std::string& code, std::int64_t begin, std::int64_t end,
         const json::object& more = {}) {
  return {action, code, [=](Scene& s) { return s.call(action, span(s, begin, end, more)); }};
}

// Reads nothing any more, but still knows who calls.
Case broken(const std::string& action, const std::string& code) {
  return {action, code, [action](Scene& s) {
            s.audit_fails = true;
            return s.call(action, span(s, -day, 0));
          }};
}

}  // namespace

std::vector<Case> cloudaudit_cases() {
  const std::string older = "LookUpEvents";
  const std::string present = "DescribeEvents";
  const json::object twice{
      {"LookupAttributes", json::array{json::object{{"AttributeKey", "EventName"}, {"AttributeValue", "a"}},
                                       json::object{{"AttributeKey", "EventName"}, {"AttributeValue", "b"}}}}};
  return {
      bad(older, "ok", -day, 0),
      bad(older, "ok", -90 * day, -60 * day),
      bad(older, "ok", 0, INT64_C(20) * day, {{"MaxResults", 50}, {"Mode", "quick"}, {"NextToken", ""}}),
      bad(older, "InvalidParameter.Time", 0, -1),
      bad(older, "InvalidParameter.Time", -INT64_C(1795280001), 0),
      bad(older, "InvalidParameterValue.Time", -90 * day - 1, -80 * day),
      bad(older, "LimitExceeded.OverTime", -30 * day - 1, 0),
      bad(older, "LimitExceeded.OverTime", 0, INT64_MAX - 1795280000),
      bad(older, "InvalidParameterValue.MaxResult", -day, 0, {{"MaxResults", 0}}),
      bad(older, "InvalidParameterValue.MaxResult", -day, 0, {{"MaxResults", 51}}),
      bad(older, "InvalidParameterValue.MaxResult", -day, 0, {{"MaxResults", -1}}),
      bad(older, "InvalidParameterValue.attributeKey", -day, 0, attribute("PrincipalId", "1")),
      bad(older, "InvalidParameterValue.attributeKey", -day, 0, attribute("ReadOnly", "perhaps")),
      bad(older, "InvalidParameterValue.attributeKey", -day, 0, attribute("EventName", "")),
      bad(older, "InvalidParameterValue.attributeKey", -day, 0, twice),
      bad(older, "InvalidParameter", -day, 0, {{"Mode", "slow"}}),
      bad(older, "InvalidParameter", -day, 0, {{"NextToken", "-1"}}),
      bad(older, "InvalidParameter", -day, 0, {{"NextToken", "99999999999999999999999"}}),
      broken(older, "InternalError.SearchError"),
      bad(present, "ok", -day, 0, {{"IsReturnLocation", 1}}),
      bad(present, "InvalidParameter", 0, -1),
      bad(present, "InvalidParameter", -90 * day - 1, -80 * day),
      bad(present, "InvalidParameter", -30 * day - 1, 0),
      bad(present, "InvalidParameter", -day, 0, attribute("Username", "ann")),
      bad(present, "InvalidParameter", -day, 0, attribute("CamErrorCode", "denied")),
      bad(present, "InvalidParameter", -day, 0, attribute("Tags", "team")),
      bad(present, "InvalidParameter", -day, 0, attribute("Tags", "[]")),
      bad(present, "InvalidParameter", -day, 0, attribute("SensitiveAction", "2")),
      bad(present, "InvalidParameter", -day, 0, {{"IsReturnLocation", 2}}),
      bad(present, "InvalidParameter", -day, 0, {{"NextToken", UINT64_MAX}}),
      bad(present, "LimitExceeded.OverAmount", -day, 0, {{"MaxResults", 51}}),
      bad(present, "LimitExceeded.OverAmount", -day, 0, {{"MaxResults", UINT64_MAX}}),
      broken(present, "InternalError"),
      {"GetAttributeKey", "ok", [](Scene& s) { return s.call("GetAttributeKey", {{"WebsiteType", "en"}}); }},
      {"GetAttributeKey", "InvalidParameter",
       [](Scene& s) { return s.call("GetAttributeKey", {{"WebsiteType", "fr"}}); }},
  };
}

}  // namespace opencam::tests
