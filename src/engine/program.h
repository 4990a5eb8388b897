// One policy, compiled: what decisions ask instead of the document.
//
//   std::shared_ptr<const Program> program = Program::compile(*policy);   // once per version of a policy
//
// A Program is one block of bytes without pointers, so that it is small, can be moved, and is read front to back:
//
//   statements | exact actions, by tag | other actions | resources | clauses | principals | values | pieces | texts
//
// Rows refer to each other by number and to texts by offset; equal texts stand there once. What needs no caller is done
// here: names are hashed, networks are merged ranges, dates and decimals are values, lists of texts are sorted,
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

#include "opencam/policy.h"

namespace opencam {

using TextRef = std::uint32_t;  // the place of a text: its size in four bytes, then the text

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

struct GlobRow {
  Shape shape = Shape::Any;
  bool has_variables = false;
  bool ends_in_slash_star = false;  // of a resource with Shape::Pieces
  std::uint32_t piece_count = 0;
  std::uint32_t text = 0;  // Pieces: the first piece; otherwise a TextRef
};

struct StatementRow {
  Effect effect = Effect::Deny;
  bool is_any_resource = false;
  bool is_caller_free = true;   // the same for every principal of an account
  std::uint32_t resources = 0;  // the first row; they end where the next statement's begin
  std::uint32_t clauses = 0;
  std::uint32_t principals = 0;
};

// `service:Name`. The tag is a part of the hash of the text.
struct ActionRow {
  std::uint32_t tag = 0;
  TextRef text = 0;
  std::uint32_t statement = 0;
};

// An action with a star, of one service or of any.
struct WideActionRow {
  std::uint32_t service_tag = 0;
  TextRef service = 0;
  GlobRow name;
  std::uint32_t statement = 0;
  bool is_any_service = false;
};

struct ResourceRow {
  AccountForm account_form = AccountForm::Own;
  bool is_any_project = false;
  bool is_any_service = false;
  bool is_any_region = false;
  bool is_star_alone = false;  // the content is `*` as written (CAM-072)
  TextRef project = 0;
  TextRef service = 0;
  TextRef region = 0;
  TextRef account = 0;
  GlobRow content;
};

// Where the values of a condition key come from (CAM-047 to CAM-049, CAM-073).
enum class KeySource : std::uint8_t { Given, Uin, OwnerUin, Mfa, QcsMfa, Ip, ResourceTag, OldTag, RequestTag };

struct ClauseRow {
  Comparison comparison{};
  SetPrefix set = SetPrefix::None;
  bool if_exist = false;
  bool is_unknowable = false;    // CAM-053, for every caller
  bool has_variables = false;    // so that it may be unknowable for this one
  bool ends_unreadable = false;  // after the values that are kept stood one that has no meaning
  bool is_hashed = false;        // exact texts by their tags, each in `piece_count`, to be found at once
  bool is_true_listed = false;   // of the boolean families
  bool is_false_listed = false;
  KeySource source = KeySource::Given;
  TextRef key = 0;
  TextRef tag_key = 0;  // of the tag sources: `team` of `qcs:resource_tag/team`, with has_tag_key
  bool has_tag_key = false;
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
  static std::shared_ptr<const Program> compile(const Policy& policy);

  std::span<const StatementRow> statements() const;
  std::span<const ActionRow> actions() const { return rows<ActionRow>(Section::Actions); }
  std::span<const WideActionRow> wide_actions() const { return rows<WideActionRow>(Section::WideActions); }
  std::span<const ResourceRow> resources_of(std::uint32_t statement) const;
  std::span<const ClauseRow> clauses_of(std::uint32_t statement) const;
  std::span<const PrincipalRow> principals_of(std::uint32_t statement) const;
  std::span<const ValueRow> values_of(const ClauseRow& clause) const {
    return rows<ValueRow>(Section::Values).subspan(clause.values, clause.value_count);
  }
  std::span<const Piece> pieces_of(const GlobRow& glob) const {
    return rows<Piece>(Section::Pieces).subspan(glob.text, glob.piece_count);
  }
  std::string_view text(TextRef ref) const {
    const std::byte* at = block() + begin_[static_cast<std::size_t>(Section::Texts)] + ref;
    std::uint32_t size = 0;
    std::memcpy(&size, at, sizeof size);
    return {reinterpret_cast<const char*>(at + sizeof size), size};
  }

  bool has(Effect effect) const { return effect == Effect::Allow ? has_allow_ : has_deny_; }
  // Does no statement ask for anything that differs between the principals of one account?
  bool is_caller_free() const { return is_caller_free_; }
  // Of the whole program, this object included.
  std::size_t bytes() const { return sizeof *this + begin_.back(); }

 private:
  friend class ProgramCompiler;

  enum class Section : std::uint8_t {
    Statements,
    Actions,
    WideActions,
    Resources,
    Clauses,
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

  template <typename Row>
  std::span<const Row> rows(Section section) const {
    const auto at = static_cast<std::size_t>(section);
    const std::uint32_t begin = begin_[at];
    return {reinterpret_cast<const Row*>(block() + begin), (begin_[at + 1] - begin) / sizeof(Row)};
  }

  std::array<std::uint32_t, static_cast<std::size_t>(Section::End) + 1>
      begin_{};  // bytes from the block; each a multiple of 4
  bool has_allow_ = false;
  bool has_deny_ = false;
  bool is_caller_free_ = true;
};

}  // namespace opencam
