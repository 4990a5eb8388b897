// A sorted map that is a value: a copy costs one pointer, and neither copy ever sees what is done to the other.
//
//   PersistentMap<int, std::string> before = ...;
//   PersistentMap<int, std::string> after = before;   // O(1), shares everything
//   after.put(7, "seven");                            // O(log n): copies the path to the entry, shares the rest
//   PersistentMap<int, std::string>::differences(before, after, visit);   // O(changes x log n)
//
// A weight-balanced tree (docs/decisions/persistent-maps.md). Nodes know how many are below them, so that the entry
// at a place is found without counting (`nth`); nodes that nobody else holds are changed in place, so that filling a
// map of one's own costs no copies. Pointers and iterators are valid as long as a map that holds the entry and was
// not changed since. One thread changes a map; any number of threads read and copy it, and drop their copies.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <iterator>
#include <utility>
#include <vector>

#include "base/check.h"
#include "base/shared_link.h"

namespace opencam {

template <typename Key, typename Value, typename Less = std::less<>>
class PersistentMap {
 public:
  using Entry = std::pair<const Key, Value>;

 private:
  struct Node;
  using Link = SharedLink<Node>;

  struct Node {
    explicit Node(const Key& key) : entry(key, Value()) {}

    HolderCount holders;
    std::uint32_t size = 1;  // of the tree below, itself included
    Link left;
    Link right;
    Entry entry;
  };

 public:
  // In the order of the keys.
  class Iterator {
   public:
    using iterator_category = std::forward_iterator_tag;
    using value_type = Entry;
    using difference_type = std::ptrdiff_t;
    using pointer = const Entry*;
    using reference = const Entry&;

    Iterator() = default;
    Iterator(const Iterator& other) { *this = other; }
    Iterator& operator=(const Iterator& other) {
      depth_ = other.depth_;
      std::copy_n(other.path_.begin(), depth_, path_.begin());
      return *this;
    }
    ~Iterator() = default;

    reference operator*() const { return path_[depth_ - 1]->entry; }
    pointer operator->() const { return &path_[depth_ - 1]->entry; }
    Iterator& operator++() {
      const Node* right = path_[--depth_]->right.get();
      descend(right);
      return *this;
    }
    Iterator operator++(int) {
      Iterator old = *this;
      ++*this;
      return old;
    }
    friend bool operator==(const Iterator& a, const Iterator& b) {
      return a.depth_ == b.depth_ && (a.depth_ == 0 || a.path_[a.depth_ - 1] == b.path_[b.depth_ - 1]);
    }

   private:
    friend class PersistentMap;
    // A balanced tree of 2^32 entries is less deep: each level has at most 3/4 of the one above.
    static constexpr std::size_t depth_max = 80;

    void push(const Node* node) { path_[depth_++] = node; }
    void descend(const Node* node) {
      for (; node != nullptr; node = node->left.get()) push(node);
    }

    // The node that is looked at is last; the others are those still to come.
    std::array<const Node*, depth_max> path_;
    std::size_t depth_ = 0;
  };
  using const_iterator = Iterator;

  std::size_t size() const { return size_of(root_); }
  bool empty() const { return !root_; }

  // Null when there is none.
  template <typename Lookup>
  const Value* find(const Lookup& key) const {
    const Node* node = root_.get();
    while (node != nullptr) {
      if (Less{}(key, node->entry.first)) {
        node = node->left.get();
      } else if (Less{}(node->entry.first, key)) {
        node = node->right.get();
      } else {
        return &node->entry.second;
      }
    }
    return nullptr;
  }
  template <typename Lookup>
  bool contains(const Lookup& key) const {
    return find(key) != nullptr;
  }
  // REQUIRES: it is there.
  template <typename Lookup>
  const Value& at(const Lookup& key) const {
    const Value* found = find(key);
    OPENCAM_CHECK(found != nullptr);
    return *found;
  }

  Iterator begin() const {
    Iterator first;
    first.descend(root_.get());
    return first;
  }
  Iterator end() const { return {}; }
  // The entry with `index` entries before it, or the end. O(log n).
  Iterator nth(std::size_t index) const {
    Iterator found;
    const Node* node = root_.get();
    while (node != nullptr) {
      const std::size_t before = size_of(node->left);
      if (index > before) {
        index -= before + 1;
        node = node->right.get();
        continue;
      }
      found.push(node);
      if (index == before) break;
      node = node->left.get();
    }
    return found;
  }
  // The first entry whose key is not before this one. O(log n).
  template <typename Lookup>
  Iterator lower_bound(const Lookup& key) const {
    Iterator found;
    const Node* node = root_.get();
    while (node != nullptr) {
      if (Less{}(node->entry.first, key)) {
        node = node->right.get();
      } else {
        found.push(node);
        node = node->left.get();
      }
    }
    return found;
  }

