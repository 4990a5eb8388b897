#include "engine/segment.h"

#include <algorithm>
#include <bit>
#include <map>
#include <unordered_map>

#include "base/check.h"

namespace opencam {
namespace {

constexpr std::size_t line_bytes = 64;        // of the cache
constexpr std::size_t prefix_sizes_max = 12;  // so many places are looked at for one content

}  // namespace

class SegmentBuilder {
 public:
  SegmentBuilder(Segment& segment, std::size_t linear_max)
      : segment_(segment), programs_(segment.programs_), linear_max_(linear_max) {}

  void build() {
    OPENCAM_CHECK(programs_.size() < Segment::Cell::numbers_max);
    std::size_t actions = 0;
    for (const auto& program : programs_) {
      first_resource_.push_back(static_cast<std::uint32_t>(keys_.size()));
      keys_.resize(keys_.size() + program->resources().size());
      actions += program->actions().size();
    }
    slots_.resize(std::bit_ceil(actions + actions / 2 + 1));
    for (auto& found : found_) found.reserve(actions);
    for (std::uint32_t i = 0; i < programs_.size(); ++i) add(i);
    flatten_wide();
    flatten();
    place_actions();
    write_block();
  }

 private:
  // A list that will be, by its number.
  struct Draft {
    std::uint32_t program = 0;
    std::uint32_t row = 0;
    std::uint32_t counts[2] = {};  // of candidates, by Effect
    std::uint32_t begins[2] = {};  // of candidates_, by Effect
    std::uint32_t list = 0;        // its first cell
  };
  // Where the draft of an action is found while there are more of them to come.
  struct DraftSlot {
    std::uint32_t tag = 0;
    std::uint32_t draft = none;
  };
  struct Found {
    std::uint32_t draft = 0;
    std::uint32_t program = 0;
    std::uint32_t statement = 0;
  };
  // What leads to a resource: the text that every content has which it matches begins with, or is.
  struct Key {
    std::string_view prefix;
    std::uint32_t tag = 0;      // of the whole of it
    std::uint32_t cell = none;  // of resource_cells_; `none`: not known yet
    bool is_whole = false;
  };

  static constexpr std::uint32_t none = 0xffffffff;

  void add(std::uint32_t number) {
    const Program& program = *programs_[number];
    const auto actions = program.actions();
    for (std::uint32_t row = 0; row < actions.size(); ++row) {
      add_candidate(bucket_of(number, row), number, actions[row].statement());
    }
    const auto wide_actions = program.wide_actions();
    for (std::uint32_t row = 0; row < wide_actions.size(); ++row) {
      add_candidate(wide_bucket_of(number, row), number, wide_actions[row].statement);
    }
    for (const Effect effect : {Effect::Allow, Effect::Deny}) {
      bool& has = segment_.has_effect_[static_cast<std::size_t>(effect)];
      has = has || program.has(effect);
    }
  }

  std::uint32_t bucket_of(std::uint32_t number, std::uint32_t row) {
    const Program& program = *programs_[number];
    const ActionRow& action = program.actions()[row];
    const std::string_view text = program.text(action);
    const std::size_t mask = slots_.size() - 1;
    for (std::size_t i = (action.tag() >> 2) & mask;; i = (i + 1) & mask) {
      DraftSlot& slot = slots_[i];
      if (slot.draft == none) {
        slot = {action.tag(), static_cast<std::uint32_t>(drafts_.size())};
        drafts_.push_back({.program = number, .row = row});
        return slot.draft;
      }
      const Draft& draft = drafts_[slot.draft];
      const Program& other = *programs_[draft.program];
      if (slot.tag == action.tag() && other.is_action(other.actions()[draft.row], text)) return slot.draft;
    }
  }

  std::uint32_t wide_bucket_of(std::uint32_t number, std::uint32_t row) {
    const Program& program = *programs_[number];
    const WideActionRow& action = program.wide_actions()[row];
    std::string key(1, action.is_any_service ? '*' : ':');
    if (!action.is_any_service) key.append(program.text(action.service)).push_back(':');
    key += glob_text(program, action.name);
    const auto [at, is_new] = wide_drafts_.try_emplace(std::move(key), drafts_.size());
    if (is_new) drafts_.push_back({.program = number, .row = row});
    return static_cast<std::uint32_t>(at->second);
  }

