// The limits of the doors below /access/v1 beyond those of a decision (base/limits.h), with their units. Values.
#pragma once

#include <cstdint>

namespace opencam::limits {

inline constexpr std::uint32_t policy_check_bytes_max = 1024 * 1024;  // ours: a document of 256 KiB, escaped
inline constexpr std::uint32_t policy_check_diagnostics_max = 200;    // ours: more than anybody reads at once
inline constexpr std::uint32_t candidate_policies_max = 10;   // ours: of one question, a change as people make it
inline constexpr std::uint32_t refusal_bytes_max = 8 * 1024;  // ours: what a record keeps of why
inline constexpr std::uint32_t refusal_request_bytes_max = 4 * 1024;  // ours: of these, for the question
inline constexpr std::uint32_t refusal_text_bytes_max = 400;          // ours: of one value that was compared
inline constexpr std::uint32_t refusals_kept_per_s = 50;      // ours: of an account; a flood is looked at in samples
inline constexpr std::uint32_t refusal_accounts_max = 10000;  // ours: accounts whose refusals are counted

}  // namespace opencam::limits
