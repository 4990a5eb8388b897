#include "identifiers.h"

#include <gtest/gtest.h>

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <fstream>
#include <sstream>

#include "base/text.h"

namespace opencam::tests {

namespace json = boost::json;

namespace {

std::string read_text(const std::string& path) {
  std::ifstream file(std::string(OPENCAM_SOURCE_DIR) + "/" + path);
  std::ostringstream text;
  text << file.rdbuf();
  EXPECT_FALSE(text.str().empty()) << path;
  return text.str();
}

std::string text_of(const json::value& value) { return std::string(value.get_string()); }

using Kinds = std::map<std::string, std::string, std::less<>>;

const Kinds& kinds() {
  static const Kinds read = [] {
    Kinds out;
    std::istringstream lines(read_text("tests/api/parameter_kinds.txt"));
    for (std::string line; std::getline(lines, line);) {
      std::istringstream words(line);
      std::string name;
      std::string kind;
      if (line.starts_with('#') || !(words >> name >> kind)) continue;
      EXPECT_TRUE(out.emplace(name, kind).second) << name << " stands twice in parameter_kinds.txt";
    }
    return out;
  }();
  return read;
}

struct Table {
  std::map<std::string, std::vector<Parameter>, std::less<>> actions;
  std::set<std::string> used_kinds;
};

// What parameter_kinds.txt says: of the path with its action, of the path, or of `Struct.*` for all that is inside.
std::string kind_of(const std::string& action, const std::string& path, Table& table) {
  std::vector<std::string> names = {action + "." + path, path};
  for (std::size_t dot = path.rfind('.'); dot != std::string::npos && dot > 0; dot = path.rfind('.', dot - 1)) {
    names.push_back(path.substr(0, dot) + ".*");
  }
  for (const std::string& name : names) {
    const auto kind = kinds().find(name);
    if (kind == kinds().end()) continue;
    table.used_kinds.insert(name);
    return kind->second;
  }
  return {};
}

// Depth first, in the order of the file; `open` holds what is left of the structs on the way.
void add_parameters(const json::object& api, const json::array& fields, const std::string& action, Table& table) {
  struct Open {
    const json::array* fields;
    std::size_t next;
    std::string prefix;
    std::vector<bool> lists;
  };
  std::vector<Open> open = {{&fields, 0, "", {}}};
  while (!open.empty()) {
    Open& now = open.back();
    if (now.next == now.fields->size()) {
      open.pop_back();
      continue;
    }
    const json::value& field = (*now.fields)[now.next++];
    const std::string type = text_of(field.at("type"));
    const std::string plain = type.ends_with("[]") ? type.substr(0, type.size() - 2) : type;
    const std::string path = now.prefix + text_of(field.at("name"));
    if (const auto* inner = api.at("structs").get_object().if_contains(plain)) {
      std::vector<bool> lists = now.lists;
      lists.push_back(plain != type);
      open.push_back({&inner->at("members").get_array(), 0, path + ".", std::move(lists)});
      continue;
    }
    table.actions[action].push_back(
        {.path = path, .type = type, .kind = kind_of(action, path, table), .lists = now.lists});
  }
}

const Table& table() {
  static const Table read = [] {
    Table out;
    for (const std::string& service : typed_services()) {
      const json::value api = json::parse(read_text("api/" + service + ".json"));
      for (const auto& [action, fields] : api.at("actions").get_object()) {
        out.actions[action];
        add_parameters(api.get_object(), fields.at("request").get_array(), action, out);
      }
    }
    return out;
  }();
  return read;
}

json::value typed(const Parameter& parameter, const std::string& value) {
  const bool is_list = parameter.type.ends_with("[]");
  json::value plain(value);
  if (!parameter.type.starts_with("string")) plain = json::parse(value);
  return is_list ? json::value(json::array{plain}) : plain;
}

const json::value* step(const json::value* value, std::string_view name) {
  if (value != nullptr && value->is_array()) value = value->get_array().empty() ? nullptr : &value->get_array().front();
  if (value == nullptr || !value->is_object()) return nullptr;
  return value->get_object().if_contains(name);
}

}  // namespace

const std::set<std::string, std::less<>>& typed_services() {
  static const std::set<std::string, std::less<>> services = {"batch", "cam", "cloudaudit", "sts", "tag"};
  return services;
}

std::vector<Parameter> parameters_of(std::string_view action) {
  const auto found = table().actions.find(action);
  return found == table().actions.end() ? std::vector<Parameter>{} : found->second;
}

std::vector<std::string> idle_kinds() {
  std::vector<std::string> idle;
  for (const auto& [name, kind] : kinds()) {
    if (!table().used_kinds.contains(name)) idle.push_back(name);
  }
  return idle;
}

std::string value_of(const json::object& asked, const Parameter& parameter) {
  const json::value root(asked);
  const json::value* value = &root;
  for (const std::string_view piece : text::split(parameter.path, '.')) value = step(value, piece);
  if (value != nullptr && value->is_array()) {
    value = value->get_array().empty() ? nullptr : &value->get_array().front();
  }
  if (value == nullptr) return {};
  return value->is_string() ? text_of(*value) : json::serialize(*value);
}

json::object with_value(json::object asked, const Parameter& parameter, const std::string& value) {
  json::object* at = &asked;
  const auto pieces = text::split(parameter.path, '.');
  for (std::size_t i = 0; i + 1 < pieces.size(); ++i) {
    json::value& inner = (*at)[pieces[i]];
    if (inner.is_null()) inner = json::object();
    if (parameter.lists[i] && !inner.is_array()) inner = json::array{inner};
    if (inner.is_array() && inner.get_array().empty()) inner.get_array().push_back(json::object());
    at = &(inner.is_array() ? inner.get_array().front() : inner).get_object();
  }
  (*at)[pieces.back()] = typed(parameter, value);
  return asked;
}

std::vector<Identity> identities(Scene& s) {
  const auto made = [&s](std::string_view action, const json::object& parameters) {
    Answer answer = s.call_as(s.other_root_keys, action, parameters);
    EXPECT_EQ(answer.code, "ok") << action << ": " << answer.body;
    return answer;
  };
  const Answer ben = made("AddUser", {{"Name", "ben"}, {"UseApi", 1}});
  const Answer crew = made("CreateGroup", {{"GroupName", "crew"}});
  const Answer looks =
      made("CreatePolicy", {{"PolicyName", "Looks"}, {"PolicyDocument", document("allow", {"cam:Get*"})}});
  const Answer walker = made("CreateRole", {{"RoleName", "walker"}, {"PolicyDocument", trust(s.other_uin)}});
  const std::string acme = "qcs::cam::uin/" + std::to_string(s.account_uin) + ":";
  const std::string other = "qcs::cam::uin/" + std::to_string(s.other_uin) + ":";
  const std::string own = "qcs::cam::uin/:";
  const std::string nobody = "100999999999";
  const std::string ann = std::to_string(s.ann);
  const std::string ben_uin = std::to_string(ben.number("Uin"));
  return {
      {"user_uin", ann, nobody, ben_uin},
      {"user_uin", std::to_string(s.account_uin), nobody, ben_uin},
      {"user_uid", std::to_string(s.ann_uid), "99999999", std::to_string(ben.number("Uid"))},
      {"user_name", "ann", "never-was", "ben"},
      {"group_id", std::to_string(s.group), "99999999", std::to_string(crew.number("GroupId"))},
      {"group_name", "ops", "never-was", "crew"},
      {"policy_id", std::to_string(s.policy), "99999999", std::to_string(looks.number("PolicyId"))},
      {"policy_name", "Reads", "NeverWas", "Looks"},
      {"role_id", s.role, "4611686018427999999", walker.text("RoleId")},
      {"role_name", "runner", "never-was", "walker"},
      {"role_arn", acme + "roleName/runner", acme + "roleName/never-was", other + "roleName/walker"},
      {"role_arn", acme + "role/" + s.role, acme + "role/4611686018427999999", other + "roleName/walker"},
      {"access_key", s.ann_keys.secret_id, "AKIDneverwasneverwasneverwasneverwas", ben.text("SecretId")},
      {"resource", acme + "uin/" + ann, acme + "uin/" + nobody, other + "uin/" + ben_uin},
      {"resource", own + "uin/" + ann, own + "uin/" + nobody, other + "uin/" + ben_uin},
      {"resource", own + "roleName/runner", own + "roleName/never-was", other + "uin/" + ben_uin},
      {"receiver_name", "acme-receiver", "never-was", ""},
      {"provider_name", "acme-provider", "never-was", ""},
      {"provider_arn", acme + "saml-provider/acme-provider", acme + "saml-provider/never-was", ""},
      {"task_id", "acme-task", "never-was", ""},
      {"job_id", "job-aaaaaaaa", "job-zzzzzzzz", ""},
      {"env_id", "env-aaaaaaaa", "env-zzzzzzzz", ""},
      {"node_id", "node-aaaaaaaa", "node-zzzzzzzz", ""},
      {"template_id", "task-tmpl-aaaaaaaa", "task-tmpl-zzzzzzzz", ""},
  };
}

}  // namespace opencam::tests
