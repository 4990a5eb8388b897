// The sizes of machines that jobs and environments may name, and what is told about them.
//
// Jobs run in slots of the machine that the server is on, so a type is a name for a size: what a slot may use, and what
// counts against an account's cores. The list is data (data/batch_machines.json, docs/batch/machines.md), built in and
// replaceable by the operator. Immutable; share it between threads.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "opencam/result.h"

namespace opencam::services {

struct MachineType {
  std::string name;  // "S5.SMALL1"
  std::string family;
  bool is_physical = false;  // CPM, otherwise CVM
  std::int64_t cores = 1;
  std::int64_t memory_gib = 1;
};

struct MachineCategory {
  std::string name;
  std::vector<std::string> families;
};

struct MachineSystem {
  std::uint64_t id = 0;
  std::string name;
  std::string class_name;
  std::string description;
};

class MachineTypes {
 public:
  static const MachineTypes& built_in();
  // Errors: InvalidArgument, with what is wrong.
  static Result<std::shared_ptr<const MachineTypes>> read(std::string_view text);

  const std::vector<MachineType>& types() const { return types_; }
  const std::vector<MachineCategory>& categories() const { return categories_; }
  const std::vector<MachineSystem>& systems() const { return systems_; }
  // Zones are names here; this many of each region are listed.
  std::uint32_t zones_per_region() const { return zones_per_region_; }

  // Null when there is none.
  const MachineType* find(std::string_view name) const;
  // The first of that kind: what is meant when nothing is said. Never null.
  const MachineType& usual(bool is_physical) const;
  // The smallest CVM with at least so much, in these categories (empty: any); null when there is none.
  const MachineType* smallest(std::int64_t cores, std::int64_t memory_gib,
                              const std::vector<std::string>& categories) const;

 private:
  std::vector<MachineType> types_;
  std::vector<MachineCategory> categories_;
  std::vector<MachineSystem> systems_;
  std::uint32_t zones_per_region_ = 1;
};

// The text of data/batch_machines.json.
std::string_view built_in_machines();

}  // namespace opencam::services
