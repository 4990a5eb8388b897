// A sorted map of rows, whose copies share everything that is not changed (base/persistent_map.h).
//
// Rows are held by pointers to const: one that did not change is the same row in every revision. This is what makes
// an AccountState cheap to copy and a write cost what it changes, not what there is. One thread changes a map that
// nobody else sees yet; any number of threads read it afterwards.
#pragma once

#include <cstddef>
#include <memory>
#include <utility>

#include "base/persistent_map.h"

namespace opencam::directory {

template <typename Key, typename Value>
class RowMap {
 public:
  using Map = PersistentMap<Key, std::shared_ptr<const Value>>;

  // Null when there is none. Valid as long as a map that holds it.
  template <typename Lookup>
  const Value* find(const Lookup& key) const {
    const auto* found = map_.find(key);
    return found == nullptr ? nullptr : found->get();
  }
  template <typename Lookup>
  std::shared_ptr<const Value> find_shared(const Lookup& key) const {
    const auto* found = map_.find(key);
    return found == nullptr ? nullptr : *found;
  }
  // In the order of the keys; the elements are pairs of a key and a pointer that is never null.
  typename Map::const_iterator begin() const { return map_.begin(); }
  typename Map::const_iterator end() const { return map_.end(); }
  // The row with `index` rows before it, or the end. O(log n): how a page of a list begins.
  typename Map::const_iterator nth(std::size_t index) const { return map_.nth(index); }
  std::size_t size() const { return map_.size(); }
  bool empty() const { return map_.empty(); }

  // Does the other one surely hold the same, because neither was changed since the copy?
  bool is_shared_with(const RowMap& other) const { return map_.is_shared_with(other.map_); }

  void put(const Key& key, Value value) { put_shared(key, std::make_shared<Value>(std::move(value))); }
  void put_shared(const Key& key, std::shared_ptr<const Value> value) { map_.put(key, std::move(value)); }
  // The value to be changed in place: new when there was none, a copy of its own when somebody else holds it too.
  // REQUIRES: the map that this one was copied from lives as long as this one is changed (a draft's base does).
  Value& edit(const Key& key) {
    std::shared_ptr<const Value>& slot = map_.edit(key);
    if (slot == nullptr) {
      slot = std::make_shared<Value>();
    } else if (slot.use_count() > 1) {
      slot = std::make_shared<Value>(*slot);
    }
    // Every value is made without const, above or by put; only we hold this one.
    return const_cast<Value&>(*slot);
  }
  void erase(const Key& key) { map_.erase(key); }

  // Calls visit(key, const Value* before, const Value* after) for every row that differs; null where there is none.
  // Costs what was changed in between, when one was made from the other.
  template <typename Visit>
  static void differences(const RowMap& before, const RowMap& after, Visit&& visit) {
    Map::differences(before.map_, after.map_, [&visit](const typename Map::Entry* old, const typename Map::Entry* now) {
      const Value* old_value = old == nullptr ? nullptr : old->second.get();
      const Value* new_value = now == nullptr ? nullptr : now->second.get();
      if (old_value != new_value) visit((old == nullptr ? now : old)->first, old_value, new_value);
    });
  }

 private:
  Map map_;
};

}  // namespace opencam::directory