  // One text for one glob. Names hold no character that could be taken for a mark here.
  static std::string glob_text(const Program& program, const GlobRow& glob) {
    std::string text;
    if (glob.shape == Shape::Any) return "*";
    if (glob.shape != Shape::Pieces) {
      text = program.text(glob.text);
      return glob.shape == Shape::Exact ? text : text + "*";
    }
    for (const Piece& piece : program.pieces_of(glob)) {
      text += piece.kind == PieceKind::Star ? std::string_view("*") : program.text(piece.text);
    }
    return text;
  }

  void add_candidate(std::uint32_t draft, std::uint32_t number, std::uint32_t statement) {
    const auto effect = static_cast<std::size_t>(programs_[number]->statements()[statement].effect);
    ++drafts_[draft].counts[effect];
    found_[effect].push_back({draft, number, statement});
  }

  // Wide buckets of one service stand together; those of every service are the last.
  void flatten_wide() {
    std::map<std::uint32_t, std::vector<std::uint32_t>> by_service;
    std::vector<std::uint32_t> any_service;
    for (const auto& [key, draft] : wide_drafts_) {
      const Draft& bucket = drafts_[draft];
      const WideActionRow& action = programs_[bucket.program]->wide_actions()[bucket.row];
      (action.is_any_service ? any_service : by_service[action.service_tag])
          .push_back(static_cast<std::uint32_t>(draft));
    }
    tables_.services.resize(std::bit_ceil(by_service.size() * 2 + 1));
    const std::size_t mask = tables_.services.size() - 1;
    for (const auto& [tag, buckets] : by_service) {
      std::size_t place = tag & mask;
      while (tables_.services[place].wide.begin != Segment::none) place = (place + 1) & mask;
      tables_.services[place] = {tag, add_all_wide(buckets)};
    }
    segment_.any_service_ = add_all_wide(any_service);
  }

  Segment::WideRange add_all_wide(std::span<const std::uint32_t> drafts) {
    const auto has_deny = [&](std::uint32_t draft) {
      return drafts_[draft].counts[static_cast<std::size_t>(Effect::Deny)] != 0;
    };
    const auto end = [&] { return static_cast<std::uint32_t>(tables_.wide_buckets.size()); };
    Segment::WideRange range{.begin = end(), .denies_end = 0, .end = 0};
    for (const std::uint32_t draft : drafts) {
      if (has_deny(draft)) add_wide(draft);
    }
    range.denies_end = end();
    for (const std::uint32_t draft : drafts) {
      if (!has_deny(draft)) add_wide(draft);
    }
    range.end = end();
    return range;
  }

  void add_wide(std::uint32_t number) {
    const Draft& draft = drafts_[number];
    const Program& program = *programs_[draft.program];
    const WideActionRow& action = program.wide_actions()[draft.row];
    Segment::WideBucket wide;
    wide.program = draft.program;
    wide.row = draft.row & 0x7fffffff;
    std::string_view literal;
    if (action.name.shape == Shape::Pieces) {
      const Piece& first = program.pieces_of(action.name).front();
      if (first.kind == PieceKind::Literal) literal = program.text(first.text);
    } else if (action.name.shape != Shape::Any) {
      literal = program.text(action.name.text);
    }
    const std::string_view head = literal.substr(0, 8);
    tables_.wide_heads.push_back(
        {head.size() == 8 ? hashing::load8(head.data()) : hashing::load_part(head.data(), head.size()),
         head.size() == 8 ? ~std::uint64_t{0} : (std::uint64_t{1} << (head.size() * 8)) - 1});
    // Services whose tags are the same are told apart by their texts.
    const bool is_head_enough = action.is_any_service && (action.name.shape == Shape::Any ||
                                                          (action.name.shape == Shape::Prefix && literal.size() <= 8));
    wide.is_head_enough = is_head_enough ? 1 : 0;
    tables_.wide_buckets.push_back(wide);
    wide_numbers_.push_back(number);
  }

