#include "engine/request_reading.h"

#include <algorithm>
#include <cstring>
#include <new>
#include <vector>

#include "base/limits.h"
#include "engine/hash.h"

namespace opencam {
namespace {

// Hands out the room behind a reading, front to back. Without room it only counts what would be needed.
class Room {
 public:
  Room() = default;
  explicit Room(std::byte* begin) : begin_(begin) {}

  std::size_t used() const { return used_; }

  template <typename Row>
  std::span<Row> rows(std::size_t count) {
    used_ = (used_ + alignof(Row) - 1) / alignof(Row) * alignof(Row);
    const std::size_t at = used_;
    used_ += count * sizeof(Row);
    if (begin_ == nullptr) return {};
    Row* first = reinterpret_cast<Row*>(begin_ + at);
    std::uninitialized_value_construct_n(first, count);
    return {first, count};
  }

  std::string_view copy(std::string_view text) {
    const std::size_t at = used_;
    used_ += text.size();
    if (begin_ == nullptr) return {};
    if (!text.empty()) std::memcpy(begin_ + at, text.data(), text.size());
    return {reinterpret_cast<const char*>(begin_ + at), text.size()};
  }

 private:
  std::byte* begin_ = nullptr;
  std::size_t used_ = 0;
};

// What stands in the context under keys that count, in the order of their tags.
struct GivenKey {
  std::uint32_t tag = 0;
  std::string_view text;
  const std::vector<std::string>* values = nullptr;
};

std::vector<GivenKey> given_keys(const Context& context) {
  std::vector<GivenKey> keys;
  for (const auto& [key, values] : context.all()) {
    if (!values.empty()) keys.push_back({tag_of(key), key, &values});
  }
  std::ranges::sort(keys, {}, &GivenKey::tag);
  return keys;
}

class Reader {
 public:
  Reader(const Request& request, std::span<const GivenKey> keys, Room& room)
      : request_(request), keys_(keys), room_(room) {}

  // Takes the same room whether it is there or not. What a decision looks at first stands first.
  void read(RequestReading& reading) {
    const CallerKey caller = CallerKey::of(request_.principal);
    const bool is_too_many = request_.resources.empty() || request_.resources.size() > limits::request_resources_max;
    const auto resources = room_.rows<ResourceText>(is_too_many ? 0 : request_.resources.size());
    reading.caller = caller;
    reading.caller.name = room_.copy(caller.name);
    reading.caller.owner_uin = room_.copy(caller.owner_uin);
    reading.is_readable = read_action(room_.copy(request_.action), reading.action) && !is_too_many;
    for (std::size_t i = 0; !is_too_many && i < request_.resources.size(); ++i) {
      const std::string_view text = room_.copy(request_.resources[i]);
      if (resources.empty()) continue;
      reading.is_readable = read_resource(text, resources[i]) && reading.is_readable;
      resources[i].content_hash = hash_of(resources[i].content);
    }
    reading.resources = resources;
    read_context(reading);
  }

 private:
  void read_context(RequestReading& reading) {
    std::size_t count = 0;
    for (const GivenKey& key : keys_) count += key.values->size();
    const auto tags = room_.rows<std::uint32_t>(keys_.size());
    const auto rows = room_.rows<PreparedContext::Key>(keys_.size());
    auto values = room_.rows<std::string_view>(count);
    for (std::size_t i = 0; i < keys_.size(); ++i) {
      const std::string_view text = room_.copy(keys_[i].text);
      const std::size_t size = keys_[i].values->size();
      for (std::size_t n = 0; n < size; ++n) {
        const std::string_view value = room_.copy((*keys_[i].values)[n]);
        if (!values.empty()) values[n] = value;
      }
      if (rows.empty()) continue;
      tags[i] = keys_[i].tag;
      rows[i] = {text, values.first(size)};
      values = values.subspan(size);
    }
    reading.context = {tags, rows};
  }

  const Request& request_;
  std::span<const GivenKey> keys_;
  Room& room_;
};

}  // namespace

CallerKey CallerKey::of(const PrincipalRef& ref) {
  if (const auto* user = std::get_if<UserRef>(&ref)) {
    const NumberHash hash = number_hash_of(user->uin);
    return {.hash = hash.value,
            .is_exact = hash.is_exact,
            .name = user->uin,
            .owner_uin = user->owner_uin,
            .kind = Kind::User};
  }
  if (const auto* role = std::get_if<RoleRef>(&ref)) {
    return {.name = role->role, .owner_uin = role->owner_uin, .kind = Kind::Role};
  }
  if (const auto* service = std::get_if<ServiceRef>(&ref)) {
    return {.name = service->name, .owner_uin = {}, .kind = Kind::Service};
  }
  return {};
}

std::shared_ptr<const RequestReading> RequestReading::create(const Request& request,
                                                             std::shared_ptr<const ActionTable> actions) {
  const std::vector<GivenKey> keys = given_keys(request.context);
  Room counted;
  RequestReading unused;
  Reader(request, keys, counted).read(unused);

  auto bytes = std::make_unique<std::byte[]>(sizeof(RequestReading) + counted.used());
  const auto end = [](RequestReading* reading) {
    const std::unique_ptr<std::byte[]> last(reinterpret_cast<std::byte*>(reading));
    std::destroy_at(reading);
  };
  const std::shared_ptr<RequestReading> reading(::new (bytes.release()) RequestReading, end);
  Room room(reinterpret_cast<std::byte*>(reading.get() + 1));
  Reader(request, keys, room).read(*reading);
  if (reading->is_readable) reading->action_facts = actions->find(reading->action);
  reading->actions = actions.get();
  reading->kept_actions = std::move(actions);
  if (request.session_policy != nullptr) reading->session = held_session(*request.session_policy);
  reading->is_plain = reading->is_readable && reading->resources.size() == 1 && !reading->session &&
                      reading->caller.kind == CallerKey::Kind::User && reading->caller.is_exact &&
                      reading->action_facts.needs_permission && reading->action.service != "account";
  return reading;
}

}  // namespace opencam
