// The limits of signing in to the console (docs/console/sign-in.md), beside limits.h: each with its unit and
// its reason.
//
//   if (now_ms - session.last_used_ms >= limits::console_idle_ms) ... it has ended ...
#pragma once

#include <cstdint>

namespace opencam::limits {

inline constexpr std::int64_t console_session_ms = 12LL * 3600 * 1000;  // ours: a working day
inline constexpr std::int64_t console_idle_ms = 3600LL * 1000;          // ours: without a request
inline constexpr std::int64_t console_touch_ms = 300LL * 1000;          // ours: how exactly the last request is known
inline constexpr std::int64_t console_pending_ms = 600LL * 1000;        // ours: between password and the steps after it
inline constexpr std::int64_t mfa_waiting_ms = 600LL * 1000;            // ours: to confirm a new device
inline constexpr std::uint32_t console_sessions_max = 20;               // ours: of one user; the oldest ends
inline constexpr std::uint32_t console_body_bytes_max = 8192;           // ours: a sign-in is a few hundred bytes
inline constexpr std::uint32_t console_text_bytes_max = 256;            // ours: a user agent as it is kept
inline constexpr std::uint32_t recovery_codes = 10;                     // ours
inline constexpr std::uint32_t sign_in_threads = 2;                     // ours: each takes 64 MB while it hashes
inline constexpr std::uint32_t sign_in_queue_max = 32;                  // ours: a few seconds of waiting

// Failures that cost no waiting, and how far the waiting grows. A name from one address first, so that a stranger does
// not lock somebody out who signs in from elsewhere.
inline constexpr std::uint32_t sign_in_free_at_address = 5;        // ours: of one name from one address
inline constexpr std::uint32_t sign_in_free_of_name = 20;          // ours: of one name from anywhere
inline constexpr std::uint32_t sign_in_free_of_address = 50;       // ours: many may share an address
inline constexpr std::int64_t sign_in_wait_ms_max = 900 * 1000;    // ours: a hundred guesses a day
inline constexpr std::int64_t sign_in_forget_ms = 86400LL * 1000;  // ours: after a day without a failure
inline constexpr std::int64_t sign_in_hour_ms = 3600LL * 1000;     // CAM: RetryPasswordLimit counts in an hour
inline constexpr std::int64_t sign_in_sweep_ms = 60 * 1000;        // ours: between looks for what may be forgotten
inline constexpr std::uint32_t sign_in_keep_ms = 1000;             // ours: what a crash may forget of failures
inline constexpr std::uint32_t sign_in_names_max = 100000;         // ours: counted at a time, some 200 bytes each

}  // namespace opencam::limits
