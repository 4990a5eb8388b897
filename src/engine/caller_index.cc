#include "engine/caller_index.h"

#include <algorithm>
#include <bit>
#include <utility>

#include "engine/hash.h"
#include "engine/same_text.h"

namespace opencam {
namespace {

constexpr std::size_t shard_callers_max = 128;  // on the average
constexpr std::size_t slots_min = 4;

bool is_same(const Principal& a, const Principal& b) {
  return a.kind == b.kind && a.uin == b.uin && a.owner_uin == b.owner_uin;
}

template <typename Rows, typename Row>
void put_into(Rows& rows, const Row& row) {
  const std::size_t mask = rows.size() - 1;
  std::size_t place = row.hash & mask;
  while (rows[place].holder != nullptr) place = (place + 1) & mask;
  rows[place] = row;
}

CallerIndex::Slot slot_of(const Holder& holder, bool is_exact, std::uint64_t hash) {
  CallerIndex::Slot slot{.hash = hash, .holder = &holder, .front = {}, .is_exact = is_exact};
  const EffectiveSet* set = holder.set.get();
  bool has_only_front = true;
  if (set != nullptr) {
    slot.front = set->front();
    slot.has_deny = set->has(Effect::Deny);
    has_only_front = set->is_front_all() && !set->has_unreadable();
  }
  slot.is_plain =
      is_exact && has_only_front && !holder.boundary && holder.may_call && holder.principal.kind == PrincipalKind::User;
  return slot;
}

// Several of one number are not plain, and do not become so when the others go.
template <typename Rows>
void tell_apart(Rows& rows, std::uint64_t hash) {
  const std::size_t mask = rows.size() - 1;
  std::size_t alike = 0;
  for (std::size_t i = hash & mask; rows[i].holder != nullptr; i = (i + 1) & mask) alike += rows[i].hash == hash;
  if (alike < 2) return;
  for (std::size_t i = hash & mask; rows[i].holder != nullptr; i = (i + 1) & mask) {
    if (rows[i].hash == hash) rows[i].is_plain = false;
  }
}

// The rows that are in use, in `size` slots.
template <typename Rows, typename Wanted>
Rows placed_anew(const Rows& rows, std::size_t size, const Wanted& wanted) {
  Rows anew(size);
  for (const auto& row : rows) {
    if (row.holder != nullptr && wanted(row)) put_into(anew, row);
  }
  return anew;
}

}  // namespace

const Holder* CallerIndex::find(const CallerKey& caller, std::uint64_t action_hash) const {
  if (shards_.empty()) return nullptr;
  const Shard& shard = shards_[caller.hash >> shift_ >> 1];
  const Holder* found = nullptr;
  bool is_one = true;
  for (std::uint64_t i = caller.hash & shard.mask; shard.rows[i].holder != nullptr; i = (i + 1) & shard.mask) {
    const Slot& slot = shard.rows[i];
    if (slot.hash != caller.hash || slot.is_exact != caller.is_exact) continue;
    const Holder& holder = *slot.holder;
    holder.fetch();
    slot.front.fetch(action_hash);
    const Principal& principal = holder.principal;
    if (!caller.is_exact && !same_text(principal.uin, caller.name)) continue;
    if (!caller.owner_uin.empty() && !same_text(principal.owner_uin, caller.owner_uin)) continue;
    if (principal.kind == PrincipalKind::Root) return &holder;
    is_one = found == nullptr;
    found = &holder;
  }
  // CAM-101: who serves several accounts must say for which one they act.
  return found == nullptr || !is_one || !found->may_call ? nullptr : found;
}

void CallerIndex::put_all(const Account& account) {
  put(account.root);
  account.users.for_each([&](const std::string&, const std::shared_ptr<const Holder>& holder) { put(*holder); });
}

void CallerIndex::erase_all(const Account& account) {
  erase(number_hash_of(account.about.uin).value, account.root.principal);
  account.users.for_each([&](const std::string& user_uin, const std::shared_ptr<const Holder>& holder) {
    erase(number_hash_of(user_uin).value, holder->principal);
  });
}

void CallerIndex::renew(const Account& account, const std::string& user_uin) {
  if (const auto* holder = account.users.find(user_uin)) {
    put(**holder);
  } else {
    erase(number_hash_of(user_uin).value,
          {.kind = PrincipalKind::User, .uin = user_uin, .owner_uin = account.about.uin, .app_id = {}, .name = {}});
  }
}

CallerIndex::Shard& CallerIndex::shard_of(std::uint64_t hash) { return shards_[hash >> shift_ >> 1]; }

// In the place of the same caller's older holder.
void CallerIndex::put(const Holder& holder) {
  const auto [hash, is_exact] = number_hash_of(holder.principal.uin);
  if (size_ >= shards_.size() * shard_callers_max) grow();
  erase(hash, holder.principal);
  Shard& shard = shard_of(hash);
  Slots& slots = shard.slots.own();
  if (slots.used + slots.used / 2 >= slots.rows.size()) {
    slots.rows = placed_anew(slots.rows, slots.rows.size() * 2, [](const Slot&) { return true; });
  }
  put_into(slots.rows, slot_of(holder, is_exact, hash));
  tell_apart(slots.rows, hash);
  ++slots.used;
  ++size_;
  shard.rows = slots.rows.data();
  shard.mask = slots.rows.size() - 1;
}

void CallerIndex::erase(std::uint64_t hash, const Principal& principal) {
  if (shards_.empty()) return;
  Shard& shard = shard_of(hash);
  const auto is_other = [&](const Slot& slot) {
    return slot.hash != hash || !is_same(slot.holder->principal, principal);
  };
  std::uint64_t i = hash & shard.mask;
  while (shard.rows[i].holder != nullptr && is_other(shard.rows[i])) i = (i + 1) & shard.mask;
  if (shard.rows[i].holder == nullptr) return;
  Slots& slots = shard.slots.own();
  slots.rows = placed_anew(slots.rows, slots.rows.size(), is_other);
  --slots.used;
  --size_;
  shard.rows = slots.rows.data();
  shard.mask = slots.rows.size() - 1;
}

// Twice as many shards.
void CallerIndex::grow() {
  CallerIndex larger;
  const std::size_t count = std::max<std::size_t>(1, shards_.size() * 2);
  larger.shift_ = static_cast<std::uint32_t>(63 - std::countr_zero(count));
  larger.shards_.resize(count);
  for (Shard& shard : larger.shards_) {
    shard.slots = SharedLink<Slots>::make();
    shard.slots.own().rows.resize(slots_min);
  }
  for (const Shard& old : shards_) {
    for (const Slot& slot : old.slots->rows) {
      if (slot.holder == nullptr) continue;
      Slots& slots = larger.shard_of(slot.hash).slots.own();
      if (slots.used + slots.used / 2 >= slots.rows.size()) {
        slots.rows = placed_anew(slots.rows, slots.rows.size() * 2, [](const Slot&) { return true; });
      }
      put_into(slots.rows, slot);
      ++slots.used;
    }
  }
  for (Shard& shard : larger.shards_) {
    shard.rows = shard.slots->rows.data();
    shard.mask = shard.slots->rows.size() - 1;
  }
  larger.size_ = size_;
  *this = std::move(larger);
}

}  // namespace opencam
