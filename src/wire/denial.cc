#include "wire/denial.h"

#include "base/json.h"

namespace opencam {
namespace {

std::string condition_list(const std::vector<DenialCondition>& conditions) {
  json::Writer out;
  out.begin_array();
  for (const DenialCondition& condition : conditions) {
    out.begin_object().key("condition").begin_object();
    out.key("key").string(condition.key).key("value").begin_array();
    for (const std::string& value : condition.values) out.string(value);
    out.end_array().key("ope").string(condition.ope).end_object();
    out.key("effect").string(condition.effect).end_object();
  }
  out.end_array();
  return std::move(out).take();
}

}  // namespace

std::string denial_text(const Denial& denial) {
  std::string text = "[request id:" + denial.request_id + "]you are not authorized to perform operation (" +
                     denial.operation + ")\nresource (" + denial.resource + ") has no permission";
  if (!denial.conditions.empty()) text += " with or without condition:" + condition_list(denial.conditions);
  text += '\n';
  return text;
}

ApiError gateway_denial(const Denial& denial) {
  return api_error(ApiCode::AuthUnauthorizedOperation, denial_text(denial));
}

ApiError product_denial(const Denial& denial, std::string_view code) {
  ApiError error = api_error(ApiCode::UnauthorizedOperation, denial_text(denial));
  error.code = code;
  return error;
}

}  // namespace opencam
