// Makes the next revision of an account from the present one and what is put and taken out.
//
//   AccountEditor editor(account, previous, making);   // or of an empty account that only has its `about`
//   OPENCAM_TRY(editor.apply(parts, gone));
//   ChangedAccount changed = std::move(editor).take();
//
// The whole account is made in the same way, as a change of an empty one, so there is one way to resolve a principal.
// Two kinds of work: who was named, or whose groups changed, is resolved anew; who only holds a policy that changed
// gets the new one at its place. Used once, by one thread.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "engine/account.h"

namespace opencam {

class AccountEditor {
 public:
  // `previous` is an older revision whose documents and sets may be taken over; `account` itself, or null.
  AccountEditor(Account account, const Account* previous, const Making& making);

  // Once. `parts.account` is not looked at. Errors: InvalidArgument; the editor is then to be thrown away.
  Result<void> apply(const AccountParts& parts, const WorldChange::Gone& gone);

  ChangedAccount take() &&;

 private:
  // A user who is to be resolved anew.
  struct UserDraft {
    std::string name;
    bool may_call = true;
    std::vector<std::string> direct;  // names of policies
    std::string boundary;             // a name, or empty
    std::vector<std::string> group_ids;
    bool is_gone = false;
    bool is_put = false;
  };

  const std::string& uin() const { return account_.about.uin; }
  Principal principal_of(PrincipalKind kind, const std::string& own_uin, const std::string& name) const;

  // account_edit.cc: what there is.
  Result<void> change_policies(const AccountParts& parts, const WorldChange::Gone& gone);
  void change_resource_policies(const AccountParts& parts, const WorldChange::Gone& gone);
  Result<void> change_users(const AccountParts& parts, const WorldChange::Gone& gone);
  Result<void> change_groups(const AccountParts& parts, const WorldChange::Gone& gone);
  Result<void> put_group(const WorldGroup& group);
  Result<void> join(const std::string& group_id, GroupEntry& group, const std::string& member);
  void leave(const std::string& group_id, const std::string& member);
  UserDraft& draft_of(const std::string& user_uin);
  void renew_members(const GroupEntry& group);

  // account_resolve.cc: what follows from it for whom.
  std::shared_ptr<const StoredPolicy> stored(const std::shared_ptr<const StoredPolicy>& before, const std::string& name,
                                             const SharedText& text, PolicyKind kind) const;
  std::shared_ptr<const StoredPolicy> find_named(const std::string& name) const;
  Result<std::shared_ptr<const StoredPolicy>> named(const std::string& name, const std::string& holder) const;
  Result<void> attach(std::vector<HeldPolicy>& identity, const std::vector<std::string>& names, const std::string& who,
                      const SharedName& via) const;
  Result<void> resolve_user(const std::string& user_uin, const UserDraft& draft);
  Result<void> resolve_users();
  Result<void> change_roles(const AccountParts& parts, const WorldChange::Gone& gone);
  Result<void> resolve_role(const WorldRole& role);
  Result<Holder> with_changed_policies(const Holder& holder, const std::string& who);
  Result<void> renew_holders_of_changed_policies();
  std::shared_ptr<const EffectiveSet> set_of(const HeldList& identity, const Holder* before);
  std::shared_ptr<const EffectiveSet> set_with(const Holder& before, std::size_t place, const StoredPolicy& policy);
  void forget_unused(const std::string& name);
  void forget_name(const std::string& name, PersistentSet<std::string> NamedBy::* kind, const std::string& key);
  void note_name(std::string_view name, PersistentSet<std::string> NamedBy::* kind, const std::string& key);
  void note_names(const Holder* before, const Holder* after, PersistentSet<std::string> NamedBy::* kind,
                  const std::string& key);

  const Making& making_;
  const Account* previous_;
  Account account_;
  std::map<std::string, UserDraft> drafts_;  // by uin
  // By name, what it stood for before: an own policy, a preset, or null. Every holder of it holds just that.
  std::unordered_map<std::string, std::shared_ptr<const StoredPolicy>> changed_policies_;
  std::unordered_set<std::string> renewed_roles_;  // ids resolved anew
  std::vector<std::string> touched_users_;
  // Who holds the same list shares one set. By the programs of the list; and by the set before, the place that changed
  // and what stands there now.
  std::map<std::vector<const Program*>, std::shared_ptr<const EffectiveSet>> sets_;
  std::map<std::tuple<const EffectiveSet*, std::size_t, const Program*>, std::shared_ptr<const EffectiveSet>>
      changed_sets_;
};

// For messages.
Error account_refusal(std::string message);
std::string shown(const std::string& text);

}  // namespace opencam