  // The same candidates make the same list: the actions of one statement share it, and its index.
  void flatten() {
    for (const std::size_t effect : {0, 1}) candidates_[effect] = by_draft(effect);
    std::vector<std::uint32_t> known(std::bit_ceil(drafts_.size() * 2 + 1), none);
    for (std::uint32_t number = 0; number < drafts_.size(); ++number) {
      Draft& draft = drafts_[number];
      std::size_t at = hash_of(draft) & (known.size() - 1);
      while (known[at] != none && !are_same(drafts_[known[at]], draft)) at = (at + 1) & (known.size() - 1);
      if (known[at] == none) {
        draft.list = put_list(draft);
        known[at] = number;
      } else {
        draft.list = drafts_[known[at]].list;
      }
    }
    for (std::size_t i = 0; i < wide_numbers_.size(); ++i)
      tables_.wide_buckets[i].list = drafts_[wide_numbers_[i]].list;
  }

  // What was found, draft after draft, each in the order of the programs.
  std::vector<Candidate> by_draft(std::size_t effect) {
    std::uint32_t end = 0;
    for (Draft& draft : drafts_) {
      draft.begins[effect] = end;
      end += draft.counts[effect];
    }
    std::vector<Candidate> candidates(end);
    std::vector<std::uint32_t> filled(drafts_.size());
    for (const Found& found : found_[effect]) {
      const Program& program = *programs_[found.program];
      candidates[drafts_[found.draft].begins[effect] + filled[found.draft]++] = {
          .program = found.program,
          .statement = found.statement,
          .is_certain = program.statements()[found.statement].is_any_resource &&
                        program.clauses_of(found.statement).empty() && program.principals_of(found.statement).empty()};
    }
    found_[effect] = {};
    return candidates;
  }

  std::span<const Candidate> candidates_of(const Draft& draft, Effect effect) const {
    const auto number = static_cast<std::size_t>(effect);
    return std::span(candidates_[number]).subspan(draft.begins[number], draft.counts[number]);
  }

  std::uint64_t hash_of(const Draft& draft) const {
    std::uint64_t hash = hashing::seed + draft.counts[0];
    for (const Effect effect : {Effect::Allow, Effect::Deny}) {
      for (const Candidate& one : candidates_of(draft, effect)) {
        hash = hashing::mixed(hash ^ (std::uint64_t{one.program} << 32 | one.statement), hashing::step_factor);
      }
    }
    return hash;
  }

  bool are_same(const Draft& a, const Draft& b) const {
    const auto is_same = [](const Candidate& one, const Candidate& other) {
      return one.program == other.program && one.statement == other.statement;
    };
    return std::ranges::equal(candidates_of(a, Effect::Allow), candidates_of(b, Effect::Allow), is_same) &&
           std::ranges::equal(candidates_of(a, Effect::Deny), candidates_of(b, Effect::Deny), is_same);
  }

  std::uint32_t put_list(const Draft& draft) {
    const auto begin = static_cast<std::uint32_t>(tables_.cells.size());
    for (const Effect effect : {Effect::Deny, Effect::Allow}) put_candidates(effect, candidates_of(draft, effect));
    tables_.cells.back().end_list();
    return begin;
  }

  // What needs no further question comes first.
  void put_candidates(Effect effect, std::span<const Candidate> candidates) {
    std::size_t resources = 0;
    for (const Candidate& one : candidates) {
      if (one.is_certain) tables_.cells.emplace_back(effect, one);
      resources += std::max<std::size_t>(1, programs_[one.program]->resources_of(one.statement).size());
    }
    keyed_.clear();
    for (const Candidate& one : candidates) {
      if (one.is_certain) continue;
      const Program& program = *programs_[one.program];
      // One without a resource can never match, but is kept: a list is never empty.
      const bool has_rows = !program.resources_of(one.statement).empty();
      if (resources <= linear_max_ || !has_rows) {
        tables_.cells.emplace_back(effect, one);
      } else {
        put_resources(effect, one);
      }
    }
    if (keyed_.empty()) return;
    tables_.cells.push_back(
        Segment::Cell::of_index(effect, static_cast<std::uint32_t>(tables_.resource_indexes.size())));
    put_index();
  }

