// What an HTTP server counts while it serves, for whoever shows it: made outside, given to the server, read by anybody
// at any time.
#pragma once

#include <atomic>
#include <cstdint>

namespace opencam {

struct HttpCounters {
  std::atomic<std::uint64_t> connections{0};              // open now
  std::atomic<std::uint64_t> held_bytes{0};               // of heads and bodies that are being read or handled
  std::atomic<std::uint64_t> refused_connections{0};      // all connections were taken
  std::atomic<std::uint64_t> refused_requests{0};         // all bytes were taken
  std::atomic<std::uint64_t> timed_out_requests{0};       // head or body too slow
  std::atomic<std::uint64_t> closed_idle_connections{0};  // to make room for others
};

}  // namespace opencam
