// From the document's syntax to rows. Whatever can be known without a caller is done here, once per version.
#include <algorithm>

#include "base/check.h"
#include "engine/condition_row.h"
#include "engine/decimal_view.h"
#include "engine/hash.h"
#include "engine/key_source.h"
#include "engine/program.h"
#include "engine/text_pool.h"
#include "policy/operator.h"
#include "policy/variable.h"

namespace opencam {

namespace {

// Adds room to what it allocates: so the owners' count, a Program and its block are one piece of memory.
template <typename Object>
class AllocatorWithRoom {
 public:
  using value_type = Object;

  explicit AllocatorWithRoom(std::size_t room) : words_((room + sizeof(Word) - 1) / sizeof(Word)) {}
  template <typename Other>
  explicit AllocatorWithRoom(const AllocatorWithRoom<Other>& other) : words_(other.words()) {}

  Object* allocate(std::size_t count) { return reinterpret_cast<Object*>(std::allocator<Word>().allocate(all(count))); }
  void deallocate(Object* object, std::size_t count) {
    std::allocator<Word>().deallocate(reinterpret_cast<Word*>(object), all(count));
  }
  std::size_t words() const { return words_; }

  friend bool operator==(const AllocatorWithRoom&, const AllocatorWithRoom&) = default;

 private:
  using Word = std::uint64_t;

  std::size_t all(std::size_t count) const {
    static_assert(alignof(Object) <= alignof(Word) && sizeof(Object) % sizeof(Word) == 0);
    return count * (sizeof(Object) / sizeof(Word)) + words_;
  }

  std::size_t words_;
};

}  // namespace

class ProgramCompiler {
 public:
  explicit ProgramCompiler(SharedText document) : kept_document_(std::move(document)), document_(kept_document_) {}

  std::shared_ptr<const Program> compile(const Policy& policy) && {
    OPENCAM_CHECK(policy.statements().size() < ActionRow::statements_max);
    // All actions first: the places of their texts are the ones that have little room.
    std::uint32_t number = 0;
    for (const Statement& statement : policy.statements()) {
      for (const ActionPattern& action : statement.actions) add_action(action, statement.effect, number);
      ++number;
    }
    sort_actions();
    for (const Statement& statement : policy.statements()) add(statement);
    add_row_ends();
    return written();
  }

 private:
  // By tag, so that a decision finds an action without looking at the others; those that say the same once.
  void sort_actions() {
    std::sort(actions_.begin(), actions_.end());
    const auto same = [&](const ActionRow& a, const ActionRow& b) {
      return a.tag() == b.tag() && a.statement() == b.statement() && text_of(a) == text_of(b);
    };
    actions_.erase(std::unique(actions_.begin(), actions_.end(), same), actions_.end());
  }

  void add(const Statement& statement) {
    StatementRow& row = statements_.emplace_back();
    row.effect = statement.effect;
    row.resources = resources_.size() & 0x1fffffff;
    row.clauses = static_cast<std::uint32_t>(clauses_.size());
    principal_begins_.push_back(static_cast<std::uint32_t>(principals_.size()));
    (statement.effect == Effect::Allow ? header_.has_allow_ : header_.has_deny_) = true;
    is_caller_free_ = statement.principals.empty();
    row.is_any_resource =
        std::any_of(statement.resources.begin(), statement.resources.end(), [](const auto& one) { return one.is_any; });
    if (!row.is_any_resource) {
      for (const ResourcePattern& resource : statement.resources) add_resource(resource, statement.effect);
    }
    for (const ConditionClause& clause : statement.conditions) add_clause(clause);
    for (const PrincipalPattern& principal : statement.principals) add_principal(principal);
    row.is_caller_free = is_caller_free_;
    header_.is_caller_free_ = header_.is_caller_free_ && is_caller_free_;
  }

  void add_action(const ActionPattern& action, Effect effect, std::uint32_t statement) {
    // CAM-022: nobody knows what is in a published set.
    if (action.is_opaque_set && effect == Effect::Allow) return;
    WideActionRow wide;
    wide.statement = statement & 0x7fffffff;
    wide.is_any_service = action.is_opaque_set || action.service == "*";
    if (!wide.is_any_service && action.name.find('*') == std::string::npos) {
      whole_action_.assign(action.service).append(1, ':').append(action.name);
      add_exact_action(action.span, statement);
      return;
    }
    if (!action.is_opaque_set) {
      wide.service_tag = wide.is_any_service ? 0 : tag_of(action.service);
      wide.service = put(action.service, action.span);
      wide.name = glob({{action.name}, {}}, Stars::Special, Slash::Plain, action.span);
    }
    wide_actions_.push_back(wide);
  }

