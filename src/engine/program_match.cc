#include "engine/program_match.h"

#include <algorithm>

#include "engine/hash.h"
#include "engine/literal_search.h"
#include "engine/same_text.h"
#include "engine/scratch.h"

namespace opencam {
namespace {

// Walks over the pieces of a glob run by run: what stands between two stars, put together from literals and values.
class Runs {
 public:
  Runs(const Program& program, std::span<const Piece> pieces, const QuestionView* question)
      : program_(program), pieces_(pieces), question_(question) {}

  bool is_done() const { return at_ == pieces_.size(); }
  bool is_at_star() const { return !is_done() && pieces_[at_].kind == PieceKind::Star; }
  void skip_star() { ++at_; }

  // The run that begins here; empty before a star and at the end. Lives until the next call.
  std::string_view next() {
    const std::size_t begin = at_;
    while (!is_done() && !is_at_star()) ++at_;
    if (at_ == begin) return {};
    if (at_ == begin + 1) return text_of(pieces_[begin]);
    scratch_.clear();
    for (std::size_t i = begin; i < at_; ++i) scratch_.append(text_of(pieces_[i]));
    return scratch_.text();
  }

 private:
  std::string_view text_of(const Piece& piece) const {
    if (piece.kind == PieceKind::Literal) return program_.text(piece.text);
    return question_->value_of(piece.variable);
  }

