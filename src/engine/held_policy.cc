#include "engine/held_policy.h"

#include <algorithm>
#include <utility>

#include "engine/program.h"

namespace opencam {
namespace {

std::unique_ptr<const Policy> read(std::string_view text, PolicyKind kind) {
  auto policy = read_policy(text, {.kind = kind});
  return policy ? std::make_unique<const Policy>(*std::move(policy)) : nullptr;
}

}  // namespace

std::shared_ptr<const StoredPolicy> StoredPolicy::create(SharedName name, SharedText text, PolicyKind kind, Keep keep) {
  auto stored = std::make_shared<StoredPolicy>();
  stored->name = std::move(name);
  stored->text = std::move(text);
  stored->kind = kind;
  if (auto policy = read(stored->text, kind)) {
    stored->program = Program::compile(*policy, stored->text);
    if (keep == Keep::Syntax) stored->policy = std::move(policy);
  }
  return stored;
}

HeldPolicy held_session(const Policy& policy) {
  auto stored = std::make_shared<StoredPolicy>();
  stored->name = SharedName("session");
  stored->kind = PolicyKind::Session;
  stored->program = Program::compile(policy);
  return {.stored = std::move(stored)};
}

const std::string& SharedText::text() const {
  static const std::string empty;
  return text_ == nullptr ? empty : *text_;
}

AttachedPolicy attached_policy(const HeldPolicy& held, std::string_view owner_uin) {
  const StoredPolicy& stored = *held.stored;
  AttachedPolicy attached{.name = stored.name.text(), .policy = {}, .owner_uin = std::string(owner_uin)};
  attached.via = held.via.text();
  if (stored.policy != nullptr) {
    attached.policy = {held.stored, stored.policy.get()};
  } else if (stored.program != nullptr) {
    attached.policy = read(stored.text, stored.kind);
  }
  return attached;
}

HeldList::HeldList(std::vector<HeldPolicy> all) : size_(all.size()) {
  for (std::size_t begin = 0; begin < all.size(); begin += chunk_size) {
    const auto first = all.begin() + static_cast<std::ptrdiff_t>(begin);
    const auto end = first + static_cast<std::ptrdiff_t>(std::min(chunk_size, all.size() - begin));
    chunks_.push_back(std::make_shared<const Chunk>(std::move_iterator(first), std::move_iterator(end)));
  }
}

HeldList HeldList::with(std::size_t place, HeldPolicy policy) const {
  HeldList changed = *this;
  auto& chunk = changed.chunks_[place / chunk_size];
  Chunk copy = *chunk;
  copy[place % chunk_size] = std::move(policy);
  chunk = std::make_shared<const Chunk>(std::move(copy));
  return changed;
}

std::vector<HeldPolicy> HeldList::all() const {
  std::vector<HeldPolicy> all;
  all.reserve(size_);
  for (const auto& chunk : chunks_) all.insert(all.end(), chunk->begin(), chunk->end());
  return all;
}

std::vector<std::shared_ptr<const Program>> HeldList::programs() const {
  std::vector<std::shared_ptr<const Program>> programs;
  programs.reserve(size_);
  for (std::size_t place = 0; place < size_; ++place) programs.push_back((*this)[place].stored->program);
  return programs;
}

}  // namespace opencam