  // Each resource of the statement: to be found by its key when it has one.
  void put_resources(Effect effect, const Candidate& candidate) {
    const Program& program = *programs_[candidate.program];
    const auto rows = program.resources_of(candidate.statement);
    const auto first =
        first_resource_[candidate.program] + static_cast<std::size_t>(rows.data() - program.resources().data());
    for (std::uint32_t row = 0; row < rows.size(); ++row) {
      Key& key = keys_[first + row];
      if (key.cell == none) key = key_of(program, rows[row].content, effect);
      const Segment::Cell cell(effect,
                               {.program = candidate.program, .statement = candidate.statement, .resource_row = row});
      if (key.prefix.empty()) {
        tables_.cells.push_back(cell);
        continue;
      }
      if (key.cell == none) {
        key.cell = static_cast<std::uint32_t>(tables_.resource_cells.size());
        tables_.resource_cells.push_back(cell);
      }
      keyed_.push_back(&key);
    }
  }

  // The beginning that every content has which the glob matches; empty when nothing is sure.
  static Key key_of(const Program& program, const GlobRow& content, Effect effect) {
    Key key;
    switch (content.shape) {
      case Shape::Any:
        return key;
      case Shape::Exact:
        key.prefix = program.text(content.text);
        key.is_whole = true;
        key.tag = tag_of(opencam::hash_of(key.prefix) ^ whole_content_mark);
        return key;
      case Shape::Prefix:
        key.prefix = program.text(content.text);
        break;
      case Shape::SlashPrefix:
        key.prefix = program.text(content.text);
        key.prefix.remove_suffix(1);
        break;
      case Shape::Pieces: {
        // CAM-053: in a deny a variable without a value makes the content match everything.
        if (content.has_variables && effect == Effect::Deny) return key;
        const Piece& first = program.pieces_of(content).front();
        if (first.kind == PieceKind::Literal) key.prefix = program.text(first.text);
        break;
      }
    }
    key.tag = tag_of(key.prefix);
    return key;
  }

  // Of the keyed resources.
  void put_index() {
    const std::uint64_t sizes = choose_sizes();
    rows_.clear();
    for (const Key* key : keyed_) {
      const std::uint64_t below = sizes & low_bits(std::min(key->prefix.size(), PrefixHashes::size_max));
      const auto size = static_cast<std::size_t>(key->is_whole ? 0 : 63 - std::countl_zero(below));
      const bool is_all = key->is_whole || size == key->prefix.size();
      rows_.push_back({is_all ? key->tag : tag_of(key->prefix.substr(0, size)), key->cell});
    }
    std::ranges::sort(rows_, {}, [](const TagRow& row) { return std::pair(row.tag(), row.number); });
    if (put_short_rows(sizes)) return;
    tables_.resource_indexes.emplace_back(sizes, append_tag_rows(tables_.resource_rows, rows_));
  }

  // False when they do not fit.
  bool put_short_rows(std::uint64_t sizes) {
    const auto [first, last] = std::ranges::minmax(rows_, {}, &TagRow::number);
    if (rows_.size() > tag_rows_small) return false;
    if (last.number - first.number >= ShortTagRow::none || first.number >> Segment::ResourceIndex::base_bits != 0) {
      return false;
    }
    short_rows_.clear();
    for (const TagRow& row : rows_) {
      short_rows_.push_back({.kept_tag = static_cast<std::uint16_t>(row.tag() >> 16),
                             .number = static_cast<std::uint16_t>(row.number - first.number)});
    }
    const TagRows made = append_tag_rows(tables_.short_resource_rows, short_rows_);
    tables_.resource_indexes.emplace_back(sizes, made, first.number);
    return true;
  }

  // Bits 0 to `bit`.
  static std::uint64_t low_bits(std::size_t bit) {
    return bit >= 63 ? ~std::uint64_t{0} : (std::uint64_t{1} << (bit + 1)) - 1;
  }

  // Which sizes of beginnings are looked up: all of them, or, when these are many, some; a longer beginning is then
  // found by its first part. The smallest is always among them.
  std::uint64_t choose_sizes() const {
    std::uint64_t all = 0;
    std::vector<std::size_t> sizes;
    for (const Key* key : keyed_) {
      if (!key->is_whole) all |= std::uint64_t{1} << std::min(key->prefix.size(), PrefixHashes::size_max);
    }
    if (static_cast<std::size_t>(std::popcount(all)) <= prefix_sizes_max) return all;
    for (const Key* key : keyed_) {
      if (!key->is_whole) sizes.push_back(std::min(key->prefix.size(), PrefixHashes::size_max));
    }
    std::sort(sizes.begin(), sizes.end());
    std::uint64_t some = std::uint64_t{1} << sizes.front();
    for (std::size_t i = 1; i < prefix_sizes_max; ++i)
      some |= std::uint64_t{1} << sizes[sizes.size() * i / prefix_sizes_max];
    return some;
  }

