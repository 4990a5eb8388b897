#include "services/api_error.h"

#include <algorithm>
#include <array>

#include "services/batch_error.h"

namespace opencam::services {
namespace {

struct CodeRow {
  ErrorCode code;
  std::vector<std::string_view> api_codes;
};

using enum ErrorCode;

// The general ones, and the directory's.
const std::vector<CodeRow>& code_rows() {
  static const std::vector<CodeRow> rows = {
      {InvalidArgument, {"InvalidParameter.ParamError", "InvalidParameter"}},
      {MissingArgument, {"MissingParameter"}},
      {UnknownArgument, {"UnknownParameter"}},
      {NotFound, {"ResourceNotFound.NotFound", "ResourceNotFound"}},
      {AlreadyExists, {"ResourceInUse"}},
      {LimitExceeded, {"LimitExceeded"}},
      {Unsupported, {"UnsupportedOperation"}},
      {PermissionDenied, {"UnauthorizedOperation"}},
      {UserNotExist,
       {"ResourceNotFound.UserNotExist", "InvalidParameter.UserNotExist", "InvalidParameter.AccountNotAvaliable",
        "ResourceNotFound.UserNotExists"}},
      {UserNameInUse, {"InvalidParameter.SubUserNameInUse"}},
      {UserNameIllegal, {"InvalidParameter.UserNameIllegal"}},
      {UserFull, {"InvalidParameter.SubUserFull", "LimitExceeded.Uin"}},
      {UserHasKeys, {"OperationDenied.HaveKeys"}},
      {UserTypeForbidden, {"InvalidParameter.ParamError", "FailedOperation"}},
      {ContactIllegal, {"InvalidParameter.ParamError", "InvalidParameter"}},
      {DescriptionTooLong,
       {"InvalidParameter.DescriptionLengthOverlimit", "InvalidParameter.ParamError", "InvalidParameter"}},
      {GroupNotExist,
       {"ResourceNotFound.GroupNotExist", "InvalidParameter.GroupNotExist", "ResourceNotFound.UserNotExist"}},
      {GroupNameInUse, {"InvalidParameter.GroupNameInUse"}},
      {GroupNameIllegal, {"InvalidParameter.ParamError"}},
      {GroupFull, {"InvalidParameter.GroupFull"}},
      {GroupUserFull, {"InvalidParameter.GroupUserFull"}},
      {UserGroupFull, {"InvalidParameter.UserGroupFull"}},
      {PolicyIdNotExist,
       {"ResourceNotFound.PolicyIdNotFound", "InvalidParameter.PolicyIdNotExist", "InvalidParameter.PolicyIdError"}},
      {PolicyNameInUse, {"FailedOperation.PolicyNameInUse"}},
      {PolicyNameIllegal, {"InvalidParameter.PolicyNameError"}},
      {PolicyFull, {"FailedOperation.PolicyFull"}},
      {PolicyIsPreset, {"InvalidParameter.PolicyIdError", "InvalidParameter.ParamError"}},
      {PolicyIsServiceLinked,
       {"InvalidParameter.ServiceLinkedPolicyCantInPermissionBoundary", "InvalidParameter.ParamError"}},
      {PolicyIsBoundary, {"InvalidParameter.ParamError"}},
      {PolicyVersionFull, {"FailedOperation.PolicyVersionFull"}},
      {PolicyVersionNotExist, {"InvalidParameter.PolicyVersionNotExists"}},
      {PolicyVersionIsDefault, {"FailedOperation.PolicyVersionAlreadyDefault"}},
      {AttachmentFull, {"InvalidParameter.AttachmentFull", "FailedOperation.PolicyFull"}},
      {AccessKeyNotExist, {"ResourceNotFound.SecretNotExist"}},
      {AccessKeyFull, {"OperationDenied.AccessKeyOverLimit"}},
      {RoleNotExist, {"InvalidParameter.RoleNotExist", "ResourceNotFound.RoleNotFound"}},
      {RoleNameInUse, {"InvalidParameter.RoleNameInUse"}},
      {RoleNameIllegal, {"InvalidParameter.RoleNameError"}},
      {RoleFull, {"InvalidParameter.RoleFull"}},
      {RoleIsServiceLinked,
       {"InvalidParameter.ServiceLinkedRoleCantUsePermissionBoundary", "InvalidParameter.ParamError"}},
      {SessionDurationIllegal, {"InvalidParameter.ParamError"}},
      {PasswordViolatesRules, {"InvalidParameter.PasswordViolatedRules"}},
      {MemberNotNamed, {"InvalidParameter.UserUinAndUinNotAllNull", "InvalidParameter.ParamError", "MissingParameter"}},
      {ScopeUnknown, {"InvalidParameter.ScopeError"}},
      {KeywordTooLong,
       {"InvalidParameter.SearchKeywordLengthError", "InvalidParameter.ParamError", "InvalidParameter"}},
      {EntityFilterUnknown, {"InvalidParameter.EntityFilterError"}},
      {PoliciesTooMany, {"InvalidParameter.OperatePoliciesOverLimit"}},
      {RootKeysForbidden, {"OperationDenied.SubUin"}},
      {SessionTooLong, {"InvalidParameter.OverTimeError", "InvalidParameter.ParamError"}},
      {SessionPolicyTooLong, {"InvalidParameter.ExtendStrategyOverSize"}},
      {TemporaryKeyForbidden, {"FailedOperation.TempKeyNotAllowed", "InvalidParameter.TempCodeNotAvaliable"}},
      {MfaCodeWrong, {"FailedOperation.CheckMFAError"}},
      {MfaTypeUnsupported, {"FailedOperation.MFATypeNotSupported"}},
  };
  return rows;
}

// Of tags. The service of tags has its own codes, those that only give tags to what they make another one.
std::vector<std::string_view> tag_codes(ErrorCode code) {
  constexpr std::string_view elsewhere = "InvalidParameter.TagParamError";
  constexpr std::string_view parameter = "InvalidParameter.ParamError";
  constexpr std::string_view full = "InvalidParameter.TagLimitExceeded";
  constexpr std::string_view bad_key = "InvalidParameterValue.TagKeyCharacterIllegal";
  constexpr std::string_view bad_value = "InvalidParameterValue.TagValueCharacterIllegal";
  switch (code) {
    case TagIllegal:
      return {elsewhere, parameter};
    case TagFull:
      return {"LimitExceeded.ResourceAttachedTags", full, parameter};
    case TaggedResourceFull:
      return {"LimitExceeded.Quota", "FailedOperation.TagResourceFailed", parameter, "FailedOperation"};
    case TagAccountForeign:
      return {"InvalidParameterValue.UinInvalid", "InvalidParameterValue.ResourceDescriptionError", parameter};
    case TagKeyEmpty:
      return {"InvalidParameterValue.TagKeyEmpty", bad_key, elsewhere, parameter};
    case TagKeyTooLong:
      return {"InvalidParameterValue.TagKeyLengthExceeded", bad_key, elsewhere, parameter};
    case TagKeyIllegal:
      return {bad_key, "InvalidParameter.Tag", elsewhere, parameter};
    case TagKeyReserved:
      return {"InvalidParameter.ReservedTagKey", "InvalidParameterValue.ReservedTagKey", elsewhere, parameter, bad_key};
    case TagKeyRepeated:
      return {"InvalidParameterValue.TagKeyDuplicate", "InvalidParameter.Tag", elsewhere, parameter};
    case TagValueEmpty:
      return {"InvalidParameterValue.TagValueEmpty", bad_value};
    case TagValueTooLong:
      return {"InvalidParameterValue.TagValueLengthExceeded", bad_value, elsewhere, parameter};
    case TagValueIllegal:
      return {bad_value, "InvalidParameter.Tag", elsewhere, parameter};
    case TagExists:
      return {"ResourceInUse.TagDuplicate"};
    case TagNotExist:
      return {"ResourceNotFound.TagNonExist"};
    case TagInUse:
      return {"FailedOperation.TagAttachedResource"};
    case TagAttached:
      return {"ResourceInUse.TagKeyAttached"};
    case TagNotAttached:
      return {"ResourceNotFound.AttachedTagKeyNotFound"};
    case TagKeyFull:
      return {"LimitExceeded.TagKey", "LimitExceeded.Quota", full, parameter};
    case TagValueFull:
      return {"LimitExceeded.TagValue", "LimitExceeded.Quota", full, parameter};
    default:
      break;
  }
  return {};
}

// Of what the service of tags is asked about.
std::vector<std::string_view> tagged_resource_codes(ErrorCode code) {
  switch (code) {
    case TagResourceIllegal:
      return {"InvalidParameterValue.ResourceDescriptionError", "InvalidParameterValue.ResourceIdInvalid"};
    case TagServiceUnknown:
      return {"InvalidParameterValue.ServiceTypeInvalid", "InvalidParameterValue.ResourcePrefixInvalid"};
    case TagRegionUnknown:
      return {"InvalidParameterValue.RegionInvalid"};
    case TagPrefixIllegal:
      return {"InvalidParameterValue.ResourcePrefixInvalid"};
    case TagResourceIdIllegal:
      return {"InvalidParameterValue.ResourceIdInvalid", "InvalidParameterValue.ResourceDescriptionError"};
    case TagResourcesTooMany:
      return {"LimitExceeded.ResourceNumPerRequest", "InvalidParameterValue.ResourceIdInvalid"};
    case TagsIllegal:
      return {"InvalidParameter.Tag", "InvalidParameterValue.TagKeyEmpty", "InvalidParameter"};
    case TagsTooMany:
      return {"LimitExceeded.TagNumPerRequest", "InvalidParameter.Tag", "LimitExceeded", "InvalidParameter"};
    case TagFiltersIllegal:
      return {"InvalidParameterValue.TagFilters", "InvalidParameterValue.TagKeyDuplicate"};
    case TagFiltersTooMany:
      return {"InvalidParameterValue.TagFiltersLengthExceeded", "LimitExceeded.TagNumPerRequest"};
    case TagFilterValuesTooMany:
      return {"LimitExceeded.TagValue", "InvalidParameterValue.TagFilters"};
    case TagsToDeleteIllegal:
      return {"InvalidParameterValue.DeleteTagsParamError"};
    case TagCreatorIllegal:
      return {"InvalidParameterValue.UinInvalid"};
    case PageTokenIllegal:
      return {"InvalidParameter.PaginationTokenInvalid"};
    case PageOffsetIllegal:
      return {"InvalidParameterValue.OffsetInvalid"};
    default:
      break;
  }
  return {};
}

// Of the security of sign-ins, and of the account as a whole.
const std::vector<CodeRow>& security_code_rows() {
  static const std::vector<CodeRow> rows = {
      {PasswordRuleIllegal, {"InvalidParameter.PasswordRuleError"}},
      {PhoneNotBound, {"FailedOperation.UserNotBindPhone"}},
      {WechatNotBound, {"FailedOperation.UserNotBindWechat"}},
      {FactorsForbidden, {"FailedOperation.UserUnbindNoPermission"}},
      {MfaTokenUnknown, {"InvalidParameter.MFATokenError"}},
      {IpIllegal, {"InvalidParameter.IPIllegal"}},
      {IpRangesOverlap, {"InvalidParameter.IPRangeOverlapping"}},
      {ApproverTypeUnknown, {"InvalidParameter.AssitApproverTypeError"}},  // the wire's own spelling
      {ApproverFull, {"FailedOperation.AssistApproverFull"}},
      {ApproverPhoneMissing, {"InvalidParameter.SubUserPhoneNotExsit"}},  // the wire's own spelling
      {ReceiverFull, {"InvalidParameter.ReceiverOverLimit"}},
      {DataFlowClosed, {"ResourceNotFound.DataFlowAuthClose"}},
  };
  return rows;
}

// Of documents. A session policy has its own two codes; a role's trust policy lacks some of an identity policy's.
std::vector<std::string_view> document_codes(ErrorCode code) {
  switch (code) {
    case PolicyDocumentLengthOverLimit:
      return {"InvalidParameter.PolicyDocumentLengthOverLimit", "InvalidParameter.PolicyTooLong",
              "InvalidParameter.ParamError"};
    case PolicyDocumentError:
      return {"InvalidParameter.PolicyDocumentError", "InvalidParameter.StrategyFormatError",
              "InvalidParameter.ParamError"};
    case ActionServiceNotExist:
      return {"InvalidParameter.ActionServiceNotExist", "InvalidParameter.StrategyInvalid",
              "InvalidParameter.ActionError"};
    case ActionNotExist:
      return {"InvalidParameter.ActionNotExist", "InvalidParameter.StrategyInvalid", "InvalidParameter.ActionError"};
    case PrincipalQcsCrossError:
      return {"InvalidParameter.PrincipalQcsCrossError", "InvalidParameter.StrategyInvalid",
              "InvalidParameter.PrincipalQcsError"};
    case NotSupportProduct:
      return {"InvalidParameter.NotSupportProduct", "InvalidParameter.StrategyInvalid", "InvalidParameter.ParamError"};
    case VersionError:
      return {"InvalidParameter.VersionError", "InvalidParameter.StrategyInvalid"};
    case StatementError:
      return {"InvalidParameter.StatementError", "InvalidParameter.StrategyInvalid"};
    case EffectError:
      return {"InvalidParameter.EffectError", "InvalidParameter.StrategyInvalid"};
    case ActionMiss:
      return {"InvalidParameter.ActionMiss", "InvalidParameter.StrategyInvalid"};
    case ActionError:
      return {"InvalidParameter.ActionError", "InvalidParameter.StrategyInvalid"};
    case ConditionError:
      return {"InvalidParameter.ConditionError", "InvalidParameter.StrategyInvalid"};
    case ConditionTypeError:
      return {"InvalidParameter.ConditionTypeError", "InvalidParameter.StrategyInvalid"};
    case ConditionContentError:
      return {"InvalidParameter.ConditionContentError", "InvalidParameter.StrategyInvalid"};
    case PrincipalError:
      return {"InvalidParameter.PrincipalError", "InvalidParameter.StrategyInvalid"};
    case PrincipalQcsError:
      return {"InvalidParameter.PrincipalQcsError"};
    case PrincipalQcsNotExist:
      return {"InvalidParameter.PrincipalQcsNotExist"};
    case PrincipalServiceNotExist:
      return {"InvalidParameter.PrincipalServiceNotExist"};
    default:
      break;
  }
  return {};
}

// Of identity providers and what is done with them.
std::vector<std::string_view> identity_codes(ErrorCode code) {
  constexpr std::string_view metadata = "InvalidParameterValue.MetadataError";
  switch (code) {
    case DeletionTaskNotExist:
      return {"InvalidParameter.DeletionTaskNotExist"};
    case IdentityNotExist:
      return {"ResourceNotFound.IdentityNotExist"};
    case IdentityNameInUse:
      return {"InvalidParameter.IdentityNameInUse"};
    case IdentityNameIllegal:
      return {"InvalidParameterValue.NameError", metadata};
    case IdentityFull:
      return {"LimitExceeded.IdentityFull"};
    case IdentityMetadataIllegal:
      return {metadata};
    case IdentityUrlIllegal:
      return {"InvalidParameterValue.IdentityUrlError", metadata};
    case IdentityKeyIllegal:
      return {"InvalidParameterValue.IdentityKeyError", metadata};
    case WebIdentityRefused:
      return {"InvalidParameter.WebIdentityTokenError"};
    case TooManyRequests:
      return {"RequestLimitExceeded"};
    default:
      break;
  }
  return {};
}

// Of looking up events.
std::vector<std::string_view> event_codes(ErrorCode code) {
  switch (code) {
    case AuditTimeReversed:
      return {"InvalidParameter.Time", "InvalidParameter"};
    case AuditTimeTooOld:
      return {"InvalidParameterValue.Time", "InvalidParameter"};
    case AuditTimeTooLong:
      return {"LimitExceeded.OverTime", "InvalidParameter"};
    case AuditPageIllegal:
      return {"InvalidParameterValue.MaxResult", "LimitExceeded.OverAmount", "InvalidParameter"};
    case AuditAttributeIllegal:
      return {"InvalidParameterValue.attributeKey", "InvalidParameter"};
    default:
      break;
  }
  return {};
}

std::vector<std::string_view> resource_codes(ErrorCode code) {
  constexpr std::string_view session = "InvalidParameter.ResouceError";  // the wire's own spelling
  constexpr std::string_view parameter = "InvalidParameter.ParamError";
  switch (code) {
    case ResourceError:
      return {"InvalidParameter.ResourceError", session, parameter};
    case ResourceQcsError:
      return {"InvalidParameter.ResourceQcsError", session, parameter};
    case ResourceProjectError:
      return {"InvalidParameter.ResourceProjectError", session, parameter};
    case ResourceServiceNotExist:
      return {"InvalidParameter.ResourceServiceNotExist", session, parameter};
    case ResourceRegionError:
      return {"InvalidParameter.ResourceRegionError", session, parameter};
    case ResourceUinError:
      return {"InvalidParameter.ResourceUinError", session, parameter};
    case ResourceContentError:
      return {"InvalidParameter.ResourceContentError", session, parameter};
    default:
      break;
  }
  return {};
}

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
  for (const auto* rows : {&code_rows(), &security_code_rows()}) {
    for (const CodeRow& row : *rows) {
      if (row.code == code) return row.api_codes;
    }
  }
  if (auto codes = document_codes(code); !codes.empty()) return codes;
  if (auto codes = resource_codes(code); !codes.empty()) return codes;
  if (auto codes = identity_codes(code); !codes.empty()) return codes;
  if (auto codes = tag_codes(code); !codes.empty()) return codes;
  if (auto codes = tagged_resource_codes(code); !codes.empty()) return codes;
  if (auto codes = event_codes(code); !codes.empty()) return codes;
  if (auto codes = batch_codes(code); !codes.empty()) return codes;
  return {"InternalError.SystemError", "InternalError.SearchError", "InternalError"};
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
