// Every limit in one place: its name says the unit, its comment the reason. CAM's own limits cite their source in
// docs/spec; the others are ours and keep bad input from hurting anybody.
#pragma once

#include <cstdint>

namespace opencam::limits {

// Policy language.
inline constexpr std::uint32_t policy_characters_max = 6144;   // CAM: 598/10609, blanks not counted
inline constexpr std::uint32_t policy_bytes_max = 256 * 1024;  // of the text as given, before anything is read
inline constexpr std::uint32_t policy_depth_max = 8;           // deepest legal document has 6 levels
inline constexpr std::uint32_t json_depth_max = 32;            // world files and requests
inline constexpr std::uint32_t world_bytes_max = 512 * 1024 * 1024;

// One request to decide.
inline constexpr std::uint32_t request_resources_max = 1000;
inline constexpr std::uint32_t resource_name_bytes_max = 4096;
inline constexpr std::uint32_t condition_values_max = 1000;  // of one key in a request
inline constexpr std::uint32_t explain_trials_max = 2000;    // decisions asked to find the smallest change

// Wire (docs/spec/protocol.md).
inline constexpr std::uint32_t http_header_bytes_max = 32 * 1024;
inline constexpr std::uint32_t http_get_bytes_max = 32 * 1024;
inline constexpr std::uint32_t http_v1_body_bytes_max = 1024 * 1024;
inline constexpr std::uint32_t http_body_bytes_max = 10 * 1024 * 1024;
inline constexpr std::int64_t signature_skew_s_max = 300;

}  // namespace opencam::limits
