#include "engine/condition_row.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace opencam {
namespace {

using Address = std::array<std::uint8_t, 16>;

struct Range {
  Address first{};
  Address last{};
};

std::size_t address_size(AddressFamily family) { return family == AddressFamily::V4 ? 4 : 16; }

Range range_of(const Network& network) {
  Range range{network.bytes, network.bytes};
  for (std::size_t bit = network.prefix_bits; bit < address_size(network.family) * 8; ++bit) {
    const auto mask = static_cast<std::uint8_t>(0x80 >> (bit % 8));
    range.first[bit / 8] = static_cast<std::uint8_t>(range.first[bit / 8] & ~mask);
    range.last[bit / 8] = static_cast<std::uint8_t>(range.last[bit / 8] | mask);
  }
  return range;
}

}  // namespace

std::string encoded_moment(const Moment& moment) {
  return {reinterpret_cast<const char*>(&moment.epoch_s), sizeof moment.epoch_s};
}

Moment decoded_moment(std::string_view bytes) {
  Moment moment;
  std::memcpy(&moment.epoch_s, bytes.data(), sizeof moment.epoch_s);
  return moment;
}

std::string encoded_ranges(const std::vector<Network>& networks, AddressFamily family) {
  std::vector<Range> ranges;
  for (const Network& network : networks) {
    if (network.family == family) ranges.push_back(range_of(network));
  }
  std::sort(ranges.begin(), ranges.end(), [](const Range& a, const Range& b) { return a.first < b.first; });
  std::vector<Range> merged;
  for (const Range& range : ranges) {
    if (merged.empty() || merged.back().last < range.first) {
      merged.push_back(range);
    } else {
      merged.back().last = std::max(merged.back().last, range.last);
    }
  }
  std::string bytes;
  for (const Range& range : merged) {
    bytes.append(range.first.begin(), range.first.begin() + static_cast<std::ptrdiff_t>(address_size(family)));
    bytes.append(range.last.begin(), range.last.begin() + static_cast<std::ptrdiff_t>(address_size(family)));
  }
  return bytes;
}

bool ranges_contain(std::string_view ranges, const Network& address) {
  const std::size_t size = address_size(address.family);
  // How many ranges begin at or before the address; of these the last one holds it or none does.
  std::size_t low = 0;
  std::size_t high = ranges.size() / (2 * size);
  while (low < high) {
    const std::size_t middle = (low + high) / 2;
    if (std::memcmp(ranges.data() + middle * 2 * size, address.bytes.data(), size) <= 0) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low > 0 && std::memcmp(address.bytes.data(), ranges.data() + (low * 2 - 1) * size, size) <= 0;
}

}  // namespace opencam
