// A text that must not leak: a secret key, a password, a master key.
//
//   SecretText key("Gu5t9xGARNpq86cd98joQYCN3EXAMPLE");
//   sign(request, key.reveal(SecretAccess{}));        // every reading place is found by searching for SecretAccess
//   if (given.equals(stored)) ...                     // takes the same time wherever they differ
//   out << key;                                       // prints ***
//
// The bytes live on the heap only, and are overwritten when the value is destroyed, assigned over or moved from.
// A value: copy it where you must. Share a const one between threads as you like.
#pragma once

#include <cstddef>
#include <memory>
#include <ostream>
#include <string>
#include <string_view>

namespace opencam {

// The token without which no secret can be read. Search for its name to see who does.
struct SecretAccess {
  explicit constexpr SecretAccess() = default;
};

class SecretText {
 public:
  SecretText() = default;
  explicit SecretText(std::string_view text);
  // Takes the text over and overwrites the place it came from.
  static SecretText take(std::string& text);

  SecretText(const SecretText& other);
  SecretText(SecretText&& other) noexcept;
  SecretText& operator=(const SecretText& other);
  SecretText& operator=(SecretText&& other) noexcept;
  ~SecretText();

  // Valid as long as this value is neither changed nor destroyed.
  // Never null, also when it is empty: C functions do not like that.
  std::string_view reveal(SecretAccess) const { return size_ == 0 ? "" : std::string_view(bytes_.get(), size_); }

  bool is_empty() const { return size_ == 0; }
  // Constant time in the content; the length is not hidden.
  bool equals(std::string_view other) const;
  bool equals(const SecretText& other) const { return equals(std::string_view(other.bytes_.get(), other.size_)); }

 private:
  void wipe();

  std::unique_ptr<char[]> bytes_;
  std::size_t size_ = 0;
};

// Prints three stars, whatever the secret is.
std::ostream& operator<<(std::ostream& out, const SecretText& secret);

// Compares two texts in a time that depends on their lengths only.
bool equal_in_constant_time(std::string_view a, std::string_view b);

}  // namespace opencam
