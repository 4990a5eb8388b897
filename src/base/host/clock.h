// Time as a port: whoever needs the time is given a Clock. Only main makes a SystemClock.
#pragma once

#include <cstdint>

namespace opencam {

class Clock {
 public:
  virtual ~Clock() = default;
  // Milliseconds since 1970-01-01T00:00:00Z.
  virtual std::int64_t now_ms() const = 0;
  // Seconds since 1970-01-01T00:00:00Z.
  std::int64_t now_s() const { return now_ms() / 1000; }
};

// The machine's clock. Thread-safe.
class SystemClock final : public Clock {
 public:
  std::int64_t now_ms() const override;
};

}  // namespace opencam
