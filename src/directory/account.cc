#include "directory/account.h"

#include <utility>

#include "directory/name_rule.h"
#include "directory/operation.h"

namespace opencam::directory {

Result<AccountRow> create_account(Draft& draft, const NewAccount& account) {
  OPENCAM_TRY(check_account_name(account.name));
  if (draft.has_account_named(account.name)) {
    return Error(ErrorCode::AccountNameInUse, "there is an account `" + account.name + "` already");
  }
  if (draft.account_count() >= draft.quota().accounts_max) {
    return Error(ErrorCode::AccountFull,
                 "there are " + std::to_string(draft.quota().accounts_max) + " accounts already, as many as may be");
  }
  AccountRow row{.uin = account.uin, .app_id = account.app_id, .name = account.name, .created_ms = draft.now_ms()};
  if (row.uin == Uin{}) {
    row.uin = Uin{draft.next(Sequence::Uin)};
  } else {
    OPENCAM_TRY(draft.raise(Sequence::Uin, number(row.uin)));
  }
  if (row.app_id == AppId{}) {
    row.app_id = AppId{draft.next(Sequence::AppId)};
  } else {
    OPENCAM_TRY(draft.raise(Sequence::AppId, number(row.app_id)));
  }
  if (draft.has_account(row.uin) || draft.has_user(row.uin)) {
    return Error(ErrorCode::NumberInUse, "the number `" + id_text(row.uin) + "` is taken");
  }
  if (draft.has_app_id(row.app_id)) {
    return Error(ErrorCode::NumberInUse, "the APPID `" + id_text(row.app_id) + "` is taken");
  }
  draft.put(row);
  return row;
}

Result<AccountRow> Directory::create_account(const WriteContext& context, const NewAccount& account) {
  AccountRow row;
  OPENCAM_TRY(write(context, Uin{}, [&](Draft& draft) -> Result<void> {
    OPENCAM_TRY(row, directory::create_account(draft, account));
    return {};
  }));
  return row;
}

}  // namespace opencam::directory
