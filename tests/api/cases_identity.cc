// Identity providers, sign-in of users, service-linked roles.
#include "base/encode.h"
#include "cases.h"
#include "identity.h"

namespace opencam::tests {

namespace json = boost::json;

namespace {

constexpr std::string_view metadata_xml =
    R"(<?xml version="1.0"?><EntityDescriptor entityID="https://login.example.com"/>)";

std::string metadata() { return encode_base64(metadata_xml); }

json::object with(json::object parameters, const json::object& more) {
  for (const auto& [key, value] : more) parameters[key] = value;
  return parameters;
}

json::object saml(const json::object& more = {}) {
  return with({{"Name", "corp"}, {"Description", "ours"}, {"SAMLMetadataDocument", metadata()}}, more);
}

json::object oidc(const json::object& more = {}) {
  return with({{"Name", "login"},
               {"IdentityUrl", "https://login.example.com"},
               {"ClientId", json::array{"app"}},
               {"IdentityKey", identity_key()}},
              more);
}

json::object user_oidc(const json::object& more = {}) {
  return with({{"IdentityUrl", "https://login.example.com"},
               {"ClientId", "app"},
               {"AuthorizationEndpoint", "https://login.example.com/authorize"},
               {"ResponseType", "id_token"},
               {"ResponseMode", "form_post"},
               {"MappingFiled", "sub"},
               {"IdentityKey", identity_key()}},
              more);
}

json::object linked(const json::object& more = {}) {
  return with({{"QCSServiceName", json::array{"acrossservice.batch.cloud.tencent.com"}}}, more);
}

std::vector<Case> saml_cases() {
  const auto call = [](const std::string& action, const json::object& parameters) {
    return [=](Scene& s) { return s.call(action, parameters); };
  };
  const auto made = [](const std::string& action, const json::object& parameters) {
    return [=](Scene& s) {
      s.root("CreateSAMLProvider", saml());
      return s.call(action, parameters);
    };
  };
  const json::object name{{"Name", "corp"}};
  const json::object none{{"Name", "none"}};
  return {
      {"CreateSAMLProvider", "ok", call("CreateSAMLProvider", saml())},
      {"CreateSAMLProvider", "InvalidParameter.IdentityNameInUse", made("CreateSAMLProvider", saml())},
      {"CreateSAMLProvider", "InvalidParameterValue.NameError", call("CreateSAMLProvider", saml({{"Name", "a b"}}))},
      {"CreateSAMLProvider", "InvalidParameterValue.MetadataError",
       call("CreateSAMLProvider", saml({{"SAMLMetadataDocument", "not base64"}}))},
      {"CreateSAMLProvider",
       "LimitExceeded.IdentityFull",
       made("CreateSAMLProvider", saml({{"Name", "more"}})),
       {.identity_providers_max = 1}},
      {"UpdateSAMLProvider", "ok", made("UpdateSAMLProvider", with(name, {{"Description", "new"}}))},
      {"UpdateSAMLProvider", "InvalidParameterValue.MetadataError",
       made("UpdateSAMLProvider", with(name, {{"SAMLMetadataDocument", encode_base64("<html/>")}}))},
      {"UpdateSAMLProvider", "ResourceNotFound.IdentityNotExist", made("UpdateSAMLProvider", none)},
      {"DeleteSAMLProvider", "ok", made("DeleteSAMLProvider", name)},
      {"DeleteSAMLProvider", "ResourceNotFound.IdentityNotExist", call("DeleteSAMLProvider", name)},
      {"GetSAMLProvider", "ok", made("GetSAMLProvider", name)},
      {"GetSAMLProvider", "ResourceNotFound.IdentityNotExist", call("GetSAMLProvider", name)},
      {"ListSAMLProviders", "ok", made("ListSAMLProviders", {})},
  };
}

std::vector<Case> role_oidc_cases() {
  const auto made = [](const std::string& action, const json::object& parameters) {
    return [=](Scene& s) {
      s.root("CreateOIDCConfig", oidc());
      return s.call(action, parameters);
    };
  };
  const json::object name{{"Name", "login"}};
  std::vector<Case> cases = {
      {"CreateOIDCConfig", "ok", [](Scene& s) { return s.call("CreateOIDCConfig", oidc()); }},
      {"CreateOIDCConfig", "InvalidParameter.IdentityNameInUse", made("CreateOIDCConfig", oidc())},
      {"CreateOIDCConfig",
       "LimitExceeded.IdentityFull",
       made("CreateOIDCConfig", oidc({{"Name", "more"}})),
       {.identity_providers_max = 1}},
      {"CreateOIDCConfig", "InvalidParameterValue.NameError",
       [](Scene& s) { return s.call("CreateOIDCConfig", oidc({{"Name", "OIDC"}})); }},
      {"UpdateOIDCConfig", "ok", made("UpdateOIDCConfig", oidc({{"Description", "new"}}))},
      {"UpdateOIDCConfig", "ResourceNotFound.IdentityNotExist", made("UpdateOIDCConfig", oidc({{"Name", "none"}}))},
      {"DeleteOIDCConfig", "ok", made("DeleteOIDCConfig", name)},
      {"DeleteOIDCConfig", "ResourceNotFound.IdentityNotExist", made("DeleteOIDCConfig", {{"Name", "none"}})},
      {"DescribeOIDCConfig", "ok", made("DescribeOIDCConfig", name)},
      {"DescribeOIDCConfig", "ResourceNotFound.IdentityNotExist", made("DescribeOIDCConfig", {{"Name", "none"}})},
  };
  for (const std::string action : {"CreateOIDCConfig", "UpdateOIDCConfig"}) {
    const auto bad = [&](const std::string& code, const json::object& more) {
      cases.push_back({action, code, [=](Scene& s) {
                         if (action == "UpdateOIDCConfig") s.root("CreateOIDCConfig", oidc());
                         return s.call(action, oidc(more));
                       }});
    };
    bad("InvalidParameter", {{"ClientId", json::array{}}});
    bad("InvalidParameterValue.IdentityUrlError", {{"IdentityUrl", "http://login.example.com"}});
    bad("InvalidParameterValue.MetadataError", {{"IdentityKey", encode_base64("{}")}});
  }
  return cases;
}

std::vector<Case> user_sso_cases() {
  const auto after = [](const std::string& prepared, const json::object& given, const std::string& action,
                        const json::object& parameters) {
    return [=](Scene& s) {
      s.root(prepared, given);
      return s.call(action, parameters);
    };
  };
  const json::object document{{"SAMLMetadataDocument", metadata()}};
  const json::object update{{"Operate", "updateSAML"}, {"SAMLMetadataDocument", metadata()}};
  std::vector<Case> cases = {
      {"CreateUserOIDCConfig", "ok", [](Scene& s) { return s.call("CreateUserOIDCConfig", user_oidc()); }},
      {"CreateUserOIDCConfig", "InvalidParameter.IdentityNameInUse",
       after("CreateUserOIDCConfig", user_oidc(), "CreateUserOIDCConfig", user_oidc())},
      {"UpdateUserOIDCConfig", "ok", after("CreateUserOIDCConfig", user_oidc(), "UpdateUserOIDCConfig", user_oidc())},
      {"UpdateUserOIDCConfig", "ResourceNotFound.IdentityNotExist",
       [](Scene& s) { return s.call("UpdateUserOIDCConfig", user_oidc()); }},
      {"DescribeUserOIDCConfig", "ok", after("CreateUserOIDCConfig", user_oidc(), "DescribeUserOIDCConfig", {})},
      {"DescribeUserOIDCConfig", "ResourceNotFound.IdentityNotExist",
       after("DisableUserSSO", {}, "DescribeUserOIDCConfig", {})},
      {"CreateUserSAMLConfig", "ok", [=](Scene& s) { return s.call("CreateUserSAMLConfig", document); }},
      {"CreateUserSAMLConfig", "InvalidParameter.IdentityNameInUse",
       after("CreateUserSAMLConfig", document, "CreateUserSAMLConfig", document)},
      {"CreateUserSAMLConfig", "InvalidParameterValue.MetadataError",
       [](Scene& s) { return s.call("CreateUserSAMLConfig", {{"SAMLMetadataDocument", ""}}); }},
      {"UpdateUserSAMLConfig", "ok", after("CreateUserSAMLConfig", document, "UpdateUserSAMLConfig", update)},
      {"UpdateUserSAMLConfig", "ResourceNotFound.IdentityNotExist",
       [=](Scene& s) { return s.call("UpdateUserSAMLConfig", update); }},
      {"UpdateUserSAMLConfig", "InvalidParameterValue.MetadataError",
       after("CreateUserSAMLConfig", document, "UpdateUserSAMLConfig", {{"Operate", "updateSAML"}})},
      {"UpdateUserSAMLConfig", "InvalidParameter",
       after("CreateUserSAMLConfig", document, "UpdateUserSAMLConfig", {{"Operate", "drop"}})},
      {"DescribeUserSAMLConfig", "ok", [](Scene& s) { return s.call("DescribeUserSAMLConfig"); }},
      {"DisableUserSSO", "ok", after("CreateUserSAMLConfig", document, "DisableUserSSO", {})},
  };
  for (const std::string action : {"CreateUserOIDCConfig", "UpdateUserOIDCConfig"}) {
    const auto bad = [&](const std::string& code, const json::object& more) {
      cases.push_back({action, code, [=](Scene& s) {
                         if (action == "UpdateUserOIDCConfig") s.root("CreateUserOIDCConfig", user_oidc());
                         return s.call(action, user_oidc(more));
                       }});
    };
    bad("InvalidParameter", {{"ResponseMode", "query"}});
    bad("InvalidParameterValue.IdentityKeyError", {{"IdentityKey", "keys"}});
    bad("InvalidParameterValue.IdentityUrlError", {{"AuthorizationEndpoint", "https://a@b"}});
  }
  return cases;
}

std::vector<Case> linked_role_cases() {
  const auto create = [](const json::object& parameters) {
    return [=](Scene& s) { return s.call("CreateServiceLinkedRole", parameters); };
  };
  const auto made = [](const std::string& action, const json::object& parameters) {
    return [=](Scene& s) {
      s.root("CreateServiceLinkedRole", linked());
      return s.call(action, parameters);
    };
  };
  const json::object name{{"RoleName", "BATCH_QCSLinkedRoleInAcrossService"}};
  const json::object tag{{"Key", "a"}, {"Value", "b"}};
  json::array many;
  for (int i = 0; i < 51; ++i) many.push_back(json::object{{"Key", "k" + std::to_string(i)}, {"Value", "v"}});
  return {
      {"CreateServiceLinkedRole", "ok", create(linked({{"CustomSuffix", "x"}}))},
      {"CreateServiceLinkedRole", "InvalidParameter.RoleNameInUse", made("CreateServiceLinkedRole", linked())},
      {"CreateServiceLinkedRole", "InvalidParameter.RoleNameError", create(linked({{"CustomSuffix", "a b"}}))},
      {"CreateServiceLinkedRole", "InvalidParameter.ParamError", create({{"QCSServiceName", json::array{}}})},
      {"CreateServiceLinkedRole", "InvalidParameter.PrincipalServiceNotExist",
       create({{"QCSServiceName", json::array{"none.example.com"}}})},
      {"CreateServiceLinkedRole", "InvalidParameter.DescriptionLengthOverlimit",
       create(linked({{"Description", std::string(301, 'x')}}))},
      {"CreateServiceLinkedRole", "InvalidParameter.TagParamError", create(linked({{"Tags", json::array{tag, tag}}}))},
      {"CreateServiceLinkedRole", "InvalidParameter.TagLimitExceeded", create(linked({{"Tags", many}}))},
      {"DeleteServiceLinkedRole", "ok", made("DeleteServiceLinkedRole", name)},
      {"DeleteServiceLinkedRole", "InvalidParameter.RoleNotExist",
       [=](Scene& s) { return s.call("DeleteServiceLinkedRole", name); }},
      {"DeleteServiceLinkedRole", "InvalidParameter.ParamError",
       [](Scene& s) { return s.call("DeleteServiceLinkedRole", {{"RoleName", "runner"}}); }},
      {"GetServiceLinkedRoleDeletionStatus", "ok",
       [=](Scene& s) {
         s.root("CreateServiceLinkedRole", linked());
         const std::string task = s.root("DeleteServiceLinkedRole", name).text("DeletionTaskId");
         return s.call("GetServiceLinkedRoleDeletionStatus", {{"DeletionTaskId", task}});
       }},
      {"GetServiceLinkedRoleDeletionStatus", "InvalidParameter.DeletionTaskNotExist",
       [](Scene& s) { return s.call("GetServiceLinkedRoleDeletionStatus", {{"DeletionTaskId", "none"}}); }},
      {"DeleteRole", "InvalidParameter.ParamError",
       [=](Scene& s) {
         s.root("CreateServiceLinkedRole", linked());
         return s.call("DeleteRole", name);
       }},
      {"PutRolePermissionsBoundary", "InvalidParameter.ServiceLinkedRoleCantUsePermissionBoundary",
       [=](Scene& s) {
         s.root("CreateServiceLinkedRole", linked());
         return s.call("PutRolePermissionsBoundary", with(name, {{"PolicyId", s.policy}}));
       }},
      {"PutRolePermissionsBoundary", "InvalidParameter.ServiceLinkedPolicyCantInPermissionBoundary",
       [](Scene& s) { return s.call("PutRolePermissionsBoundary", {{"RoleName", "runner"}, {"PolicyId", 100204}}); }},
      {"PutUserPermissionsBoundary", "InvalidParameter.ServiceLinkedPolicyCantInPermissionBoundary",
       [](Scene& s) { return s.call("PutUserPermissionsBoundary", {{"TargetUin", s.ann}, {"PolicyId", 100204}}); }},
  };
}

}  // namespace

std::vector<Case> identity_cases() {
  std::vector<Case> all;
  for (const auto& group : {saml_cases(), role_oidc_cases(), user_sso_cases(), linked_role_cases()}) {
    all.insert(all.end(), group.begin(), group.end());
  }
  return all;
}

}  // namespace opencam::tests
