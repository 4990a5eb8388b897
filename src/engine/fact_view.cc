#include "engine/fact_view.h"

namespace opencam {
namespace {

constexpr std::string_view resource_tag = "qcs:resource_tag";
constexpr std::string_view old_tag = "qcs:tag";
constexpr std::string_view request_tag = "qcs:request_tag";

// Longer than any name a request may use (limits::resource_name_bytes_max), with the account's number in it.
using NameScratch = ScratchOf<4608>;

}  // namespace

FactView::FactView(const ClauseRow& clause, const Program& program, const QuestionView& question)
    : question_(question) {
  const std::string_view key = program.text(clause.key);
  switch (clause.source) {
    case KeySource::Given:
      list_ = given(key);
      return;
    case KeySource::Uin:
      single_ = question.value_of(Variable::Uin);
      return;
    case KeySource::OwnerUin:
      single_ = question.value_of(Variable::OwnerUin);
      return;
    case KeySource::Mfa:
    case KeySource::QcsMfa:
      // CAM-049: always there, so that a deny on "0" cannot be dodged by leaving the key out.
      list_ = clause.source == KeySource::Mfa ? given_or_else("mfa", "qcs:mfa") : given_or_else("qcs:mfa", "mfa");
      if (list_.empty()) single_ = "0";
      return;
    case KeySource::Ip:
      if (question.action_facts.supports_ip_condition) list_ = given(key);
      return;
    case KeySource::ResourceTag:
    case KeySource::OldTag:
      if (clause.has_tag_key) tag_key_ = program.text(clause.tag_key);
      find_resource_tags(clause);
      return;
    case KeySource::RequestTag:
      tag_key_ = program.text(clause.tag_key);
      find_request_tag(key);
      return;
  }
}

// CAM-047 and CAM-048: stored tags before the context, joined lists before single keys, and the two spellings of the
// family serve for each other where only one of them is given.
void FactView::find_resource_tags(const ClauseRow& clause) {
  const bool is_old = clause.source == KeySource::OldTag;
  const std::string_view family = is_old ? old_tag : resource_tag;
  const std::string_view other_family = is_old ? resource_tag : old_tag;
  is_split_ = clause.has_tag_key;
  stored_ = stored_tags();
  if (stored_ != nullptr) return;
  list_ = given_or_else(family, other_family);
  if (!is_split_ || !list_.empty()) return;
  is_split_ = false;
  Scratch scratch;
  list_ = given(scratch.joined({family, "/", tag_key_}));
  if (list_.empty()) list_ = given(scratch.joined({other_family, "/", tag_key_}));
}

void FactView::find_request_tag(std::string_view key) {
  list_ = given(request_tag);
  is_split_ = !list_.empty();
  if (!is_split_) list_ = given(key);
}

// By the canonical name (CAM-046).
const std::map<std::string, std::string>* FactView::stored_tags() const {
  const ResourceView& resource = question_.resource;
  if (resource.is_none) return nullptr;
  NameScratch name;
  name.append("qcs:");
  if (resource.project != "id/0") name.append(resource.project);
  for (const std::string_view part :
       {std::string_view(":"), resource.service, std::string_view(":"), resource.region, std::string_view(":")}) {
    name.append(part);
  }
  if (!resource.owner.is_empty()) {
    name.append(resource.owner.is_app_id ? "uid/" : "uin/");
    name.append(resource.owner.number);
  }
  name.append(":");
  name.append(resource.content);
  return question_.surroundings.tags_of(name.text());
}

ContextValues FactView::given(std::string_view key) const { return question_.context.find(key); }

ContextValues FactView::given_or_else(std::string_view key, std::string_view other_key) const {
  const ContextValues values = given(key);
  return values.empty() ? given(other_key) : values;
}

}  // namespace opencam
