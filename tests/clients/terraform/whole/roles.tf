# Roles, identity providers and single sign-on.
locals {
  trust = {
    version = "2.0"
    statement = [{
      effect    = "allow"
      action    = ["name/sts:AssumeRole"]
      principal = { qcs = ["qcs::cam::uin/${data.tencentcloud_user_info.me.owner_uin}:uin/${data.tencentcloud_user_info.me.owner_uin}"] }
    }]
  }
  trusts_the_machines = {
    version   = "2.0"
    statement = [{ effect = "allow", action = ["name/sts:AssumeRole"], principal = { service = ["cvm.qcloud.com"] } }]
  }
}

resource "tencentcloud_cam_role" "auditor" {
  name          = "auditor"
  description   = "round ${var.round}"
  console_login = true
  document      = var.round == 1 ? jsonencode(local.trust) : jsonencode(local.trusts_the_machines)
  tags          = { team = "a", round = tostring(var.round) }
}

resource "tencentcloud_cam_role_by_name" "builder" {
  name        = "builder"
  description = "round ${var.round}"
  document    = jsonencode(local.trust)
  tags        = { round = tostring(var.round) }
}

resource "tencentcloud_cam_role_policy_attachment" "auditor" {
  role_id   = tencentcloud_cam_role.auditor.id
  policy_id = tencentcloud_cam_policy.read_users.id
}

resource "tencentcloud_cam_role_policy_attachment_by_name" "builder" {
  role_name   = tencentcloud_cam_role_by_name.builder.name
  policy_name = tencentcloud_cam_policy_by_name.read_jobs.name
}

resource "tencentcloud_cam_service_linked_role" "machines" {
  qcs_service_name = ["acrossservice.batch.cloud.tencent.com"]
  custom_suffix    = "x-1"
  description      = "round ${var.round}"
  tags             = { round = tostring(var.round) }
}

resource "tencentcloud_cam_saml_provider" "idp" {
  name        = "idp"
  description = "round ${var.round}"
  meta_data   = filebase64("${path.module}/saml.xml")
}

resource "tencentcloud_cam_role_sso" "idp" {
  name         = "oidc"
  description  = "round ${var.round}"
  identity_url = "https://idp.example.com"
  identity_key = filebase64("${path.module}/keys.json")
  client_ids   = var.round == 1 ? ["console"] : ["console", "desk"]
}

resource "tencentcloud_cam_oidc_sso" "users" {
  authorization_endpoint = "https://idp.example.com/authorize"
  client_id              = "console"
  identity_key           = filebase64("${path.module}/keys.json")
  identity_url           = "https://idp.example.com"
  mapping_filed          = var.round == 1 ? "name" : "sub"
  response_mode          = "form_post"
  response_type          = "id_token"
  scope                  = ["openid", "email"]
}

data "tencentcloud_cam_roles" "auditor" {
  role_id = tencentcloud_cam_role.auditor.id
}

data "tencentcloud_cam_role_policy_attachments" "auditor" {
  role_id = tencentcloud_cam_role_policy_attachment.auditor.role_id
}

data "tencentcloud_cam_saml_providers" "idp" {
  name = tencentcloud_cam_saml_provider.idp.name
}

check "roles" {
  assert {
    condition     = data.tencentcloud_cam_roles.auditor.role_list[0].name == "auditor"
    error_message = "cam_roles"
  }
  assert {
    condition     = data.tencentcloud_cam_role_policy_attachments.auditor.role_policy_attachment_list[0].policy_name == "ReadUsers"
    error_message = "cam_role_policy_attachments"
  }
  assert {
    condition     = data.tencentcloud_cam_saml_providers.idp.provider_list[0].name == "idp"
    error_message = "cam_saml_providers"
  }
}
