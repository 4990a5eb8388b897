// What the catalogue says about actions, found by a view: made once for a catalogue, asked in every decision.
//
// Immutable; share it between threads. Borrows the catalogue's texts.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "engine/asked_view.h"

namespace opencam {

class ActionTable {
 public:
  explicit ActionTable(const Catalog& catalog);

  // CAM-070 to CAM-073, CAM-080; of an action that no catalogue lists too.
  ActionFacts find(const ActionView& action) const;

 private:
  struct Row {
    std::uint32_t tag = 0;
    std::string_view service;  // empty: free
    std::string_view name;
    ActionFacts facts;
  };

  std::vector<Row> actions_;   // powers of two
  std::vector<Row> services_;  // those whose list is complete, without a name
};

}  // namespace opencam
