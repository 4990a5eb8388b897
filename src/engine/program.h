// One policy, compiled: what decisions ask instead of the document.
//
//   std::shared_ptr<const Program> program = Program::compile(*policy, document);   // once per version of a policy
//
// A Program is one block of rows, so that it is small and is read front to back:
//
//   statements | exact actions, by tag | other actions | scopes | resources | clauses | principals | values | pieces |
//   texts
//
// Rows refer to each other by number. Their texts are not copied: they lie in the document, which the Program keeps;
// only what does not stand there as it is meant (an escape, a number's value) stands in `texts`. What needs no caller
// is done here: names are hashed, networks are merged ranges, dates and decimals are values, lists of texts are sorted,
// elements that can never match are left out. A Program holds no account and no caller, so every holder of the policy
// shares it. Immutable; share it between threads. How its rows are matched is program_match.h.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "opencam/engine.h"
#include "opencam/policy.h"

namespace opencam {

// The place of a text:
//
//   0 | size, 12 bits | offset in the document, 19 bits
//   1 | offset in the program's own texts: there its size in four bytes, then the text
using TextRef = std::uint32_t;

namespace text_ref {
inline constexpr TextRef own_mark = 0x80000000;
inline constexpr std::uint32_t offset_bits = 19;
inline constexpr std::uint32_t size_max = 0xfff;
static_assert(limits::policy_bytes_max < 1u << offset_bits);
}  // namespace text_ref

// A part of a text with stars and variables in it.
enum class PieceKind : std::uint8_t { Literal, Star, Variable };

struct Piece {
  PieceKind kind = PieceKind::Literal;
  Variable variable = Variable::Uin;
  TextRef text = 0;
};

// How a glob is matched; the cheap kinds first.
enum class Shape : std::uint8_t {
  Any,          // `*`
  Exact,        // no star
  Prefix,       // `text*`
  SlashPrefix,  // `text/*`, of a resource: also `text` itself (CAM-034). The text ends in the `/`
  Pieces,       // everything else
};

// Numbers of rows are of 27 bits or more; a document of policy_bytes_max has far fewer.
struct GlobRow {
  GlobRow() = default;
  explicit GlobRow(Shape of, std::uint32_t first = 0) : shape(of), text(first) {}

  Shape shape : 3 = Shape::Any;
  bool has_variables : 1 = false;
  bool ends_in_slash_star : 1 = false;  // of a resource with Shape::Pieces
  std::uint32_t piece_count : 27 = 0;
  std::uint32_t text = 0;  // Pieces: the first piece; otherwise a TextRef
};
static_assert(sizeof(GlobRow) == 8);

struct StatementRow {
  Effect effect : 1 = Effect::Deny;
  bool is_any_resource : 1 = false;
  bool is_caller_free : 1 = true;    // the same for every principal of an account
  std::uint32_t resources : 29 = 0;  // the first row; they end where the next statement's begin
  std::uint32_t clauses = 0;
};
static_assert(sizeof(StatementRow) == 8);

// `service:Name`, in eight bytes that are in the order of the tags:
//
//   tag, 30 bits | statement, 14 | is the text the program's own? 1 | offset of the text, 19
//
// There are most of these rows. The text ends before a `"`, which no action holds.
class ActionRow {
 public:
  static constexpr std::uint32_t statements_max = 1u << 14;
  // The shortest statement has more than 16 bytes.
  static_assert(limits::policy_bytes_max / 16 <= statements_max);
  static constexpr std::uint32_t tag_mask = ~std::uint32_t{3};

  ActionRow(std::uint32_t tag, std::uint32_t statement, bool is_own, std::uint32_t offset)
      : bits_(std::uint64_t{tag & tag_mask} << 32 | std::uint64_t{statement} << 20 | std::uint64_t{is_own} << 19 |
              offset) {}

  // A part of the hash of the text: as tag_of(), but for the lowest two bits.
  std::uint32_t tag() const { return static_cast<std::uint32_t>(bits_ >> 32) & tag_mask; }
  std::uint32_t statement() const { return static_cast<std::uint32_t>(bits_ >> 20) % statements_max; }
  bool is_own_text() const { return (bits_ >> 19 & 1) != 0; }
  std::uint32_t offset() const { return static_cast<std::uint32_t>(bits_) & 0x7ffff; }

