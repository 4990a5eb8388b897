// A row of every kind that a store keeps, with something in every column.
//
//   for (const Row& row : every_kind(owner, 1)) ...
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "directory/row.h"

namespace opencam::directory {

// Those of identity.
inline std::vector<Row> identity_rows(Uin owner, const std::string& text) {
  return {
      IdentityProviderRow{.owner = owner,
                          .kind = ProviderKind::UserOidc,
                          .name = "OIDC",
                          .description = text,
                          .document = text,
                          .is_enabled = false,
                          .issuer = "https://login.example.com",
                          .client_ids = "a\nb",
                          .rotates_keys = true,
                          .rotated_keys = "{}",
                          .rotated_ms = 11,
                          .authorization_endpoint = "https://login.example.com/a",
                          .response_mode = "fragment",
                          .mapping_field = "sub",
                          .scopes = "openid",
                          .auxiliary_domain = "example.com",
                          .created_ms = 12,
                          .updated_ms = 13},
      RoleDeletionRow{.owner = owner,
                      .id = "task",
                      .role = RoleId{4611686018427387905},
                      .role_name = "r",
                      .status = DeletionStatus::InProgress,
                      .reason = text,
                      .created_ms = 14,
                      .updated_ms = 15},
  };
}

// Those about the security of sign-ins, as the others below.
inline std::vector<Row> security_rows(Uin owner, const std::string& text) {
  return {
      PasswordRuleRow{.owner = owner,
                      .characters_min = 9,
                      .must_contain = text,
                      .change_days = 1,
                      .reuse_count = 2,
                      .retries_per_hour = 3,
                      .expiry = PasswordExpiry::LocksOut,
                      .updated_ms = 11,
                      .modifier = text},
      PasswordRow{.owner = owner, .uin = Uin{7}, .changed_ms = 12, .former = text},
      SafeAuthRow{.owner = owner,
                  .uin = Uin{7},
                  .login = {.phone = true, .soft_token = false, .wechat = true},
                  .action = {.phone = false, .soft_token = true, .wechat = false}},
      LoginPolicyRow{.owner = owner,
                     .is_ip_on = true,
                     .ip_rules = text,
                     .is_offsite_on = true,
                     .approvers = text,
                     .updated_ms = 13},
      MfaTokenRow{.owner = owner, .digest = text, .uin = Uin{7}, .expires_ms = 14},
      RootPasswordRow{.owner = owner, .password_hash = text, .changed_ms = 15},
      SecondFactorRow{.owner = owner,
                      .uin = Uin{7},
                      .sealed_secret = std::string("\0\xff\x02", 3),
                      .confirmed_ms = 16,
                      .last_step = 17,
                      .recovery = text,
                      .waiting_secret = std::string("\0\xfe\x03", 3),
                      .waiting_ms = 18},
      ConsoleSessionRow{.owner = owner,
                        .uin = Uin{7},
                        .digest = text,
                        .stage = SessionStage::NeedsEnrolment,
                        .used_mfa = true,
                        .created_ms = 19,
                        .last_used_ms = 20,
                        .expires_ms = 21,
                        .source_ip = "::1",
                        .user_agent = text},
  };
}

// One row of every kind, with something in every column, owners first. Texts hold what SQL and C trip over.
inline std::vector<Row> every_kind(Uin owner, std::uint64_t salt) {
  const std::string text = std::string("a'b\"c;--\0\xe4\xb8\xad\n", 12) + std::to_string(salt);
  std::vector<Row> rows = {
      SequenceRow{.name = "uin", .next = 5},
      AccountRow{.uin = owner, .app_id = AppId{1250000000 + salt}, .name = text, .created_ms = -1},
      UserRow{.owner = owner,
              .uin = Uin{7},
              .uid = Uid{salt},
              .name = text,
              .type = UserType::Collaborator,
              .remark = text,
              .phone = "1",
              .country_code = "86",
              .email = "a@b",
              .console_login = true,
              .password_hash = "hash",
              .need_reset_password = true,
              .created_ms = 1,
              .boundary = PolicyId{1}},
      GroupRow{.owner = owner, .id = GroupId{3}, .name = text, .remark = "r", .created_ms = 2},
      MemberRow{.owner = owner, .group = GroupId{3}, .uin = Uin{7}, .joined_ms = 3},
      PolicyRow{.owner = owner,
                .id = PolicyId{17698703},
                .name = "p",
                .description = text,
                .create_mode = CreateMode::Boundary,
                .created_ms = 4,
                .updated_ms = 5,
                .default_version = VersionId{2},
                .next_version = VersionId{3}},
      PolicyVersionRow{
          .owner = owner, .policy = PolicyId{17698703}, .id = VersionId{2}, .document = text, .created_ms = 6},
      PresetAliasRow{.owner = owner, .policy = PolicyId{1}, .alias = text},
      RoleRow{.owner = owner,
              .id = RoleId{4611686018427387905},
              .name = "r",
              .description = text,
              .trust = text,
              .console_login = true,
              .session_duration_s = 43200,
              .type = RoleType::ServiceLinked,
              .created_ms = 7,
              .updated_ms = 8,
              .boundary = PolicyId{17698703}},
      AttachmentRow{.owner = owner,
                    .target_kind = TargetKind::Role,
                    .target_id = 4611686018427387905,
                    .policy = PolicyId{1},
                    .attached_ms = 9},
      AccessKeyRow{.owner = owner,
                   .secret_id = "AKID" + std::to_string(salt),
                   .holder = owner,
                   .sealed_secret = std::string("\0\xff\x01", 3),
                   .status = KeyStatus::Inactive,
                   .description = text,
                   .created_ms = 10},
      TagRow{.owner = owner, .resource = "qcs::batch::uin/1:job/j", .key = text, .value = ""},
      TagDefinitionRow{.owner = owner, .key = text, .value = "", .creator = owner, .created_ms = 11},
  };
  for (Row& row : identity_rows(owner, text)) rows.push_back(std::move(row));
  for (Row& row : security_rows(owner, text)) rows.push_back(std::move(row));
  return rows;
}

}  // namespace opencam::directory