  void place_actions() {
    std::vector<Segment::Slot> slots;
    for (const DraftSlot& slot : slots_) {
      if (slot.draft == none) continue;
      const Draft& draft = drafts_[slot.draft];
      const Program& program = *programs_[draft.program];
      slots.emplace_back(slot.tag, program.text(program.actions()[draft.row]), draft.list);
    }
    std::ranges::sort(slots, {}, &Segment::Slot::tag);
    segment_.slot_rows_ = append_tag_rows(tables_.slots, slots);
  }

  // All tables one behind the other.
  void write_block() {
    std::size_t end = 0;
    const auto put_all = [&] {
      end = 0;
      put_rows(segment_.slots_, tables_.slots, end);
      put_rows(segment_.cells_, tables_.cells, end);
      put_rows(segment_.resource_indexes_, tables_.resource_indexes, end);
      put_rows(segment_.resource_rows_, tables_.resource_rows, end);
      put_rows(segment_.short_resource_rows_, tables_.short_resource_rows, end);
      put_rows(segment_.resource_cells_, tables_.resource_cells, end);
      put_rows(segment_.services_, tables_.services, end);
      put_rows(segment_.wide_heads_, tables_.wide_heads, end);
      put_rows(segment_.wide_buckets_, tables_.wide_buckets, end);
    };
    put_all();
    segment_.block_.resize(end + line_bytes);
    put_all();
  }

  // Copies rows to the next place of the block, if there is one yet.
  template <typename Row>
  void put_rows(std::span<const Row>& to, const std::vector<Row>& rows, std::size_t& end) const {
    const std::size_t begin = (end + alignof(Row) - 1) / alignof(Row) * alignof(Row);
    end = begin + rows.size() * sizeof(Row);
    if (segment_.block_.empty()) return;
    void* first = segment_.block_.data();
    std::size_t space = segment_.block_.size();
    Row* at = reinterpret_cast<Row*>(static_cast<std::byte*>(std::align(line_bytes, 1, first, space)) + begin);
    std::uninitialized_copy(rows.begin(), rows.end(), at);
    to = {at, rows.size()};
  }

  struct Tables {
    std::vector<Segment::Service> services;
    std::vector<Segment::WideHead> wide_heads;
    std::vector<Segment::WideBucket> wide_buckets;
    std::vector<Segment::ResourceIndex> resource_indexes;
    std::vector<TagRow> resource_rows;
    std::vector<ShortTagRow> short_resource_rows;
    std::vector<Segment::Cell> resource_cells;
    std::vector<Segment::Cell> cells;
    std::vector<Segment::Slot> slots;
  };

  Segment& segment_;
  const std::vector<std::shared_ptr<const Program>>& programs_;
  std::size_t linear_max_;
  Tables tables_;
  std::vector<DraftSlot> slots_;  // a power of two
  std::vector<Draft> drafts_;
  std::vector<std::uint32_t> wide_numbers_;  // the drafts of the wide buckets
  std::vector<Found> found_[2];              // by Effect
  std::vector<Candidate> candidates_[2];     // by Effect, draft after draft
  std::unordered_map<std::string, std::size_t> wide_drafts_;
  std::vector<std::uint32_t> first_resource_;  // of each program, in keys_
  std::vector<Key> keys_;                      // of all resources of all programs, as far as they are known
  std::vector<const Key*> keyed_;              // of the list at hand
  std::vector<TagRow> rows_;                   // of the table at hand
  std::vector<ShortTagRow> short_rows_;        // the same
};

std::shared_ptr<const Segment> Segment::create(std::vector<std::shared_ptr<const Program>> programs,
                                               std::size_t linear_max) {
  auto segment = std::make_shared<Segment>();
  segment->programs_ = std::move(programs);
  segment->programs_.shrink_to_fit();
  SegmentBuilder(*segment, linear_max).build();
  return segment;
}

std::size_t Segment::bytes() const {
  return sizeof *this + block_.size() + programs_.capacity() * sizeof(programs_[0]);
}

}  // namespace opencam
