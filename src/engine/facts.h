// What is known about one request when conditions are looked at: its context, and what the system itself knows better
// than any caller - who calls, whether a second factor was checked, the tags of the resource.
//
//   Facts facts(request, asked, caller, surroundings);
//   facts.look_at(resource);
//   std::span<const std::string> values = facts.find("qcs:ip");   // empty: the key is absent (CAM-062)
//
// Rules: CAM-047 to CAM-049 and CAM-073. A Facts borrows everything it is made from and belongs to one decision on one
// thread.
#pragma once

#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/asked.h"
#include "opencam/engine.h"

namespace opencam {

class Facts {
 public:
  Facts(const Request& request, const Asked& asked, const Principal& caller, const Surroundings& surroundings);
  Facts(const Facts&) = delete;
  Facts& operator=(const Facts&) = delete;

  // From now on tags are this resource's.
  void look_at(const AskedResource& resource);

  // The values of a key; valid until the next look_at.
  std::span<const std::string> find(std::string_view key) const;

 private:
  using Values = std::span<const std::string>;

  Values given(std::string_view key) const;
  Values given_or_else(std::string_view key, std::string_view other_key) const;
  Values find_resource_tag(std::string_view key) const;
  Values single_tag(Values joined, std::string_view tag_key) const;

  void find_stored_tags() const;

  const Context& context_;
  const Principal& caller_;
  const Surroundings& surroundings_;
  bool has_ip_;
  std::string uin_;
  std::string owner_uin_;

  const AskedResource* resource_ = nullptr;

  // Looked up when a clause asks for a tag, since most never do.
  mutable bool is_looked_up_ = false;
  mutable bool has_stored_tags_ = false;
  mutable std::vector<std::string> stored_tags_;  // `key&value`
  // The values of single tag keys, made when a clause asks. A deque, because handed-out views must stay.
  mutable std::deque<std::vector<std::string>> single_tags_;
};

}  // namespace opencam
