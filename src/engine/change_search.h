// The search behind find_change: each step proposes changes of one kind and returns the first that turns the decision.
//
// change_context.cc tries values of the context; change_statement.cc alters statements, adds one, takes one away. Every
// proposal is decided; what does not turn the decision is forgotten. Borrows everything; one thread.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "engine/asked.h"
#include "engine/evaluate.h"
#include "engine/variation.h"
#include "opencam/decision.h"

namespace opencam {

class ChangeSearch {
 public:
  ChangeSearch(const Parties& parties, const Request& request, const Surroundings& surroundings, const Asked& asked,
               const Explanation& explanation);

  // To be called before each step.
  void begin_step();

  // Was a proposal left untried because the limit of trials or steps was reached?
  bool was_cut_short() const { return was_cut_short_; }

  // For a deny.
  std::optional<Change> set_context();
  std::optional<Change> alter_allow_narrowly();
  std::optional<Change> add_statement();
  std::optional<Change> alter_allow_widely();
  std::optional<Change> narrow_deny();
  std::optional<Change> remove_deny();
  std::optional<Change> detach_unreadable();

  // For an allow.
  std::optional<Change> remove_allow();

 private:
  // A statement that the explanation speaks of.
  struct Candidate {
    const StatementTrace* trace = nullptr;
    const Statement* statement = nullptr;
  };

  // The statements tried on the first denied resource that satisfy the predicate.
  std::vector<Candidate> candidates(const std::function<bool(const StatementTrace&)>& wanted) const;
  const Statement* find(const StatementRef& ref) const;

  // Decides with the present variation and this request: another effect than before? False when the trials are used up.
  bool turns(const Request& request);
  bool turns() { return turns(request_); }

  std::optional<Change> try_context(const ConditionClause& clause);
  std::optional<Change> try_value(const std::string& key, const std::string& value);
  std::optional<Change> try_without_key(const std::string& key);
  std::optional<Change> try_statement(const StatementRef& ref, const Statement& altered, const std::string& what);
  std::optional<Change> try_without(const StatementRef& ref);
  std::optional<Change> alter_allow(bool is_narrow);
  std::optional<Change> try_element(const Candidate& candidate, bool is_narrow);
  std::optional<Change> try_adding_to(PolicyLayer layer, const std::string& document);

  // The exact resources that were denied, as a policy would write them.
  std::vector<std::string> denied_resources() const;
  std::string minimal_statement(PolicyLayer layer) const;

  const Parties& parties_;
  const Request& request_;
  const Surroundings& surroundings_;
  const Asked& asked_;
  const Explanation& explanation_;
  Variation variation_;
  std::uint32_t trials_ = 0;
  std::uint32_t trials_max_ = 0;
  std::uint32_t trials_end_ = 0;  // of this step
  bool was_cut_short_ = false;
};

}  // namespace opencam
