// What BatchCompute's calls look like in tests: parameters that work, and things made by the root account.
//
//   prepare_batch(scene);                                        // a failed job, an environment of a node, a template
//   scene.call(action, working_batch_call(action, scene));       // asks for those
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <string>
#include <vector>

#include "cases.h"

namespace opencam::tests {

// All that are offered.
const std::vector<std::string>& batch_actions();

// A task `one` with an environment of its own, whose command fails.
boost::json::object batch_task();
// {"Job":{...}} of that task, with these members in the place of its own.
boost::json::object batch_job(const boost::json::object& more);
// All parameters of SubmitJob.
boost::json::object batch_submission();

// REQUIRES: the region is ap-guangzhou.
void prepare_batch(Scene& s);
// The same once more, beside the first; what is made is the newest.
void prepare_batch_again(Scene& s);
boost::json::object working_batch_call(const std::string& action, Scene& s);

// Of the account `acme`, the newest.
std::string batch_job_id(Scene& s);
std::string batch_env(Scene& s);
std::string batch_template(Scene& s);
// A node of the environment, of that ResourceOrigin.
std::string batch_node(Scene& s, const std::string& origin = "BATCH_CREATED");
// A job that goes on until it is ended; it is then the newest.
void submit_waiting_job(Scene& s);

}  // namespace opencam::tests
