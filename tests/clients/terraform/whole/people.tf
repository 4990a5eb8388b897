# Users, groups, policies and how they hang together.
data "tencentcloud_user_info" "me" {}

data "tencentcloud_sts_caller_identity" "me" {}

resource "tencentcloud_cam_user" "ann" {
  name                = "ann"
  remark              = "of round ${var.round}"
  console_login       = true
  use_api             = true
  need_reset_password = var.round == 1
  password            = "Gail@1234"
  phone_num           = "13800000000"
  country_code        = "86"
  email               = "ann${var.round}@example.com"
  force_delete        = true
  tags                = { team = "a", round = tostring(var.round) }
}

resource "tencentcloud_cam_user" "bob" {
  name    = "bob"
  use_api = false
}

resource "tencentcloud_cam_group" "ops" {
  name   = "ops"
  remark = "night shift ${var.round}"
}

resource "tencentcloud_cam_group_membership" "ops" {
  group_id   = tencentcloud_cam_group.ops.id
  user_names = var.round == 1 ? [tencentcloud_cam_user.ann.name] : [tencentcloud_cam_user.ann.name, tencentcloud_cam_user.bob.name]
}

locals {
  reads = {
    version   = "2.0"
    statement = [{ effect = "allow", action = ["cam:ListUsers", "cam:GetUser"], resource = ["*"] }]
  }
}

resource "tencentcloud_cam_policy" "read_users" {
  name        = "ReadUsers"
  description = "round ${var.round}"
  document = jsonencode({
    version   = "2.0"
    statement = [{ effect = "allow", action = var.round == 1 ? ["cam:ListUsers"] : ["cam:ListUsers", "cam:GetUser"], resource = ["*"] }]
  })
}

resource "tencentcloud_cam_policy_by_name" "read_jobs" {
  name        = "ReadJobs"
  description = "round ${var.round}"
  document    = <<-END
    {
      "version": "2.0",
      "statement": [
        { "effect": "allow", "action": ["batch:DescribeJob${var.round == 1 ? "" : "s"}"], "resource": ["qcs::batch:::job/*"] }
      ]
    }
  END
}

resource "tencentcloud_cam_user_policy_attachment" "ann" {
  user_name = tencentcloud_cam_user.ann.name
  policy_id = tencentcloud_cam_policy.read_users.id
}

resource "tencentcloud_cam_group_policy_attachment" "ops" {
  group_id  = tencentcloud_cam_group.ops.id
  policy_id = tencentcloud_cam_policy.read_users.id
}

data "tencentcloud_cam_users" "ann" {
  name = tencentcloud_cam_user.ann.name
}

data "tencentcloud_cam_groups" "ops" {
  group_id = tencentcloud_cam_group.ops.id
}

data "tencentcloud_cam_group_memberships" "ops" {
  group_id = tencentcloud_cam_group_membership.ops.group_id
}

data "tencentcloud_cam_policies" "read_users" {
  policy_id = tencentcloud_cam_policy.read_users.id
}

data "tencentcloud_cam_policies" "administrators" {
  name = "AdministratorAccess"
}

data "tencentcloud_cam_user_policy_attachments" "ann" {
  user_name = tencentcloud_cam_user_policy_attachment.ann.user_name
}

data "tencentcloud_cam_group_policy_attachments" "ops" {
  group_id = tencentcloud_cam_group_policy_attachment.ops.group_id
}

# What the data sources must have found.
check "people" {
  assert {
    condition     = data.tencentcloud_cam_users.ann.user_list[0].uin == tencentcloud_cam_user.ann.uin
    error_message = "cam_users"
  }
  assert {
    condition     = data.tencentcloud_cam_groups.ops.group_list[0].name == "ops"
    error_message = "cam_groups"
  }
  assert {
    condition     = length(data.tencentcloud_cam_group_memberships.ops.membership_list[0].user_names) == var.round
    error_message = "cam_group_memberships"
  }
  assert {
    condition     = data.tencentcloud_cam_policies.read_users.policy_list[0].name == "ReadUsers"
    error_message = "cam_policies by id"
  }
  assert {
    condition     = data.tencentcloud_cam_policies.administrators.policy_list[0].type == 2
    error_message = "cam_policies by name"
  }
  assert {
    condition     = data.tencentcloud_cam_user_policy_attachments.ann.user_policy_attachment_list[0].policy_name == "ReadUsers"
    error_message = "cam_user_policy_attachments"
  }
  assert {
    condition     = data.tencentcloud_cam_group_policy_attachments.ops.group_policy_attachment_list[0].policy_name == "ReadUsers"
    error_message = "cam_group_policy_attachments"
  }
  assert {
    condition     = data.tencentcloud_user_info.me.owner_uin == data.tencentcloud_sts_caller_identity.me.account_id
    error_message = "user_info and sts_caller_identity"
  }
}
