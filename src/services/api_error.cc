#include "services/api_error.h"

#include <algorithm>
#include <array>
#include <map>

#include "base/check.h"
#include "services/api_codes.h"

namespace opencam::services {
namespace {

using enum ErrorCode;

constexpr std::array<std::string_view, 38> common_codes = {
    "ActionOffline",
    "AuthFailure.InvalidAuthorization",
    "AuthFailure.InvalidSecretId",
    "AuthFailure.MFAFailure",
    "AuthFailure.SecretIdNotFound",
    "AuthFailure.SignatureExpire",
    "AuthFailure.SignatureFailure",
    "AuthFailure.TokenFailure",
    "AuthFailure.UnauthorizedOperation",
    "DryRunOperation",
    "FailedOperation",
    "InternalError",
    "InvalidAction",
    "InvalidParameter",
    "InvalidParameterValue",
    "InvalidRequest",
    "IpInBlacklist",
    "IpNotInWhitelist",
    "LimitExceeded",
    "MissingParameter",
    "NoSuchProduct",
    "NoSuchVersion",
    "RequestLimitExceeded",
    "RequestLimitExceeded.GlobalRegionUinLimitExceeded",
    "RequestLimitExceeded.IPLimitExceeded",
    "RequestLimitExceeded.UinLimitExceeded",
    "RequestSizeLimitExceeded",
    "ResourceInUse",
    "ResourceInsufficient",
    "ResourceNotFound",
    "ResourceUnavailable",
    "ResponseSizeLimitExceeded",
    "ServiceUnavailable",
    "UnauthorizedOperation",
    "UnknownParameter",
    "UnsupportedOperation",
    "UnsupportedProtocol",
    "UnsupportedRegion",
};

// All tables as one.
const std::map<ErrorCode, std::vector<std::string_view>>& all_codes() {
  static const auto codes = [] {
    std::map<ErrorCode, std::vector<std::string_view>> all;
    for (const auto* rows :
         {&general_codes(), &security_codes(), &document_codes(), &resource_codes(), &identity_codes(), &event_codes(),
          &tag_codes(), &tagged_resource_codes(), &batch_codes()}) {
      for (const ApiCodeRow& row : *rows) OPENCAM_CHECK(all.emplace(row.code, row.api_codes).second);
    }
    return all;
  }();
  return codes;
}

bool has_own_code(const api::ApiAction& action, std::string_view code) {
  return std::ranges::find(action.error_codes, code) != action.error_codes.end();
}

}  // namespace

bool is_inner_fault(ErrorCode code) {
  switch (code) {
    case Conflict:
    case Io:
    case Corrupt:
    case Unavailable:
    case Internal:
      return true;
    default:
      return false;
  }
}

std::vector<std::string_view> api_codes(ErrorCode code) {
  static const std::vector<std::string_view> ours = {"InternalError.SystemError", "InternalError.SearchError",
                                                     "InternalError"};
  const auto found = all_codes().find(code);
  return found == all_codes().end() ? ours : found->second;
}

bool lists_code(const api::ApiAction& action, std::string_view code) {
  return has_own_code(action, code) || std::ranges::find(common_codes, code) != common_codes.end();
}

ApiError to_api_error(const Error& error, const api::ApiAction* action) {
  const auto codes = api_codes(error.code());
  std::string_view chosen = codes.front();
  if (action != nullptr) {
    const auto own = std::ranges::find_if(codes, [&](std::string_view code) { return has_own_code(*action, code); });
    const auto any = std::ranges::find_if(codes, [&](std::string_view code) { return lists_code(*action, code); });
    if (own != codes.end()) {
      chosen = *own;
    } else if (any != codes.end()) {
      chosen = *any;
    }
  }
  if (codes.front().starts_with("InternalError")) {
    ApiError inner = api_error(ApiCode::InternalError);
    inner.code = chosen;
    return inner;
  }
  std::string message = error.message();
  if (!error.help().empty()) message += "; " + error.help();
  return {.code = std::string(chosen), .message = std::move(message), .message_chinese = {}};
}

ApiError to_parameter_error(const Error& error) {
  const std::string& message = error.message();
  const std::size_t begin = message.find('`');
  const std::size_t end = begin == std::string::npos ? begin : message.find('`', begin + 1);
  const std::string_view parameter =
      end == std::string::npos ? std::string_view() : std::string_view(message).substr(begin + 1, end - begin - 1);
  if (error.code() == MissingArgument) return api_error(ApiCode::MissingParameter, parameter);
  if (error.code() == UnknownArgument) return api_error(ApiCode::UnknownParameter, parameter);
  return api_error(ApiCode::InvalidParameterType, parameter);
}

}  // namespace opencam::services
