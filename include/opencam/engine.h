// The decision. Include this header if all you want is an answer.
//
//   auto world = read_world(text);                                    // accounts, users, groups, roles, policies
//   auto snapshot = Snapshot::create(*world, Catalog::built_in());
//   Decision decision = snapshot->decide(request);
//   if (!decision.allowed()) show(snapshot->explain(request));
//
// A Snapshot is immutable: any number of threads may ask it at once, without a lock. A change makes another snapshot;
// accounts that did not change are shared between the two. Deciding does no I/O and reads no clock: the time of the
// request is `qcs:current_time` in its context. What is unknown or undefined is denied.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "opencam/catalog.h"
#include "opencam/decision.h"
#include "opencam/policy.h"
#include "opencam/request.h"
#include "opencam/result.h"

namespace opencam {

// --- The low door: the parties and their policies are already at hand. ---

enum class PrincipalKind : std::uint8_t { Root, User, Role, Service, Anonymous };

// Who calls, resolved.
struct Principal {
  PrincipalKind kind = PrincipalKind::Anonymous;
  std::string uin;        // own number; of a role its id; empty for a service and nobody
  std::string owner_uin;  // number of the root account
  std::string app_id;     // APPID of the root account
  std::string name;       // user, role or service name
  std::vector<std::string> group_ids;
  std::string federated;  // the identity provider, when it asserts a federated identity
};

struct AttachedPolicy {
  std::string name;
  std::shared_ptr<const Policy> policy;  // null: the stored document cannot be read, which denies
  std::string owner_uin;                 // the account that an empty account segment means
  std::string via = {};                  // name of the group it comes through, or empty
};

// Everything that has a say about one request.
struct Authorities {
  Principal principal;
  std::vector<AttachedPolicy> identity;  // direct and through groups
  std::optional<AttachedPolicy> boundary;
  std::optional<AttachedPolicy> session;
  std::vector<AttachedPolicy> resource;  // of the resources asked for (COS, CAS)
  std::vector<AttachedPolicy> trust;     // of the role to be assumed: for evaluate_trust
};

// What the evaluation needs to know of the world beyond the parties.
class Surroundings {
 public:
  virtual ~Surroundings() = default;
  virtual const Catalog& catalog() const = 0;
  // The root account that has this APPID, or empty.
  virtual std::string_view account_of_app_id(std::string_view app_id) const = 0;
  // The APPID of that root account, or empty.
  virtual std::string_view app_id_of_account(std::string_view uin) const = 0;
  // The tags of a resource by its canonical name; null when none are known.
  virtual const std::map<std::string, std::string>* tags_of(std::string_view resource) const = 0;
};

// The decision of docs/spec/decision.md over these authorities; request.principal is not looked at. A non-null
// explanation also receives the tree (and its decision, but no Change). O(statements x patterns).
Decision evaluate(const Authorities& authorities, const Request& request, const Surroundings& surroundings,
                  Explanation* explanation = nullptr);

// The role's side of assuming a role: do the trust policies let this caller in (CAM-095)? The action of the request is
// sts:AssumeRole or one of its kin, its first resource the role.
Decision evaluate_trust(const Authorities& authorities, const Request& request, const Surroundings& surroundings,
                        Explanation* explanation = nullptr);

// --- The high door: a world, resolved and indexed. ---

// The text of a document. Copies share it, and it may be a part of something that is kept for its sake: so a world, the
// snapshot made of it and who wrote the world down hold one text.
class SharedText {
 public:
  SharedText() = default;
  SharedText(std::string text)  // NOLINT(google-explicit-constructor)
      : text_(std::make_shared<const std::string>(std::move(text))) {}
  SharedText(const char* text) : SharedText(std::string(text)) {}  // NOLINT(google-explicit-constructor)
  // REQUIRES: not null.
  explicit SharedText(std::shared_ptr<const std::string> text) : text_(std::move(text)) {}

  const std::string& text() const;
  std::size_t size() const { return text().size(); }
  operator const std::string&() const { return text(); }  // NOLINT(google-explicit-constructor)
  operator std::string_view() const { return text(); }    // NOLINT(google-explicit-constructor)

