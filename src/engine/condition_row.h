// The typed constants of compiled conditions: how a Program keeps moments and networks, and how they are asked.
//
//   encoded_ranges({10.0.0.0/8, 192.168.0.0/16}, V4)   ascending, merged: first address, last address, first ...
//   ranges_contain(ranges, address)                    by halving: 5,000 networks cost 13 steps
//
// Bytes as a Program's texts hold them. Pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "policy/value.h"

namespace opencam {

std::string encoded_moment(const Moment& moment);
// REQUIRES: what encoded_moment() gave.
Moment decoded_moment(std::string_view bytes);

// The networks of one family as disjoint ranges.
std::string encoded_ranges(const std::vector<Network>& networks, AddressFamily family);
// REQUIRES: ranges of the address's own family.
bool ranges_contain(std::string_view ranges, const Network& address);

}  // namespace opencam
