#include "directory/row.h"

#include <type_traits>
#include <utility>

namespace opencam::directory {

namespace {

// Visits the columns of a row and writes its keys down.
class KeyText {
 public:
  template <typename Value>
  void key(std::string_view, const Value& value) {
    if (!text_.empty()) text_ += '/';
    if constexpr (std::is_same_v<Value, std::string>) {
      text_ += value;
    } else if constexpr (requires { names_of(value); }) {
      text_ += names_of(value).at(static_cast<std::size_t>(value));
    } else {
      text_ += id_text(value);
    }
  }
  template <typename Value>
  void value(std::string_view, const Value&) {}
  template <typename Value>
  void bytes(std::string_view, const Value&) {}

  std::string take() && { return std::move(text_); }

 private:
  std::string text_;
};

}  // namespace

Uin owner_of(const Row& row) {
  return std::visit(
      [](const auto& alternative) -> Uin {
        using Type = std::decay_t<decltype(alternative)>;
        if constexpr (std::is_same_v<Type, SequenceRow>) {
          return Uin{};
        } else if constexpr (std::is_same_v<Type, AccountRow>) {
          return alternative.uin;
        } else {
          return alternative.owner;
        }
      },
      row);
}

std::string_view table_of(const Row& row) {
  return std::visit([](const auto& alternative) { return std::decay_t<decltype(alternative)>::table; }, row);
}

std::string key_text(const Row& row) {
  KeyText keys;
  std::visit([&keys](const auto& alternative) { alternative.columns(alternative, keys); }, row);
  return std::move(keys).take();
}

}  // namespace opencam::directory
