#include "wire/api_form.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/string.hpp>
#include <boost/json/value.hpp>
#include <map>
#include <optional>

#include "base/limits.h"
#include "base/text.h"

namespace opencam {
namespace {

namespace json = boost::json;

// A node of the tree of names. A node comes after its parent in the list of nodes, so walking the list backwards meets
// every child before its parent.
struct Node {
  std::size_t parent = 0;
  std::string_view key;  // within the parent
  const std::string* value = nullptr;
  std::map<std::string_view, std::size_t> children;
};

// An index as the clients write it: no sign, no leading zero.
bool is_index(std::string_view key) { return text::is_all_digits(key) && (key.size() == 1 || key[0] != '0'); }

// Finds or makes the node of a dotted name.
ApiResult<std::size_t> node_of(std::vector<Node>& nodes, std::string_view name) {
  std::size_t place = 0;
  std::uint32_t depth = 0;
  for (const std::string_view key : text::split(name, '.')) {
    if (key.empty() || ++depth > limits::form_depth_max) {
      return api_error(ApiCode::InvalidParameter, "`" + text::shortened(name) + "` is no parameter name",
                       "`" + text::shortened(name) + "` 不是合法的参数名");
    }
    const auto [child, is_new] = nodes[place].children.try_emplace(key, nodes.size());
    const std::size_t next = child->second;
    if (is_new) nodes.push_back({.parent = place, .key = key, .value = nullptr, .children = {}});
    if (nodes.size() > limits::form_nodes_max) {
      return api_error(ApiCode::InvalidParameter, "there are too many parameters", "参数过多");
    }
    place = next;
  }
  return place;
}

ApiResult<std::vector<Node>> tree_of(const std::vector<FormPair>& pairs) {
  std::vector<Node> nodes(1);
  for (const FormPair& pair : pairs) {
    const std::string shown = text::shortened(pair.name);
    if (!text::is_utf8(pair.name) || !text::is_utf8(pair.value)) return api_error(ApiCode::InvalidParameterText, shown);
    OPENCAM_TRY(const std::size_t place, node_of(nodes, pair.name));
    if (nodes[place].value != nullptr) return api_error(ApiCode::InvalidParameterRepeated, shown);
    nodes[place].value = &pair.value;
  }
  return nodes;
}

std::string name_of(const std::vector<Node>& nodes, std::size_t place) {
  std::vector<std::string> keys;
  for (; place != 0; place = nodes[place].parent) keys.emplace_back(nodes[place].key);
  std::reverse(keys.begin(), keys.end());
  return text::shortened(text::joined(keys, "."));
}

// The list that the children form, or nothing when their names are not 0, 1, 2 ... without a gap.
std::optional<json::array> list_of(const Node& node, std::vector<json::value>& values) {
  std::vector<std::size_t> ordered(node.children.size(), 0);
  for (const auto& [key, child] : node.children) {
    // More than six digits are more children than a request may have.
    if (!is_index(key) || key.size() > 6) return std::nullopt;
    const std::size_t index = std::stoul(std::string(key));
    if (index >= ordered.size()) return std::nullopt;
    ordered[index] = child;
  }
  json::array list;
  for (const std::size_t child : ordered) list.push_back(std::move(values[child]));
  return list;
}

json::object object_of(const Node& node, std::vector<json::value>& values) {
  json::object object;
  for (const auto& [key, child] : node.children) object.emplace(key, std::move(values[child]));
  return object;
}

}  // namespace

ApiResult<boost::json::object> unflatten(const std::vector<FormPair>& pairs) {
  OPENCAM_TRY(const std::vector<Node> nodes, tree_of(pairs));
  std::vector<json::value> values(nodes.size());
  for (std::size_t place = nodes.size() - 1; place > 0; --place) {
    const Node& node = nodes[place];
    if (node.children.empty()) {
      values[place] = json::string(*node.value);
      continue;
    }
    if (node.value != nullptr) return api_error(ApiCode::InvalidParameterType, name_of(nodes, place));
    // The keys are sorted and digits come before letters, so the first one tells a list from an object.
    if (text::is_digit(node.children.begin()->first.front())) {
      std::optional<json::array> list = list_of(node, values);
      if (!list) return api_error(ApiCode::InvalidParameterList, name_of(nodes, place));
      values[place] = *std::move(list);
    } else {
      values[place] = object_of(node, values);
    }
  }
  return object_of(nodes.front(), values);
}

}  // namespace opencam
