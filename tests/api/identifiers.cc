#include "identifiers.h"

#include <gtest/gtest.h>

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <fstream>
#include <sstream>

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

void add_parameters(const json::object& api, const json::array& fields, const std::string& action,
                    const std::string& prefix, bool is_in_list, Table& table) {
  for (const json::value& field : fields) {
    const std::string type = text_of(field.at("type"));
    const std::string plain = type.ends_with("[]") ? type.substr(0, type.size() - 2) : type;
    const std::string path = prefix + text_of(field.at("name"));
    if (const auto* inner = api.at("structs").get_object().if_contains(plain)) {
      // The structs of requests are flat: one step down is as deep as they are.
      EXPECT_TRUE(prefix.empty()) << action << " " << path;
      if (!prefix.empty()) continue;
      add_parameters(api, inner->at("members").get_array(), action, path + ".", plain != type, table);
      continue;
    }
    Parameter parameter{.path = path, .type = type, .kind = {}, .is_in_list = is_in_list};
    for (const std::string& name : {action + "." + path, path}) {
      const auto kind = kinds().find(name);
      if (kind == kinds().end()) continue;
      parameter.kind = kind->second;
      table.used_kinds.insert(name);
      break;
    }
    table.actions[action].push_back(std::move(parameter));
  }
}

const Table& table() {
  static const Table read = [] {
    Table out;
    for (const std::string& service : typed_services()) {
      const json::value api = json::parse(read_text("api/" + service + ".json"));
      for (const auto& [action, fields] : api.at("actions").get_object()) {
        out.actions[action];
        add_parameters(api.get_object(), fields.at("request").get_array(), action, "", false, out);
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
  static const std::set<std::string, std::less<>> services = {"cam", "cloudaudit", "sts", "tag"};
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
  const std::size_t dot = parameter.path.find('.');
  const json::value* value = step(&root, parameter.path.substr(0, dot));
  if (dot != std::string::npos) value = step(value, parameter.path.substr(dot + 1));
  if (value != nullptr && value->is_array()) {
    value = value->get_array().empty() ? nullptr : &value->get_array().front();
  }
  if (value == nullptr) return {};
  return value->is_string() ? text_of(*value) : json::serialize(*value);
}

json::object with_value(json::object asked, const Parameter& parameter, const std::string& value) {
  const std::size_t dot = parameter.path.find('.');
  if (dot == std::string::npos) {
    asked[parameter.path] = typed(parameter, value);
    return asked;
  }
  json::value& outer = asked[parameter.path.substr(0, dot)];
  if (outer.is_null()) outer = json::object();
  if (parameter.is_in_list && !outer.is_array()) outer = json::array{outer};
  json::value& inner = outer.is_array() ? outer.get_array().front() : outer;
  inner.get_object()[parameter.path.substr(dot + 1)] = typed(parameter, value);
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
  };
}

}  // namespace opencam::tests
