// Everybody of an account in one list, message recipients, figures, and what policies grant.
#include "cases.h"

namespace opencam::tests {

namespace json = boost::json;

namespace {

json::object receiver(const std::string& name) {
  return {{"Name", name}, {"CountryCode", "86"}, {"PhoneNumber", "13800000000"}, {"Email", "duty@example.com"}};
}

json::object with(json::object parameters, const std::string& name, json::value value) {
  parameters[name] = std::move(value);
  return parameters;
}

}  // namespace

std::vector<Case> account_cases() {
  return {
      {"ListAccounts", "ok", [](Scene& s) { return s.call("ListAccounts", {{"MaxItems", 100}}); }},
      {"ListAccounts", "InvalidParameter", [](Scene& s) { return s.call("ListAccounts", {{"MaxItems", 101}}); }},
      {"ListAccounts", "InvalidParameter", [](Scene& s) { return s.call("ListAccounts", {{"MaxItems", 0}}); }},
      {"ListAccounts", "InvalidParameter", [](Scene& s) { return s.call("ListAccounts", {{"UserType", "Robot"}}); }},
      {"ListAccounts", "InvalidParameter.PaginationTokenInvalid",
       [](Scene& s) { return s.call("ListAccounts", {{"Marker", "17"}}); }},
      {"DescribeSubAccounts", "ok",
       [](Scene& s) { return s.call("DescribeSubAccounts", {{"FilterSubAccountUin", json::array{s.ann}}}); }},
      {"DescribeSubAccounts", "InvalidParameter",
       [](Scene& s) {
         json::array uins;
         for (int i = 1; i <= 51; ++i) uins.emplace_back(i);
         return s.call("DescribeSubAccounts", {{"FilterSubAccountUin", uins}});
       }},
      {"DescribeSubAccounts", "InvalidParameter",
       [](Scene& s) { return s.call("DescribeSubAccounts", {{"FilterSubAccountUin", json::array{}}}); }},
      {"ListCollaborators", "ok", [](Scene& s) { return s.call("ListCollaborators", {{"Limit", 200}}); }},
      {"ListReceiver", "ok", [](Scene& s) { return s.call("ListReceiver", {{"Offset", 0}, {"Limit", 200}}); }},
      {"ListReceiver", "InvalidParameter.ParamError",
       [](Scene& s) { return s.call("ListReceiver", {{"Limit", 201}}); }},
      {"ListWeChatWorkSubAccounts", "ok",
       [](Scene& s) { return s.call("ListWeChatWorkSubAccounts", {{"Offset", 0}, {"Limit", 20}}); }},
      {"CreateMessageReceiver", "ok", [](Scene& s) { return s.call("CreateMessageReceiver", receiver("duty")); }},
      {"CreateMessageReceiver", "InvalidParameter",
       [](Scene& s) { return s.call("CreateMessageReceiver", with(receiver("duty"), "Email", "nowhere")); }},
      {"CreateMessageReceiver", "InvalidParameter",
       [](Scene& s) { return s.call("CreateMessageReceiver", with(receiver("duty"), "PhoneNumber", "")); }},
      {"CreateMessageReceiver", "InvalidParameter",
       [](Scene& s) {
         return s.call("CreateMessageReceiver", with(receiver("duty"), "Remark", json::string(301, 'x')));
       }},
      {"CreateMessageReceiver", "InvalidParameter.SubUserNameInUse",
       [](Scene& s) { return s.call("CreateMessageReceiver", receiver("ann")); }},
      {"CreateMessageReceiver",
       "LimitExceeded.Uin",
       [](Scene& s) { return s.call("CreateMessageReceiver", receiver("duty")); },
       {.users_max = 1}},
      {"CreateMessageReceiver", "InvalidParameter.ReceiverOverLimit",
       [](Scene& s) {
         for (int i = 0; i < 10; ++i) s.root("CreateMessageReceiver", receiver("duty" + std::to_string(i)));
         return s.call("CreateMessageReceiver", receiver("eleventh"));
       }},
      {"DeleteMessageReceiver", "ok",
       [](Scene& s) {
         s.root("CreateMessageReceiver", receiver("duty"));
         return s.call("DeleteMessageReceiver", {{"Name", "duty"}});
       }},
      {"DeleteMessageReceiver", "ResourceNotFound.UserNotExists",
       [](Scene& s) { return s.call("DeleteMessageReceiver", {{"Name", "nobody"}}); }},
      {"DeleteMessageReceiver", "ResourceNotFound.UserNotExists",
       [](Scene& s) { return s.call("DeleteMessageReceiver", {{"Name", "ann"}}); }},
      {"GetUserAppId", "ok", [](Scene& s) { return s.call("GetUserAppId"); }},
      {"GetAccountSummary", "ok", [](Scene& s) { return s.call("GetAccountSummary"); }},
      {"ListPoliciesGrantingServiceAccess", "ok",
       [](Scene& s) { return s.call("ListPoliciesGrantingServiceAccess", {{"TargetUin", s.ann}}); }},
      {"ListPoliciesGrantingServiceAccess", "InvalidParameter.ParamError",
       [](Scene& s) { return s.call("ListPoliciesGrantingServiceAccess"); }},
      {"ListPoliciesGrantingServiceAccess", "InvalidParameter.ParamError",
       [](Scene& s) {
         return s.call("ListPoliciesGrantingServiceAccess", {{"TargetUin", s.ann}, {"GroupId", s.group}});
       }},
  };
}

}  // namespace opencam::tests
