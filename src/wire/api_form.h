// Turns the flattened parameters of a GET query or POST form back into the object that a JSON body would have held
// (CAM-126).
//
//   Name=ann&Tags.1.Key=b&Tags.0.Key=a   ->   {"Name":"ann","Tags":[{"Key":"a"},{"Key":"b"}]}
//
// Values stay strings: forms carry no types, and request types take strings for numbers and booleans anyway. Pairs may
// come in any order. Indexes count from 0 without gaps; what they say never decides how much memory is taken. No
// recursion. A pure function, safe from any thread.
#pragma once

#include <boost/json/object.hpp>
#include <vector>

#include "base/encode.h"
#include "wire/error_code.h"

namespace opencam {

// Errors: InvalidParameter.
ApiResult<boost::json::object> unflatten(const std::vector<FormPair>& pairs);

}  // namespace opencam