  // The action at hand.
  void add_exact_action(Span span, std::uint32_t statement) {
    const std::uint64_t hash = hash_of(whole_action_);
    const std::size_t place = find_in_document(whole_action_, span);
    const bool is_own =
        place == std::string_view::npos || !document_.substr(place + whole_action_.size()).starts_with('"');
    const std::size_t offset = is_own ? texts_.put(whole_action_, hash) + TextPool::text_begin : place;
    OPENCAM_CHECK(offset < 1u << text_ref::offset_bits);
    actions_.emplace_back(tag_of(hash), statement, is_own, static_cast<std::uint32_t>(offset));
  }

  std::string_view text_of(const ActionRow& row) const {
    const std::string_view all = row.is_own_text() ? std::string_view(texts_.bytes()) : document_;
    return all.substr(row.offset(), all.find('"', row.offset()) - row.offset());
  }

  void add_resource(const ResourcePattern& resource, Effect effect) {
    if (resource.is_unmatchable && effect == Effect::Allow) return;  // CAM-038
    const auto is_all = [](const std::string& segment) { return segment.empty() || segment == "*"; };
    ResourceScope scope;
    scope.account_form = resource.account.form;
    scope.is_any_project = is_all(resource.project) || resource.project == "id/*";
    scope.is_any_service = is_all(resource.service);
    scope.is_any_region = is_all(resource.region);
    scope.project = put(resource.project, resource.span);
    scope.service = put(resource.service, resource.span);
    scope.region = put(resource.region, resource.span);
    scope.account = put(resource.account.number, resource.span);
    ResourceRow row;
    row.scope = scope_number(scope) & 0x7fffffff;
    row.is_star_alone = !resource.content.has_variables() && resource.content.literals.front() == "*";
    row.content = glob(resource.content, Stars::Special, Slash::ReachesItself, resource.span);
    resources_.push_back(row);
  }

  // One of the last scopes when it says the same: those that are alike stand near each other.
  std::uint32_t scope_number(const ResourceScope& scope) {
    constexpr std::size_t looked_at_max = 8;
    const std::size_t looked_at = std::min(scopes_.size(), looked_at_max);
    const auto found = std::find_if(scopes_.rbegin(), scopes_.rbegin() + static_cast<std::ptrdiff_t>(looked_at),
                                    [&](const ResourceScope& other) { return are_same(scope, other); });
    if (found != scopes_.rbegin() + static_cast<std::ptrdiff_t>(looked_at)) {
      return static_cast<std::uint32_t>(scopes_.rend() - found - 1);
    }
    scopes_.push_back(scope);
    return static_cast<std::uint32_t>(scopes_.size() - 1);
  }

  // The flags follow from the texts.
  bool are_same(const ResourceScope& a, const ResourceScope& b) const {
    const auto is_same = [&](TextRef one, TextRef other) { return one == other || text(one) == text(other); };
    return a.account_form == b.account_form && is_same(a.project, b.project) && is_same(a.service, b.service) &&
           is_same(a.region, b.region) && is_same(a.account, b.account);
  }

  void add_clause(const ConditionClause& clause) {
    ClauseRow row;
    row.comparison = clause.op.comparison;
    row.set = clause.op.set;
    row.if_exist = clause.op.if_exist;
    row.key = put(clause.key, clause.key_span);
    const KeyReading key = read_key(clause.key);
    row.source = key.source;
    row.has_tag_key = key.tag_key.has_value();
    row.tag_key = put(key.tag_key.value_or(std::string_view()), clause.key_span);
    if (row.source == KeySource::Uin) is_caller_free_ = false;
    row.values = static_cast<std::uint32_t>(values_.size());
    const OperatorFamily operators = family(clause.op.comparison);
    for (const ConditionValue& value : clause.values) {
      const bool has_variables = value.text.has_variables();
      row.has_variables = row.has_variables || has_variables;
      // CAM-053, CAM-054.
      const bool is_odd = std::any_of(value.text.literals.begin(), value.text.literals.end(),
                                      [](const auto& literal) { return literal.find("${") != std::string::npos; });
      row.is_unknowable = row.is_unknowable || is_odd || (has_variables && operators != OperatorFamily::String);
    }
    if (operators == OperatorFamily::String) {
      add_texts(clause, row);
    } else {
      add_constants(clause, operators, row);
    }
    row.value_count = static_cast<std::uint32_t>(values_.size()) - row.values;
    clauses_.push_back(row);
  }

