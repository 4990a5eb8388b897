// `GET /access/v1/directory/...`: lists, search and settings for a console (docs/api/directory.md).
//
//   HttpRequest -> who calls (401, 429) -> read the query (400) -> gate: CAM's own list action (403) -> 200
//
// Needs no right that CAM does not have, but for the sign-in policy, which no action of CAM shows. Of several kinds in
// one answer those that the caller may not list are left out and named. May block: call it from a worker. Thread-safe.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "services/access_door.h"
#include "services/directory_lists.h"
#include "services/directory_search.h"

namespace opencam::services {

class DirectoryEndpoint {
 public:
  // Must outlive it.
  explicit DirectoryEndpoint(AccessDoor& door) : door_(door) {}

  static bool is_its_path(std::string_view path);

  // Calls `answer` once, now or from the audit trail's thread.
  void get(const HttpRequest& http, const AccessDoor::Answer& answer);

 private:
  using Visit = AccessDoor::Visit;

  void list(DirectoryList list, const HttpRequest& http, const AccessDoor::Answer& answer);
  void search(const HttpRequest& http, const AccessDoor::Answer& answer);
  void providers(const HttpRequest& http, const AccessDoor::Answer& answer);
  void sign_in_policy(const HttpRequest& http, const AccessDoor::Answer& answer);

  AccessDoor& door_;
};

}  // namespace opencam::services
