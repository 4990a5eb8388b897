// The clauses of a compiled statement. How absence, several values, set prefixes and negation combine is what
// condition.cc says (CAM-055 to CAM-061), over constants that were read before.
#include <algorithm>

#include "base/text.h"
#include "engine/condition_row.h"
#include "engine/decimal_view.h"
#include "engine/fact_view.h"
#include "engine/hash.h"
#include "engine/program_match.h"
#include "policy/operator.h"

namespace opencam {
namespace {

enum class Found : std::uint8_t { No, Yes, Unreadable };

class Clause {
 public:
  Clause(const Program& program, const ClauseRow& row, Effect effect, const QuestionView& question)
      : program_(program), row_(row), effect_(effect), question_(question), values_(program.values_of(row)) {}

  bool holds() {
    const FactView facts(row_, program_, question_);
    index_ = facts.are_lasting() ? &question_.index : nullptr;
    const bool is_absent = facts.is_empty();
    const bool fails_closed = effect_ == Effect::Deny;
    if (row_.comparison == Comparison::NullEqual) {
      if (!is_knowable()) return fails_closed;
      return is_absent ? row_.is_true_listed : row_.is_false_listed;
    }
    // CAM-056, CAM-057, CAM-061: an absent key is false, and true with `_if_exist`.
    if (is_absent) return row_.if_exist;
    if (!is_knowable()) return fails_closed;
    const auto satisfies = [&](std::string_view value) { return satisfied_by(value); };
    return wants_all_values() ? facts.all(satisfies) : facts.any(satisfies);
  }

 private:
  // CAM-053: a variable without a value makes the clause unknowable.
  bool is_knowable() const {
    if (row_.is_unknowable) return false;
    if (!row_.has_variables) return true;
    return std::all_of(values_.begin(), values_.end(), [&](const ValueRow& value) {
      if (!value.text.has_variables) return true;
      const auto pieces = program_.pieces_of(value.text);
      return std::none_of(pieces.begin(), pieces.end(), [&](const Piece& piece) {
        return piece.kind == PieceKind::Variable && question_.value_of(piece.variable).empty();
      });
    });
  }

  // CAM-058, CAM-060.
  bool wants_all_values() const {
    if (row_.set == SetPrefix::None) return is_negation(row_.comparison);
    return row_.set == SetPrefix::ForAllValues;
  }

  // CAM-059: for a negated operator none of the listed values may match. CAM-069: what cannot be read does not let
  // anybody in.
  bool satisfied_by(std::string_view value) const {
    const bool negated = is_negation(row_.comparison);
    switch (find(value)) {
      case Found::Unreadable:
        return effect_ == Effect::Deny;
      case Found::Yes:
        return !negated;
      case Found::No:
        break;
    }
    return row_.ends_unreadable ? effect_ == Effect::Deny : negated;
  }

  // Is the value met by one that is listed?
  Found find(std::string_view value) const {
    switch (family(row_.comparison)) {
      case OperatorFamily::String:
        return find_text(value) ? Found::Yes : Found::No;
      case OperatorFamily::Numeric:
        return find_ordered(DecimalView::parse(value), DecimalView::decoded);
      case OperatorFamily::Date:
        return find_ordered(Moment::parse(value), decoded_moment);
      case OperatorFamily::Bool:
        return find_bool(value);
      case OperatorFamily::Ip:
        return find_address(value);
      case OperatorFamily::Null:
        break;
    }
    return Found::No;
  }

  bool find_text(std::string_view value) const {
    if (row_.is_hashed) return find_hashed(value);
    const bool ignores_case =
        row_.comparison == Comparison::StringEqualIgnoreCase || row_.comparison == Comparison::StringNotEqualIgnoreCase;
    return std::any_of(values_.begin(), values_.end(), [&](const ValueRow& row) {
      return ignores_case ? equal_ignoring_case(row, value)
                          : glob_row_matches(program_, row.text, value, question_, index_);
    });
  }

  bool find_hashed(std::string_view value) const {
    const std::uint32_t tag = tag_of(value) & ValueRow::tag_mask;
    const auto tag_of_row = [](const ValueRow& row) { return row.tag(); };
    for (std::size_t i = lower_tag(values_, tag, tag_of_row); i < values_.size() && tag_of_row(values_[i]) == tag;
         ++i) {
      if (same_text(program_.text(values_[i].text.text), value)) return true;
    }
    return false;
  }

  bool equal_ignoring_case(const ValueRow& row, std::string_view value) const {
    if (row.text.shape == Shape::Exact) return text::equal_ignoring_ascii_case(program_.text(row.text.text), value);
    for (const Piece& piece : program_.pieces_of(row.text)) {
      const std::string_view part =
          piece.kind == PieceKind::Literal ? program_.text(piece.text) : question_.value_of(piece.variable);
      if (!text::equal_ignoring_ascii_case(part, value.substr(0, part.size()))) return false;
      value.remove_prefix(part.size());
    }
    return value.empty();
  }

  template <typename Value, typename Decode>
  Found find_ordered(const std::optional<Value>& given, Decode decode) const {
    if (!given) return nothing_listed() ? Found::No : Found::Unreadable;
    return std::any_of(values_.begin(), values_.end(),
                       [&](const ValueRow& row) { return accepts(*given <=> decode(program_.text(row.text.text))); })
               ? Found::Yes
               : Found::No;
  }

  // Does the operator accept that the request's value stands so to the listed one?
  bool accepts(std::strong_ordering order) const {
    switch (row_.comparison) {
      case Comparison::NumericLessThan:
      case Comparison::DateLessThan:
        return order < 0;
      case Comparison::NumericLessThanEqual:
      case Comparison::DateLessThanEqual:
        return order <= 0;
      case Comparison::NumericGreaterThan:
      case Comparison::DateGreaterThan:
        return order > 0;
      case Comparison::NumericGreaterThanEqual:
      case Comparison::DateGreaterThanEqual:
        return order >= 0;
      default:
        return order == 0;
    }
  }

  Found find_bool(std::string_view value) const {
    const std::optional<bool> given = parse_bool(value);
    if (!given) return nothing_listed() ? Found::No : Found::Unreadable;
    return (*given ? row_.is_true_listed : row_.is_false_listed) ? Found::Yes : Found::No;
  }

  Found find_address(std::string_view value) const {
    const auto address = Network::parse_address(value);
    if (!address) return nothing_listed() ? Found::No : Found::Unreadable;
    if (values_.empty()) return Found::No;
    const ValueRow& ranges = values_[address->family == AddressFamily::V4 ? 0 : 1];
    return ranges_contain(program_.text(ranges.text.text), *address) ? Found::Yes : Found::No;
  }

  // Nothing was ever listed, so nothing can be unreadable against it.
  bool nothing_listed() const {
    return values_.empty() && !row_.is_true_listed && !row_.is_false_listed && !row_.ends_unreadable;
  }

  const Program& program_;
  const ClauseRow& row_;
  Effect effect_;
  const QuestionView& question_;
  std::span<const ValueRow> values_;
  TextIndex* index_ = nullptr;  // none when the values are put together one after the other
};

}  // namespace

bool conditions_hold(const Program& program, std::uint32_t statement, Effect effect, const QuestionView& question) {
  for (const ClauseRow& row : program.clauses_of(statement)) {
    if (!Clause(program, row, effect, question).holds()) return false;
  }
  return true;
}

}  // namespace opencam
