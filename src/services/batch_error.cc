#include "services/batch_error.h"

#include <algorithm>

namespace opencam::services {
namespace {

struct CodeRow {
  ErrorCode code;
  std::vector<std::string_view> api_codes;
};

using enum ErrorCode;

const std::vector<CodeRow>& code_rows() {
  static const std::vector<CodeRow> rows = {
      {BatchEnvNotOne, {"AllowedOneAttributeInEnvIdAndComputeEnv"}},
      {BatchFilterIllegal, {"InvalidFilter", "InvalidParameterValue.InvalidFilter", "InvalidParameterValue"}},
      {BatchJobIdMalformed, {"InvalidParameter.JobIdMalformed"}},
      {BatchEnvIdMalformed, {"InvalidParameter.EnvIdMalformed"}},
      {BatchNodeIdMalformed, {"InvalidParameter.ComputeNodeIdMalformed"}},
      {BatchTemplateIdMalformed, {"InvalidParameter.TaskTemplateIdMalformed"}},
      {BatchImageIdMalformed, {"InvalidParameter.ImageIdMalformed"}},
      {BatchMachineIllegal, {"InvalidParameter.CvmParameters"}},
      {BatchEnvNameTooLong, {"InvalidParameter.EnvNameTooLong"}},
      {BatchEnvDescriptionTooLong, {"InvalidParameter.EnvDescriptionTooLong"}},
      {BatchJobNameTooLong, {"InvalidParameter.JobNameTooLong"}},
      {BatchJobDescriptionTooLong, {"InvalidParameter.JobDescriptionTooLong"}},
      {BatchTaskNameIllegal, {"InvalidParameter.TaskName"}},
      {BatchTaskNameTooLong, {"InvalidParameter.TaskNameTooLong"}},
      {BatchTemplateNameIllegal, {"InvalidParameter.TaskTemplateName"}},
      {BatchTemplateNameTooLong, {"InvalidParameter.TaskTemplateNameTooLong"}},
      {BatchTemplateDescriptionTooLong, {"InvalidParameter.TaskTemplateDescriptionTooLong"}},
      {BatchParametersExclusive, {"InvalidParameter.InvalidParameterCombination", "InvalidParameterValue"}},
      {BatchEventRepeated, {"InvalidParameter.NotificationEventNameDuplicate"}},
      {BatchTopicIllegal, {"InvalidParameter.NotificationTopicName"}},
      {BatchTopicTooLong, {"InvalidParameter.NotificationTopicNameTooLong"}},
      {BatchNothingToModify, {"InvalidParameterAtLeastOneAttribute"}},
      {BatchComputeEnvIllegal, {"InvalidParameterValue.ComputeEnv"}},
      {BatchDependenceUnknown, {"InvalidParameterValue.DependenceNotFoundTaskName"}},
      {BatchDependenceUnfeasible, {"InvalidParameterValue.DependenceUnfeasible"}},
      {BatchInstanceIdRepeated, {"InvalidParameterValue.InstanceIdDuplicated"}},
      {BatchInstanceTypeUnknown, {"InvalidParameterValue.InstanceType", "InvalidParameter.CvmParameters"}},
      {BatchInstanceTypeRepeated, {"InvalidParameterValue.InstanceTypeDuplicate"}},
      {BatchInstanceTypesEmpty, {"InvalidParameterValue.InstanceTypesEmpty"}},
      {BatchValueIllegal, {"InvalidParameterValue.InvalidDataTypeAny", "InvalidParameterValue"}},
      {BatchValueTooLarge, {"InvalidParameterValue.LimitExceeded", "InvalidParameterValue"}},
      {BatchValueNegative, {"InvalidParameterValue.Negative", "InvalidParameterValue"}},
      {BatchValueNotFloat, {"InvalidParameterValue.NotFloat", "InvalidParameterValue"}},
      {BatchZoneForeign, {"InvalidZone.MismatchRegion", "InvalidParameterValue.InvalidZoneMismatchRegion"}},
      {BatchZoneUnknown, {"InvalidParameterValue.UnavailableZone"}},
      {BatchLocalPathIllegal, {"InvalidParameterValue.LocalPath"}},
      {BatchRemotePathIllegal, {"InvalidParameterValue.RemoteStoragePath"}},
      {BatchRemoteSchemeIllegal, {"InvalidParameterValue.RemoteStorageSchemeType"}},
      {BatchRetryCountIllegal, {"InvalidParameterValue.MaxRetryCount"}},
      {BatchInstanceCountIllegal, {"InvalidParameterValue.TaskInstanceNum"}},
      {BatchResourceTypeIllegal, {"InvalidParameterValue.ResourceType"}},
      {BatchChargeTypeIllegal, {"InvalidParameterValue.UnsupportedBatchInstanceChargeType"}},
      {BatchJobFull, {"LimitExceeded.JobQuota"}},
      {BatchEnvFull, {"LimitExceeded.ComputeEnvQuota"}},
      {BatchCpuFull, {"LimitExceeded.CpuQuota"}},
      {BatchTemplateFull, {"LimitExceeded.TaskTemplateQuota"}},
      {BatchJobInUse, {"ResourceInUse.Job"}},
      {BatchJobNotExist, {"ResourceNotFound.Job"}},
      {BatchTaskNotExist, {"ResourceNotFound.Task"}},
      {BatchInstanceNotExist, {"ResourceNotFound.TaskInstance"}},
      {BatchEnvNotExist, {"ResourceNotFound.ComputeEnv"}},
      {BatchNodeNotExist, {"ResourceNotFound.ComputeNode"}},
      {BatchTemplateNotExist, {"ResourceNotFound.TaskTemplate"}},
      {BatchServiceRefused, {"UnauthorizedOperation.UserNotAllowedToUseBatch"}},
      {BatchUnsupported, {"UnsupportedOperation"}},
      {BatchBusy, {"UnsupportedOperation.AcceptOtherRequest"}},
      {BatchEnvBusy, {"UnsupportedOperation.ComputeEnvAcceptOtherRequest", "UnsupportedOperation"}},
      {BatchEnvOperation, {"UnsupportedOperation.ComputeEnvOperation"}},
      {BatchNodeKept, {"UnsupportedOperation.ComputeNodeForbidTerminate"}},
      {BatchNodeTerminating, {"UnsupportedOperation.ComputeNodeIsTerminating"}},
      {BatchInstancesNotAttachable, {"UnsupportedOperation.InstancesNotAllowToAttach"}},
      {BatchNodesTooFew, {"UnsupportedOperation.NotEnoughComputeNodesToTerminate"}},
      {BatchEndWithEnv, {"UnsupportedOperation.TerminateOperationWithEnvId"}},
  };
  return rows;
}

}  // namespace

std::vector<std::string_view> batch_codes(ErrorCode code) {
  const auto row = std::ranges::find(code_rows(), code, &CodeRow::code);
  return row == code_rows().end() ? std::vector<std::string_view>{} : row->api_codes;
}

}  // namespace opencam::services
