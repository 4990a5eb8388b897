#include "base/host/secret.h"

#include <sodium.h>

#include <cstring>

namespace opencam {

SecretText::SecretText(std::string_view text) : size_(text.size()) {
  if (size_ == 0) return;
  bytes_ = std::make_unique<char[]>(size_);
  std::memcpy(bytes_.get(), text.data(), size_);
}

SecretText SecretText::take(std::string& text) {
  SecretText secret(text);
  if (!text.empty()) sodium_memzero(text.data(), text.size());
  text.clear();
  return secret;
}

SecretText::SecretText(const SecretText& other) : SecretText(std::string_view(other.bytes_.get(), other.size_)) {}

SecretText::SecretText(SecretText&& other) noexcept : bytes_(std::move(other.bytes_)), size_(other.size_) {
  other.size_ = 0;
}

SecretText& SecretText::operator=(const SecretText& other) {
  if (this != &other) *this = SecretText(other);
  return *this;
}

SecretText& SecretText::operator=(SecretText&& other) noexcept {
  if (this == &other) return *this;
  wipe();
  bytes_ = std::move(other.bytes_);
  size_ = other.size_;
  other.size_ = 0;
  return *this;
}

SecretText::~SecretText() { wipe(); }

void SecretText::wipe() {
  if (bytes_) sodium_memzero(bytes_.get(), size_);
}

bool SecretText::equals(std::string_view other) const { return equal_in_constant_time({bytes_.get(), size_}, other); }

std::ostream& operator<<(std::ostream& out, const SecretText&) { return out << "***"; }

bool equal_in_constant_time(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  return a.empty() || sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace opencam