  void add_texts(const ConditionClause& clause, ClauseRow& row) {
    const bool is_like =
        clause.op.comparison == Comparison::StringLike || clause.op.comparison == Comparison::StringNotLike;
    for (const ConditionValue& value : clause.values) {
      values_.push_back(
          {.text = glob(value.text, is_like ? Stars::Special : Stars::Literal, Slash::Plain, value.span)});
    }
    const bool is_exact = family(clause.op.comparison) == OperatorFamily::String && !is_like && !row.has_variables &&
                          clause.op.comparison != Comparison::StringEqualIgnoreCase &&
                          clause.op.comparison != Comparison::StringNotEqualIgnoreCase;
    if (!is_exact) return;
    row.is_hashed = true;
    for (std::size_t i = row.values; i < values_.size(); ++i) {
      values_[i].set_tag(tag_of(text(values_[i].text.text)));
    }
    std::sort(values_.begin() + row.values, values_.end(),
              [](const ValueRow& a, const ValueRow& b) { return a.tag() < b.tag(); });
  }

  // Numbers, dates, booleans and networks. The reader has refused what cannot be read; should one come from elsewhere,
  // what stands before it still counts (CAM-069).
  void add_constants(const ConditionClause& clause, OperatorFamily operators, ClauseRow& row) {
    std::vector<Network> networks;
    for (const ConditionValue& value : clause.values) {
      const std::string& literal = value.text.literals.front();
      const bool is_readable =
          operators == OperatorFamily::Ip ? add_network(literal, networks) : add_constant(literal, operators, row);
      // `null_equal` asks for each listed value by itself.
      if (is_readable || operators == OperatorFamily::Null) continue;
      row.ends_unreadable = true;
      break;
    }
    if (networks.empty()) return;
    for (const AddressFamily address_family : {AddressFamily::V4, AddressFamily::V6}) {
      values_.push_back({GlobRow(Shape::Exact, put_own(encoded_ranges(networks, address_family)))});
    }
  }

  bool add_constant(const std::string& literal, OperatorFamily operators, ClauseRow& row) {
    if (operators == OperatorFamily::Bool || operators == OperatorFamily::Null) {
      const std::optional<bool> value = parse_bool(literal);
      if (!value) return false;
      (*value ? row.is_true_listed : row.is_false_listed) = true;
      return true;
    }
    std::string encoded;
    if (operators == OperatorFamily::Numeric) {
      const auto number = DecimalView::parse(literal);
      if (!number) return false;
      encoded = number->encoded();
    } else {
      const auto moment = Moment::parse(literal);
      if (!moment) return false;
      encoded = encoded_moment(*moment);
    }
    values_.push_back({GlobRow(Shape::Exact, put_own(encoded))});
    return true;
  }

  static bool add_network(const std::string& literal, std::vector<Network>& networks) {
    const auto network = Network::parse(literal);
    if (network) networks.push_back(*network);
    return network.has_value();
  }

  void add_principal(const PrincipalPattern& principal) {
    principals_.push_back({.form = principal.form,
                           .is_role_id = principal.text.find(":role/") != std::string::npos,
                           .text = put(principal.text, principal.span),
                           .account = put(principal.account, principal.span),
                           .id = put(principal.id, principal.span)});
  }

  enum class Stars : std::uint8_t { Special, Literal };
  enum class Slash : std::uint8_t { Plain, ReachesItself };

  // `span` is where it stands in the document.
  GlobRow glob(const VariableText& source, Stars stars, Slash slash, Span span) {
    const std::string& first = source.literals.front();
    const std::size_t star = stars == Stars::Special ? first.find('*') : std::string::npos;
    const bool ends_in_slash_star = slash == Slash::ReachesItself && source.literals.back().ends_with("/*");
    if (!source.has_variables()) {
      if (star == std::string::npos) return GlobRow(Shape::Exact, put(first, span));
      if (first.find_first_not_of('*') == std::string::npos) return GlobRow(Shape::Any);
      if (star + 1 == first.size()) {
        return GlobRow(ends_in_slash_star ? Shape::SlashPrefix : Shape::Prefix,
                       put(std::string_view(first).substr(0, star), span));
      }
    }
    GlobRow row(Shape::Pieces, static_cast<std::uint32_t>(pieces_.size()));
    row.has_variables = source.has_variables();
    row.ends_in_slash_star = ends_in_slash_star;
    for (std::size_t i = 0; i < source.literals.size(); ++i) {
      add_pieces(source.literals[i], stars, span);
      if (i == source.variables.size()) break;
      const Variable variable = source.variables[i];
      pieces_.push_back({.kind = PieceKind::Variable, .variable = variable});
      if (variable == Variable::Uin) is_caller_free_ = false;
    }
    row.piece_count = (static_cast<std::uint32_t>(pieces_.size()) - row.text) & 0x7ffffff;
    return row;
  }

