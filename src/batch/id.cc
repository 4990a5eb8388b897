#include "batch/id.h"

#include <array>

#include "base/text.h"
#include "batch/service_role.h"

namespace opencam::batch {
namespace {

constexpr std::string_view alphabet = "abcdefghijklmnopqrstuvwxyz0123456789";
constexpr std::size_t drawn_characters = 8;

struct Kind {
  std::string_view prefix;
  std::string_view noun;
  ErrorCode malformed;
};

const Kind& kind_of(IdKind kind) {
  static constexpr std::array<Kind, 6> kinds = {{
      {"job-", "a job", ErrorCode::BatchJobIdMalformed},
      {"env-", "a compute environment", ErrorCode::BatchEnvIdMalformed},
      {"node-", "a compute node", ErrorCode::BatchNodeIdMalformed},
      {"act-", "an activity", ErrorCode::InvalidArgument},
      {"task-tmpl-", "a task template", ErrorCode::BatchTemplateIdMalformed},
      {"ins-", "a machine", ErrorCode::InvalidArgument},
  }};
  return kinds.at(static_cast<std::size_t>(kind));
}

}  // namespace

std::string_view prefix_of(IdKind kind) { return kind_of(kind).prefix; }

bool is_id(IdKind kind, std::string_view text) {
  const std::string_view prefix = prefix_of(kind);
  if (!text.starts_with(prefix) || text.size() != prefix.size() + drawn_characters) return false;
  return text.substr(prefix.size()).find_first_not_of(alphabet) == std::string_view::npos;
}

Result<void> check_id(IdKind kind, std::string_view field, std::string_view text) {
  if (is_id(kind, text)) return {};
  const Kind& row = kind_of(kind);
  return Error(row.malformed,
               std::string(field) + ": `" + text::shortened(text) + "` is not the id of " + std::string(row.noun))
      .with_help("write `" + std::string(row.prefix) + "` and eight lower-case letters and digits");
}

std::string draw_id(IdKind kind, Random& random) {
  return std::string(prefix_of(kind)) + random.text(drawn_characters, alphabet);
}

std::string attempt_id(std::string_view job_id, std::uint32_t task, std::uint32_t index, std::uint32_t attempt) {
  return std::string(job_id) + "-" + std::to_string(task) + "-" + std::to_string(index) + "-" + std::to_string(attempt);
}

std::string machine_resource(const Scope& scope) {
  return "qcs::cvm:" + scope.region + ":uin/" + std::to_string(static_cast<std::uint64_t>(scope.account)) +
         ":instance/*";
}

}  // namespace opencam::batch
