#include "engine/trace.h"

#include "base/limits.h"
#include "engine/describe.h"

namespace opencam {

void Trace::begin_resource(const AskedResource& resource) {
  into_.resources.push_back({.resource = resource.text, .effect = Effect::Deny, .reason = {}, .policies = {}});
}

void Trace::begin_policy(const AttachedPolicy& policy, PolicyLayer layer) {
  into_.resources.back().policies.push_back({.policy = policy.name,
                                             .layer = layer,
                                             .via = policy.via,
                                             .unreadable = policy.policy == nullptr,
                                             .statements = {}});
}

void Trace::statement(const Statement& statement, std::uint32_t index, const Mismatch& mismatch,
                      const Question& question) {
  PolicyTrace& policy = into_.resources.back().policies.back();
  Wording words = describe(mismatch, statement, question);
  policy.statements.push_back({.statement = {policy.policy, index, statement.effect, policy.layer},
                               .matched = mismatch.is_match(),
                               .failed = mismatch.failed,
                               .wanted = std::move(words.wanted),
                               .found = std::move(words.found),
                               .note = std::move(words.note)});
}

void Trace::end_resource(Effect effect, Reason reason) {
  ResourceTrace& resource = into_.resources.back();
  resource.effect = effect;
  resource.reason = reason;
  const bool is_first_denied = effect == Effect::Deny && !has_denied_;
  has_denied_ = has_denied_ || is_first_denied;
  if (into_.resources.size() > limits::explain_trees_max && !is_first_denied) resource.policies = {};
}

}  // namespace opencam
