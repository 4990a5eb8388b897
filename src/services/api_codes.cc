#include "services/api_codes.h"

namespace opencam::services {

using enum ErrorCode;

// The general ones, and the directory's.
const std::vector<ApiCodeRow>& general_codes() {
  static const std::vector<ApiCodeRow> rows = {
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

// Of the security of sign-ins, and of the account as a whole.
const std::vector<ApiCodeRow>& security_codes() {
  static const std::vector<ApiCodeRow> rows = {
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
const std::vector<ApiCodeRow>& document_codes() {
  static const std::vector<ApiCodeRow> rows = {
      {PolicyDocumentLengthOverLimit,
       {"InvalidParameter.PolicyDocumentLengthOverLimit", "InvalidParameter.PolicyTooLong",
        "InvalidParameter.ParamError"}},
      {PolicyDocumentError,
       {"InvalidParameter.PolicyDocumentError", "InvalidParameter.StrategyFormatError", "InvalidParameter.ParamError"}},
      {ActionServiceNotExist,
       {"InvalidParameter.ActionServiceNotExist", "InvalidParameter.StrategyInvalid", "InvalidParameter.ActionError"}},
      {ActionNotExist,
       {"InvalidParameter.ActionNotExist", "InvalidParameter.StrategyInvalid", "InvalidParameter.ActionError"}},
      {PrincipalQcsCrossError,
       {"InvalidParameter.PrincipalQcsCrossError", "InvalidParameter.StrategyInvalid",
        "InvalidParameter.PrincipalQcsError"}},
      {NotSupportProduct,
       {"InvalidParameter.NotSupportProduct", "InvalidParameter.StrategyInvalid", "InvalidParameter.ParamError"}},
      {VersionError, {"InvalidParameter.VersionError", "InvalidParameter.StrategyInvalid"}},
      {StatementError, {"InvalidParameter.StatementError", "InvalidParameter.StrategyInvalid"}},
      {EffectError, {"InvalidParameter.EffectError", "InvalidParameter.StrategyInvalid"}},
      {ActionMiss, {"InvalidParameter.ActionMiss", "InvalidParameter.StrategyInvalid"}},
      {ActionError, {"InvalidParameter.ActionError", "InvalidParameter.StrategyInvalid"}},
      {ConditionError, {"InvalidParameter.ConditionError", "InvalidParameter.StrategyInvalid"}},
      {ConditionTypeError, {"InvalidParameter.ConditionTypeError", "InvalidParameter.StrategyInvalid"}},
      {ConditionContentError, {"InvalidParameter.ConditionContentError", "InvalidParameter.StrategyInvalid"}},
      {PrincipalError, {"InvalidParameter.PrincipalError", "InvalidParameter.StrategyInvalid"}},
      {PrincipalQcsError, {"InvalidParameter.PrincipalQcsError"}},
      {PrincipalQcsNotExist, {"InvalidParameter.PrincipalQcsNotExist"}},
      {PrincipalServiceNotExist, {"InvalidParameter.PrincipalServiceNotExist"}},
  };
  return rows;
}

// Of resources in documents. A session policy has one code for all; its spelling is the wire's own.
const std::vector<ApiCodeRow>& resource_codes() {
  constexpr std::string_view session = "InvalidParameter.ResouceError";
  constexpr std::string_view parameter = "InvalidParameter.ParamError";
  static const std::vector<ApiCodeRow> rows = {
      {ResourceError, {"InvalidParameter.ResourceError", session, parameter}},
      {ResourceQcsError, {"InvalidParameter.ResourceQcsError", session, parameter}},
      {ResourceProjectError, {"InvalidParameter.ResourceProjectError", session, parameter}},
      {ResourceServiceNotExist, {"InvalidParameter.ResourceServiceNotExist", session, parameter}},
      {ResourceRegionError, {"InvalidParameter.ResourceRegionError", session, parameter}},
      {ResourceUinError, {"InvalidParameter.ResourceUinError", session, parameter}},
      {ResourceContentError, {"InvalidParameter.ResourceContentError", session, parameter}},
  };
  return rows;
}

// Of identity providers and what is done with them.
const std::vector<ApiCodeRow>& identity_codes() {
  constexpr std::string_view metadata = "InvalidParameterValue.MetadataError";
  static const std::vector<ApiCodeRow> rows = {
      {DeletionTaskNotExist, {"InvalidParameter.DeletionTaskNotExist"}},
      {IdentityNotExist, {"ResourceNotFound.IdentityNotExist"}},
      {IdentityNameInUse, {"InvalidParameter.IdentityNameInUse"}},
      {IdentityNameIllegal, {"InvalidParameterValue.NameError", metadata}},
      {IdentityFull, {"LimitExceeded.IdentityFull"}},
      {IdentityMetadataIllegal, {metadata}},
      {IdentityUrlIllegal, {"InvalidParameterValue.IdentityUrlError", metadata}},
      {IdentityKeyIllegal, {"InvalidParameterValue.IdentityKeyError", metadata}},
      {WebIdentityRefused, {"InvalidParameter.WebIdentityTokenError"}},
      {TooManyRequests, {"RequestLimitExceeded"}},
  };
  return rows;
}

// Of looking up events.
const std::vector<ApiCodeRow>& event_codes() {
  static const std::vector<ApiCodeRow> rows = {
      {AuditTimeReversed, {"InvalidParameter.Time", "InvalidParameter"}},
      {AuditTimeTooOld, {"InvalidParameterValue.Time", "InvalidParameter"}},
      {AuditTimeTooLong, {"LimitExceeded.OverTime", "InvalidParameter"}},
      {AuditPageIllegal, {"InvalidParameterValue.MaxResult", "LimitExceeded.OverAmount", "InvalidParameter"}},
      {AuditAttributeIllegal, {"InvalidParameterValue.attributeKey", "InvalidParameter"}},
  };
  return rows;
}

}  // namespace opencam::services