  friend auto operator<=>(const ActionRow&, const ActionRow&) = default;

 private:
  std::uint64_t bits_;
};

// An action with a star, of one service or of any.
struct WideActionRow {
  std::uint32_t service_tag = 0;
  TextRef service = 0;
  GlobRow name;
  std::uint32_t statement : 31 = 0;
  bool is_any_service : 1 = false;
};

// What stands before the content of a resource. Most resources of a policy have the same.
struct ResourceScope {
  AccountForm account_form : 4 = AccountForm::Own;
  bool is_any_project : 1 = false;
  bool is_any_service : 1 = false;
  bool is_any_region : 1 = false;
  TextRef project = 0;
  TextRef service = 0;
  TextRef region = 0;
  TextRef account = 0;
};

struct ResourceRow {
  bool is_star_alone : 1 = false;  // the content is `*` as written (CAM-072)
  std::uint32_t scope : 31 = 0;
  GlobRow content;
};
static_assert(sizeof(ResourceRow) == 12);

// Where the values of a condition key come from (CAM-047 to CAM-049, CAM-073).
enum class KeySource : std::uint8_t { Given, Uin, OwnerUin, Mfa, QcsMfa, Ip, ResourceTag, OldTag, RequestTag };

struct ClauseRow {
  Comparison comparison{};
  SetPrefix set : 4 = SetPrefix::None;
  KeySource source : 4 = KeySource::Given;
  bool if_exist : 1 = false;
  bool is_unknowable : 1 = false;    // CAM-053, for every caller
  bool has_variables : 1 = false;    // so that it may be unknowable for this one
  bool ends_unreadable : 1 = false;  // after the values that are kept stood one that has no meaning
  bool is_hashed : 1 = false;        // exact texts in the order of their tags (ValueRow::tag), to be found at once
  bool is_true_listed : 1 = false;   // of the boolean families
  bool is_false_listed : 1 = false;
  bool has_tag_key : 1 = false;
  TextRef key = 0;
  TextRef tag_key = 0;  // of the tag sources: `team` of `qcs:resource_tag/team`, with has_tag_key
  std::uint32_t value_count = 0;
  std::uint32_t values = 0;
};

// The first row whose tag is not smaller. Tags are spread evenly over all numbers, so the place is guessed from the tag
// and looked for near by; where tags are crowded, by halving.
template <typename Row, typename TagOf>
std::size_t lower_tag(std::span<const Row> rows, std::uint32_t tag, TagOf tag_of_row) {
  constexpr std::size_t near = 8;
  std::size_t low = 0;
  std::size_t high = rows.size();
  const auto guess = static_cast<std::size_t>((std::uint64_t{tag} * rows.size()) >> 32);
  if (guess > near && tag_of_row(rows[guess - near]) < tag) low = guess - near;
  if (guess + near < high && tag_of_row(rows[guess + near]) >= tag) high = guess + near;
  while (low < high) {
    const std::size_t middle = (low + high) / 2;
    if (tag_of_row(rows[middle]) < tag) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

// A listed value. Text: a glob. Numeric, Date: an encoded value. Ip: one row of ranges for each address family.
struct ValueRow {
  // What of the tag of a text in a hashed clause is kept, in the place of a number of pieces.
  static constexpr std::uint32_t tag_mask = ~std::uint32_t{31};
  std::uint32_t tag() const { return std::uint32_t{text.piece_count} << 5; }
  void set_tag(std::uint32_t tag) {
    const std::uint32_t kept = tag >> 5;
    text.piece_count = kept & 0x7ffffff;
  }

  GlobRow text;
};

struct PrincipalRow {
  PrincipalForm form = PrincipalForm::Unknown;
  bool is_role_id = false;
  TextRef text = 0;
  TextRef account = 0;
  TextRef id = 0;
};

class alignas(8) Program {
 public:
  // The document that the policy was read of, if it is at hand; it is kept as long as the program.
  // REQUIRES: fewer than ActionRow::statements_max statements.
  static std::shared_ptr<const Program> compile(const Policy& policy, SharedText document = {});

  std::span<const StatementRow> statements() const;
  std::span<const ActionRow> actions() const { return rows<ActionRow>(Section::Actions); }
  std::span<const WideActionRow> wide_actions() const { return rows<WideActionRow>(Section::WideActions); }
  std::span<const ResourceRow> resources() const { return rows<ResourceRow>(Section::Resources); }
  std::span<const ResourceRow> resources_of(std::uint32_t statement) const;
  const ResourceScope& scope_of(const ResourceRow& row) const {
    return rows<ResourceScope>(Section::ResourceScopes)[row.scope];
  }
  std::span<const ClauseRow> clauses_of(std::uint32_t statement) const;
  std::span<const PrincipalRow> principals_of(std::uint32_t statement) const;
  std::span<const ValueRow> values_of(const ClauseRow& clause) const {
    return rows<ValueRow>(Section::Values).subspan(clause.values, clause.value_count);
  }
  std::span<const Piece> pieces_of(const GlobRow& glob) const {
    return rows<Piece>(Section::Pieces).subspan(glob.text, glob.piece_count);
  }
  std::string_view text(TextRef ref) const {
    if ((ref & text_ref::own_mark) == 0) [[likely]] {
      return {document_ + (ref & ((1u << text_ref::offset_bits) - 1)), ref >> text_ref::offset_bits};
    }
    const char* at = own_texts() + (ref & ~text_ref::own_mark);
    std::uint32_t size = 0;
    std::memcpy(&size, at, sizeof size);
    return {at + sizeof size, size};
  }
  // Is this the row of that action? REQUIRES: the text is that of an action, without a `"`.
  bool is_action(const ActionRow& row, std::string_view text) const {
    const char* at = (row.is_own_text() ? own_texts() : document_) + row.offset();
    const std::size_t left = row.is_own_text() ? own_texts_size() - row.offset() : document_size_ - row.offset();
    return text.size() < left && at[text.size()] == '"' && std::memcmp(at, text.data(), text.size()) == 0;
  }
  std::string_view text(const ActionRow& row) const {
    const char* at = (row.is_own_text() ? own_texts() : document_) + row.offset();
    return {at, static_cast<std::size_t>(std::strchr(at, '"') - at)};
  }

  bool has(Effect effect) const { return effect == Effect::Allow ? has_allow_ : has_deny_; }
  // Does no statement ask for anything that differs between the principals of one account?
  bool is_caller_free() const { return is_caller_free_; }
  // Of the whole program, this object included; the document is not.
  std::size_t bytes() const { return sizeof *this + begin_.back(); }

 private:
  friend class ProgramCompiler;

  enum class Section : std::uint8_t {
    Statements,
    Actions,
    WideActions,
    ResourceScopes,
    Resources,
    Clauses,
    PrincipalBegins,  // of each statement and the end, when there are principals
    Principals,
    Values,
    Pieces,
    Texts,
    End,
  };

  Program() = default;

  // The block stands right behind this object, in the same piece of memory, so that both come with one look.
  const std::byte* block() const { return reinterpret_cast<const std::byte*>(this + 1); }
  std::byte* block() { return reinterpret_cast<std::byte*>(this + 1); }

  const char* own_texts() const {
    return reinterpret_cast<const char*>(block()) + begin_[static_cast<std::size_t>(Section::Texts)];
  }
  std::size_t own_texts_size() const { return begin_.back() - begin_[static_cast<std::size_t>(Section::Texts)]; }

  template <typename Row>
  std::span<const Row> rows(Section section) const {
    const auto at = static_cast<std::size_t>(section);
    const std::uint32_t begin = begin_[at];
    return {reinterpret_cast<const Row*>(block() + begin), (begin_[at + 1] - begin) / sizeof(Row)};
  }

  std::array<std::uint32_t, static_cast<std::size_t>(Section::End) + 1>
      begin_{};  // bytes from the block; each a multiple of 4
  std::uint32_t document_size_ = 0;
  bool has_allow_ = false;
  bool has_deny_ = false;
  bool is_caller_free_ = true;
  const char* document_ = nullptr;
  SharedText kept_document_;
};

}  // namespace opencam
