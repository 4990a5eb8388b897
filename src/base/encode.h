// Bytes as text and back: hexadecimal, base64 in both alphabets, percent escapes and the pairs of a form or query
// string.
//
//   encode_hex("\x01\xff") == "01ff"
//   decode_form("Name=a+b&Limit=20") == {{"Name", "a b"}, {"Limit", "20"}}
//
// Encoders always succeed. The decoders of hex and base64 are strict and give nothing for anything that the encoder
// would not have written; the form decoder is lenient, because the clients of the API disagree on what to escape.
// All are pure functions: call them from any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace opencam {

// Two lower-case digits a byte.
std::string encode_hex(std::string_view bytes);
// Digits of either case, an even number of them.
std::optional<std::string> decode_hex(std::string_view text);

// The standard alphabet with padding (RFC 4648 section 4).
std::string encode_base64(std::string_view bytes);
// Refuses blanks, missing padding and bits left over, so that one text stands for one value.
std::optional<std::string> decode_base64(std::string_view text);

// The alphabet for addresses and file names, without padding (RFC 4648 section 5, RFC 7515 section 2); as strict.
std::string encode_base64url(std::string_view bytes);
std::optional<std::string> decode_base64url(std::string_view text);

// Everything but letters, digits and `-._~` becomes %XX (RFC 3986), blanks too.
std::string encode_percent(std::string_view text);
// `+` stays `+`. A broken escape gives nothing.
std::optional<std::string> decode_percent(std::string_view text);

struct FormPair {
  std::string name;
  std::string value;

  friend bool operator==(const FormPair&, const FormPair&) = default;
};

// `a=1&b=2` as its pairs in the order of the text: `+` is a blank, a broken escape stands for itself, a pair without
// `=` has an empty value, and empty pairs (`&&`) are left out.
std::vector<FormPair> decode_form(std::string_view text);
// The opposite; blanks become `%20`, which every decoder understands.
std::string encode_form(const std::vector<FormPair>& pairs);

}  // namespace opencam
