// What bounds the local runner itself, each with its reason.
//
// What bounds an attempt is the operator's choice: see settings.h.
#pragma once

#include <cstddef>
#include <cstdint>

namespace opencam::runner::limits {

inline constexpr std::size_t slots_max = 256;                       // each has seven descriptors and a folder in memory
inline constexpr std::size_t command_bytes_max = 128 * 1024 - 1;    // Linux: one argument of execve, and its NUL
inline constexpr std::size_t environment_bytes_max = 512 * 1024;    // Linux takes a quarter of the stack for both
inline constexpr std::size_t variables_max = 2000;                  // bwrap reads 9000 arguments, three for each
inline constexpr std::size_t mappings_max = 64;                     // each input is a mount
inline constexpr std::size_t path_bytes_max = 4095;                 // Linux: PATH_MAX without its NUL
inline constexpr std::size_t frame_bytes_max = 16UL * 1024 * 1024;  // one message between server and supervisor
inline constexpr std::size_t read_bytes = 64UL * 1024;              // one read of a pipe: its usual size
inline constexpr std::size_t reads_of_pipe_max = 16;                // of one stream before the others have a turn
inline constexpr std::size_t said_bytes_max = 500;                  // of what bwrap says when it cannot begin
inline constexpr std::int64_t journal_bytes_max = 64LL * 1024 * 1024;  // then a new one; the one before is kept
inline constexpr std::int64_t usage_bytes_max = 1024LL * 1024;         // samples kept of one attempt
inline constexpr std::int64_t usage_interval_ms = 5000;                // between two samples
inline constexpr std::int64_t watch_interval_ms = 50;                  // between two looks at what an attempt uses
inline constexpr std::int64_t end_grace_ms = 2000;                     // from SIGTERM to SIGKILL
inline constexpr std::int64_t ready_wait_ms = 30 * 1000;               // for the supervisor, and sandboxes before it
inline constexpr std::int64_t prepare_wait_ms = 60 * 1000;             // for bubblewrap, on a machine out of breath
inline constexpr std::int64_t restart_pause_ms = 1000;                 // before a supervisor that died is made anew
inline constexpr std::size_t processes_seen_max = 10000;               // of one attempt, by the watcher
inline constexpr std::size_t output_files_max = 100000;                // of one attempt's outputs
inline constexpr std::size_t output_depth_max = 64;                    // folders in folders
inline constexpr std::int64_t files_per_mebibyte = 256;                // inodes of the working folder
inline constexpr std::int64_t open_files_max = 1024;                   // of one process of a task

}  // namespace opencam::runner::limits
