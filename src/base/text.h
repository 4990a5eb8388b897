// Small questions about text that the standard library leaves open: classes of ASCII characters, splitting and joining,
// well-formed UTF-8. ASCII only where it says so; everything else is UTF-8.
//
// Pure functions, safe from any thread. Views that come back point into the text that was given.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace opencam::text {

inline bool is_digit(char c) { return c >= '0' && c <= '9'; }
inline bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
inline bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
inline bool is_letter(char c) { return is_lower(c) || is_upper(c); }

// Not empty, and nothing but 0-9.
bool is_all_digits(std::string_view text);

// A-Z become a-z, everything else stays.
std::string ascii_lower(std::string_view text);

// Equal when A-Z and a-z are the same letter.
bool equal_ignoring_ascii_case(std::string_view a, std::string_view b);

// Without the blanks, tabs, carriage returns and line feeds at both ends.
std::string_view trimmed(std::string_view text);

// The pieces between the separators; always at least one.
std::vector<std::string_view> split(std::string_view text, char separator);

// The pieces with `separator` between them.
std::string joined(const std::vector<std::string>& pieces, std::string_view separator);

// Is it well-formed UTF-8 (no overlong forms, no surrogates, nothing above U+10FFFF)?
bool is_utf8(std::string_view text);

// The text with a `?` for each byte that belongs to no well-formed sequence.
std::string well_formed(std::string_view text);

// The number of bytes of the well-formed UTF-8 sequence at the beginning of `text`, 0 when there is none.
std::size_t utf8_length(std::string_view text);

// Appends the code point. REQUIRES: a Unicode scalar value.
void append_utf8(std::string& out, std::uint32_t code_point);

// The number of code points; each byte that is not well-formed counts as one.
std::size_t code_points(std::string_view text);

// The known word that was probably meant: the first of those with the fewest letters to change, add or drop, when these
// are at most two and at most half of the word. Empty when there is none.
std::string_view nearest(std::string_view word, const std::vector<std::string_view>& known);

// `text` for a message: at most `bytes_max` bytes of it, cut at a code point, and "..." behind them when there are
// more; control characters shown as spaces.
std::string shortened(std::string_view text, std::size_t bytes_max = 80);

}  // namespace opencam::text
