#include "engine/program.h"

namespace opencam {

// The row after the last statement says where its own rows end.
std::span<const StatementRow> Program::statements() const {
  const auto all = rows<StatementRow>(Section::Statements);
  return all.first(all.size() - 1);
}

std::span<const ResourceRow> Program::resources_of(std::uint32_t statement) const {
  const auto all = rows<StatementRow>(Section::Statements);
  const std::uint32_t begin = all[statement].resources;
  return rows<ResourceRow>(Section::Resources).subspan(begin, all[statement + 1].resources - begin);
}

std::span<const ClauseRow> Program::clauses_of(std::uint32_t statement) const {
  const auto all = rows<StatementRow>(Section::Statements);
  const std::uint32_t begin = all[statement].clauses;
  return rows<ClauseRow>(Section::Clauses).subspan(begin, all[statement + 1].clauses - begin);
}

std::span<const PrincipalRow> Program::principals_of(std::uint32_t statement) const {
  const auto begins = rows<std::uint32_t>(Section::PrincipalBegins);
  if (begins.empty()) return {};
  return rows<PrincipalRow>(Section::Principals).subspan(begins[statement], begins[statement + 1] - begins[statement]);
}

}  // namespace opencam
