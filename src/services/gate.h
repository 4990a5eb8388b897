// May they: the one place where an API call is authorised, and the only maker of a Call.
//
//   caller, action, parameters --catalogue--> resources --snapshot--> decision --> Call, or Refusal
//
// The caller asks for `service:Action` on what the catalogue's templates make of the parameters, in the context of
// CAM-160: qcs:ip (unless the action does not send it), qcs:current_time, mfa, qcs:request_tag from `Tags`. An action
// that touches more than its name says asks for more (CAM-161, CAM-162). A Refusal carries the denial as the caller
// gets it and the record that must be durable before they do. Thread-safe.
#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "directory/audit.h"
#include "opencam/decision.h"
#include "services/call.h"
#include "services/generated/api_action.h"
#include "services/resource_facts.h"
#include "services/snapshots.h"
#include "wire/error_code.h"

namespace opencam::services {

// A call as it came in, read but not yet permitted.
struct AskedCall {
  const api::ApiAction& action;
  const boost::json::object& parameters;
  std::string_view region;
  std::string request_id;
  std::string source_ip;
  std::string user_agent;
  // Asked to find out which of several rights there is: of a refusal nothing is kept.
  bool is_trial = false;
};

// Who was refused what, and why.
struct Refusal {
  Decision decision;
  ApiError denial;
  directory::AuditRecord record;
};

class RefusalKeeper;

class Gate {
 public:
  // What services know of their resources, by service.
  using Facts = std::map<std::string, const ResourceFacts*, std::less<>>;
  // All must outlive it.
  Gate(const Equipment& equipment, const Snapshots& snapshots, RefusalKeeper& refusals, Facts facts = {})
      : equipment_(equipment), snapshots_(snapshots), refusals_(refusals), facts_(std::move(facts)) {}

  std::variant<Call, Refusal> ask(const Caller& caller, const AskedCall& asked) const;

  // May this verified identity become the role that `RoleArn` names (CAM-222)? REQUIRES: caller.identity.
  std::variant<Call, Refusal> ask_web_identity(const Caller& caller, const AskedCall& asked) const;

  // The record of something that this caller did or tried, still without outcome and detail.
  directory::AuditRecord record(const Caller& caller, const AskedCall& asked) const;

 private:
  // One thing to be allowed. `role_id` is set for the assumption of a role that exists: by its id, since the name of
  // one role can be the id of another.
  struct Question {
    std::string operation;
    std::vector<std::string> resources;
    std::string refusal_code;  // empty: as the action's own list says
    std::string role_id;
    std::string role_owner;
    bool must_exist = false;  // a role of another account that does not exist is refused like one that does
    bool is_list = false;     // a list of whatever there is: its entries are decided one by one (CAM-280)
    std::string shown;        // what a denial names instead of the resource: a role of another account as it was asked
  };

  std::vector<Question> questions(const Caller& caller, const AskedCall& asked) const;
  Question assume_role_question(const Caller& caller, const AskedCall& asked) const;
  // `request` is the question as the engine is asked it; a denial leaves there what was denied.
  Decision decide(const Snapshot& snapshot, const Question& question, Request& request) const;
  // Resource by resource, each with its creator (CAM-281).
  Decision decide_each(const Snapshot& snapshot, Request& request, const ResourceFacts& facts) const;
  // The service's, or null.
  const ResourceFacts* facts_of(std::string_view service) const;
  Request request(const Caller& caller, const Question& question, const Context& context) const;
  Context context(const Caller& caller, const AskedCall& asked) const;
  directory::WriteContext write_context(const Caller& caller, const AskedCall& asked, std::string resource) const;
  // `request` is null when nothing is kept of it.
  Refusal refuse(const Snapshot& snapshot, const Caller& caller, const AskedCall& asked, const Question& question,
                 const Decision& decision, const Request* request) const;
  std::string detail(const Snapshot& snapshot, const Caller& caller, const Decision& decision,
                     const Request& request) const;

  const Equipment& equipment_;
  const Snapshots& snapshots_;
  RefusalKeeper& refusals_;
  Facts facts_;
};

// Replaces every secret in it by stars, wherever it stands.
void star_secrets(boost::json::value& value);

// The parameters as JSON text for the audit trail: secrets and the values of environment variables are replaced by
// stars; too long a text is left out.
std::string audited_parameters(const boost::json::object& parameters);

// Is that the name of a parameter whose value is a secret?
bool is_secret_name(std::string_view name);

}  // namespace opencam::services
