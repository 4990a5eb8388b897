// Principals of trust and resource policies:
//
//   qcs::cam::anyone:anyone           everyone, signed in or not; so is qcs::cam::anonymous:anonymous
//   qcs::cam::uin/A:root              root account A; so is qcs::cam::uin/A:uin/A
//   qcs::cam::uin/A:uin/U             user U of account A
//   qcs::cam::uin/A:groupid/N         members of a group
//   qcs::cam::uin/A:roleName/NAME     sessions of a role; also role/ID
//   qcs::cam::uin/A:service/cdn       a cloud service that acts for account A
//
//   qcs::cam::uin/A:saml-provider/N   an identity provider (federated only); also oidc-provider/N
#include "base/text.h"
#include "policy/pattern.h"

namespace opencam {
namespace {

constexpr std::string_view account_prefix = "qcs::cam::uin/";

void refuse(PatternReading<PrincipalPattern>& reading, std::string_view reason, std::string help) {
  PrincipalPattern& pattern = reading.pattern;
  pattern.form = PrincipalForm::Unknown;
  pattern.account.clear();
  pattern.id.clear();
  reading.faults.push_back({ErrorCode::PrincipalQcsError, Gravity::Creation, 0, pattern.text.size(),
                            "`" + text::shortened(pattern.text) + "` " + std::string(reason), std::move(help)});
}

enum class IdKind : std::uint8_t { Number, Name };

struct NamedForm {
  std::string_view prefix;
  PrincipalForm form;
  IdKind id;
};

constexpr NamedForm qcs_forms[] = {{"uin/", PrincipalForm::User, IdKind::Number},
                                   {"groupid/", PrincipalForm::Group, IdKind::Number},
                                   {"roleName/", PrincipalForm::Role, IdKind::Name},
                                   {"role/", PrincipalForm::Role, IdKind::Name},
                                   {"service/", PrincipalForm::CloudService, IdKind::Name}};

constexpr NamedForm federated_forms[] = {{"saml-provider/", PrincipalForm::Federated, IdKind::Name},
                                         {"oidc-provider/", PrincipalForm::Federated, IdKind::Name}};

// No wildcard and no variable; nothing else is fixed about the names of roles, services and providers (CAM-111).
bool is_name(std::string_view text) {
  return !text.empty() && text.find('*') == std::string_view::npos && text.find("${") == std::string_view::npos;
}

// Fills the pattern from `qcs::cam::uin/A:<form><id>`; false when the text is not of that kind.
template <std::size_t count>
bool read_account_member(std::string_view text, const NamedForm (&forms)[count], PrincipalPattern& pattern) {
  if (!text.starts_with(account_prefix)) return false;
  text.remove_prefix(account_prefix.size());
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || !text::is_all_digits(text.substr(0, colon))) return false;
  pattern.account = text.substr(0, colon);
  text.remove_prefix(colon + 1);
  if (text == "root") {
    pattern.form = PrincipalForm::Account;
    return true;
  }
  for (const NamedForm& form : forms) {
    if (!text.starts_with(form.prefix)) continue;
    const std::string_view id = text.substr(form.prefix.size());
    if (!(form.id == IdKind::Number ? text::is_all_digits(id) : is_name(id))) return false;
    pattern.form = form.form;
    pattern.id = id;
    return true;
  }
  return false;
}

}  // namespace

PatternReading<PrincipalPattern> read_qcs_principal(std::string_view text) {
  PatternReading<PrincipalPattern> reading;
  PrincipalPattern& pattern = reading.pattern;
  pattern.text = text;
  if (text == "qcs::cam::anyone:anyone" || text == "qcs::cam::anonymous:anonymous") {
    pattern.form = PrincipalForm::Everyone;
    return reading;
  }
  if (!read_account_member(text, qcs_forms, pattern)) {
    refuse(reading, "does not name a principal",
           "write `qcs::cam::uin/<root account>:root` or `qcs::cam::uin/<root account>:uin/<user>`");
    return reading;
  }
  // A root account is its own user.
  if (pattern.form == PrincipalForm::User && pattern.id == pattern.account) {
    pattern.form = PrincipalForm::Account;
    pattern.id.clear();
  }
  return reading;
}

PatternReading<PrincipalPattern> read_service_principal(std::string_view text) {
  PatternReading<PrincipalPattern> reading;
  PrincipalPattern& pattern = reading.pattern;
  pattern.text = text;
  pattern.form = PrincipalForm::Service;
  pattern.id = text;
  return reading;
}

PatternReading<PrincipalPattern> read_federated_principal(std::string_view text) {
  PatternReading<PrincipalPattern> reading;
  PrincipalPattern& pattern = reading.pattern;
  pattern.text = text;
  if (!read_account_member(text, federated_forms, pattern) || pattern.form != PrincipalForm::Federated) {
    refuse(reading, "does not name an identity provider", "write `qcs::cam::uin/<root account>:saml-provider/<name>`");
    return reading;
  }
  // Providers of two kinds may bear one name: the kind is part of the id.
  pattern.id = text.substr(text.find(':', account_prefix.size()) + 1);
  return reading;
}

}  // namespace opencam