  // How many keys are before this one, whether it is there or not. O(log n).
  template <typename Lookup>
  std::size_t count_before(const Lookup& key) const {
    std::size_t count = 0;
    const Node* node = root_.get();
    while (node != nullptr) {
      if (Less{}(node->entry.first, key)) {
        count += size_of(node->left) + 1;
        node = node->right.get();
      } else {
        node = node->left.get();
      }
    }
    return count;
  }

  // Does the other one surely hold the same, because neither was changed since the copy?
  bool is_shared_with(const PersistentMap& other) const { return root_.get() == other.root_.get(); }

  void put(const Key& key, Value value) { edit(key) = std::move(value); }
  // The value to be changed in place; a new one, made by its default constructor, when there was none.
  Value& edit(const Key& key) {
    Value* value = nullptr;
    edit_in(root_, key, value);
    return *value;
  }
  // False when there was none.
  template <typename Lookup>
  bool erase(const Lookup& key) {
    if (!contains(key)) return false;
    erase_in(root_, key);
    return true;
  }

  // Calls visit(const Entry* before, const Entry* after) in the order of the keys: with a null for every key that is in
  // one of them only, and with both entries for every key whose value was put anew in between and for some others on
  // the paths to what changed, so whoever is called compares the values.
  template <typename Visit>
  static void differences(const PersistentMap& before, const PersistentMap& after, Visit&& visit);

 private:
  static std::uint32_t size_of(const Link& link) { return link ? link->size : 0; }
  static std::uint64_t weight(const Link& link) { return std::uint64_t{size_of(link)} + 1; }
  static void count(Node& node) { node.size = size_of(node.left) + size_of(node.right) + 1; }

  // Neither side may weigh more than three times the other; a child whose inner side weighs at least twice its outer
  // one is turned first (Hirai and Yamamoto proved that these two numbers keep the balance).
  static constexpr std::uint64_t sides_ratio = 3;
  static constexpr std::uint64_t inner_ratio = 2;

  // As deep as the tree, here and below.
  static void edit_in(Link& link, const Key& key, Value*& value) {
    if (!link) {
      link = Link::make(key);
      value = &link.own().entry.second;
      return;
    }
    Node& node = link.own();
    if (Less{}(key, node.entry.first)) {
      edit_in(node.left, key, value);
      balance(link);
    } else if (Less{}(node.entry.first, key)) {
      edit_in(node.right, key, value);
      balance(link);
    } else {
      value = &node.entry.second;
    }
  }

  template <typename Lookup>
  static void erase_in(Link& link, const Lookup& key) {
    Node& node = link.own();
    if (Less{}(key, node.entry.first)) {
      erase_in(node.left, key);
    } else if (Less{}(node.entry.first, key)) {
      erase_in(node.right, key);
    } else {
      join(link);
      return;
    }
    balance(link);
  }

  // Takes the node of the link out and puts its two sides together.
  static void join(Link& link) {
    Node& node = link.own();
    if (!node.left || !node.right) {
      Link rest = std::move(node.left ? node.left : node.right);
      link = std::move(rest);
      return;
    }
    const bool is_left_larger = node.left->size > node.right->size;
    Link top;
    if (is_left_larger) {
      take_last(node.left, top);
    } else {
      take_first(node.right, top);
    }
    Node& middle = top.own();
    middle.left = std::move(node.left);
    middle.right = std::move(node.right);
    link = std::move(top);
    balance(link);
  }

  static void take_first(Link& link, Link& taken) {
    Node& node = link.own();
    if (node.left) {
      take_first(node.left, taken);
      balance(link);
      return;
    }
    Link rest = std::move(node.right);
    taken = std::move(link);
    link = std::move(rest);
  }
  static void take_last(Link& link, Link& taken) {
    Node& node = link.own();
    if (node.right) {
      take_last(node.right, taken);
      balance(link);
      return;
    }
    Link rest = std::move(node.left);
    taken = std::move(link);
    link = std::move(rest);
  }

  // REQUIRES: only we hold the node; its sides are balanced, and one of them grew or shrank by one.
  static void balance(Link& link) {
    Node& node = link.own();
    if (weight(node.right) > sides_ratio * weight(node.left)) {
      Node& right = node.right.own();
      if (weight(right.left) >= inner_ratio * weight(right.right)) turn_right(node.right);
      turn_left(link);
    } else if (weight(node.left) > sides_ratio * weight(node.right)) {
      Node& left = node.left.own();
      if (weight(left.right) >= inner_ratio * weight(left.left)) turn_left(node.left);
      turn_right(link);
    } else {
      count(node);
    }
  }

