// A shared pointer to a node of a persistent structure, which knows for certain whether anybody else holds the node.
//
//   struct Node { HolderCount holders; SharedLink<Node> left; ... };   // copying a node must not copy its holders
//   auto link = SharedLink<Node>::make(...);
//   link.own().left = ...;      // a copy of the node first, when others hold it too
//
// std::shared_ptr counts as well, but reads its count in relaxed order: a node could be changed while the thread that
// let go of it is still reading. Several threads may copy and drop links to one node; one link belongs to one thread.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <utility>

namespace opencam {

struct HolderCount {
  std::atomic<std::uint32_t> value{1};

  HolderCount() = default;
  // A copy is another node, which nobody else holds yet.
  HolderCount(const HolderCount&) : value(1) {}
  HolderCount& operator=(const HolderCount&) = delete;
};

template <typename Node>
class SharedLink {
 public:
  SharedLink() = default;
  SharedLink(const SharedLink& other) : node_(other.node_) {
    if (node_ != nullptr) node_->holders.value.fetch_add(1, std::memory_order_relaxed);
  }
  SharedLink(SharedLink&& other) noexcept : node_(std::exchange(other.node_, nullptr)) {}
  SharedLink& operator=(SharedLink other) noexcept {
    std::swap(node_, other.node_);
    return *this;
  }
  // The nodes below go with the last link, to the depth of the structure.
  ~SharedLink() {
    if (node_ != nullptr && node_->holders.value.fetch_sub(1, std::memory_order_acq_rel) == 1) {
      const std::unique_ptr<Node> last(node_);
    }
  }

  template <typename... Arguments>
  static SharedLink make(Arguments&&... arguments) {
    SharedLink link;
    link.node_ = std::make_unique<Node>(std::forward<Arguments>(arguments)...).release();
    return link;
  }

  const Node* get() const { return node_; }
  const Node* operator->() const { return node_; }
  explicit operator bool() const { return node_ != nullptr; }

  // The node to be changed: itself when only this link holds it, a copy of it otherwise. REQUIRES: there is one.
  Node& own() {
    // Acquire: whoever let go of it is done reading.
    if (node_->holders.value.load(std::memory_order_acquire) != 1) *this = make(std::as_const(*node_));
    return *node_;
  }

 private:
  Node* node_ = nullptr;
};

}  // namespace opencam
