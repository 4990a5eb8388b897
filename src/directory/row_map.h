// A sorted map whose copies share everything until one of them is changed.
//
// The copy that is changed first clones the tree of pointers (not the rows); the other never notices. This is what
// makes an AccountState cheap to copy: a write touches one or two of its maps. One thread changes a map that nobody
// else sees yet; any number of threads read it afterwards.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <utility>

namespace opencam::directory {

template <typename Key, typename Value>
class RowMap {
 public:
  using Map = std::map<Key, std::shared_ptr<const Value>, std::less<>>;

  RowMap() : map_(std::make_shared<Map>()) {}
  RowMap(const RowMap& other) : map_(other.map_) {}
  RowMap(RowMap&& other) noexcept = default;
  RowMap& operator=(const RowMap& other) {
    map_ = other.map_;
    is_own_ = false;
    return *this;
  }
  RowMap& operator=(RowMap&& other) noexcept = default;
  ~RowMap() = default;

  // Null when there is none. Valid as long as a map that holds it.
  template <typename Lookup>
  const Value* find(const Lookup& key) const {
    const auto found = map_->find(key);
    return found == map_->end() ? nullptr : found->second.get();
  }
  template <typename Lookup>
  std::shared_ptr<const Value> find_shared(const Lookup& key) const {
    const auto found = map_->find(key);
    return found == map_->end() ? nullptr : found->second;
  }
  // In the order of the keys; the elements are pairs of a key and a pointer that is never null.
  typename Map::const_iterator begin() const { return map_->begin(); }
  typename Map::const_iterator end() const { return map_->end(); }
  std::size_t size() const { return map_->size(); }
  bool empty() const { return map_->empty(); }

  // Does the other one surely hold the same, because neither was changed since the copy?
  bool is_shared_with(const RowMap& other) const { return map_ == other.map_; }

  void put(const Key& key, Value value) { put_shared(key, std::make_shared<Value>(std::move(value))); }
  void put_shared(const Key& key, std::shared_ptr<const Value> value) { own()[key] = std::move(value); }
  // The value to be changed in place: new when there was none, a copy of its own when somebody else holds it too.
  Value& edit(const Key& key) {
    std::shared_ptr<const Value>& slot = own()[key];
    if (slot == nullptr) {
      slot = std::make_shared<Value>();
    } else if (slot.use_count() > 1) {
      slot = std::make_shared<Value>(*slot);
    }
    // Every value is made without const, above or by put; only we hold this one.
    return const_cast<Value&>(*slot);
  }
  void erase(const Key& key) {
    if (map_->contains(key)) own().erase(key);
  }

 private:
  Map& own() {
    if (!is_own_ || map_.use_count() > 1) {
      map_ = std::make_shared<Map>(*map_);
      is_own_ = true;
    }
    return *map_;
  }

  std::shared_ptr<Map> map_;
  bool is_own_ = false;  // we cloned it ourselves, so no other copy made before sees our changes
};

}  // namespace opencam::directory
