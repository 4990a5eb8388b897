// Reads the parameters of one request into a struct, member by member; the generated read functions are made of it.
//
//   ParameterReader in(parameters);
//   in.required("Name", request.name);
//   in.optional("Remark", request.remark);
//   OPENCAM_TRY(in.finish());
//
// It is lenient where clients are (numbers and booleans as texts, null for absent) and strict otherwise; the table is
// in docs/formats/api.md. The first failure is kept and every later call does nothing. A reader borrows the object it
// reads and lives no longer than it; nested structs are read through a reader of their own that reports to its parent.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "opencam/result.h"

namespace opencam::api {

// What a parameter of type text reads from a text or a number; nothing for every other value. Whoever looks at
// parameters before they are read (the gate) sees through this what the action will see (CAM-174).
std::optional<std::string> text_of(const boost::json::value& value);

class ParameterReader {
 public:
  explicit ParameterReader(const boost::json::object& parameters) : object_(parameters) {}
  ParameterReader(const ParameterReader&) = delete;
  ParameterReader& operator=(const ParameterReader&) = delete;

  template <typename T>
  void required(std::string_view name, T& out) {
    if (const boost::json::value* value = take(name)) {
      read_value(*value, Place{this, name, std::nullopt}, out);
    } else {
      fail_missing(name);
    }
  }

  // Of a struct that also stands in responses, where it may be absent.
  template <typename T>
  void required(std::string_view name, std::optional<T>& out) {
    required(name, out.emplace());
  }

  template <typename T>
  void optional(std::string_view name, std::optional<T>& out) {
    if (const boost::json::value* value = take(name))
      read_value(*value, Place{this, name, std::nullopt}, out.emplace());
  }

  // The first failure; otherwise whether every parameter was asked for.
  Result<void> finish();

 private:
  // Where a value stands, so that a failure can name it as a query would spell it: `Tags.0.Key`.
  struct Place {
    const ParameterReader* in;
    std::string_view name;
    std::optional<std::size_t> index;
  };

  ParameterReader(const boost::json::object& members, const Place& place, ParameterReader& root)
      : object_(members), place_(place), root_(&root) {}

  // The value of that name, or null when it is absent or JSON null. Notes that the name is known.
  const boost::json::value* take(std::string_view name);

  void read_value(const boost::json::value& value, const Place& place, std::string& out);
  void read_value(const boost::json::value& value, const Place& place, std::int64_t& out);
  void read_value(const boost::json::value& value, const Place& place, std::uint64_t& out);
  void read_value(const boost::json::value& value, const Place& place, double& out);
  void read_value(const boost::json::value& value, const Place& place, bool& out);

  template <typename T>
  void read_value(const boost::json::value& value, const Place& place, std::vector<T>& out) {
    const boost::json::array* items = value.if_array();
    if (items == nullptr) return fail_type(value, place, "a list", false);
    out.reserve(items->size());
    for (std::size_t i = 0; i < items->size() && !failed(); ++i) {
      read_value((*items)[i], Place{place.in, place.name, i}, out.emplace_back());
    }
  }

  // A struct: its generated read_members is found by the type's namespace. As deep as the types are, not the input.
  template <typename T>
  void read_value(const boost::json::value& value, const Place& place, T& out) {
    const boost::json::object* members = value.if_object();
    if (members == nullptr) return fail_type(value, place, "an object", false);
    ParameterReader in(*members, place, *root_);
    read_members(in, out);
    in.refuse_unknown();
  }

  bool failed() const { return root_->error_.has_value(); }
  void refuse_unknown();
  void fail_missing(std::string_view name);
  // `shows_value`: the message may repeat the value. Not for texts, which may be secret.
  void fail_type(const boost::json::value& value, const Place& place, std::string_view wanted, bool shows_value);
  static std::string path(const Place& place);

  const boost::json::object& object_;
  std::optional<Place> place_;
  ParameterReader* root_ = this;
  std::vector<std::string_view> known_;
  std::optional<Error> error_;  // of the root only
};

}  // namespace opencam::api