  friend bool operator==(const SharedText& a, const SharedText& b) {
    return a.text_ == b.text_ || a.text() == b.text();
  }
  friend bool operator==(const SharedText& a, const std::string& b) { return a.text() == b; }
  friend bool operator==(const SharedText& a, const char* b) { return a.text() == b; }

 private:
  std::shared_ptr<const std::string> text_;  // null: empty
};

// One account and all that lives in it, as values. The names follow the world file (docs/formats/world.md).
struct WorldAccount {
  std::string uin;
  std::string app_id;
  std::string name;
};

enum class UserType : std::uint8_t { SubUser, Collaborator, MessageRecipient };

struct WorldUser {
  std::string uin;
  std::string owner_uin;
  std::string name;
  UserType type = UserType::SubUser;
  std::vector<std::string> policies;  // names
  std::string boundary;               // a name, or empty
};

struct WorldGroup {
  std::string id;
  std::string owner_uin;
  std::string name;
  std::vector<std::string> members;  // uins
  std::vector<std::string> policies;
};

struct WorldRole {
  std::string id;
  std::string owner_uin;
  std::string name;
  SharedText trust;  // the trust document
  std::vector<std::string> policies;
  std::string boundary;
};

struct WorldPolicy {
  std::string name;
  std::string owner_uin;
  SharedText document;  // byte for byte
};

// A resource policy (bucket policy): has a say on every resource of its account that its statements name.
struct WorldResourcePolicy {
  std::string name;
  std::string owner_uin;
  SharedText document;
};

struct World {
  std::vector<WorldAccount> accounts;
  std::vector<WorldUser> users;
  std::vector<WorldGroup> groups;
  std::vector<WorldRole> roles;
  std::vector<WorldPolicy> policies;
  std::vector<WorldResourcePolicy> resource_policies;
  std::map<std::string, std::map<std::string, std::string>> resource_tags;  // resource -> key -> value
};

// What changed in one account. What is put takes the place of what has the same key (a user's number, a group's or
// role's id, a policy's name, a resource) or comes after the others. Each key at most once.
struct WorldChange {
  struct Membership {
    std::string group_id;
    std::string uin;
  };
  struct Gone {
    std::vector<std::string> users;  // numbers
    std::vector<std::string> groups;
    std::vector<std::string> roles;  // ids, as the groups
    std::vector<std::string> policies;
    std::vector<std::string> resource_policies;  // names, as the policies
    std::vector<std::string> tagged_resources;
    std::vector<Membership> members;  // of groups that stay
  };

  std::string account;  // its number
  World put;            // without accounts; a group's `members` are those who join, whoever is in it stays
  Gone gone;
};

// Reads a world file (JSON). Unknown members, unknown references and duplicate names are refused: InvalidArgument,
// with a span in `text`. Documents are checked for shape only: an unreadable one is kept and denies.
Result<World> read_world(std::string_view text);

// The world file; indented, stable order.
std::string print_world(const World& world);

// Reads one request line: {"principal":{...},"action":"...","resource":"..."|[...],"context":{...}}.
Result<Request> read_request(std::string_view text);

// The answer line: {"decision":"allow"|"deny","reason":"...","statements":[...]} without a line break.
std::string print_decision(const Decision& decision);
// The same with the tree and the change.
std::string print_explanation_json(const Explanation& explanation);
// For people: indented lines.
std::string print_explanation(const Explanation& explanation);

// A decision without its statements.
struct Verdict {
  Effect effect = Effect::Deny;
  Reason reason = Reason::NoMatchingAllow;

  bool allowed() const { return effect == Effect::Allow; }
  friend bool operator==(const Verdict&, const Verdict&) = default;
};

// The ways to a decision. All give the same answer; only the first two are for use.
enum class Way : std::uint8_t {
  Plain,      // the documents, statement by statement
  Indexed,    // the index
  Linear,     // the compiled policies, statement by statement
  Segmented,  // the index in the form that only large sets have, made for this one question
};

struct RequestReading;

// A request, read once: for whoever asks the same again, or wants the reading done before the decision is due. It can
// be asked of every snapshot, not only of the one that made it. A value; copies share what was read.
class PreparedRequest {
 public:
  explicit PreparedRequest(std::shared_ptr<const RequestReading> reading) : reading_(std::move(reading)) {}
  const RequestReading& reading() const { return *reading_; }

