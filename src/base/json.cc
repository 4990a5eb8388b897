#include "base/json.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <limits>

#include "base/text.h"

namespace opencam::json {
namespace {

// What an unexpected byte looks like in a message.
std::string shown(std::string_view text, std::size_t offset) {
  if (offset >= text.size()) return "the end of the text";
  const std::size_t length = std::max<std::size_t>(1, text::utf8_length(text.substr(offset)));
  return "`" + text::shortened(text.substr(offset, length)) + "`";
}

// Of a byte in a string: does it stand for itself and end nothing? The others are looked at one by one.
constexpr std::array<bool, 256> make_plain() {
  std::array<bool, 256> plain{};
  for (std::size_t c = 0x20; c < 0x80; ++c) plain[c] = c != '"' && c != '\\';
  return plain;
}
constexpr std::array<bool, 256> plain = make_plain();

// Eight bytes of a string at once: are all of them plain? Each term has the highest bit of a byte set that is not: one
// of no ASCII, a quote, a backslash, a control character.
bool are_plain(const char* at) {
  constexpr std::uint64_t ones = 0x0101010101010101;
  constexpr std::uint64_t highest = ones * 0x80;
  std::uint64_t word = 0;
  std::memcpy(&word, at, sizeof word);
  const auto zeros = [](std::uint64_t bytes) { return (bytes - ones) & ~bytes; };
  const std::uint64_t odd =
      word | zeros(word ^ ones * '"') | zeros(word ^ ones * '\\') | ((word - ones * 0x20) & ~word);
  return (odd & highest) == 0;
}

constexpr std::size_t first_elements = 4;  // room for so many when the first one comes
constexpr std::size_t few_members = 8;     // so many are compared each with each

class Reader {
 public:
  Reader(std::string_view text, const ReadOptions& options) : text_(text), options_(options) {}

  Result<Document> read() {
    if (text_.size() >= std::numeric_limits<std::uint32_t>::max()) {
      return Error(ErrorCode::InvalidArgument, "the text is longer than 4 GiB");
    }
    Value root;
    skip_blanks();
    OPENCAM_TRY(begin_value(root, false, false));
    while (!open_.empty()) OPENCAM_TRY(go_on());
    skip_blanks();
    if (at_ < text_.size()) return unexpected("nothing more after the value");
    return Document(std::move(root));
  }

 private:
  struct Open {
    Value* value;
    bool is_dropped;  // what is in it is not kept
    bool is_first = true;
  };

  // Reads a whole scalar, or opens a list or an object. A value that is dropped is not kept at all, of an object that
  // is kept whole only its place.
  Result<void> begin_value(Value& value, bool is_dropped, bool is_whole) {
    value.span.begin = here();
    const char c = at_ < text_.size() ? text_[at_] : '\0';
    if (c == '{' || c == '[') {
      if (open_.size() >= options_.depth_max) {
        return Error(ErrorCode::InvalidArgument, "nested deeper than " + std::to_string(options_.depth_max) + " levels")
            .at({here(), here() + 1});
      }
      value.kind = c == '{' ? Kind::Object : Kind::Array;
      ++at_;
      open_.push_back({&value, is_dropped || (is_whole && c == '{')});
      return {};
    }
    if (c == '"') {
      value.kind = Kind::String;
      OPENCAM_TRY(read_string(is_dropped ? nullptr : &value.text));
    } else if (c == '-' || text::is_digit(c)) {
      value.kind = Kind::Number;
      OPENCAM_TRY(read_number());
      if (!is_dropped) value.text = text_.substr(value.span.begin, at_ - value.span.begin);
    } else {
      OPENCAM_TRY(read_word(value));
    }
    value.span.end = here();
    return {};
  }

