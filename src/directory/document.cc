// Checking a document before it is stored: every way into the store leads through here.
#include "base/limits.h"
#include "base/text.h"
#include "directory/operation.h"
#include "opencam/policy.h"

namespace opencam::directory {

namespace {

// CAM-113: at creation a principal must exist. Whom a document may name across accounts is not limited.
class Principals final : public PrincipalLookup {
 public:
  explicit Principals(const Draft& draft) : draft_(draft) {}

  bool account_exists(std::string_view root_uin) const override {
    const std::optional<Uin> uin = read_id<Uin>(root_uin);
    return uin && draft_.find_account(*uin) != nullptr;
  }
  bool user_exists(std::string_view root_uin, std::string_view uin) const override {
    const std::optional<Uin> owner = read_id<Uin>(root_uin);
    const std::optional<Uin> user = read_id<Uin>(uin);
    if (!owner || !user) return false;
    const AccountState* state = draft_.find_account(*owner);
    return state != nullptr && (*owner == *user || state->find_user(*user) != nullptr);
  }
  bool may_cross(std::string_view, std::string_view) const override { return true; }

 private:
  const Draft& draft_;
};

}  // namespace

Result<void> check_document(const Draft& draft, Uin owner, PolicyKind kind, std::string_view document,
                            DocumentCheck check) {
  if (document.size() > limits::policy_bytes_max) {
    return Error(ErrorCode::PolicyDocumentLengthOverLimit,
                 "a document has at most " + std::to_string(limits::policy_bytes_max) + " bytes");
  }
  if (check == DocumentCheck::None) return {};
  const Principals principals(draft);
  const std::vector<Diagnostic> mistakes =
      check_policy(document, {.kind = kind,
                              .catalog = &draft.catalog(),
                              .lookup = &principals,
                              .owner_uin = id_text(owner),
                              .characters_max = kind == PolicyKind::Trust ? draft.quota().trust_characters_max
                                                                          : draft.quota().policy_characters_max});
  if (mistakes.empty()) return {};
  const Diagnostic& first = mistakes.front();
  Error error(error_code_named(first.code).value_or(ErrorCode::PolicyDocumentError), first.message);
  return std::move(error).with_help(first.help).at(first.span);
}

}  // namespace opencam::directory
