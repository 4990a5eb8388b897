#include "services/directory_search.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "base/json.h"
#include "base/text.h"
#include "services/list_limits.h"
#include "services/listing.h"
#include "services/lookup.h"
#include "services/query_parameters.h"

namespace opencam::services {
namespace {

using directory::AccountState;
using directory::number;
using directory::ProviderKind;

constexpr std::array<std::string_view, search_kinds> kind_names = {"user", "group",    "role",    "policy",
                                                                   "key",  "provider", "provider"};

std::size_t index_of(SearchKind kind) { return static_cast<std::size_t>(kind); }

// Where a word was found; the better ones first, as the answer's order has them.
enum class Match : std::uint8_t { IsName, IsId, BeginsName, BeginsId, InName, InId, InRemark };

std::string_view place_name(Match match) {
  switch (match) {
    case Match::IsName:
    case Match::BeginsName:
    case Match::InName:
      return "name";
    case Match::IsId:
    case Match::BeginsId:
    case Match::InId:
      return "id";
    case Match::InRemark:
      break;
  }
  return "remark";
}

// What of a row is looked at and shown.
struct Entry {
  std::string_view name;
  std::string_view remark;
  std::string_view id_head;   // of a provider, before its name
  std::string_view id;        // empty: the number
  std::uint64_t number = 0;   // zero: none
  std::uint64_t further = 0;  // another number by which it is found; zero: none
  std::uint64_t holder = 0;   // of a key, whose name is the holder's and only shown
  Match match = Match::InRemark;
};

class Word {
 public:
  explicit Word(std::string_view lower) : lower_(lower), may_be_number_(text::is_all_digits(lower)) {}

  std::optional<Match> find_in(const Entry& entry) const {
    std::optional<Match> best;
    if (entry.holder == 0) note(entry.name, {Match::IsName, Match::BeginsName, Match::InName}, best);
    note_id(entry.id, best);
    note_number(entry.number, best);
    note_number(entry.further, best);
    if (!best && holds_folded(entry.remark, lower_)) best = Match::InRemark;
    return best;
  }

 private:
  void note(std::string_view text, const std::array<Match, 3>& ways, std::optional<Match>& best) const {
    if (!holds_folded(text, lower_)) return;
    const bool begins = compare_folded(text.substr(0, lower_.size()), lower_) == 0;
    const bool is_whole = begins && text.size() == lower_.size();
    const Match match = ways.at(is_whole ? 0 : begins ? 1 : 2);
    if (!best || match < *best) best = match;
  }
  void note_id(std::string_view id, std::optional<Match>& best) const {
    note(id, {Match::IsId, Match::BeginsId, Match::InId}, best);
  }
  void note_number(std::uint64_t value, std::optional<Match>& best) const {
    if (value == 0 || !may_be_number_) return;
    std::array<char, 20> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    note_id({digits.data(), static_cast<std::size_t>(end - digits.data())}, best);
  }

  std::string_view lower_;
  bool may_be_number_;
};

// The search in one kind: everything is shown to it, the best are printed.
class KindSearch {
 public:
  explicit KindSearch(const SearchQuery& query) : word_(query.word) { order_.limit = query.limit; }

  void look(Entry entry) {
    ++looked_;
    const auto match = word_.find_in(entry);
    if (!match) return;
    entry.match = *match;
    listing_.offer({.number = static_cast<std::int64_t>(*match), .text = entry.name, .id = looked_}, entry);
  }

  void print(json::Writer& out, std::string_view kind) && {
    out.begin_object().key("kind").string(kind).key("total").number(listing_.total()).key("items").begin_array();
    for (const auto& [place, entry] : std::move(listing_).page()) {
      out.begin_object().key("id");
      out.string(std::string(entry.id_head) +
                 (entry.id.empty() ? std::to_string(entry.number) : std::string(entry.id)));
      out.key("name").string(entry.name).key("remark").string(entry.remark);
      if (entry.holder != 0) out.key("uin").string(std::to_string(entry.holder));
      out.key("match").string(place_name(entry.match)).end_object();
    }
    out.end_array().end_object();
  }

