// Chance as a port: whoever needs random bytes is given a Random, and tests give one that they can foretell. Only main
// makes a SystemRandom. Everything drawn here may become a key or an id that must not be guessed, so there is no
// second, weaker source.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace opencam {

class Random {
 public:
  virtual ~Random() = default;
  // Fills `bytes`; for keys and ids alike, so it must not be predictable.
  virtual void fill(std::span<std::uint8_t> bytes) = 0;

  // `length` characters drawn evenly from `alphabet` (2 to 256 characters).
  std::string text(std::size_t length, std::string_view alphabet);
  // A random UUID, lower case, version 4.
  std::string uuid();
};

// The operating system's generator through libsodium. Thread-safe.
class SystemRandom final : public Random {
 public:
  void fill(std::span<std::uint8_t> bytes) override;
};

// Letters and digits, as CAM's keys use them.
inline constexpr std::string_view alphanumeric = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

}  // namespace opencam
