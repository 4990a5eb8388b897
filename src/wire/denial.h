// The text of a denial, in the shape that administrators and their tools read operation, resource and condition from
// (CAM-143). Two layers of the cloud deny, each in its own shape; which one an action uses is the action's business.
//
//   [request id:<id>]you are not authorized to perform operation (cam:GetUser)
//   resource (qcs::cam::uin/100000000001:uin/100000000101) has no permission
//
// Pure functions on values.
#pragma once

#include <string>
#include <vector>

#include "wire/error_code.h"

namespace opencam {

struct DenialCondition {
  std::string key;                  // qcs:resource_tag
  std::vector<std::string> values;  // k&v
  std::string ope;                  // for_any_value:string_equal
  std::string effect;               // allow or deny
};

struct Denial {
  std::string request_id;
  std::string operation;                    // cam:GetUser
  std::string resource = "*";               // six segments, or * when the action knows no resources
  std::vector<DenialCondition> conditions;  // those that decided; usually none
};

// The sentence that both shapes share.
std::string denial_text(const Denial& denial);
// As the API gateway denies: AuthFailure.UnauthorizedOperation.
ApiError gateway_denial(const Denial& denial);
// As the product denies: UnauthorizedOperation, or a more special code of the action.
ApiError product_denial(const Denial& denial, std::string_view code = "UnauthorizedOperation");

}  // namespace opencam