  void add_pieces(std::string_view literal, Stars stars, Span span) {
    while (!literal.empty()) {
      if (stars == Stars::Special && literal.front() == '*') {
        // Several stars in a row are one.
        literal.remove_prefix(std::min(literal.find_first_not_of('*'), literal.size()));
        pieces_.push_back({.kind = PieceKind::Star});
        continue;
      }
      const std::size_t size = stars == Stars::Special ? std::min(literal.find('*'), literal.size()) : literal.size();
      pieces_.push_back({.kind = PieceKind::Literal, .text = put(literal.substr(0, size), span)});
      literal.remove_prefix(size);
    }
  }

  // The place of a text that belongs to this part of the document; it need not stand there as it is.
  TextRef put(std::string_view text, Span span) {
    if (text.empty()) return 0;
    const std::size_t place = find_in_document(text, span);
    if (place == std::string_view::npos || text.size() > text_ref::size_max) return put_own(text);
    return static_cast<TextRef>(text.size() << text_ref::offset_bits | place);
  }
  TextRef put_own(std::string_view text) {
    const std::uint32_t place = texts_.put(text, hash_of(text));
    OPENCAM_CHECK(place < text_ref::own_mark);
    return place | text_ref::own_mark;
  }
  std::string_view text(TextRef ref) const {
    if ((ref & text_ref::own_mark) != 0) return texts_.text(ref & ~text_ref::own_mark);
    return document_.substr(ref & ((1u << text_ref::offset_bits) - 1), ref >> text_ref::offset_bits);
  }

  // Whatever the span is: where the answer points, the same letters stand.
  std::size_t find_in_document(std::string_view text, Span span) const {
    if (span.end > document_.size() || span.begin > span.end || span.end >= 1u << text_ref::offset_bits) {
      return std::string_view::npos;
    }
    const std::size_t place = document_.substr(span.begin, span.end - span.begin).find(text);
    return place == std::string_view::npos ? place : span.begin + place;
  }

  // One row more than there are statements, for the ends of the last one.
  void add_row_ends() {
    StatementRow& end = statements_.emplace_back();
    end.resources = resources_.size() & 0x1fffffff;
    end.clauses = static_cast<std::uint32_t>(clauses_.size());
    principal_begins_.push_back(static_cast<std::uint32_t>(principals_.size()));
    if (principals_.empty()) principal_begins_.clear();
  }

  // Puts all sections into one piece of memory, behind their header.
  std::shared_ptr<const Program> written() {
    std::vector<std::pair<const void*, std::size_t>> sections;
    const auto add_section = [&](const auto& rows) {
      sections.emplace_back(rows.data(), rows.size() * sizeof(rows[0]));
    };
    add_section(statements_);
    add_section(actions_);
    add_section(wide_actions_);
    add_section(scopes_);
    add_section(resources_);
    add_section(clauses_);
    add_section(principal_begins_);
    add_section(principals_);
    add_section(values_);
    add_section(pieces_);
    add_section(texts_.bytes());
    std::size_t end = 0;
    for (std::size_t i = 0; i < sections.size(); ++i) {
      header_.begin_[i] = static_cast<std::uint32_t>(end);
      end += sections[i].second;
    }
    header_.begin_.back() = static_cast<std::uint32_t>(end);
    header_.document_ = document_.data();
    header_.document_size_ = static_cast<std::uint32_t>(document_.size());
    header_.kept_document_ = std::move(kept_document_);
    const auto program = std::allocate_shared<Program>(AllocatorWithRoom<Program>(end), std::move(header_));
    for (std::size_t i = 0; i < sections.size(); ++i) {
      if (sections[i].second == 0) continue;
      std::memcpy(program->block() + header_.begin_[i], sections[i].first, sections[i].second);
    }
    return program;
  }

  SharedText kept_document_;
  std::string_view document_;
  Program header_;
  bool is_caller_free_ = true;  // the statement at hand
  std::vector<StatementRow> statements_;
  std::vector<ActionRow> actions_;
  std::vector<WideActionRow> wide_actions_;
  std::vector<ResourceScope> scopes_;
  std::vector<ResourceRow> resources_;
  std::vector<ClauseRow> clauses_;
  std::vector<std::uint32_t> principal_begins_;
  std::vector<PrincipalRow> principals_;
  std::vector<ValueRow> values_;
  std::vector<Piece> pieces_;
  TextPool texts_;
  std::string whole_action_;  // the action at hand; kept for its room
};

std::shared_ptr<const Program> Program::compile(const Policy& policy, SharedText document) {
  return ProgramCompiler(std::move(document)).compile(policy);
}

}  // namespace opencam
