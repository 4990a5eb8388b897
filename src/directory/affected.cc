#include "directory/affected.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "base/json.h"
#include "directory/tag.h"

namespace opencam::directory {
namespace {

constexpr std::size_t names_max = 100;              // ours: of one record
constexpr std::size_t names_bytes_max = 32 * 1024;  // well below audit_text_bytes_max, which would cut them
constexpr std::string_view detail_head = R"({"affected":)";

// Names in the order of their coming, each once, as many as a record holds.
class Names {
 public:
  void add(std::string name) {
    if (names_.size() >= names_max || bytes_ + name.size() > names_bytes_max) return;
    if (std::ranges::find(names_, name) != names_.end()) return;
    bytes_ += name.size();
    names_.push_back(std::move(name));
  }
  std::vector<std::string> take() && { return std::move(names_); }

 private:
  std::vector<std::string> names_;
  std::size_t bytes_ = 0;
};

// Whether a row is the thing itself, or says what holds together with what.
enum class Pass : std::uint8_t { Things, Links };

// Visits a changed row.
class Namer {
 public:
  Namer(Uin owner, const AccountState* before, const AccountState* after, Names& names)
      : owner_(owner), before_(before), after_(after), names_(names) {}

  void set_pass(Pass pass) { pass_ = pass; }

  // --- Things. ---
  void operator()(const AccountRow& row) { add_thing(Target::user(row.uin)); }
  void operator()(const UserRow& row) {
    const UserRow* old = before_ == nullptr ? nullptr : before_->find_user(row.uin);
    add_with_boundary(Target::user(row.uin), old, row);
  }
  void operator()(const RoleRow& row) {
    const RoleRow* old = before_ == nullptr ? nullptr : before_->find_role(row.id);
    add_with_boundary(Target::role(row.id), old, row);
  }
  void operator()(const GroupRow& row) { add_thing(Target::group(row.id)); }
  void operator()(const PolicyRow& row) { add_thing(row.id); }
  void operator()(const PolicyVersionRow& row) { add_thing(row.policy); }
  void operator()(const PresetAliasRow& row) { add_thing(row.policy); }
  void operator()(const RoleDeletionRow& row) { add_thing(Target::role(row.role)); }
  void operator()(const PasswordRuleRow&) { add_thing(Target::user(owner_)); }
  void operator()(const LoginPolicyRow&) { add_thing(Target::user(owner_)); }
  void operator()(const RootPasswordRow&) { add_thing(Target::user(owner_)); }
  void operator()(const PasswordRow& row) { add_thing(Target::user(row.uin)); }
  void operator()(const SafeAuthRow& row) { add_thing(Target::user(row.uin)); }
  void operator()(const SecondFactorRow& row) { add_thing(Target::user(row.uin)); }
  void operator()(const IdentityProviderRow& row) {
    if (pass_ != Pass::Things) return;
    switch (row.kind) {
      case ProviderKind::Saml:
        return names_.add(head() + "saml-provider/" + row.name);
      case ProviderKind::Oidc:
        return names_.add(head() + "oidc-provider/" + row.name);
      case ProviderKind::UserSaml:
      case ProviderKind::UserOidc:
        return add(Target::user(owner_));
    }
  }

  // --- Links. ---
  void operator()(const MemberRow& row) {
    if (pass_ != Pass::Links) return;
    add(Target::user(row.uin));
    add(Target::group(row.group));
  }
  void operator()(const AttachmentRow& row) {
    if (pass_ != Pass::Links) return;
    add(row.target());
    names_.add(tag_resource(owner_, row.policy));
  }
  void operator()(const AccessKeyRow& row) {
    if (pass_ == Pass::Links) add(Target::user(row.holder));
  }
  void operator()(const TagRow& row) {
    if (pass_ == Pass::Links) names_.add(row.resource);
  }

  // --- No changes of a thing. ---
  void operator()(const SequenceRow&) {}
  void operator()(const TagDefinitionRow&) {}
  void operator()(const MfaTokenRow&) {}
  void operator()(const ConsoleSessionRow&) {}

 private:
  std::string head() const { return "qcs::cam::uin/" + id_text(owner_) + ":"; }

  // A role by its id, and by its name, as it is asked for.
  void add(const Target& target) {
    names_.add(tag_resource(owner_, target));
    if (target.kind != TargetKind::Role) return;
    const RoleRow* role = after_ == nullptr ? nullptr : after_->find_role(target.as_role());
    if (role == nullptr && before_ != nullptr) role = before_->find_role(target.as_role());
    if (role != nullptr) names_.add(head() + "roleName/" + role->name);
  }
  void add_thing(const Target& target) {
    if (pass_ == Pass::Things) add(target);
  }
  void add_thing(PolicyId policy) {
    if (pass_ == Pass::Things) names_.add(tag_resource(owner_, policy));
  }

  // A row in which only the boundary changed is a link: when a policy goes, the policy comes first.
  template <typename Row>
  void add_with_boundary(const Target& target, const Row* old, const Row& row) {
    const PolicyId old_boundary = old == nullptr ? PolicyId{} : old->boundary;
    const bool is_link = old != nullptr && old_boundary != row.boundary;
    if (pass_ == (is_link ? Pass::Links : Pass::Things)) add(target);
    if (pass_ == Pass::Things || old_boundary == row.boundary) return;
    for (const PolicyId policy : {row.boundary, old_boundary}) {
      if (policy != PolicyId{}) names_.add(tag_resource(owner_, policy));
    }
  }

  Uin owner_;
  const AccountState* before_;
  const AccountState* after_;
  Names& names_;
  Pass pass_ = Pass::Things;
};

}  // namespace

std::vector<std::string> affected_by(std::span<const RowChange> changes, Uin owner, const AccountState* before,
                                     const AccountState* after) {
  Names names;
  Namer namer(owner, before, after, names);
  for (const Pass pass : {Pass::Things, Pass::Links}) {
    namer.set_pass(pass);
    for (const RowChange& change : changes) {
      if (owner_of(change.row) == owner) std::visit(namer, change.row);
    }
  }
  return std::move(names).take();
}

void note_affected(AuditRecord& record, const std::vector<std::string>& names) {
  if (names.empty()) return;
  if (record.resource.empty() || record.resource == "*") record.resource = names.front();
  json::Writer out;
  out.begin_object().key("affected").begin_array();
  for (const std::string& name : names) out.string(name);
  out.end_array().end_object();
  record.detail = std::move(out).take();
}

std::vector<std::string> affected_of(const AuditRecord& record) {
  std::vector<std::string> names;
  if (!record.detail.starts_with(detail_head)) return names;
  const auto detail = json::read(record.detail);
  const json::Value* list = detail ? detail->root().find("affected") : nullptr;
  if (list == nullptr) return names;
  for (const json::Value& item : list->items) {
    if (item.is_string()) names.push_back(item.text);
  }
  return names;
}

}  // namespace opencam::directory