  const Program& program_;
  std::span<const Piece> pieces_;
  const QuestionView* question_;
  std::size_t at_ = 0;
  Scratch scratch_;
};

// The leftmost place is always good enough for what stands between two stars, so nothing is ever taken back. Of a glob
// that ends in `/*` the end is looked at twice, since the `/*` need not count (CAM-034); its beginning is not.
bool pieces_match(const Program& program, const GlobRow& glob, const QuestionView* question, TextIndex* index,
                  std::string_view text) {
  Runs runs(program, program.pieces_of(glob), question);
  std::string_view run = runs.next();
  std::size_t from = 0;
  bool is_anchored = true;  // must the run stand at the beginning of what is left?
  while (true) {
    const bool has_star = runs.is_at_star();
    if (has_star) runs.skip_star();
    const bool is_last = runs.is_done();
    const std::string_view rest = text.substr(from);
    const auto ends_with = [&](std::string_view end) { return is_anchored ? rest == end : rest.ends_with(end); };
    if (is_last && !has_star) return ends_with(run);
    std::size_t place = std::string_view::npos;
    if (is_anchored) {
      if (rest.starts_with(run)) place = 0;
    } else if (index != nullptr) {
      place = index->find(text, from, run);
    } else {
      place = find_literal(rest, run);
      if (place != std::string_view::npos) place += from;
    }
    if (is_last && place != std::string_view::npos) return true;
    if (is_last) return glob.ends_in_slash_star && ends_with(run.substr(0, run.size() - 1));
    if (place == std::string_view::npos) return false;
    from = place + run.size();
    is_anchored = false;
    run = runs.next();
  }
}

bool glob_matches(const Program& program, const GlobRow& glob, std::string_view text, const QuestionView* question,
                  TextIndex* index) {
  switch (glob.shape) {
    case Shape::Any:
      return true;
    case Shape::Exact:
      return same_text(text, program.text(glob.text));
    case Shape::Prefix:
      return begins_with(text, program.text(glob.text));
    case Shape::SlashPrefix: {
      const std::string_view literal = program.text(glob.text);
      return begins_with(text, literal) || same_text(text, literal.substr(0, literal.size() - 1));
    }
    case Shape::Pieces:
      break;
  }
  return pieces_match(program, glob, question, index, text);
}

bool has_values(const Program& program, const GlobRow& glob, const QuestionView& question) {
  if (!glob.has_variables) return true;
  const auto pieces = program.pieces_of(glob);
  return std::none_of(pieces.begin(), pieces.end(), [&](const Piece& piece) {
    return piece.kind == PieceKind::Variable && question.value_of(piece.variable).empty();
  });
}

// CAM-036: accounts are compared as accounts, whichever form names them.
bool account_matches(const Program& program, const ResourceScope& scope, const PolicyPlace& place,
                     const AccountView& account, const Surroundings& surroundings) {
  if (scope.account_form == AccountForm::Any) return true;
  if (account.is_empty()) return false;
  if (scope.account_form == AccountForm::Own) return account.is_account(place.owner_uin);
  const std::string_view number = program.text(scope.account);
  if (scope.account_form == AccountForm::Uin) return account.is_account(number);
  const std::string_view known = surroundings.account_of_app_id(number);
  return known.empty() ? account.is_app_id && account.number == number : account.is_account(known);
}

// CAM-032: an empty project in a request is `id/0`.
bool project_matches(const Program& program, const ResourceScope& scope, std::string_view project) {
  return scope.is_any_project ||
         same_text(program.text(scope.project), project.empty() ? std::string_view("id/0") : project);
}

// CAM-072: a deny on a whole service also reaches a request that names no resource.
bool is_service_wide(const Program& program, const ResourceRow& row, const PolicyPlace& place,
                     const QuestionView& question) {
  if (!row.is_star_alone && has_values(program, row.content, question)) return false;
  const ResourceScope& scope = program.scope_of(row);
  return (scope.is_any_service || program.text(scope.service) == question.action.service) && scope.is_any_region &&
         project_matches(program, scope, "") &&
         account_matches(program, scope, place, {question.caller.owner_uin}, question.surroundings);
}

bool content_matches(const Program& program, const GlobRow& content, const QuestionView& question) {
  const ResourceView& resource = question.resource;
  if (glob_matches(program, content, resource.content, &question, &question.index)) return true;
  return !resource.other_content.empty() && glob_matches(program, content, resource.other_content, &question, nullptr);
}

bool resource_matches(const Program& program, const ResourceRow& row, Effect effect, const PolicyPlace& place,
                      const QuestionView& question) {
  const ResourceView& resource = question.resource;
  if (resource.is_none) return effect == Effect::Deny && is_service_wide(program, row, place, question);
  // Contents differ most, and most of them are quickly told apart.
  const bool is_quick = row.content.shape != Shape::Pieces;
  if (is_quick && !content_matches(program, row.content, question)) return false;
  const ResourceScope& scope = program.scope_of(row);
  if (!scope.is_any_service && !same_text(program.text(scope.service), resource.service)) return false;
  if (!scope.is_any_region && !same_text(program.text(scope.region), resource.region)) return false;
  if (!project_matches(program, scope, resource.project)) return false;
  if (!account_matches(program, scope, place, resource.owner, question.surroundings)) return false;
  if (is_quick) return true;
  if (!has_values(program, row.content, question)) return effect == Effect::Deny;  // CAM-053
  return content_matches(program, row.content, question);
}

bool is_signed_in_account_member(const Principal& caller) {
  return caller.kind == PrincipalKind::Root || caller.kind == PrincipalKind::User || caller.kind == PrincipalKind::Role;
}

// CAM-112.
bool names_account(std::string_view account, const PolicyPlace& place, const Principal& caller) {
  if (!is_signed_in_account_member(caller) || caller.owner_uin != account) return false;
  const bool is_own_resource_policy = place.layer == PolicyLayer::Resource && account == place.owner_uin;
  return !is_own_resource_policy || caller.kind == PrincipalKind::Root;
}

// CAM-112: `service/cdn` is the service under each of its names.
bool names_cloud_service(std::string_view id, std::string_view name) {
  if (!name.starts_with(id)) return false;
  const std::string_view rest = name.substr(id.size());
  return rest.empty() || rest == ".qcloud.com" || rest == ".cloud.tencent.com";
}

bool principal_matches(const Program& program, const PrincipalRow& row, Effect effect, const PolicyPlace& place,
                       const Principal& caller) {
  const std::string_view account = program.text(row.account);
  const std::string_view id = program.text(row.id);
  switch (row.form) {
    case PrincipalForm::Everyone:
      return true;
    case PrincipalForm::Account:
      return names_account(account, place, caller);
    case PrincipalForm::User:
      return caller.kind == PrincipalKind::User && caller.owner_uin == account && caller.uin == id;
    case PrincipalForm::Group:
      return caller.owner_uin == account &&
             std::find(caller.group_ids.begin(), caller.group_ids.end(), id) != caller.group_ids.end();
    case PrincipalForm::Role:
      return caller.kind == PrincipalKind::Role && caller.owner_uin == account &&
             id == (row.is_role_id ? caller.uin : caller.name);
    case PrincipalForm::CloudService:
      return caller.kind == PrincipalKind::Service && names_cloud_service(id, caller.name);
    case PrincipalForm::Service:
      return caller.kind == PrincipalKind::Service && caller.name == id;
    case PrincipalForm::Federated:
      return !caller.federated.empty() && caller.federated == program.text(row.text);
    case PrincipalForm::Unknown:
      return effect == Effect::Deny;  // CAM-111
  }
  return false;
}

}  // namespace

bool glob_row_matches(const Program& program, const GlobRow& glob, std::string_view text, const QuestionView& question,
                      TextIndex* index) {
  return glob_matches(program, glob, text, &question, index);
}

bool glob_row_matches(const Program& program, const GlobRow& glob, std::string_view text) {
  return glob_matches(program, glob, text, nullptr, nullptr);
}

bool action_matches(const Program& program, const WideActionRow& row, const ActionView& action) {
  if (!row.is_any_service &&
      (row.service_tag != action.service_tag || !same_text(program.text(row.service), action.service))) {
    return false;
  }
  return glob_matches(program, row.name, action.name, nullptr, nullptr);
}

bool has_action(const Program& program, std::uint32_t statement, const ActionView& action) {
  const auto exact = program.actions();
  const auto wide = program.wide_actions();
  return std::any_of(exact.begin(), exact.end(),
                     [&](const ActionRow& row) {
                       return row.statement() == statement && program.is_action(row, action.text);
                     }) ||
         std::any_of(wide.begin(), wide.end(), [&](const WideActionRow& row) {
           return row.statement == statement && action_matches(program, row, action);
         });
}

bool statement_matches(const Program& program, std::uint32_t statement, std::uint32_t resource_row,
                       const PolicyPlace& place, const QuestionView& question) {
  const StatementRow& row = program.statements()[statement];
  if (place.layer == PolicyLayer::Resource || place.layer == PolicyLayer::Trust) {
    const auto principals = program.principals_of(statement);
    if (std::none_of(principals.begin(), principals.end(), [&](const PrincipalRow& principal) {
          return principal_matches(program, principal, row.effect, place, question.caller);
        })) {
      return false;
    }
  }
  // CAM-114: a trust policy speaks of its role and names no resource.
  if (!row.is_any_resource && place.layer != PolicyLayer::Trust) {
    auto resources = program.resources_of(statement);
    if (resource_row != all_resource_rows) resources = resources.subspan(resource_row, 1);
    if (std::none_of(resources.begin(), resources.end(), [&](const ResourceRow& resource) {
          return resource_matches(program, resource, row.effect, place, question);
        })) {
      return false;
    }
  }
  return conditions_hold(program, statement, row.effect, question);
}

std::size_t lower_action(std::span<const ActionRow> rows, std::uint32_t tag) {
  return lower_tag(rows, tag & ActionRow::tag_mask, [](const ActionRow& row) { return row.tag(); });
}

}  // namespace opencam
