#include "services/api_codes.h"

namespace opencam::services {

using enum ErrorCode;

// Of tags. The service of tags has its own codes, those that only give tags to what they make another one.
const std::vector<ApiCodeRow>& tag_codes() {
  constexpr std::string_view elsewhere = "InvalidParameter.TagParamError";
  constexpr std::string_view parameter = "InvalidParameter.ParamError";
  constexpr std::string_view full = "InvalidParameter.TagLimitExceeded";
  constexpr std::string_view bad_key = "InvalidParameterValue.TagKeyCharacterIllegal";
  constexpr std::string_view bad_value = "InvalidParameterValue.TagValueCharacterIllegal";
  static const std::vector<ApiCodeRow> rows = {
      {TagIllegal, {elsewhere, parameter}},
      {TagFull, {"LimitExceeded.ResourceAttachedTags", full, parameter}},
      {TaggedResourceFull, {"LimitExceeded.Quota", "FailedOperation.TagResourceFailed", parameter, "FailedOperation"}},
      {TagAccountForeign,
       {"InvalidParameterValue.UinInvalid", "InvalidParameterValue.ResourceDescriptionError", parameter}},
      {TagKeyEmpty, {"InvalidParameterValue.TagKeyEmpty", bad_key, elsewhere, parameter}},
      {TagKeyTooLong, {"InvalidParameterValue.TagKeyLengthExceeded", bad_key, elsewhere, parameter}},
      {TagKeyIllegal, {bad_key, "InvalidParameter.Tag", elsewhere, parameter}},
      {TagKeyReserved,
       {"InvalidParameter.ReservedTagKey", "InvalidParameterValue.ReservedTagKey", elsewhere, parameter, bad_key}},
      {TagKeyRepeated, {"InvalidParameterValue.TagKeyDuplicate", "InvalidParameter.Tag", elsewhere, parameter}},
      {TagValueEmpty, {"InvalidParameterValue.TagValueEmpty", bad_value}},
      {TagValueTooLong, {"InvalidParameterValue.TagValueLengthExceeded", bad_value, elsewhere, parameter}},
      {TagValueIllegal, {bad_value, "InvalidParameter.Tag", elsewhere, parameter}},
      {TagExists, {"ResourceInUse.TagDuplicate"}},
      {TagNotExist, {"ResourceNotFound.TagNonExist"}},
      {TagInUse, {"FailedOperation.TagAttachedResource"}},
      {TagAttached, {"ResourceInUse.TagKeyAttached"}},
      {TagNotAttached, {"ResourceNotFound.AttachedTagKeyNotFound"}},
      {TagKeyFull, {"LimitExceeded.TagKey", "LimitExceeded.Quota", full, parameter}},
      {TagValueFull, {"LimitExceeded.TagValue", "LimitExceeded.Quota", full, parameter}},
  };
  return rows;
}

// Of what the service of tags is asked about.
const std::vector<ApiCodeRow>& tagged_resource_codes() {
  static const std::vector<ApiCodeRow> rows = {
      {TagResourceIllegal,
       {"InvalidParameterValue.ResourceDescriptionError", "InvalidParameterValue.ResourceIdInvalid"}},
      {TagServiceUnknown, {"InvalidParameterValue.ServiceTypeInvalid", "InvalidParameterValue.ResourcePrefixInvalid"}},
      {TagRegionUnknown, {"InvalidParameterValue.RegionInvalid"}},
      {TagPrefixIllegal, {"InvalidParameterValue.ResourcePrefixInvalid"}},
      {TagResourceIdIllegal,
       {"InvalidParameterValue.ResourceIdInvalid", "InvalidParameterValue.ResourceDescriptionError"}},
      {TagResourcesTooMany, {"LimitExceeded.ResourceNumPerRequest", "InvalidParameterValue.ResourceIdInvalid"}},
      {TagsIllegal, {"InvalidParameter.Tag", "InvalidParameterValue.TagKeyEmpty", "InvalidParameter"}},
      {TagsTooMany, {"LimitExceeded.TagNumPerRequest", "InvalidParameter.Tag", "LimitExceeded", "InvalidParameter"}},
      {TagFiltersIllegal, {"InvalidParameterValue.TagFilters", "InvalidParameterValue.TagKeyDuplicate"}},
      {TagFiltersTooMany, {"InvalidParameterValue.TagFiltersLengthExceeded", "LimitExceeded.TagNumPerRequest"}},
      {TagFilterValuesTooMany, {"LimitExceeded.TagValue", "InvalidParameterValue.TagFilters"}},
      {TagsToDeleteIllegal, {"InvalidParameterValue.DeleteTagsParamError"}},
      {TagCreatorIllegal, {"InvalidParameterValue.UinInvalid"}},
      {PageTokenIllegal, {"InvalidParameter.PaginationTokenInvalid"}},
      {PageOffsetIllegal, {"InvalidParameterValue.OffsetInvalid"}},
  };
  return rows;
}

}  // namespace opencam::services