  // Reads the next element of the innermost open value, or closes it. While a child is open its parent does not grow,
  // so the pointers in open_ stay good.
  Result<void> go_on() {
    Open& open = open_.back();
    const bool is_object = open.value->kind == Kind::Object;
    const char closing = is_object ? '}' : ']';
    skip_blanks();
    const char c = at_ < text_.size() ? text_[at_] : '\0';
    if (c == closing) return close();
    if (!open.is_first) {
      if (c != ',') return unexpected(is_object ? "`,` or `}`" : "`,` or `]`");
      ++at_;
      skip_blanks();
      if (at_ < text_.size() && text_[at_] == closing) return unexpected("a value after the `,`");
    }
    if (!is_object) {
      if (open.is_dropped) {
        open.value->items.clear();
      } else if (open.is_first) {
        open.value->items.reserve(first_elements);
      }
      open.is_first = false;
      return begin_value(open.value->items.emplace_back(), open.is_dropped, false);
    }
    if (open.is_first) open.value->members.reserve(first_elements);
    open.is_first = false;

    if (at_ >= text_.size() || text_[at_] != '"') return unexpected("a name in double quotes");
    Member& member = open.value->members.emplace_back();
    member.name_span.begin = here();
    OPENCAM_TRY(read_string(&member.name));
    member.name_span.end = here();
    skip_blanks();
    if (at_ >= text_.size() || text_[at_] != ':') return unexpected("`:`");
    ++at_;
    skip_blanks();
    const auto& whole = options_.whole_members;
    return begin_value(member.value, open.is_dropped, std::ranges::find(whole, member.name) != whole.end());
  }

  Result<void> close() {
    ++at_;
    const auto [closed, is_dropped, is_first] = open_.back();
    Value& value = *closed;
    value.span.end = here();
    open_.pop_back();
    OPENCAM_TRY(refuse_duplicates(value.members));
    if (is_dropped) {
      value.items = {};
      value.members = {};
    }
    return {};
  }

  Result<void> refuse_duplicates(const std::vector<Member>& members) {
    if (members.size() <= few_members && are_different(members)) return {};
    std::vector<const Member*> sorted;
    sorted.reserve(members.size());
    for (const Member& member : members) sorted.push_back(&member);
    std::stable_sort(sorted.begin(), sorted.end(), [](const Member* a, const Member* b) { return a->name < b->name; });
    const auto twin = std::adjacent_find(sorted.begin(), sorted.end(),
                                         [](const Member* a, const Member* b) { return a->name == b->name; });
    if (twin == sorted.end()) return {};
    const Member& second = **(twin + 1);
    return Error(ErrorCode::InvalidArgument,
                 "the name `" + text::shortened(second.name) + "` stands twice in one object")
        .with_help("keep one of the two")
        .at(second.name_span);
  }

  static bool are_different(std::span<const Member> members) {
    for (std::size_t i = 1; i < members.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        if (members[i].name == members[j].name) return false;
      }
    }
    return true;
  }

  Result<void> read_word(Value& value) {
    struct Word {
      std::string_view word;
      Kind kind;
      bool boolean;
    };
    constexpr Word words[] = {{"true", Kind::Bool, true}, {"false", Kind::Bool, false}, {"null", Kind::Null, false}};
    for (const auto& [word, kind, boolean] : words) {
      if (!text_.substr(at_).starts_with(word)) continue;
      at_ += word.size();
      value.kind = kind;
      value.boolean = boolean;
      return {};
    }
    return unexpected("a value");
  }

  Result<void> read_number() {
    if (text_[at_] == '-') ++at_;
    if (at_ < text_.size() && text_[at_] == '0') {
      ++at_;
    } else {
      OPENCAM_TRY(read_digits());
    }
    if (at_ < text_.size() && text_[at_] == '.') {
      ++at_;
      OPENCAM_TRY(read_digits());
    }
    if (at_ < text_.size() && (text_[at_] == 'e' || text_[at_] == 'E')) {
      ++at_;
      if (at_ < text_.size() && (text_[at_] == '+' || text_[at_] == '-')) ++at_;
      OPENCAM_TRY(read_digits());
    }
    return {};
  }

  Result<void> read_digits() {
    if (at_ >= text_.size() || !text::is_digit(text_[at_])) return unexpected("a digit");
    while (at_ < text_.size() && text::is_digit(text_[at_])) ++at_;
    return {};
  }

