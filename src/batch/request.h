// What the API wants of the scheduler: a durable line in the store, written in the transaction of the API call, read
// and carried out in order by the one process that schedules, and removed in the transaction of its effect. Plain
// values.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace opencam::batch {

enum class RequestKind : std::uint8_t {
  BeginJob,           // a job was submitted
  TerminateJob,       //
  TerminateInstance,  // `task`, `index`
  RetryJob,           //
  ForgetJob,          // it is deleted: the runner may forget its attempts
  FitEnv,             // an environment was made, or wants another number of nodes
  DeleteEnv,          //
  TerminateNode,      // `node_id`
  AttachMachine,      // `machine_id`
  DetachMachine,      // `machine_id`
};
inline constexpr std::array<std::string_view, 10> names_of(RequestKind) {
  return {"begin_job", "terminate_job", "terminate_instance", "retry_job",      "forget_job",
          "fit_env",   "delete_env",    "terminate_node",     "attach_machine", "detach_machine"};
}

struct Request {
  std::uint64_t sequence = 0;  // given by the store, growing
  RequestKind kind = RequestKind::BeginJob;
  std::string job_id;  // or
  std::string env_id;
  std::uint32_t task = 0;
  std::uint32_t index = 0;
  std::string node_id;
  std::string machine_id;

  friend bool operator==(const Request&, const Request&) = default;
};

}  // namespace opencam::batch
