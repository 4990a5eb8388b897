#include "engine/action_table.h"

#include <bit>

#include "engine/hash.h"
#include "engine/same_text.h"

namespace opencam {
namespace {

template <typename Rows, typename Row>
void put_into(Rows& rows, const Row& row) {
  const std::size_t mask = rows.size() - 1;
  std::size_t place = row.tag & mask;
  while (!rows[place].service.empty()) place = (place + 1) & mask;
  rows[place] = row;
}

template <typename Rows>
const auto* found_in(const Rows& rows, std::uint32_t tag, std::string_view service, std::string_view name) {
  const std::size_t mask = rows.size() - 1;
  for (std::size_t place = tag & mask; !rows[place].service.empty(); place = (place + 1) & mask) {
    const auto& row = rows[place];
    if (row.tag == tag && same_text(row.name, name) && same_text(row.service, service)) return &row;
  }
  return static_cast<decltype(&rows[0])>(nullptr);
}

}  // namespace

ActionTable::ActionTable(const Catalog& catalog) {
  std::size_t action_count = 0;
  for (const auto& [name, service] : catalog.services()) action_count += service.actions.size();
  actions_.resize(std::bit_ceil(action_count * 2 + 1));
  services_.resize(std::bit_ceil(catalog.services().size() * 2 + 1));
  for (const auto& [name, service] : catalog.services()) {
    if (service.actions_complete) {
      put_into(services_, Row{.tag = tag_of(service.name), .service = service.name, .name = {}, .facts = {}});
    }
    for (const ActionInfo& action : service.actions) {
      const ActionFacts facts{.needs_permission = action.needs_permission,
                              .supports_ip_condition = action.supports_ip_condition,
                              .is_decided_as_a_whole = action.level != Level::Resource};
      put_into(actions_, Row{.tag = tag_of(action.name.text()),
                             .service = action.name.service,
                             .name = action.name.name,
                             .facts = facts});
    }
  }
}

ActionFacts ActionTable::find(const ActionView& action) const {
  if (const Row* row = found_in(actions_, tag_of(action.hash), action.service, action.name)) return row->facts;
  const bool is_complete = found_in(services_, action.service_tag, action.service, {}) != nullptr;
  return {.is_decided_as_a_whole = is_complete};
}

}  // namespace opencam
