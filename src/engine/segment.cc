#include "engine/segment.h"

#include <algorithm>
#include <bit>
#include <map>
#include <unordered_map>

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
    std::size_t actions = 0;
    for (const auto& program : programs_) actions += program->actions().size();
    slots_.resize(std::bit_ceil(actions + actions / 2 + 1));
    for (auto& found : found_) found.reserve(actions);
    for (std::uint32_t i = 0; i < programs_.size(); ++i) add(i);
    flatten_wide();
    flatten();
    write_block();
  }

 private:
  // A bucket that will be, by its number.
  struct Draft {
    std::uint32_t program = 0;
    std::uint32_t row = 0;
    std::uint32_t counts[2] = {};  // of candidates, by Effect
    Segment::List lists[2];        // by Effect
  };
  // Where the bucket of an action is found while there are more of them to come.
  struct DraftSlot {
    std::uint32_t tag = 0;
    std::uint32_t draft = Segment::none;
  };
  struct Found {
    std::uint32_t bucket = 0;
    Candidate candidate;
  };

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
    const std::size_t mask = slots_.size() - 1;
    for (std::size_t i = (action.tag() >> 2) & mask;; i = (i + 1) & mask) {
      DraftSlot& slot = slots_[i];
      if (slot.draft == Segment::none) {
        slot = {action.tag(), static_cast<std::uint32_t>(drafts_.size())};
        drafts_.push_back({.program = number, .row = row});
        return slot.draft;
      }
      const Draft& draft = drafts_[slot.draft];
      const Program& other = *programs_[draft.program];
      if (slot.tag == action.tag() && other.text(other.actions()[draft.row]) == program.text(action)) return slot.draft;
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

  void add_candidate(std::uint32_t bucket, std::uint32_t number, std::uint32_t statement) {
    const Program& program = *programs_[number];
    const StatementRow& row = program.statements()[statement];
    Candidate candidate;
    candidate.program = number;
    candidate.statement = statement & 0x7fffffff;
    candidate.is_certain =
        row.is_any_resource && program.clauses_of(statement).empty() && program.principals_of(statement).empty();
    const auto effect = static_cast<std::size_t>(row.effect);
    ++drafts_[bucket].counts[effect];
    found_[effect].push_back({bucket, candidate});
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
      while (tables_.services[place].begin != Segment::none) place = (place + 1) & mask;
      const auto begin = static_cast<std::uint32_t>(tables_.wide_buckets.size());
      for (const std::uint32_t bucket : buckets) add_wide(bucket);
      tables_.services[place] = {tag, begin, static_cast<std::uint32_t>(tables_.wide_buckets.size())};
    }
    segment_.any_service_begin_ = static_cast<std::uint32_t>(tables_.wide_buckets.size());
    for (const std::uint32_t bucket : any_service) add_wide(bucket);
  }

  void add_wide(std::uint32_t number) {
    const Draft& draft = drafts_[number];
    const Program& program = *programs_[draft.program];
    const WideActionRow& action = program.wide_actions()[draft.row];
    Segment::WideBucket wide{.program = draft.program, .row = draft.row};
    std::string_view literal;
    if (action.name.shape == Shape::Pieces) {
      const Piece& first = program.pieces_of(action.name).front();
      if (first.kind == PieceKind::Literal) literal = program.text(first.text);
    } else if (action.name.shape != Shape::Any) {
      literal = program.text(action.name.text);
    }
    const std::string_view head = literal.substr(0, 8);
    wide.head = head.size() == 8 ? hashing::load8(head.data()) : hashing::load_part(head.data(), head.size());
    wide.head_mask = head.size() == 8 ? ~std::uint64_t{0} : (std::uint64_t{1} << (head.size() * 8)) - 1;
    // Services whose tags are the same are told apart by their texts.
    wide.is_head_enough = action.is_any_service && (action.name.shape == Shape::Any ||
                                                    (action.name.shape == Shape::Prefix && literal.size() <= 8));
    tables_.wide_buckets.push_back(wide);
    wide_numbers_.push_back(number);
  }

  void flatten() {
    for (const Effect effect : {Effect::Allow, Effect::Deny}) {
      const auto number = static_cast<std::size_t>(effect);
      std::vector<Candidate> candidates = by_bucket(number);
      std::span<Candidate> rest(candidates);
      for (Draft& draft : drafts_) {
        const std::size_t count = draft.counts[number];
        draft.lists[number] = list_of(rest.first(count), effect);
        rest = rest.subspan(count);
      }
    }
    for (std::size_t i = 0; i < wide_numbers_.size(); ++i) {
      const auto& lists = drafts_[wide_numbers_[i]].lists;
      std::copy(std::begin(lists), std::end(lists), std::begin(tables_.wide_buckets[i].lists));
    }
  }

  // What was found, bucket after bucket, each in the order of the programs.
  std::vector<Candidate> by_bucket(std::size_t effect) {
    std::vector<std::uint32_t> places;
    places.reserve(drafts_.size());
    std::uint32_t place = 0;
    for (const Draft& draft : drafts_) {
      places.push_back(place);
      place += draft.counts[effect];
    }
    std::vector<Candidate> candidates(found_[effect].size());
    for (const Found& found : found_[effect]) candidates[places[found.bucket]++] = found.candidate;
    found_[effect] = {};
    return candidates;
  }

  // The same candidates make the same list: the actions of one statement share it, and its index.
  Segment::List list_of(std::span<Candidate> candidates, Effect effect) {
    if (candidates.empty()) return {};
    std::string key;
    std::size_t resources = 0;
    for (const Candidate& one : candidates) {
      const std::uint32_t numbers[] = {one.program, one.statement};
      key.append(reinterpret_cast<const char*>(numbers), sizeof numbers);
      resources += std::max<std::size_t>(1, programs_[one.program]->resources_of(one.statement).size());
    }
    key += effect == Effect::Allow ? 'a' : 'd';
    const auto [at, is_new] = lists_.try_emplace(std::move(key));
    if (is_new) at->second = resources <= linear_max_ ? put_list(candidates) : put_indexed(candidates, effect);
    return at->second;
  }

  // What needs no further question comes first.
  Segment::List put_list(std::span<Candidate> candidates) {
    std::stable_partition(candidates.begin(), candidates.end(), [](const Candidate& one) { return one.is_certain; });
    Segment::List list;
    list.begin = static_cast<std::uint32_t>(tables_.candidates.size());
    list.count = static_cast<std::uint32_t>(candidates.size());
    tables_.candidates.insert(tables_.candidates.end(), candidates.begin(), candidates.end());
    return list;
  }

  struct Keyed {
    std::string_view prefix;
    bool is_whole = false;
    Candidate candidate;
  };

  Segment::List put_indexed(std::span<const Candidate> candidates, Effect effect) {
    std::vector<Candidate> always;
    std::vector<Keyed> keyed;
    for (const Candidate& candidate : candidates) {
      const Program& program = *programs_[candidate.program];
      if (program.statements()[candidate.statement].is_any_resource) {
        always.push_back(candidate);
        continue;
      }
      const auto rows = program.resources_of(candidate.statement);
      for (std::uint32_t row = 0; row < rows.size(); ++row) {
        Candidate of_row = candidate;
        of_row.resource_row = row;
        Keyed key = key_of(program, rows[row].content, effect);
        key.candidate = of_row;
        if (key.prefix.empty()) {
          always.push_back(of_row);
        } else {
          keyed.push_back(key);
        }
      }
    }
    Segment::List list = put_list(always);
    if (!keyed.empty()) list.index = put_index(keyed);
    return list;
  }

  // The beginning that every content has which the glob matches; empty when nothing is sure.
  static Keyed key_of(const Program& program, const GlobRow& content, Effect effect) {
    switch (content.shape) {
      case Shape::Any:
        return {};
      case Shape::Exact:
        return {.prefix = program.text(content.text), .is_whole = true};
      case Shape::Prefix:
        return {.prefix = program.text(content.text)};
      case Shape::SlashPrefix: {
        const std::string_view literal = program.text(content.text);
        return {.prefix = literal.substr(0, literal.size() - 1)};
      }
      case Shape::Pieces:
        break;
    }
    // CAM-053: in a deny a variable without a value makes the content match everything.
    if (content.has_variables && effect == Effect::Deny) return {};
    const Piece& first = program.pieces_of(content).front();
    if (first.kind != PieceKind::Literal) return {};
    return {.prefix = program.text(first.text)};
  }

  std::uint32_t put_index(std::vector<Keyed>& keyed) {
    const std::uint64_t sizes = choose_sizes(keyed);
    std::vector<std::pair<std::uint32_t, Candidate>> by_tag;
    by_tag.reserve(keyed.size());
    for (const Keyed& key : keyed) {
      if (key.is_whole) {
        by_tag.emplace_back(tag_of(hash_of(key.prefix) ^ whole_content_mark), key.candidate);
        continue;
      }
      const std::uint64_t below = sizes & low_bits(std::min(key.prefix.size(), PrefixHashes::size_max));
      const auto size = static_cast<std::size_t>(63 - std::countl_zero(below));
      by_tag.emplace_back(tag_of(key.prefix.substr(0, size)), key.candidate);
    }
    std::stable_sort(by_tag.begin(), by_tag.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    Segment::ResourceIndex index{.sizes = sizes};
    index.slots = static_cast<std::uint32_t>(tables_.resource_slots.size());
    std::size_t tags = 1;
    for (std::size_t i = 1; i < by_tag.size(); ++i) tags += by_tag[i].first == by_tag[i - 1].first ? 0 : 1;
    // At most two thirds of them used: these tables are a good part of the index.
    index.slot_mask = static_cast<std::uint32_t>(std::bit_ceil(tags + tags / 2 + 1) - 1);
    tables_.resource_slots.resize(index.slots + index.slot_mask + 1);
    for (std::size_t i = 0; i < by_tag.size();) {
      const std::uint32_t tag = by_tag[i].first;
      Segment::ResourceSlot run{.tag = tag, .begin = static_cast<std::uint32_t>(tables_.candidates.size())};
      for (; i < by_tag.size() && by_tag[i].first == tag; ++i, ++run.count)
        tables_.candidates.push_back(by_tag[i].second);
      std::size_t place = tag & index.slot_mask;
      while (tables_.resource_slots[index.slots + place].count != 0) place = (place + 1) & index.slot_mask;
      tables_.resource_slots[index.slots + place] = run;
    }
    tables_.resource_indexes.push_back(index);
    return static_cast<std::uint32_t>(tables_.resource_indexes.size() - 1);
  }

  // Bits 0 to `bit`.
  static std::uint64_t low_bits(std::size_t bit) {
    return bit >= 63 ? ~std::uint64_t{0} : (std::uint64_t{1} << (bit + 1)) - 1;
  }

  // Which sizes of beginnings are looked up: all of them, or, when these are many, some; a longer beginning is then
  // found by its first part. The smallest is always among them.
  static std::uint64_t choose_sizes(const std::vector<Keyed>& keyed) {
    std::vector<std::size_t> sizes;
    for (const Keyed& key : keyed) {
      if (!key.is_whole) sizes.push_back(std::min(key.prefix.size(), PrefixHashes::size_max));
    }
    std::sort(sizes.begin(), sizes.end());
    std::uint64_t all = 0;
    for (const std::size_t size : sizes) all |= std::uint64_t{1} << size;
    if (static_cast<std::size_t>(std::popcount(all)) <= prefix_sizes_max) return all;
    std::uint64_t some = std::uint64_t{1} << sizes.front();
    for (std::size_t i = 1; i < prefix_sizes_max; ++i)
      some |= std::uint64_t{1} << sizes[sizes.size() * i / prefix_sizes_max];
    return some;
  }

  // There are fewer actions than action rows: the table is made in the size that it needs.
  std::vector<Segment::Slot> placed_slots() {
    const auto used = static_cast<std::size_t>(
        std::ranges::count_if(slots_, [](const DraftSlot& slot) { return slot.draft != Segment::none; }));
    std::vector<Segment::Slot> slots(std::bit_ceil(used + used / 3 + 1));
    const std::size_t mask = slots.size() - 1;
    for (const DraftSlot& draft : slots_) {
      if (draft.draft == Segment::none) continue;
      std::size_t place = (draft.tag >> 2) & mask;
      while (slots[place].text != nullptr) place = (place + 1) & mask;
      const Draft& of_slot = drafts_[draft.draft];
      const Program& program = *programs_[of_slot.program];
      slots[place].tag = draft.tag;
      const std::string_view text = program.text(program.actions()[of_slot.row]);
      slots[place].text = text.data();
      slots[place].text_size = static_cast<std::uint32_t>(text.size());
      slots[place].allows = of_slot.lists[static_cast<std::size_t>(Effect::Allow)];
      if (of_slot.counts[static_cast<std::size_t>(Effect::Deny)] == 0) continue;
      slots[place].denies = static_cast<std::uint32_t>(tables_.deny_lists.size());
      tables_.deny_lists.push_back(of_slot.lists[static_cast<std::size_t>(Effect::Deny)]);
    }
    return slots;
  }

  // All tables one behind the other. Slots are aligned, so that each is in one line of the cache.
  void write_block() {
    const std::vector<Segment::Slot> slots = placed_slots();
    std::vector<const Program*> places;
    places.reserve(programs_.size());
    for (const auto& program : programs_) places.push_back(program.get());
    std::size_t end = 0;
    const auto put_all = [&] {
      end = 0;
      put_rows(segment_.slots_, slots, end);
      put_rows(segment_.deny_lists_, tables_.deny_lists, end);
      put_rows(segment_.resource_indexes_, tables_.resource_indexes, end);
      put_rows(segment_.resource_slots_, tables_.resource_slots, end);
      put_rows(segment_.candidates_, tables_.candidates, end);
      put_rows(segment_.program_places_, places, end);
      put_rows(segment_.services_, tables_.services, end);
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
    std::vector<Segment::WideBucket> wide_buckets;
    std::vector<Segment::List> deny_lists;
    std::vector<Segment::ResourceIndex> resource_indexes;
    std::vector<Segment::ResourceSlot> resource_slots;
    std::vector<Candidate> candidates;
  };

  Segment& segment_;
  const std::vector<std::shared_ptr<const Program>>& programs_;
  std::size_t linear_max_;
  Tables tables_;
  std::vector<DraftSlot> slots_;  // a power of two
  std::vector<Draft> drafts_;
  std::vector<std::uint32_t> wide_numbers_;  // the drafts of the wide buckets
  std::vector<Found> found_[2];              // by Effect
  std::unordered_map<std::string, std::size_t> wide_drafts_;
  std::unordered_map<std::string, Segment::List> lists_;
};

std::shared_ptr<const Segment> Segment::create(std::vector<std::shared_ptr<const Program>> programs,
                                               std::size_t linear_max) {
  auto segment = std::make_shared<Segment>();
  segment->programs_ = std::move(programs);
  SegmentBuilder(*segment, linear_max).build();
  return segment;
}

std::size_t Segment::bytes() const {
  return sizeof *this + block_.size() + programs_.capacity() * sizeof(programs_[0]);
}

}  // namespace opencam
