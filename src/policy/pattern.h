// Reading one action, resource or principal of a policy document.
//
// Each function takes the text of one string and answers a pattern that a decision can use, and what is wrong with
// the text. A fault of gravity Creation leaves a pattern that fails closed: an allow with it matches nothing, a deny
// at least as much as was meant. A fault of gravity Fatal leaves no usable pattern. What only the catalogue or the
// directory can know is checked later (check.h). Pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "opencam/policy.h"
#include "policy/mistake.h"

namespace opencam {

// A fault at [begin, end) of the text that was read.
struct PatternFault {
  ErrorCode code = ErrorCode::PolicyDocumentError;
  Gravity gravity = Gravity::Fatal;
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string message;
  std::string help;
};

template <typename Pattern>
struct PatternReading {
  Pattern pattern;
  std::vector<PatternFault> faults;
};

// `*`, `service:Name*`, `name/service:Name`, `permid/N`.
PatternReading<ActionPattern> read_action(std::string_view text);

// `*` or six segments.
PatternReading<ResourcePattern> read_resource(std::string_view text);

// A string of `principal.qcs`: `qcs::cam::uin/A:root`.
PatternReading<PrincipalPattern> read_qcs_principal(std::string_view text);

// A string of `principal.service`: `cvm.qcloud.com`.
PatternReading<PrincipalPattern> read_service_principal(std::string_view text);

// A string of `principal.federated`: `qcs::cam::uin/O:saml-provider/NAME`.
PatternReading<PrincipalPattern> read_federated_principal(std::string_view text);

// The six segments of a resource as places in its text; the last one holds everything after the fifth colon.
struct ResourceSegments {
  struct Segment {
    std::size_t begin = 0;
    std::size_t end = 0;
    std::string_view text;
  };
  Segment qcs, project, service, region, account, content;
};

// Nothing when there are fewer than six.
std::optional<ResourceSegments> split_resource(std::string_view text);

}  // namespace opencam
