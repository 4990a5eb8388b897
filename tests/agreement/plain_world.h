// The plain way: a world resolved without a Snapshot, and the plain evaluator over it.
//
//   const PlainWorld plain(world);
//   const auto authorities = plain.authorities(asker);
//   Decision decision = plain.decide(authorities, request);
//
// Who holds what is found out here a second time, as directly as it can be said, so that a mistake in the Snapshot's
// resolving shows as well. Documents are read once. Pure once made; any number of threads may ask.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "tests/agreement/worlds.h"

namespace opencam::agreement {

class PlainWorld final : public Surroundings {
 public:
  // Borrows the world. REQUIRES: a drawn or tiny world: names are unique, what is referred to is there.
  explicit PlainWorld(const World& world);

  // Nothing for who is unknown or may not call.
  std::optional<Authorities> authorities(const Asker& asker) const;
  Decision decide(const std::optional<Authorities>& authorities, const Request& request) const;

  const Catalog& catalog() const override { return *catalog_; }
  std::string_view account_of_app_id(std::string_view app_id) const override;
  std::string_view app_id_of_account(std::string_view uin) const override;
  const std::map<std::string, std::string>* tags_of(std::string_view resource) const override;

 private:
  using Documents = std::map<std::pair<std::string, std::string>, AttachedPolicy>;  // by owner and name

  std::optional<Authorities> of_user(const UserRef& ref) const;
  std::optional<Authorities> of_role(const RoleRef& ref) const;
  Authorities with_account(PrincipalKind kind, const std::string& uin, const std::string& owner) const;
  void attach(Authorities& to, const std::vector<std::string>& names, const std::string& via) const;

  const World& world_;
  std::shared_ptr<const Catalog> catalog_ = Catalog::built_in();
  Documents policies_;
  std::vector<AttachedPolicy> resource_policies_;
};

}  // namespace opencam::agreement
