// What the API answers when it does not do what it was asked: a code for programs, a text for people.
//
//   return api_error(ApiCode::MissingParameter, "Name");      // The request is missing a required parameter `Name`.
//   return ApiError{"ResourceNotFound.UserNotExist", "the user `ann` does not exist"};
//
//   ApiResult<ApiRequest> request = read_api_request(http);   // OPENCAM_TRY works with it
//
// An ApiError leaves the house and an Error does not: services turn the one into the other in one place. Fixed texts
// exist in English and Chinese (CAM-142), both made at once, so that nobody needs to know the language before the
// answer is written. The table is wire/error_code.def. Values, safe to copy between threads.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "opencam/result.h"

namespace opencam {

enum class Language : std::uint8_t { English, Chinese };

// "zh-CN" is Chinese; "en-US", nothing and everything else is English (CAM-142).
Language language_named(std::string_view name);

enum class ApiCode : std::uint8_t {
#define OPENCAM_API_ERROR(name, code, english, chinese) name,
#include "wire/error_code.def"
#undef OPENCAM_API_ERROR
};

// All of them, in the order of the table.
std::span<const ApiCode> all_api_codes();
// The enumerator's own name and the code as it stands on the wire, for example "AuthFailure.SignatureFailure".
std::string_view name(ApiCode code);
std::string_view wire_code(ApiCode code);

struct [[nodiscard]] ApiError {
  std::string code;
  std::string message;
  std::string message_chinese;  // empty: `message` serves both

  const std::string& text(Language language) const {
    return language == Language::Chinese && !message_chinese.empty() ? message_chinese : message;
  }
};

// The table's texts with `subject` in the place of `{}`; `subject_chinese` when the subject is a phrase, not a name.
ApiError api_error(ApiCode code, std::string_view subject = {}, std::string_view subject_chinese = {});

template <typename T>
using ApiResult = Result<T, ApiError>;

}  // namespace opencam
