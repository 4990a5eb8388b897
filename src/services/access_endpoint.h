// The paths under /access/v1/ for whoever writes policies and asks why.
//
//   POST /access/v1/policies/check     what is wrong with a document (policy_check.h)
//   GET  /access/v1/catalogue          what a policy may name (catalogue_page.h)
//   GET  /access/v1/decisions/<id>     a refusal as it was decided (refusal_record.h)
//
// Each is asked for in the catalogue of services like every action (access_door.h). May block: call it from a worker.
// Thread-safe.
#pragma once

#include <string>
#include <string_view>

#include "services/access_door.h"
#include "wire/http.h"

namespace opencam::services {

class AccessEndpoint {
 public:
  // The door must outlive it.
  explicit AccessEndpoint(AccessDoor& door);

  static bool is_its_path(std::string_view path);

  // Calls `answer` once, now or from the audit trail's thread. REQUIRES: is_its_path(http.path()).
  void call(const HttpRequest& http, const AccessDoor::Answer& answer) const;

 private:
  // A text that is always the same, and what tells it from others.
  struct Page {
    explicit Page(std::string text);
    std::string body;
    std::string tag;
  };

  void check(const HttpRequest& http, const AccessDoor::Answer& answer) const;
  void catalogue(const HttpRequest& http, const AccessDoor::Answer& answer) const;
  void decision(const HttpRequest& http, const AccessDoor::Answer& answer) const;
  HttpResponse refusal(directory::Uin account, const std::string& id) const;

  AccessDoor& door_;
  Page all_;
  Page added_;
};

}  // namespace opencam::services