  // What stands as it is is taken over in one piece; only an escape makes it necessary to put a text together.
  Result<void> read_string(std::string* out) {
    const std::uint32_t begin = here();
    std::size_t piece = ++at_;
    decoded_.clear();
    while (true) {
      while (at_ + sizeof(std::uint64_t) <= text_.size() && are_plain(text_.data() + at_)) at_ += sizeof(std::uint64_t);
      while (at_ < text_.size() && plain[static_cast<unsigned char>(text_[at_])]) ++at_;
      if (at_ >= text_.size()) {
        return Error(ErrorCode::InvalidArgument, "this string has no closing quote").at({begin, begin + 1});
      }
      const auto c = static_cast<unsigned char>(text_[at_]);
      if (c == '"') break;
      if (c == '\\') {
        decoded_.append(text_, piece, at_ - piece);
        OPENCAM_TRY(read_escape(decoded_));
        piece = at_;
        continue;
      }
      const std::size_t length = c < 0x20 ? 0 : text::utf8_length(text_.substr(at_));
      if (length == 0) {
        return Error(ErrorCode::InvalidArgument, c < 0x20 ? "a control character stands in a string"
                                                          : "a byte that is not UTF-8 stands in a string")
            .with_help(c < 0x20 ? "write it as `\\u00XX`" : "save the text as UTF-8")
            .at({here(), here() + 1});
      }
      at_ += length;
    }
    if (out != nullptr && decoded_.empty()) {
      out->assign(text_, piece, at_ - piece);
    } else if (out != nullptr) {
      *out = decoded_.append(text_, piece, at_ - piece);
    }
    ++at_;
    return {};
  }

  Result<void> read_escape(std::string& out) {
    const std::uint32_t begin = here();
    const char c = at_ + 1 < text_.size() ? text_[at_ + 1] : '\0';
    at_ += 2;
    switch (c) {
      case '"':
      case '\\':
      case '/':
        out += c;
        return {};
      case 'b':
        out += '\b';
        return {};
      case 'f':
        out += '\f';
        return {};
      case 'n':
        out += '\n';
        return {};
      case 'r':
        out += '\r';
        return {};
      case 't':
        out += '\t';
        return {};
      case 'u':
        return read_unicode_escape(out, begin);
      default:
        break;
    }
    return Error(ErrorCode::InvalidArgument, "unknown escape in a string")
        .with_help("write a backslash as `\\\\`")
        .at({begin, std::min(begin + 2, static_cast<std::uint32_t>(text_.size()))});
  }

  Result<void> read_unicode_escape(std::string& out, std::uint32_t begin) {
    std::optional<std::uint32_t> unit = read_hex4();
    if (unit && *unit >= 0xD800 && *unit <= 0xDBFF && text_.substr(at_).starts_with("\\u")) {
      at_ += 2;
      const std::optional<std::uint32_t> low = read_hex4();
      const bool is_pair = low && *low >= 0xDC00 && *low <= 0xDFFF;
      unit = is_pair ? std::optional(0x10000 + ((*unit - 0xD800) << 10) + (*low - 0xDC00)) : std::nullopt;
    }
    if (!unit || (*unit >= 0xD800 && *unit <= 0xDFFF)) {
      return Error(ErrorCode::InvalidArgument, "this `\\u` escape is not a character")
          .at({begin, std::min(here(), static_cast<std::uint32_t>(text_.size()))});
    }
    text::append_utf8(out, *unit);
    return {};
  }

  std::optional<std::uint32_t> read_hex4() {
    const std::string_view digits = text_.substr(std::min(at_, text_.size()), 4);
    std::uint32_t unit = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), unit, 16);
    if (digits.size() < 4 || error != std::errc() || end != digits.data() + 4) return std::nullopt;
    at_ += 4;
    return unit;
  }

  void skip_blanks() {
    const auto is_blank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
    while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
  }

  std::uint32_t here() const { return static_cast<std::uint32_t>(at_); }

  Error unexpected(std::string_view wanted) const {
    return Error(ErrorCode::InvalidArgument, "expected " + std::string(wanted) + " but found " + shown(text_, at_))
        .at({here(), std::min(here() + 1, static_cast<std::uint32_t>(text_.size()))});
  }

  std::string_view text_;
  ReadOptions options_;
  std::size_t at_ = 0;
  std::vector<Open> open_;
  std::string decoded_;  // the text at hand, up to its last escape; kept for its room
};

}  // namespace

std::string_view name(Kind kind) {
  switch (kind) {
    case Kind::Null:
      return "null";
    case Kind::Bool:
      return "boolean";
    case Kind::Number:
      return "number";
    case Kind::String:
      return "string";
    case Kind::Array:
      return "list";
    case Kind::Object:
      return "object";
  }
  return "null";
}

const Value* Value::find(std::string_view name) const {
  const auto member =
      std::find_if(members.begin(), members.end(), [&](const Member& each) { return each.name == name; });
  return member == members.end() ? nullptr : &member->value;
}

std::optional<std::int64_t> Value::as_int64() const {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (kind != Kind::Number || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

Result<Document> read(std::string_view text, const ReadOptions& options) { return Reader(text, options).read(); }

}  // namespace opencam::json
