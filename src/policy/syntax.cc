#include "policy/syntax.h"

#include <algorithm>
#include <span>

#include "base/limits.h"
#include "base/text.h"

namespace opencam {
namespace {

// Where an element of this name is to be noted.
template <typename Syntax>
struct Slot {
  std::string_view name;
  const json::Member* Syntax::* member;
};

void add(Mistakes& mistakes, ErrorCode code, Span span, std::string message, std::string help) {
  mistakes.add({code, Gravity::Fatal, std::move(message), std::move(help), span});
}

// The remedy for what people paste from documentation: comments, quotes of a word processor, a forgotten bracket; and
// for the mark that some editors put, unseen, at the beginning.
std::string json_help(std::string_view text, Span place) {
  const std::string_view rest = text.substr(std::min<std::size_t>(place.begin, text.size()));
  if (rest.starts_with('/') || rest.starts_with('#')) return "delete the comment: JSON has none";
  for (const std::string_view quote : {"\u201c", "\u201d", "\u2018", "\u2019", "'"}) {
    if (rest.starts_with(quote)) return "use straight double quotes";
  }
  if (rest.starts_with("\ufeff")) return "save the file without a byte order mark";
  if (rest.starts_with('"'))
    return "put a comma between two values, and several values of one element into `[` and `]`";
  return "write the document as JSON";
}

class SyntaxReader {
 public:
  SyntaxReader(PolicyKind kind, LetterCase letter_case, Mistakes& mistakes)
      : kind_(kind), letter_case_(letter_case), mistakes_(mistakes) {}

  void read(DocumentSyntax& document) {
    const json::Value& root = document.json->root();
    static constexpr Slot<DocumentSyntax> slots[] = {{"version", &DocumentSyntax::version},
                                                     {"statement", &DocumentSyntax::statement},
                                                     {"principal", &DocumentSyntax::principal}};
    note_elements<DocumentSyntax>(root, slots, "a policy", document);
    if (document.statement == nullptr) {
      add(mistakes_, ErrorCode::StatementError, root.span, "`statement` is missing",
          "add `\"statement\": [{...}]` with at least one statement");
      return;
    }
    read_statements(document.statement->value, document);
  }

 private:
  void read_statements(const json::Value& value, DocumentSyntax& document) {
    // A1: one statement may stand without the list.
    if (value.is_object()) return read_statement(value, document);
    if (!value.is_array()) {
      return add(mistakes_, ErrorCode::StatementError, value.span,
                 "`statement` is " + what_it_is(value) + " and not a list of statements",
                 "write `\"statement\": [{...}]`");
    }
    if (value.items.empty()) {
      return add(mistakes_, ErrorCode::StatementError, value.span, "`statement` is an empty list",
                 "add at least one statement, or delete the policy");
    }
    for (const json::Value& item : value.items) {
      if (item.is_object()) {
        read_statement(item, document);
      } else {
        add(mistakes_, ErrorCode::StatementError, item.span,
            "`statement` holds " + what_it_is(item) + " where a statement should stand",
            "write each statement as `{\"effect\": ..., \"action\": ..., \"resource\": ...}`");
      }
    }
  }

  void read_statement(const json::Value& value, DocumentSyntax& document) {
    static constexpr Slot<StatementSyntax> slots[] = {
        {"effect", &StatementSyntax::effect},       {"action", &StatementSyntax::action},
        {"resource", &StatementSyntax::resource},   {"condition", &StatementSyntax::condition},
        {"principal", &StatementSyntax::principal}, {"sid", &StatementSyntax::sid}};
    // Bucket policies come back from COS with a Sid in each statement; nothing else knows the element.
    const std::size_t known = kind_ == PolicyKind::Resource ? std::size(slots) : std::size(slots) - 1;
    StatementSyntax& statement = document.statements.emplace_back();
    statement.whole = &value;
    note_elements<StatementSyntax>(value, std::span(slots, known), "a statement", statement);
  }

  template <typename Syntax>
  void note_elements(const json::Value& object, std::span<const Slot<Syntax>> slots, std::string_view owner,
                     Syntax& syntax) {
    for (const json::Member& member : object.members) {
      const std::string name = folded(member.name, letter_case_);
      const auto slot = std::ranges::find(slots, name, &Slot<Syntax>::name);
      if (slot == slots.end()) {
        add_unknown(member, owner, slots);
      } else if (syntax.*(slot->member) != nullptr) {
        // CAM-006: `effect` beside `Effect` is one element written twice.
        add(mistakes_, ErrorCode::PolicyDocumentError, member.name_span,
            "`" + text::shortened(member.name) + "` repeats the element `" + name + "`", "keep one of the two");
      } else {
        syntax.*(slot->member) = &member;
      }
    }
  }

  template <typename Syntax>
  void add_unknown(const json::Member& member, std::string_view owner, std::span<const Slot<Syntax>> slots) {
    std::string help;
    const std::string lower = text::ascii_lower(member.name);
    if (std::ranges::find(slots, lower, &Slot<Syntax>::name) != slots.end() && lower != member.name) {
      help = "write `" + lower + "`: element names are lower case";
    } else {
      for (const Slot<Syntax>& slot : slots) {
        if (slot.name != "sid") help += (help.empty() ? "known are `" : ", `") + std::string(slot.name) + "`";
      }
    }
    add(mistakes_, ErrorCode::PolicyDocumentError, member.name_span,
        "`" + text::shortened(member.name) + "` is not an element of " + std::string(owner), std::move(help));
  }

  PolicyKind kind_;
  LetterCase letter_case_;
  Mistakes& mistakes_;
};

}  // namespace

std::string what_it_is(const json::Value& value) {
  if (value.is_null()) return "null";
  return (value.is_object() ? "an " : "a ") + std::string(json::name(value.kind));
}

std::string folded(std::string_view name, LetterCase letter_case) {
  std::string lower(name);
  if (letter_case == LetterCase::LowerOrCapitalised && !lower.empty() && text::is_upper(lower.front())) {
    lower.front() = static_cast<char>(lower.front() - 'A' + 'a');
  }
  return lower;
}

std::optional<DocumentSyntax> read_syntax(std::string_view text, PolicyKind kind, LetterCase letter_case,
                                          Mistakes& mistakes) {
  auto json = json::read(text, {.depth_max = limits::policy_depth_max});
  if (!json) {
    const Error& error = json.error();
    add(mistakes, ErrorCode::PolicyDocumentError, error.span().value_or(Span{}), error.message(),
        error.help().empty() ? json_help(text, error.span().value_or(Span{})) : error.help());
    return std::nullopt;
  }
  const json::Value& root = json->root();
  if (!root.is_object()) {
    add(mistakes, ErrorCode::PolicyDocumentError, root.span,
        "the document is " + what_it_is(root) + " and not an object",
        "write `{\"version\": \"2.0\", \"statement\": [...]}`");
    return std::nullopt;
  }
  DocumentSyntax document;
  document.json = std::make_unique<const json::Document>(std::move(*json));
  SyntaxReader(kind, letter_case, mistakes).read(document);
  return document;
}

}  // namespace opencam
