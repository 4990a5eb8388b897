// The numbers of events as they are shown to an account: records are numbered through for the whole store, and nobody
// shall read from the numbers how busy other accounts are.
//
//   EventNumbers numbers(sealer);
//   numbers.event_id(17)       "5f1c...-8..." : the same for the same record, on every server with the master key
//   numbers.hidden(17)         a whole number below 2^52, which every client reads exactly
//
// A permutation of the numbers below 2^52: four rounds of a Feistel network over halves of 26 bits, keyed from the
// master key. An event's id carries a keyed checksum beside it, so that a made-up id is known for one. Immutable.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/host/seal.h"

namespace opencam::services {

class EventNumbers {
 public:
  explicit EventNumbers(const Sealer& sealer);

  // REQUIRES: below 2^52.
  std::uint64_t hidden(std::uint64_t sequence) const;
  // Nothing for a number that can hide none.
  std::optional<std::uint64_t> sequence(std::uint64_t hidden) const;

  // A UUID of version 8.
  std::string event_id(std::uint64_t sequence) const;
  // Nothing for an id that is not ours.
  std::optional<std::uint64_t> sequence_of(std::string_view event_id) const;

 private:
  std::uint64_t round(int number, std::uint64_t half) const;
  std::string text_of(std::uint64_t hidden) const;

  SecretText key_;
};

}  // namespace opencam::services
