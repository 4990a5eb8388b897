// Writes the members of a response into a JSON object; the generated to_json functions are made of it.
//
//   ResponseWriter out;
//   out.put("Uin", response.uin);
//   out.put_present("Remark", response.remark);   // left out when empty
//   out.put_or_null("Tags", response.tags);       // null when empty
//   return std::move(out).take();
//
// Integers stay integers of 64 bits: clients of statically typed languages refuse anything else.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace opencam::api {

class ResponseWriter {
 public:
  template <typename T>
  void put(std::string_view name, const T& member) {
    object_.emplace(boost::json::string_view(name.data(), name.size()), value_of(member));
  }

  template <typename T>
  void put_present(std::string_view name, const std::optional<T>& member) {
    if (member) put(name, *member);
  }

  template <typename T>
  void put_or_null(std::string_view name, const std::optional<T>& member) {
    if (member) return put(name, *member);
    object_.emplace(boost::json::string_view(name.data(), name.size()), nullptr);
  }

  boost::json::object take() && { return std::move(object_); }

 private:
  static boost::json::value value_of(const std::string& text) {
    return boost::json::string(boost::json::string_view(text.data(), text.size()));
  }
  static boost::json::value value_of(std::int64_t number) { return number; }
  static boost::json::value value_of(std::uint64_t number) { return number; }
  static boost::json::value value_of(double number) { return number; }
  static boost::json::value value_of(bool truth) { return truth; }

  template <typename T>
  static boost::json::value value_of(const std::vector<T>& items) {
    boost::json::array list;
    list.reserve(items.size());
    for (const T& item : items) list.push_back(value_of(item));
    return list;
  }

  // A struct: its generated to_json is found by the type's namespace.
  template <typename T>
  static boost::json::value value_of(const T& object) {
    return to_json(object);
  }

  boost::json::object object_;
};

}  // namespace opencam::api
