// Which source a condition key has: decided once, when a policy is compiled.
#pragma once

#include <optional>
#include <string_view>

#include "engine/program.h"

namespace opencam {

// What a key's text says about it.
struct KeyReading {
  KeySource source = KeySource::Given;
  std::optional<std::string_view> tag_key;  // of the tag families: what stands after the `/`
};

KeyReading read_key(std::string_view key);

}  // namespace opencam