 private:
  std::shared_ptr<const RequestReading> reading_;  // never null
};

// What a snapshot keeps of its documents beside the compiled policies.
enum class Keep : std::uint8_t {
  Text,    // read again for an explanation and a plain decision
  Syntax,  // what was read too, in many times the memory: for who asks plainly again and again
};

class Snapshot {
 public:
  // From one world. Errors: InvalidArgument for a reference to nothing (a policy, a member, an owner).
  static Result<Snapshot> create(const World& world, std::shared_ptr<const Catalog> catalog, Keep keep = Keep::Text);

  // This snapshot with every account of `world` put in the place of the account of the same number (others stay and
  // are shared), at `revision`. Policies whose text did not change are not read again.
  Result<Snapshot> with(const World& world, std::uint64_t revision) const;
  // This snapshot after the change, at `revision`; it decides and explains as one created from the world that the
  // change leads to, and costs what the change touches. Errors: InvalidArgument for an account that is not there, and
  // those of create() for what the change names.
  Result<Snapshot> with(const WorldChange& change, std::uint64_t revision) const;
  Snapshot without(std::string_view account_uin, std::uint64_t revision) const;

  // Effect and reason, from the index: no lock, no allocation, nothing written that another thread reads.
  Verdict check(const Request& request) const;
  // The same for a request that was read before; what cannot be read is denied when it is asked.
  PreparedRequest prepare(const Request& request) const;
  Verdict check(const PreparedRequest& request) const;
  // Each request's verdict at the same place. REQUIRES: as many verdicts as requests.
  void check_all(std::span<const Request> requests, std::span<Verdict> verdicts) const;

  // Questions with many answers, from one reading of what they have in common. Each answer is that of check().
  //
  // The request with each of these actions in the place of its own. REQUIRES: as many verdicts as actions.
  void check_actions(const Request& request, std::span<const std::string> actions, std::span<Verdict> verdicts) const;
  // The request with each of these resources as its only one. REQUIRES: as many verdicts as resources.
  void check_resources(const Request& request, std::span<const std::string> resources,
                       std::span<Verdict> verdicts) const;
  // Who of the account is allowed the request: the root account, then its users by number, then its roles by id. Nobody
  // when there is no such account. `request.principal` is not looked at.
  std::vector<PrincipalRef> allowed_principals(std::string_view account_uin, const Request& request) const;

  // The same with the statements that decided.
  Decision decide(const Request& request) const;
  // The same by the plain evaluator, which is the meaning.
  Decision decide_plainly(const Request& request) const { return decide_by(Way::Plain, request); }
  // The same in each of the ways there are, so that they can be held against each other.
  Decision decide_by(Way way, const Request& request) const;
  // The tree, and the smallest single change (found by deciding again, at most explain_trials_max times).
  Explanation explain(const Request& request) const;
  // The tree alone: what was tried, without looking for a change.
  Explanation trace(const Request& request) const;
  // May this principal assume that role: the caller's own permission and the role's trust policy, both (CAM-095).
  Decision decide_assume_role(const Request& request, const RoleRef& role) const;
  // The same for somebody who is nobody here but whom an identity provider vouches for
  // (`qcs::cam::uin/A:oidc-provider/N`): the role's trust policy alone (CAM-222). request.principal is not looked at.
  Decision decide_federated_role(const Request& request, const RoleRef& role, std::string_view provider) const;

  // Who that is, or nothing when the snapshot does not know or they may not call (a message recipient).
  std::optional<Principal> find_principal(const PrincipalRef& ref) const;

  std::uint64_t revision() const;
  const Catalog& catalog() const;

 private:
  struct State;
  explicit Snapshot(std::shared_ptr<const State> state) : state_(std::move(state)) {}
  enum class Seek : std::uint8_t { Nothing, Change };
  Explanation explained(const Request& request, Seek seek) const;
  std::shared_ptr<const State> state_;
};

}  // namespace opencam
