// A hash table that is a value: a copy costs one pointer, and neither copy ever sees what is done to the other.
//
//   PersistentTable<std::string, User> before = ...;
//   PersistentTable<std::string, User> after = before;   // O(1), shares everything
//   after.put("100000000101", ann);                      // copies a few small nodes, shares the rest
//
// For looking up by key as a decision does; what needs an order is a PersistentMap. A trie over the hash: each level
// takes six bits, three levels hold a hundred thousand keys. With fewer bits it is deeper, but its leaves are never
// nearly empty (with two bits, four entries at least on the average): for tables that should weigh little.
//
//   branch: a bit for each of its children that is there, and those children
//   leaf:   up to leaf_entries_max entries, more only when all bits of their hashes are the same
//
// Pointers are valid as long as a table that holds the entry and was not changed since. One thread changes a table;
// any number of threads read and copy it, and drop their copies.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/shared_link.h"

namespace opencam {

struct StringHash {
  std::uint64_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};

template <typename Key, typename Value, typename Hash, std::uint32_t BitsPerLevel = 6>
class PersistentTable {
 public:
  struct Entry {
    std::uint64_t hash;
    Key key;
    Value value;
  };

  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }

  // Null when there is none.
  template <typename Lookup>
  const Value* find(const Lookup& key) const {
    const std::uint64_t hash = Hash{}(key);
    const Node* node = root_.get();
    if (node == nullptr) return nullptr;
    for (std::uint32_t shift = 0; node->children_there != 0; shift += bits_per_level) {
      const std::uint64_t bit = bit_at(hash, shift);
      if ((node->children_there & bit) == 0) return nullptr;
      node = node->children[node->place_of(bit)].get();
    }
    for (const Entry& entry : node->entries) {
      if (entry.hash == hash && entry.key == key) return &entry.value;
    }
    return nullptr;
  }
  template <typename Lookup>
  bool contains(const Lookup& key) const {
    return find(key) != nullptr;
  }

  // Does the other one surely hold the same, because neither was changed since the copy?
  bool is_shared_with(const PersistentTable& other) const { return root_.get() == other.root_.get(); }

  template <typename Lookup>
  void put(const Lookup& key, Value value) {
    edit(key) = std::move(value);
  }

  // The value to be changed in place; a new one, made by its default constructor, when there was none.
  template <typename Lookup>
  Value& edit(const Lookup& key) {
    const std::uint64_t hash = Hash{}(key);
    if (!root_) root_ = Link::make();
    Node* node = &root_.own();
    std::uint32_t shift = 0;
    for (;;) {
      for (; node->children_there != 0; shift += bits_per_level) node = &node->child(bit_at(hash, shift));
      for (Entry& entry : node->entries) {
        if (entry.hash == hash && entry.key == key) return entry.value;
      }
      if (node->entries.size() < leaf_entries_max || shift >= hash_bits) break;
      node->split(shift);
    }
    ++size_;
    node->make_room();
    return node->entries.emplace_back(Entry{hash, Key(key), Value()}).value;
  }

  // False when there was none.
  template <typename Lookup>
  bool erase(const Lookup& key) {
    if (!contains(key)) return false;
    erase_below(root_, Hash{}(key), 0, key);
    if (--size_ == 0) root_ = Link();
    return true;
  }

  // Calls visit(key, value) for every entry, in no order that means anything.
  template <typename Visit>
  void for_each(Visit&& visit) const {
    if (root_) visit_below(*root_.get(), visit);
  }

 private:
  struct Node;
  using Link = SharedLink<Node>;

  static constexpr std::uint32_t bits_per_level = BitsPerLevel;
  static_assert(bits_per_level >= 1 && bits_per_level <= 6);
  static constexpr std::uint32_t hash_bits = 64;
  // A leaf is searched from end to end and copied when one entry changes.
  static constexpr std::size_t leaf_entries_max = 16;

  static std::uint64_t bit_at(std::uint64_t hash, std::uint32_t shift) {
    return std::uint64_t{1} << (hash >> shift & ((1u << bits_per_level) - 1));
  }

  struct Node {
    HolderCount holders;
    std::uint64_t children_there = 0;  // none: a leaf
    std::vector<Link> children;
    std::vector<Entry> entries;

    std::size_t place_of(std::uint64_t bit) const {
      return static_cast<std::size_t>(std::popcount(children_there & (bit - 1)));
    }
    // The child to be changed; an empty leaf when there was none.
    Node& child(std::uint64_t bit) {
      const std::size_t place = place_of(bit);
      if ((children_there & bit) == 0) {
        children.insert(children.begin() + static_cast<std::ptrdiff_t>(place), Link::make());
        children_there |= bit;
      }
      return children[place].own();
    }
    // Turns a leaf into a branch.
    void split(std::uint32_t shift) {
      for (Entry& entry : entries) child(bit_at(entry.hash, shift)).entries.push_back(std::move(entry));
      entries = {};
    }
    // Tables are filled once and read long, so a leaf keeps little room to spare.
    void make_room() {
      constexpr std::size_t spare = 2;
      if (entries.size() == entries.capacity()) entries.reserve(entries.size() + spare);
    }
  };

  // As deep as the trie, 64 levels at most. REQUIRES: it is there.
  template <typename Lookup>
  static void erase_below(Link& link, std::uint64_t hash, std::uint32_t shift, const Lookup& key) {
    Node& node = link.own();
    if (node.children_there == 0) {
      std::erase_if(node.entries, [&](const Entry& entry) { return entry.hash == hash && entry.key == key; });
      return;
    }
    const std::uint64_t bit = bit_at(hash, shift);
    const std::size_t place = node.place_of(bit);
    Link& below = node.children[place];
    erase_below(below, hash, shift + bits_per_level, key);
    if (below->children_there != 0 || !below->entries.empty()) return;
    node.children.erase(node.children.begin() + static_cast<std::ptrdiff_t>(place));
    node.children_there &= ~bit;
  }

  template <typename Visit>
  static void visit_below(const Node& node, Visit& visit) {
    for (const Entry& entry : node.entries) visit(entry.key, entry.value);
    for (const Link& child : node.children) visit_below(*child.get(), visit);
  }

  Link root_;
  std::size_t size_ = 0;
};

// By text; found with a view.
template <typename Value>
using TextTable = PersistentTable<std::string, Value, StringHash>;

}  // namespace opencam