  //    a            b
  //   x  b   ->    a  z
  //     y z       x y
  static void turn_left(Link& link) {
    Link raised = std::move(link.own().right);
    Node& b = raised.own();
    Node& a = link.own();
    a.right = std::move(b.left);
    count(a);
    b.left = std::move(link);
    count(b);
    link = std::move(raised);
  }
  static void turn_right(Link& link) {
    Link raised = std::move(link.own().left);
    Node& b = raised.own();
    Node& a = link.own();
    a.left = std::move(b.right);
    count(a);
    b.right = std::move(link);
    count(b);
    link = std::move(raised);
  }

  Link root_;
};

template <typename Key, typename Value, typename Less>
template <typename Visit>
void PersistentMap<Key, Value, Less>::differences(const PersistentMap& before, const PersistentMap& after,
                                                  Visit&& visit) {
  // What is still to be walked, the next last: whole trees, and single nodes of trees that were opened.
  struct Piece {
    const Node* node;
    bool is_whole;
  };
  using Walk = std::vector<Piece>;
  const auto open = [](Walk& walk) {
    const Node* node = walk.back().node;
    walk.pop_back();
    if (node->right) walk.push_back({node->right.get(), true});
    walk.push_back({node, false});
    if (node->left) walk.push_back({node->left.get(), true});
  };
  Walk a;
  Walk b;
  if (before.root_) a.push_back({before.root_.get(), true});
  if (after.root_) b.push_back({after.root_.get(), true});
  while (!a.empty() || !b.empty()) {
    const bool is_a_whole = !a.empty() && a.back().is_whole;
    const bool is_b_whole = !b.empty() && b.back().is_whole;
    if (is_a_whole && is_b_whole) {
      // The larger one may hold the other: opening it leads to where both are the same tree.
      const std::uint32_t a_size = a.back().node->size;
      const std::uint32_t b_size = b.back().node->size;
      if (a.back().node == b.back().node) {
        a.pop_back();
        b.pop_back();
        continue;
      }
      if (a_size >= b_size) open(a);
      if (b_size >= a_size) open(b);
    } else if (is_a_whole) {
      open(a);
    } else if (is_b_whole) {
      open(b);
    } else {
      const Entry* old = a.empty() ? nullptr : &a.back().node->entry;
      const Entry* now = b.empty() ? nullptr : &b.back().node->entry;
      if (old != nullptr && now != nullptr && Less{}(old->first, now->first)) now = nullptr;
      if (old != nullptr && now != nullptr && Less{}(now->first, old->first)) old = nullptr;
      if (old != now) visit(old, now);
      if (old != nullptr) a.pop_back();
      if (now != nullptr) b.pop_back();
    }
  }
}

// The same for keys alone.
template <typename Key, typename Less = std::less<>>
class PersistentSet {
  struct Nothing {};
  using Map = PersistentMap<Key, Nothing, Less>;

 public:
  class Iterator {
   public:
    using iterator_category = std::forward_iterator_tag;
    using value_type = Key;
    using difference_type = std::ptrdiff_t;
    using pointer = const Key*;
    using reference = const Key&;

    Iterator() = default;
    explicit Iterator(typename Map::Iterator at) : at_(at) {}
    reference operator*() const { return at_->first; }
    pointer operator->() const { return &at_->first; }
    Iterator& operator++() {
      ++at_;
      return *this;
    }
    Iterator operator++(int) { return Iterator(at_++); }
    friend bool operator==(const Iterator&, const Iterator&) = default;

   private:
    typename Map::Iterator at_;
  };
  using const_iterator = Iterator;

  std::size_t size() const { return map_.size(); }
  bool empty() const { return map_.empty(); }
  template <typename Lookup>
  bool contains(const Lookup& key) const {
    return map_.contains(key);
  }
  Iterator begin() const { return Iterator(map_.begin()); }
  Iterator end() const { return {}; }
  Iterator nth(std::size_t index) const { return Iterator(map_.nth(index)); }
  template <typename Lookup>
  Iterator lower_bound(const Lookup& key) const {
    return Iterator(map_.lower_bound(key));
  }
  template <typename Lookup>
  std::size_t count_before(const Lookup& key) const {
    return map_.count_before(key);
  }
  bool is_shared_with(const PersistentSet& other) const { return map_.is_shared_with(other.map_); }

  void insert(const Key& key) {
    if (!map_.contains(key)) map_.edit(key);
  }
  template <typename Lookup>
  bool erase(const Lookup& key) {
    return map_.erase(key);
  }

 private:
  Map map_;
};

}  // namespace opencam
