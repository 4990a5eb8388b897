// Everybody of an account in one list, those who only receive messages, and figures (docs/api/accounts.md).
#include <algorithm>
#include <set>

#include "base/text.h"
#include "services/cam.h"
#include "services/lookup.h"
#include "services/wire_form.h"

namespace opencam::services {
namespace {

using directory::AccountState;
using directory::id_text;
using directory::number;
using directory::Uin;
using directory::UserRow;
using directory::UserType;

constexpr std::string_view marker_prefix = "after-";
constexpr std::string_view owner_type = "Owner";
// Those of ListAccounts that nobody here can be of: a filter for them finds nobody.
constexpr std::array<std::string_view, 4> absent_types = {"CICUser", "WechatCorpUser", "AgentIdentity", "Unknown"};

std::string_view type_name(UserType type) {
  switch (type) {
    case UserType::SubUser:
      return "SubUser";
    case UserType::Collaborator:
      return "Collaborator";
    case UserType::MessageRecipient:
      return "MessageReceiver";
  }
  return "Unknown";
}

std::uint64_t type_number(UserType type) {
  switch (type) {
    case UserType::SubUser:
      return 2;
    case UserType::Collaborator:
      return 4;
    case UserType::MessageRecipient:
      return 5;
  }
  return 0;
}

std::int64_t signed_number(std::uint64_t value) { return static_cast<std::int64_t>(value); }

api::cam::ListAllUser listed(const UserRow& user) {
  return {.uin = signed_number(number(user.uin)),
          .name = user.name,
          .uid = signed_number(number(user.uid)),
          .remark = user.remark,
          .console_login = user.console_login ? 1 : 0,
          .phone_num = user.phone,
          .country_code = user.country_code,
          .email = user.email,
          .create_time = cam_time(user.created_ms),
          .user_type = std::string(type_name(user.type))};
}

api::cam::ListAllUser listed_owner(const AccountState& account) {
  api::cam::ListAllUser owner;
  owner.uin = signed_number(number(account.uin()));
  owner.name = account.row().name;
  owner.create_time = cam_time(account.row().created_ms);
  owner.user_type = owner_type;
  return owner;
}

// CAM-206: the root account first, then the others by number. A marker names the last one that was shown, so that who
// comes or goes in between moves nobody else.
Result<std::optional<Uin>> read_marker(const std::optional<std::string>& marker) {
  if (!marker || marker->empty()) return std::optional<Uin>();
  const bool has_form = marker->starts_with(marker_prefix);
  const auto uin = has_form ? directory::read_id<Uin>(marker->substr(marker_prefix.size())) : std::nullopt;
  if (!uin) return Error(ErrorCode::PageTokenIllegal, "parameter `Marker` is not the `Marker` of an earlier answer");
  return uin;
}

Result<void> check_user_type(const std::string& type) {
  const bool is_known = type.empty() || type == owner_type || type == type_name(UserType::SubUser) ||
                        type == type_name(UserType::Collaborator) || type == type_name(UserType::MessageRecipient) ||
                        std::ranges::find(absent_types, type) != absent_types.end();
  if (is_known) return {};
  return Error(ErrorCode::InvalidArgument, "parameter `UserType` `" + text::shortened(type) + "` is unknown");
}

std::vector<const UserRow*> users_of_type(const AccountState& account, UserType type) {
  std::vector<const UserRow*> users;
  for (const auto& [uin, user] : account.users()) {
    if (user->type == type) users.push_back(user.get());
  }
  return users;
}

}  // namespace

Result<api::cam::ListAccountsResponse> list_accounts(const Call& call, const api::cam::ListAccountsRequest& request) {
  const std::int64_t most = request.max_items.value_or(limits::account_items_max);
  if (most < 1 || most > std::int64_t{limits::account_items_max}) {
    return Error(ErrorCode::InvalidArgument,
                 "parameter `MaxItems` is out of range: 1 to " + std::to_string(limits::account_items_max));
  }
  const std::string type = request.user_type.value_or("");
  OPENCAM_TRY(check_user_type(type));
  OPENCAM_TRY(const auto after, read_marker(request.marker));
  const auto account = call.account();
  api::cam::ListAccountsResponse response;
  if (!after && (type.empty() || type == owner_type)) response.users.push_back(listed_owner(*account));
  const Uin last = after && *after != account->uin() ? *after : Uin{};
  for (const auto& [uin, user] : account->users()) {
    if (uin <= last || (!type.empty() && type != type_name(user->type))) continue;
    if (signed_number(response.users.size()) == most) {
      response.is_truncated = true;
      response.marker = std::string(marker_prefix) + std::to_string(response.users.back().uin);
      break;
    }
    response.users.push_back(listed(*user));
  }
  return response;
}

Result<api::cam::DescribeSubAccountsResponse> describe_sub_accounts(
    const Call& call, const api::cam::DescribeSubAccountsRequest& request) {
  if (request.filter_sub_account_uin.empty() ||
      request.filter_sub_account_uin.size() > limits::sub_accounts_per_call_max) {
    return Error(ErrorCode::InvalidArgument, "parameter `FilterSubAccountUin` holds 1 to " +
                                                 std::to_string(limits::sub_accounts_per_call_max) + " numbers");
  }
  const auto account = call.account();
  api::cam::DescribeSubAccountsResponse response;
  for (const std::uint64_t uin :
       std::set(request.filter_sub_account_uin.begin(), request.filter_sub_account_uin.end())) {
    api::cam::SubAccountUser row;
    row.uin = uin;
    if (Uin{uin} == account->uin()) {
      row.name = account->row().name;
      row.create_time = cam_time(account->row().created_ms);
      row.user_type = 1;
    } else if (const UserRow* user = account->find_user(Uin{uin})) {
      row.name = user->name;
      row.uid = number(user->uid);
      row.remark = user->remark;
      row.create_time = cam_time(user->created_ms);
      row.user_type = type_number(user->type);
    } else {
      continue;
    }
    response.sub_accounts.push_back(std::move(row));
  }
  return response;
}

Result<api::cam::ListCollaboratorsResponse> list_collaborators(const Call& call,
                                                               const api::cam::ListCollaboratorsRequest& request) {
  OPENCAM_TRY(const Page page, read_window(request.offset, request.limit));
  const auto account = call.account();
  const auto users = users_of_type(*account, UserType::Collaborator);
  api::cam::ListCollaboratorsResponse response;
  response.total_num = users.size();
  for (const UserRow* user : page_of(users, page)) {
    response.data.push_back({.uin = number(user->uin),
                             .name = user->name,
                             .uid = number(user->uid),
                             .remark = user->remark,
                             .console_login = user->console_login ? 1ULL : 0ULL,
                             .phone_num = user->phone,
                             .country_code = user->country_code,
                             .email = user->email,
                             .create_time = cam_time(user->created_ms),
                             .nick_name = {}});
  }
  return response;
}

Result<api::cam::ListReceiverResponse> list_receiver(const Call& call, const api::cam::ListReceiverRequest& request) {
  OPENCAM_TRY(const Page page, read_window(request.offset, request.limit));
  const auto account = call.account();
  const auto users = users_of_type(*account, UserType::MessageRecipient);
  api::cam::ListReceiverResponse response;
  response.total_count = signed_number(users.size());
  for (const UserRow* user : page_of(users, page)) {
    api::cam::Receiver row;
    row.uid = number(user->uid);
    row.name = user->name;
    row.remark = user->remark;
    row.phone_number = user->phone;
    row.email = user->email;
    row.uin = signed_number(number(user->uin));
    row.country_code = user->country_code;
    response.receivers.push_back(std::move(row));
  }
  return response;
}

// There is no WeCom here, so nobody comes from it.
Result<api::cam::ListWeChatWorkSubAccountsResponse> list_wechat_work_sub_accounts(
    const Call&, const api::cam::ListWeChatWorkSubAccountsRequest& request) {
  OPENCAM_TRY(read_window(request.offset, request.limit));
  return api::cam::ListWeChatWorkSubAccountsResponse{};
}

Result<api::cam::CreateMessageReceiverResponse> create_message_receiver(
    const Call& call, const api::cam::CreateMessageReceiverRequest& request) {
  if (request.phone_number.empty() || request.email.empty()) {
    return Error(ErrorCode::ContactIllegal,
                 "parameters `PhoneNumber` and `Email` must not be empty: who receives "
                 "messages needs somewhere to receive them");
  }
  directory::NewUser user;
  user.name = request.name;
  user.type = UserType::MessageRecipient;
  user.remark = request.remark.value_or("");
  user.phone = request.phone_number;
  user.country_code = request.country_code;
  user.email = request.email;
  const auto account = call.account();
  const std::int64_t day_ago_ms = call.equipment().clock.now_ms() - 24LL * 3600 * 1000;
  const auto receivers = users_of_type(*account, UserType::MessageRecipient);
  const auto today = std::ranges::count_if(receivers, [&](const auto* one) { return one->created_ms > day_ago_ms; });
  if (today >= std::int64_t{limits::receivers_per_day_max}) {
    return Error(ErrorCode::ReceiverFull, "at most " + std::to_string(limits::receivers_per_day_max) +
                                              " message recipients can be made in 24 hours");
  }
  OPENCAM_TRY(call.directory().add_user(call.write(), call.owner(), user));
  return api::cam::CreateMessageReceiverResponse{};
}

Result<api::cam::DeleteMessageReceiverResponse> delete_message_receiver(
    const Call& call, const api::cam::DeleteMessageReceiverRequest& request) {
  const auto account = call.account();
  OPENCAM_TRY(const UserRow* user, find_user(*account, request.name));
  // Who may delete message recipients may not, by that, delete people.
  if (user->type != UserType::MessageRecipient) {
    return Error(ErrorCode::UserNotExist, "message recipient `" + text::shortened(request.name) + "` does not exist");
  }
  OPENCAM_TRY(call.directory().delete_user(call.write(), call.owner(), user->uin, false));
  return api::cam::DeleteMessageReceiverResponse{};
}

Result<api::cam::GetUserAppIdResponse> get_user_app_id(const Call& call, const api::cam::GetUserAppIdRequest&) {
  const Caller& caller = call.caller();
  api::cam::GetUserAppIdResponse response;
  // A role is nobody of its own: it acts for the account.
  response.uin = id_text(caller.kind == PrincipalKind::Role ? caller.owner() : caller.uin);
  response.owner_uin = id_text(caller.owner());
  response.app_id = number(caller.account->row().app_id);
  return response;
}

Result<api::cam::GetAccountSummaryResponse> get_account_summary(const Call& call,
                                                                const api::cam::GetAccountSummaryRequest&) {
  const auto account = call.account();
  api::cam::GetAccountSummaryResponse response;
  response.policies = account->policies().size();
  response.roles = account->roles().size();
  response.user = account->users().size();
  response.group = account->groups().size();
  for (const auto& [id, group] : account->groups()) response.member += group->members.size();
  // Those that roles trust; the settings of the users' own sign-in are no providers of their own.
  for (const auto& [key, provider] : account->identity_providers()) {
    const bool is_of_roles =
        provider->kind == directory::ProviderKind::Saml || provider->kind == directory::ProviderKind::Oidc;
    if (is_of_roles) ++response.identity_providers;
  }
  response.idps = response.identity_providers;
  return response;
}

}  // namespace opencam::services
