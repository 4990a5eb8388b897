// Tags. Every action has a call that works (`working`), for which `prepare` puts in place what it needs; the cases of
// its error codes change one parameter of that call.
#include <algorithm>

#include "base/limits.h"
#include "cases.h"
#include "services/generated/api_action.h"

namespace opencam::tests {

namespace json = boost::json;

namespace {

constexpr const char* job = "qcs::batch:ap-guangzhou:uin/:job/job-1";

json::object tag(const std::string& key, const std::string& value) { return {{"TagKey", key}, {"TagValue", value}}; }

// The tag team=a on a job, and the tags team=b and stage=test that nothing has.
void prepare(Scene& s) {
  s.root("AddResourceTag", {{"TagKey", "team"}, {"TagValue", "a"}, {"Resource", job}});
  s.root("CreateTags", {{"Tags", json::array{tag("team", "b"), tag("stage", "test")}}});
}

json::object job_ids() {
  return {{"ServiceType", "batch"},
          {"ResourcePrefix", "job"},
          {"ResourceRegion", "ap-guangzhou"},
          {"ResourceIds", json::array{"job-1"}}};
}

json::object merged(json::object into, const json::object& more) {
  for (const auto& [key, value] : more) into[key] = value;
  return into;
}

json::object working(const std::string& action, const Scene& s) {
  const json::array team_filter{json::object{{"TagKey", "team"}, {"TagValue", json::array{"a"}}}};
  const std::string ann = "qcs::cam::uin/:uin/" + std::to_string(s.ann);
  const json::object users{{"ServiceType", "cam"},
                           {"ResourcePrefix", "uin"},
                           {"ResourceRegion", ""},
                           {"ResourceIds", json::array{std::to_string(s.ann)}}};
  if (action == "AddResourceTag") return merged(tag("stage", "live"), {{"Resource", ann}});
  if (action == "AttachResourcesTag") return merged(users, tag("stage", "test"));
  if (action == "CreateTag") return tag("cost", "7");
  if (action == "CreateTags") return {{"Tags", json::array{tag("cost", "7"), tag("cost", "8")}}};
  if (action == "DeleteResourceTag") return {{"TagKey", "team"}, {"Resource", job}};
  if (action == "DeleteTag") return tag("team", "b");
  if (action == "DeleteTags") return {{"Tags", json::array{tag("team", "b"), tag("stage", "test")}}};
  if (action == "DescribeResourceTags") return {{"ServiceType", "batch"}, {"CreateUin", s.account_uin}};
  if (action == "DescribeResourceTagsByResourceIds") return users;
  if (action == "DescribeResourceTagsByTagKeys") return merged(users, {{"TagKeys", json::array{"team"}}});
  if (action.starts_with("DescribeResourcesByTags")) return {{"TagFilters", team_filter}};
  if (action == "DescribeTagValues") return {{"TagKeys", json::array{"team"}}};
  if (action == "DetachResourcesTag") return merged(job_ids(), {{"TagKey", "team"}});
  if (action == "GetResources") return {{"TagFilters", team_filter}};
  if (action == "GetTagValues") return {{"TagKeys", json::array{"team"}}};
  if (action == "ModifyResourceTags") {
    return {{"Resource", ann},
            {"ReplaceTags", json::array{tag("stage", "live")}},
            {"DeleteTags", json::array{json::object{{"TagKey", "team"}}}}};
  }
  if (action == "ModifyResourcesTagValue") return merged(job_ids(), tag("team", "b"));
  if (action == "TagResources")
    return {{"ResourceList", json::array{ann, job}}, {"Tags", json::array{tag("stage", "live")}}};
  if (action == "UnTagResources") return {{"ResourceList", json::array{ann, job}}, {"TagKeys", json::array{"team"}}};
  if (action == "UpdateResourceTagValue") return merged(tag("team", "c"), {{"Resource", job}});
  return {};
}

// The working call with these parameters in the place of its own.
Case changed(const std::string& action, const std::string& code, const json::object& parameters,
             directory::Quota quota = {}) {
  return {action, code,
          [=](Scene& s) {
            prepare(s);
            return s.call(action, merged(working(action, s), parameters));
          },
          quota};
}

const std::vector<std::string>& all_actions() {
  static const std::vector<std::string> actions = {"AddResourceTag",
                                                   "AttachResourcesTag",
                                                   "CreateTag",
                                                   "CreateTags",
                                                   "DeleteResourceTag",
                                                   "DeleteTag",
                                                   "DeleteTags",
                                                   "DescribeResourceTags",
                                                   "DescribeTagKeys",
                                                   "DescribeResourceTagsByResourceIds",
                                                   "DescribeTagValues",
                                                   "DescribeResourceTagsByTagKeys",
                                                   "DescribeTags",
                                                   "DescribeResourcesByTags",
                                                   "DetachResourcesTag",
                                                   "DescribeResourcesByTagsUnion",
                                                   "GetResources",
                                                   "GetTagKeys",
                                                   "GetTagValues",
                                                   "GetTags",
                                                   "ModifyResourceTags",
                                                   "ModifyResourcesTagValue",
                                                   "TagResources",
                                                   "UnTagResources",
                                                   "UpdateResourceTagValue"};
  return actions;
}

std::string letters(std::size_t count) { return std::string(count, 'x'); }

// Where an action takes a key or a value: at the top, or in a list.
struct Place {
  std::string action;
  std::function<json::object(const std::string&, const std::string&)> with;
  bool has_value = true;
};

json::object in_list(const char* list, const json::value& item) { return {{list, json::array{item}}}; }

std::vector<Place> places() {
  std::vector<Place> out;
  for (const std::string action : {"AddResourceTag", "AttachResourcesTag", "CreateTag", "DeleteTag",
                                   "ModifyResourcesTagValue", "UpdateResourceTagValue"}) {
    out.push_back({action, tag});
  }
  for (const std::string action : {"CreateTags", "DeleteTags", "TagResources"}) {
    out.push_back({action, [](const auto& key, const auto& value) { return in_list("Tags", tag(key, value)); }});
  }
  out.push_back({"ModifyResourceTags",
                 [](const auto& key, const auto& value) { return in_list("ReplaceTags", tag(key, value)); }});
  out.push_back({"GetResources", [](const auto& key, const auto& value) {
                   return in_list("TagFilters", json::object{{"TagKey", key}, {"TagValue", json::array{value}}});
                 }});
  for (const std::string action : {"DeleteResourceTag", "DetachResourcesTag"}) {
    out.push_back({action, [](const auto& key, const auto&) { return json::object{{"TagKey", key}}; }, false});
  }
  for (const std::string action :
       {"DescribeResourceTagsByTagKeys", "DescribeTagValues", "GetTags", "GetTagValues", "UnTagResources"}) {
    out.push_back({action, [](const auto& key, const auto&) { return in_list("TagKeys", json::value(key)); }, false});
  }
  return out;
}

// The forms of keys and values, in every place where the action lists a code of its own for it.
void add_form_cases(std::vector<Case>& cases) {
  const std::string value = "InvalidParameterValue.";
  const auto add = [&cases](const Place& place, const std::string& code, const std::string& key,
                            const std::string& text) {
    const api::ApiAction* action = api::find_api_action(place.action);
    const auto& listed = action->error_codes;
    if (std::ranges::find(listed, code) == listed.end()) return;
    cases.push_back(changed(place.action, code, place.with(key, text)));
  };
  for (const Place& place : places()) {
    add(place, value + "TagKeyEmpty", "", "v");
    add(place, value + "TagKeyLengthExceeded", letters(limits::tag_key_characters_max + 1), "v");
    // GetTagKeys names no key.
    add(place, value + "TagKeyCharacterIllegal", "a&b", "v");
    add(place, "InvalidParameter.ReservedTagKey", "project", "v");
    if (place.action == "GetTagValues") add(place, value + "ReservedTagKey", "qcs:x", "v");
    if (!place.has_value) continue;
    add(place, value + "TagValueLengthExceeded", "k", letters(limits::tag_value_characters_max + 1));
    add(place, value + "TagValueCharacterIllegal", "k", "a,b");
    if (place.action != "GetResources") add(place, value + "TagValueEmpty", "k", "");
  }
}

// What is named in pieces.
void add_piece_cases(std::vector<Case>& cases) {
  const std::string value = "InvalidParameterValue.";
  for (const std::string action : {"AttachResourcesTag", "DetachResourcesTag", "ModifyResourcesTagValue",
                                   "DescribeResourceTagsByResourceIds", "DescribeResourceTagsByTagKeys"}) {
    const bool has_service_code = action != "DescribeResourceTagsByTagKeys";
    cases.push_back(changed(action, value + (has_service_code ? "ServiceTypeInvalid" : "ResourcePrefixInvalid"),
                            {{"ServiceType", "no:service"}}));
    cases.push_back(changed(action, value + "RegionInvalid", {{"ResourceRegion", "ap-nowhere"}}));
    cases.push_back(changed(action, value + "ResourcePrefixInvalid", {{"ResourcePrefix", "a:b"}}));
    cases.push_back(changed(action, value + "ResourceIdInvalid", {{"ResourceIds", json::array{"*"}}}));
    cases.push_back(changed(action, value + "ResourceIdInvalid", {{"ResourceIds", json::array{}}}));
    const json::array many(51, "job-1");
    const bool is_reading = action.starts_with("Describe");
    cases.push_back(changed(action, is_reading ? value + "ResourceIdInvalid" : "LimitExceeded.ResourceNumPerRequest",
                            {{"ResourceIds", many}}));
    if (is_reading) continue;
    const json::object nobody{{"ServiceType", "cam"}, {"ResourcePrefix", "uin"}, {"ResourceIds", json::array{"12"}}};
    cases.push_back(changed(action, value + "ResourceDescriptionError", nobody));
  }
}

void add_six_segment_cases(std::vector<Case>& cases) {
  const std::string code = "InvalidParameterValue.ResourceDescriptionError";
  for (const std::string action :
       {"AddResourceTag", "DeleteResourceTag", "ModifyResourceTags", "UpdateResourceTagValue"}) {
    for (const std::string bad :
         {"", "*", "job-1", "qcs::nothing::uin/:job/1", "qcs::batch:ap-nowhere:uin/:job/1", "qcs::batch::uin/:job/*",
          "qcs::cam::uin/:uin/12", "qcs::cam::uin/:roleName/nobody", "qcs::cam::uin/:policy/99",
          "qcs::cam::uin/:group/99", "qcs::cam::uin/:cup/1", "qcs::batch::uin/100000009999:job/1"}) {
      cases.push_back(changed(action, code, {{"Resource", bad}}));
    }
  }
  cases.push_back(changed("GetResources", code, {{"ResourceList", json::array{"job-1"}}}));
  for (const std::string action : {"TagResources", "UnTagResources"}) {
    cases.push_back(changed(action, code, {{"ResourceList", json::array{}}}));
  }
  for (const std::string action : {"GetResources", "TagResources", "UnTagResources"}) {
    const json::array many(limits::tag_request_tags_max + 1, job);
    cases.push_back(changed(action, "LimitExceeded.ResourceNumPerRequest", {{"ResourceList", many}}));
  }
}

// So many different tags (or keys).
json::array many_tags(std::size_t count) {
  json::array out;
  for (std::size_t i = 0; i < count; ++i) out.emplace_back(tag("k" + std::to_string(i), "v"));
  return out;
}

json::array many_keys(std::size_t count) {
  json::array out;
  for (std::size_t i = 0; i < count; ++i) out.emplace_back("k" + std::to_string(i));
  return out;
}

void add_list_cases(std::vector<Case>& cases) {
  const std::string repeated = "InvalidParameterValue.TagKeyDuplicate";
  const json::array twice{tag("k", "v"), tag("k", "v")};
  cases.push_back(changed("CreateTags", "InvalidParameter.Tag", {{"Tags", twice}}));
  cases.push_back(changed("CreateTags", "InvalidParameter.Tag", {{"Tags", nullptr}}));
  cases.push_back(changed("CreateTags", "InvalidParameter.Tag", {{"Tags", many_tags(11)}}));
  cases.push_back(changed("DeleteTags", "InvalidParameterValue.TagKeyEmpty", {{"Tags", json::array{}}}));
  cases.push_back(changed("DeleteTags", "InvalidParameter", {{"Tags", many_tags(11)}}));
  cases.push_back(changed("TagResources", repeated, {{"Tags", twice}}));
  cases.push_back(changed("TagResources", "InvalidParameter.Tag", {{"Tags", json::array{}}}));
  cases.push_back(changed("TagResources", "LimitExceeded.TagNumPerRequest", {{"Tags", many_tags(11)}}));
  cases.push_back(changed("UnTagResources", repeated, {{"TagKeys", json::array{"k", "k"}}}));
  cases.push_back(changed("UnTagResources", "InvalidParameter.Tag", {{"TagKeys", json::array{}}}));
  cases.push_back(changed("UnTagResources", "LimitExceeded.TagNumPerRequest", {{"TagKeys", many_keys(11)}}));
  cases.push_back(changed("ModifyResourceTags", "InvalidParameter.Tag", {{"ReplaceTags", twice}}));
  const json::array same{json::object{{"TagKey", "stage"}}};
  cases.push_back(changed("ModifyResourceTags", "InvalidParameterValue.DeleteTagsParamError", {{"DeleteTags", same}}));
  cases.push_back(changed("ModifyResourceTags", "InvalidParameterValue.DeleteTagsParamError",
                          {{"DeleteTags", json::array{}}, {"ReplaceTags", nullptr}}));
  cases.push_back(changed("DescribeResourceTagsByTagKeys", "InvalidParameter.Tag", {{"TagKeys", json::array{}}}));
  cases.push_back(changed("DescribeResourceTagsByTagKeys", "InvalidParameter.Tag", {{"TagKeys", many_keys(21)}}));
  cases.push_back(changed("DescribeTagValues", "InvalidParameterValue.TagKeyEmpty", {{"TagKeys", json::array{}}}));
  for (const std::string action : {"GetTags", "GetTagValues"}) {
    cases.push_back(changed(action, "LimitExceeded", {{"TagKeys", many_keys(21)}}));
  }
  cases.push_back(changed("GetTagValues", "MissingParameter", {{"TagKeys", nullptr}}));
}

// What is no list is refused before anything else.
void add_type_cases(std::vector<Case>& into) {
  std::vector<Case> cases;
  for (const std::string action : {"AttachResourcesTag", "DetachResourcesTag", "ModifyResourcesTagValue"}) {
    cases.push_back(changed(action, "InvalidParameter", {{"ResourceIds", "job-1"}}));
  }
  for (const std::string action : {"TagResources", "UnTagResources"}) {
    cases.push_back(changed(action, "InvalidParameter", {{"ResourceList", job}}));
  }
  cases.push_back(changed("CreateTags", "InvalidParameter", {{"Tags", "team"}}));
  std::ranges::for_each(cases, [](Case& one) { one.note = "unread"; });
  into.insert(into.end(), cases.begin(), cases.end());
}

void add_filter_cases(std::vector<Case>& cases) {
  const auto filter = [](const char* key, const json::value& values) {
    return json::object{{"TagKey", key}, {"TagValue", values}};
  };
  json::array many;
  for (std::size_t i = 0; i < limits::tag_filters_max + 1; ++i) {
    many.push_back(filter(("k" + std::to_string(i)).c_str(), json::array{"v"}));
  }
  const json::array twice{filter("k", json::array{"v"}), filter("k", json::array{"w"})};
  const json::array long_one{filter("k", json::array(limits::tag_filter_values_max + 1, "v"))};
  for (const std::string action : {"DescribeResourcesByTags", "DescribeResourcesByTagsUnion"}) {
    cases.push_back(changed(action, "InvalidParameterValue.TagFilters", {{"TagFilters", json::array{}}}));
    cases.push_back(changed(action, "InvalidParameterValue.TagFilters", {{"TagFilters", twice}}));
    cases.push_back(changed(action, "InvalidParameterValue.TagFilters", {{"TagFilters", long_one}}));
    cases.push_back(changed(action, "InvalidParameterValue.TagFiltersLengthExceeded", {{"TagFilters", many}}));
  }
  cases.push_back(changed("GetResources", "InvalidParameterValue.TagKeyDuplicate", {{"TagFilters", twice}}));
  cases.push_back(changed("GetResources", "LimitExceeded.TagValue", {{"TagFilters", long_one}}));
  cases.push_back(changed("GetResources", "LimitExceeded.TagNumPerRequest", {{"TagFilters", many}}));
  for (const std::string action : {"DescribeResourceTags", "DescribeResourcesByTags", "DescribeResourcesByTagsUnion",
                                   "DescribeTagKeys", "DescribeTagValues", "DescribeTags"}) {
    cases.push_back(changed(action, "InvalidParameterValue.UinInvalid", {{"CreateUin", 12}}));
    cases.push_back(changed(action, "InvalidParameter", {{"Limit", 0}}));
    cases.push_back(changed(action, "InvalidParameter", {{"Limit", limits::tag_rows_max + 1}}));
  }
  cases.push_back(changed("DescribeResourceTagsByResourceIds", "InvalidParameterValue.OffsetInvalid",
                          {{"Offset", 7}, {"Limit", 20}}));
  for (const std::string action : {"GetResources", "GetTags", "GetTagKeys", "GetTagValues"}) {
    const auto most = action == "GetResources" ? limits::tag_token_resources_max : limits::tag_token_rows_max;
    cases.push_back(changed(action, "InvalidParameter", {{"MaxResults", 0}}));
    cases.push_back(changed(action, "InvalidParameter", {{"MaxResults", most + 1}}));
    for (const std::string bad : {"x", "bm9ib2R5Og==", "dGFnOg==", "%%%"}) {
      cases.push_back(changed(action, "InvalidParameter.PaginationTokenInvalid", {{"PaginationToken", bad}}));
    }
    if (action == "GetResources") continue;
    cases.push_back(changed(action, "InvalidParameter", {{"Category", "Cats"}}));
  }
}

void add_state_cases(std::vector<Case>& cases) {
  const json::object on_job{{"Resource", job}, {"TagKey", "team"}};
  cases.push_back(changed("AddResourceTag", "ResourceInUse.TagKeyAttached", on_job));
  cases.push_back(changed("AttachResourcesTag", "ResourceInUse.TagKeyAttached", merged(job_ids(), tag("team", "b"))));
  cases.push_back(changed("AttachResourcesTag", "ResourceNotFound.TagNonExist", tag("team", "new")));
  cases.push_back(changed("ModifyResourcesTagValue", "ResourceNotFound.TagNonExist", tag("team", "new")));
  const std::string not_attached = "ResourceNotFound.AttachedTagKeyNotFound";
  for (const std::string action : {"DeleteResourceTag", "UpdateResourceTagValue"}) {
    cases.push_back(changed(action, not_attached, {{"TagKey", "stage"}}));
  }
  cases.push_back(changed("DetachResourcesTag", not_attached, {{"TagKey", "stage"}}));
  cases.push_back(changed("ModifyResourcesTagValue", not_attached, tag("stage", "test")));
  cases.push_back(changed("CreateTag", "ResourceInUse.TagDuplicate", tag("team", "b")));
  cases.push_back(
      changed("CreateTags", "ResourceInUse.TagDuplicate", {{"Tags", json::array{tag("new", "1"), tag("team", "a")}}}));
  cases.push_back(changed("DeleteTag", "ResourceNotFound.TagNonExist", tag("team", "new")));
  cases.push_back(changed("DeleteTags", "ResourceNotFound.TagNonExist", in_list("Tags", tag("team", "new"))));
  cases.push_back(changed("DeleteTag", "FailedOperation.TagAttachedResource", tag("team", "a")));
  cases.push_back(changed("DeleteTags", "FailedOperation.TagAttachedResource", in_list("Tags", tag("team", "a"))));
}

void add_limit_cases(std::vector<Case>& cases) {
  const auto limited = [&cases](const std::string& action, const std::string& code, const json::object& parameters,
                                directory::Quota quota) { cases.push_back(changed(action, code, parameters, quota)); };
  const directory::Quota two_keys{.tag_keys_max = 2};
  const directory::Quota two_values{.tag_values_of_key_max = 2};
  limited("AddResourceTag", "LimitExceeded.TagKey", tag("new", "1"), two_keys);
  limited("CreateTag", "LimitExceeded.TagKey", {}, two_keys);
  limited("CreateTags", "LimitExceeded.TagKey", {}, two_keys);
  limited("ModifyResourceTags", "LimitExceeded.TagKey", in_list("ReplaceTags", tag("new", "1")), two_keys);
  limited("AddResourceTag", "LimitExceeded.TagValue", tag("team", "c"), two_values);
  limited("CreateTag", "LimitExceeded.TagValue", tag("team", "c"), two_values);
  limited("CreateTags", "LimitExceeded.TagValue", in_list("Tags", tag("team", "c")), two_values);
  limited("ModifyResourceTags", "LimitExceeded.TagValue",
          {{"ReplaceTags", json::array{tag("team", "c")}}, {"DeleteTags", nullptr}}, two_values);
  limited("UpdateResourceTagValue", "LimitExceeded.TagValue", {}, two_values);
  const directory::Quota one_tag{.tags_of_resource_max = 1};
  limited("AddResourceTag", "LimitExceeded.ResourceAttachedTags", {{"Resource", job}}, one_tag);
  limited("AttachResourcesTag", "LimitExceeded.ResourceAttachedTags", merged(job_ids(), tag("stage", "test")), one_tag);
  limited("ModifyResourceTags", "LimitExceeded.ResourceAttachedTags", {{"Resource", job}, {"DeleteTags", nullptr}},
          one_tag);
  const directory::Quota one_resource{.tagged_resources_max = 1};
  limited("AttachResourcesTag", "LimitExceeded.Quota", {}, one_resource);
  limited("ModifyResourceTags", "LimitExceeded.Quota", {}, one_resource);
}

}  // namespace

std::vector<Case> tag_cases() {
  std::vector<Case> cases;
  for (const std::string& action : all_actions()) cases.push_back(changed(action, "ok", {}));
  add_form_cases(cases);
  add_piece_cases(cases);
  add_six_segment_cases(cases);
  add_list_cases(cases);
  add_type_cases(cases);
  add_filter_cases(cases);
  add_state_cases(cases);
  add_limit_cases(cases);
  return cases;
}

namespace {

json::object role_tag(const std::string& key, const std::string& value) { return {{"Key", key}, {"Value", value}}; }

}  // namespace

std::vector<Case> role_tag_cases() {
  const auto tag_it = [](const json::value& tags) {
    return [tags](Scene& s) { return s.call("TagRole", {{"RoleId", s.role}, {"Tags", tags}}); };
  };
  const auto untag_it = [](const json::value& keys) {
    return [keys](Scene& s) { return s.call("UntagRole", {{"RoleName", "runner"}, {"TagKeys", keys}}); };
  };
  const std::string bad = "InvalidParameter.TagParamError";
  return {
      {"TagRole", "ok", tag_it(json::array{role_tag("team", "a"), role_tag("stage", "")})},
      {"TagRole", bad, tag_it(json::array{})},
      {"TagRole", bad, tag_it(json::array{role_tag("", "a")})},
      {"TagRole", bad, tag_it(json::array{role_tag("team", "a&b")})},
      {"TagRole", bad, tag_it(json::array{role_tag("team", "a"), role_tag("team", "b")})},
      {"TagRole",
       "InvalidParameter.TagLimitExceeded",
       tag_it(json::array{role_tag("team", "a"), role_tag("stage", "b")}),
       {.tags_of_resource_max = 1}},
      {"TagRole", "InvalidParameter.TagLimitExceeded", tag_it(json::array{role_tag("team", "a")}), {.tag_keys_max = 0}},
      {"TagRole",
       "FailedOperation.TagResourceFailed",
       tag_it(json::array{role_tag("team", "a")}),
       {.tagged_resources_max = 0}},
      {"TagRole", "InvalidParameter.RoleNotExist",
       [](Scene& s) {
         return s.call("TagRole", {{"RoleName", "nobody"}, {"Tags", json::array{role_tag("team", "a")}}});
       }},
      {"TagRole", "InvalidParameter.ParamError",
       [](Scene& s) { return s.call("TagRole", {{"Tags", json::array{role_tag("team", "a")}}}); }},
      {"UntagRole", "ok", untag_it(json::array{"team", "unknown"})},
      {"UntagRole", bad, untag_it(json::array{})},
      {"UntagRole", bad, untag_it(json::array{""})},
      {"UntagRole", "InvalidParameter.RoleNotExist",
       [](Scene& s) { return s.call("UntagRole", {{"RoleName", "nobody"}, {"TagKeys", json::array{"team"}}}); }},
      {"UntagRole", "InvalidParameter.ParamError",
       [](Scene& s) { return s.call("UntagRole", {{"TagKeys", json::array{"team"}}}); }},
  };
}

}  // namespace opencam::tests
