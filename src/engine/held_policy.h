// What an account keeps of a policy, and who holds it.
//
//   document -> StoredPolicy (its text and its program) <- HeldPolicy (attached, through which group) <- HeldList
//
// Decisions ask the programs. The plain evaluator, which is asked for explanations, wants what was read of the
// document: that is several times the size of the text, so it is not kept but read again (`attached_policy`), unless
// the snapshot was made for being asked plainly. All of these are values that share what they hold; a StoredPolicy
// never changes.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/shared_name.h"
#include "opencam/engine.h"

namespace opencam {

class Program;

struct StoredPolicy {
  SharedName name;
  SharedText text;
  PolicyKind kind = PolicyKind::Identity;
  std::shared_ptr<const Program> program;  // null: it cannot be read (CAM-093)
  std::unique_ptr<const Policy> policy;    // null unless it is kept

  // Read and compiled.
  static std::shared_ptr<const StoredPolicy> create(SharedName name, SharedText text, PolicyKind kind, Keep keep);
};

struct HeldPolicy {
  std::shared_ptr<const StoredPolicy> stored;
  SharedName via = {};  // name of the group it comes through; empty: direct

  std::string_view name() const { return stored->name; }
  const Program* program() const { return stored->program.get(); }
};

// CAM-088: a session policy, compiled; listed under the name `session`. Its text is not kept.
HeldPolicy held_session(const Policy& policy);

// The document as the plain evaluator takes it.
AttachedPolicy attached_policy(const HeldPolicy& held, std::string_view owner_uin);

// A list that is a value. One place of it can be changed at the cost of a chunk: counting up the holders of each entry
// of a list of thousands would cost more than all the rest of a change.
class HeldList {
 public:
  HeldList() = default;
  explicit HeldList(std::vector<HeldPolicy> all);

  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  // REQUIRES: place < size().
  const HeldPolicy& operator[](std::size_t place) const { return (*chunks_[place / chunk_size])[place % chunk_size]; }

  HeldList with(std::size_t place, HeldPolicy policy) const;

  std::vector<HeldPolicy> all() const;
  std::vector<std::shared_ptr<const Program>> programs() const;

 private:
  static constexpr std::size_t chunk_size = 128;
  using Chunk = std::vector<HeldPolicy>;  // full, but for the last one

  std::vector<std::shared_ptr<const Chunk>> chunks_;
  std::size_t size_ = 0;
};

}  // namespace opencam
