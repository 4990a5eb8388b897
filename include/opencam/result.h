// One way to fail: every function of ours that can fail returns a Result<T>.
//
//   Result<Policy> read_policy(std::string_view text);
//
//   OPENCAM_TRY(Policy policy, read_policy(text));   // returns the Error to our caller, or goes on
//   OPENCAM_TRY(store.commit(changes));              // the same for Result<void>
//
// An Error is a code that programs switch over, a message for people (lower case, no full stop, what the user
// wrote in backticks), an optional help line (the remedy) and an optional span in the text that was read.
// Nothing of ours throws. A bug aborts through OPENCAM_CHECK; a denial is a Decision and never an Error.
//
// Error and Result are plain values: copy, move and send them between threads as you like.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace opencam {

// A range of bytes in a text: [begin, end).
struct Span {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;

  friend bool operator==(const Span&, const Span&) = default;
};

// What went wrong, for programs. The table is opencam/error_code.def; a name never changes its meaning.
enum class ErrorCode : std::uint16_t {
#define OPENCAM_ERROR(name, summary) name,
#include "opencam/error_code.def"
#undef OPENCAM_ERROR
};

// The enumerator's own name, for example "VersionError".
std::string_view name(ErrorCode code);

// The table's one-line summary of the code.
std::string_view summary(ErrorCode code);

// The code of that name, or nothing.
std::optional<ErrorCode> error_code_named(std::string_view name);

class [[nodiscard]] Error {
 public:
  Error(ErrorCode code, std::string message) : code_(code), message_(std::move(message)) {}

  ErrorCode code() const { return code_; }
  const std::string& message() const { return message_; }
  // The remedy, or empty.
  const std::string& help() const { return help_; }
  // Where in the text that was read, if a text was read.
  const std::optional<Span>& span() const { return span_; }

  Error&& with_help(std::string help) && {
    help_ = std::move(help);
    return std::move(*this);
  }
  Error&& at(Span span) && {
    span_ = span;
    return std::move(*this);
  }
  // Puts what we were doing before the cause: "cannot open store: disk is full".
  Error&& because(std::string_view doing) && {
    message_ = std::string(doing) + ": " + message_;
    return std::move(*this);
  }

 private:
  ErrorCode code_;
  std::string message_;
  std::string help_;
  std::optional<Span> span_;
};

// A value, or an error of type E (the API layer has its own error, which carries its wire code and two languages).
template <typename T, typename E = Error>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}  // NOLINT(google-explicit-constructor)
  Result(E error) : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT(google-explicit-constructor)

  bool has_value() const { return state_.index() == 0; }
  explicit operator bool() const { return has_value(); }

  // REQUIRES: has_value().
  T& operator*() & { return std::get<0>(state_); }
  const T& operator*() const& { return std::get<0>(state_); }
  T&& operator*() && { return std::get<0>(std::move(state_)); }
  T* operator->() { return &std::get<0>(state_); }
  const T* operator->() const { return &std::get<0>(state_); }

  // REQUIRES: !has_value().
  const E& error() const& { return std::get<1>(state_); }
  E&& error() && { return std::get<1>(std::move(state_)); }

 private:
  std::variant<T, E> state_;
};

template <typename E>
class [[nodiscard]] Result<void, E> {
 public:
  Result() = default;
  Result(E error) : error_(std::move(error)) {}  // NOLINT(google-explicit-constructor)

  bool has_value() const { return !error_.has_value(); }
  explicit operator bool() const { return has_value(); }
  void operator*() const {}

  // REQUIRES: !has_value().
  const E& error() const& { return *error_; }
  E&& error() && { return *std::move(error_); }

 private:
  std::optional<E> error_;
};

}  // namespace opencam

// OPENCAM_TRY(expr) or OPENCAM_TRY(declaration, expr): goes on with the value, or returns the error.
#define OPENCAM_TRY(...) OPENCAM_TRY_PICK_(__VA_ARGS__, OPENCAM_TRY_VALUE_, OPENCAM_TRY_ONLY_)(__VA_ARGS__)
#define OPENCAM_TRY_PICK_(a, b, chosen, ...) chosen
#define OPENCAM_TRY_CONCAT_(a, b) a##b
#define OPENCAM_TRY_NAME_(a, b) OPENCAM_TRY_CONCAT_(a, b)
#define OPENCAM_TRY_ONLY_(expr)                                            \
  do {                                                                     \
    auto opencam_try_result = (expr);                                      \
    if (!opencam_try_result) return std::move(opencam_try_result).error(); \
  } while (false)
#define OPENCAM_TRY_VALUE_(declaration, expr) \
  OPENCAM_TRY_STEPS_(declaration, expr, OPENCAM_TRY_NAME_(opencam_try_, __LINE__))
#define OPENCAM_TRY_STEPS_(declaration, expr, result) \
  auto result = (expr);                               \
  if (!result) return std::move(result).error();      \
  declaration = *std::move(result)
