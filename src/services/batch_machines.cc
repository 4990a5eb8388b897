#include "services/batch_machines.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <boost/system/error_code.hpp>

#include "base/check.h"
#include "base/text.h"
#include "services/batch_limits.h"
#include "services/parameter_reader.h"

namespace opencam::services {

// What the file holds, as the reader of parameters fills it in.
struct TypeForm {
  std::string name, family, kind;
  std::int64_t cores = 0;
  std::int64_t memory_gib = 0;
};
static void read_members(api::ParameterReader& in, TypeForm& out) {
  in.required("name", out.name);
  in.required("family", out.family);
  in.required("kind", out.kind);
  in.required("cores", out.cores);
  in.required("memory_gib", out.memory_gib);
}
static void read_members(api::ParameterReader& in, MachineCategory& out) {
  in.required("name", out.name);
  in.required("families", out.families);
}
static void read_members(api::ParameterReader& in, MachineSystem& out) {
  in.required("id", out.id);
  in.required("name", out.name);
  in.required("class", out.class_name);
  in.required("description", out.description);
}

namespace {

Error unusable(const std::string& what) {
  return Error(ErrorCode::InvalidArgument, "the list of machine types cannot be used: " + what)
      .with_help("its form is in docs/batch/machines.md");
}

bool is_size(std::int64_t number) { return number >= 1 && number <= limits::batch_machine_size_max; }

Result<MachineType> type_of(const TypeForm& form, const std::vector<MachineType>& before) {
  const std::string quoted = "`" + text::shortened(form.name) + "`";
  if (form.name.empty()) return unusable("a type has no name");
  if (form.kind != "CVM" && form.kind != "CPM") return unusable("the kind of " + quoted + " is neither CVM nor CPM");
  if (!is_size(form.cores) || !is_size(form.memory_gib)) return unusable("the size of " + quoted + " is out of range");
  if (std::ranges::find(before, form.name, &MachineType::name) != before.end()) {
    return unusable(quoted + " stands there twice");
  }
  return MachineType{.name = form.name,
                     .family = form.family,
                     .is_physical = form.kind == "CPM",
                     .cores = form.cores,
                     .memory_gib = form.memory_gib};
}

}  // namespace

const MachineTypes& MachineTypes::built_in() {
  static const auto types = [] {
    auto read = MachineTypes::read(built_in_machines());
    OPENCAM_CHECK(read);
    return *read;
  }();
  return *types;
}

Result<std::shared_ptr<const MachineTypes>> MachineTypes::read(std::string_view text) {
  boost::system::error_code failure;
  const boost::json::value root = boost::json::parse(text, failure);
  if (failure || !root.is_object()) return unusable("it is no JSON object");
  auto out = std::make_shared<MachineTypes>();
  std::int64_t version = 0;
  std::int64_t zones = 0;
  std::vector<TypeForm> forms;
  api::ParameterReader in(root.get_object());
  in.required("schema_version", version);
  in.required("zones_per_region", zones);
  in.required("categories", out->categories_);
  in.required("types", forms);
  in.required("systems", out->systems_);
  if (const auto whole = in.finish(); !whole) return unusable(whole.error().message());
  if (version != 1) return unusable("its schema_version is not 1");
  if (zones < 1 || zones > limits::batch_zones_max) return unusable("zones_per_region is out of range");
  if (forms.size() > limits::batch_machine_types_max) return unusable("it holds too many types");
  for (const TypeForm& form : forms) {
    OPENCAM_TRY(MachineType type, type_of(form, out->types_));
    out->types_.push_back(std::move(type));
  }
  for (const bool is_physical : {false, true}) {
    if (std::ranges::find(out->types_, is_physical, &MachineType::is_physical) == out->types_.end()) {
      return unusable("it needs a type of each kind, CVM and CPM");
    }
  }
  out->zones_per_region_ = static_cast<std::uint32_t>(zones);
  return std::shared_ptr<const MachineTypes>(std::move(out));
}

const MachineType* MachineTypes::find(std::string_view name) const {
  const auto found = std::ranges::find(types_, name, &MachineType::name);
  return found == types_.end() ? nullptr : &*found;
}

const MachineType& MachineTypes::usual(bool is_physical) const {
  return *std::ranges::find(types_, is_physical, &MachineType::is_physical);
}

const MachineType* MachineTypes::smallest(std::int64_t cores, std::int64_t memory_gib,
                                          const std::vector<std::string>& categories) const {
  const auto is_wanted = [&](const MachineType& type) {
    if (type.is_physical || type.cores < cores || type.memory_gib < memory_gib) return false;
    return categories.empty() || std::ranges::any_of(categories_, [&](const MachineCategory& category) {
             return std::ranges::find(categories, category.name) != categories.end() &&
                    std::ranges::find(category.families, type.family) != category.families.end();
           });
  };
  const MachineType* best = nullptr;
  for (const MachineType& type : types_) {
    const bool is_smaller =
        best == nullptr || std::pair(type.cores, type.memory_gib) < std::pair(best->cores, best->memory_gib);
    if (is_wanted(type) && is_smaller) best = &type;
  }
  return best;
}

}  // namespace opencam::services