 private:
  Word word_;
  ListOrder order_;
  Listing<Entry> listing_{order_};
  std::uint64_t looked_ = 0;
};

void look_at_policies(const Catalog& catalog, const AccountState& account, KindSearch& search) {
  for (const auto& [id, policy] : account.policies()) {
    search.look({.name = policy->row.name, .remark = policy->row.description, .number = number(id)});
  }
  for (const PresetPolicy& preset : catalog.presets()) {
    search.look({.name = preset.name, .remark = preset.description, .number = preset.id});
  }
}

void look_at_keys(const AccountState& account, KindSearch& search) {
  for (const auto& [id, key] : account.access_keys()) {
    const auto* user = account.find_user(key->holder);
    search.look({.name = user == nullptr ? account.row().name : user->name,
                 .remark = key->description,
                 .id = id,
                 .holder = number(key->holder)});
  }
}

// Those of the users have no name of their own and are no things to be found.
void look_at_providers(const AccountState& account, ProviderKind kind, KindSearch& search) {
  for (const auto& [key, provider] : account.identity_providers()) {
    if (key.kind != kind) continue;
    search.look({.name = provider->name,
                 .remark = provider->description,
                 .id_head = kind == ProviderKind::Saml ? "saml/" : "oidc/",
                 .id = provider->name});
  }
}

void look_at(SearchKind kind, const Catalog& catalog, const AccountState& account, KindSearch& search) {
  switch (kind) {
    case SearchKind::User:
      for (const auto& [uin, user] : account.users()) {
        search.look({.name = user->name, .remark = user->remark, .number = number(uin), .further = number(user->uid)});
      }
      return;
    case SearchKind::Group:
      for (const auto& [id, group] : account.groups()) {
        search.look({.name = group->row.name, .remark = group->row.remark, .number = number(id)});
      }
      return;
    case SearchKind::Role:
      for (const auto& [id, role] : account.roles()) {
        search.look({.name = role->name, .remark = role->description, .number = number(id)});
      }
      return;
    case SearchKind::Policy:
      return look_at_policies(catalog, account, search);
    case SearchKind::Key:
      return look_at_keys(account, search);
    case SearchKind::SamlProvider:
      return look_at_providers(account, ProviderKind::Saml, search);
    case SearchKind::OidcProvider:
      return look_at_providers(account, ProviderKind::Oidc, search);
  }
}

}  // namespace

Result<SearchQuery> read_search_query(std::string_view query) {
  OPENCAM_TRY(const QueryParameters parameters, QueryParameters::read(query, {"q", "kind", "limit"}));
  SearchQuery out;
  OPENCAM_TRY(const std::string word, parameters.text("q", limits::list_word_bytes_max));
  if (word.empty()) return wrong_parameter("q", "there: what is looked for");
  out.word = text::ascii_lower(word);
  OPENCAM_TRY(out.limit, parameters.number("limit", 1, limits::search_items_max, limits::search_items_default));
  const auto kinds = parameters.all().find("kind");
  if (kinds == parameters.all().end()) {
    out.kinds.fill(true);
    return out;
  }
  for (const std::string_view kind : text::split(kinds->second, ',')) {
    if (std::ranges::find(kind_names, kind) == kind_names.end()) {
      return wrong_parameter("kind", "one or more of `user`, `group`, `role`, `policy`, `key` and `provider`");
    }
    for (std::size_t i = 0; i < search_kinds; ++i) {
      if (kind_names.at(i) == kind) out.kinds.at(i) = true;
    }
  }
  return out;
}

std::string_view name(SearchKind kind) { return kind_names.at(index_of(kind)); }

std::span<const std::string_view> rights_to_search(SearchKind kind) {
  static constexpr std::array<std::string_view, search_kinds> rights = {
      "ListAccounts",   "ListGroups",        "DescribeRoleList",  "ListPolicies",
      "ListAccessKeys", "ListSAMLProviders", "DescribeOIDCConfig"};
  return {&rights.at(index_of(kind)), 1};
}

std::string print_search(const SearchQuery& query, const std::array<bool, search_kinds>& seen, const Catalog& catalog,
                         const AccountState& account) {
  json::Writer out;
  out.begin_object().key("found").begin_array();
  for (std::size_t i = 0; i < search_kinds;) {
    // Kinds of one name are one answer.
    const std::string_view kind = kind_names.at(i);
    bool is_seen = false;
    KindSearch search(query);
    for (; i < search_kinds && kind_names.at(i) == kind; ++i) {
      if (!query.kinds.at(i) || !seen.at(i)) continue;
      is_seen = true;
      look_at(static_cast<SearchKind>(i), catalog, account, search);
    }
    if (is_seen) std::move(search).print(out, kind);
  }
  out.end_array().key("left_out").begin_array();
  for (std::size_t i = 0; i < search_kinds; ++i) {
    if (!query.kinds.at(i) || seen.at(i)) continue;
    const auto kind = static_cast<SearchKind>(i);
    out.begin_object().key("kind").string(name(kind)).key("needs").begin_array();
    for (const std::string_view action : rights_to_search(kind)) out.string("cam:" + std::string(action));
    out.end_array().end_object();
  }
  out.end_array().end_object();
  return std::move(out).take();
}

}  // namespace opencam::services
