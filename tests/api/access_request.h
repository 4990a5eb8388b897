// A request below /access/v1 with a bearer credential, for the tests of its doors.
//
//   Answer answer = scene.send(access_request(scene.ann_keys, "GET", "/access/v1/catalogue"));
#pragma once

#include <string>

#include "scene.h"

namespace opencam::tests {

inline HttpRequest access_request(const Keys& keys, const std::string& method, const std::string& target,
                                  std::string body = {}) {
  HttpRequest request;
  request.method = method;
  request.target = target;
  request.peer_address = "192.0.2.9";
  request.headers.add("Host", "cam.example.com");
  request.headers.add("Authorization", "Bearer " + keys.secret_id + ":" + keys.secret_key);
  if (!keys.token.empty()) request.headers.add("X-TC-Token", keys.token);
  if (!body.empty()) request.headers.add("Content-Type", "application/json");
  request.body = std::move(body);
  return request;
}

}  // namespace opencam::tests
