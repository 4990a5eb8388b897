// Task templates: tasks that are kept to be submitted again.
#include "services/batch.h"
#include "services/batch_form.h"
#include "services/batch_id.h"
#include "services/batch_list.h"
#include "services/batch_submission.h"

namespace opencam::services {
namespace {

constexpr std::string_view info_field = "TaskTemplateInfo";

// A template is checked as the task it will be.
Result<std::string> checked_info(const BatchWork& work, const api::batch::Task& task) {
  const std::string field(info_field);
  OPENCAM_TRY(const batch::TaskSpec spec,
              task_spec_of(task, field, {.region = work.scope().region, .machines = work.machines()}));
  OPENCAM_TRY(batch::check_task(spec, field));
  return submission_text(task);
}

}  // namespace

Result<api::batch::CreateTaskTemplateResponse> create_task_template(
    const Call& call, const api::batch::CreateTaskTemplateRequest& request) {
  OPENCAM_TRY(const BatchWork work, BatchWork::of(call));
  OPENCAM_TRY(const directory::Tags tags, tags_of(request.tags, "Tags"));
  batch::TaskTemplateRow row;
  row.name = request.task_template_name;
  row.description = request.task_template_description.value_or("");
  OPENCAM_TRY(batch::check_template(row.name, row.description));
  OPENCAM_TRY(row.submission, checked_info(work, request.task_template_info));
  OPENCAM_TRY(std::string id, work.make({.kind = batch::IdKind::TaskTemplate,
                                         .type = "tasktemplate",
                                         .client_token = {},
                                         .tags = tags,
                                         .made_before = {},
                                         .make = [&](const batch::Asker& by, const std::string& drawn) {
                                           return work.desk().create_template(by, drawn, std::move(row));
                                         }}));
  return api::batch::CreateTaskTemplateResponse{.task_template_id = std::move(id)};
}

Result<api::batch::ModifyTaskTemplateResponse> modify_task_template(
    const Call& call, const api::batch::ModifyTaskTemplateRequest& request) {
  OPENCAM_TRY(const BatchWork work, BatchWork::of(call));
  OPENCAM_TRY(check_template_id(request.task_template_id));
  batch::TaskTemplateChange change{
      .name = request.task_template_name, .description = request.task_template_description, .submission = std::nullopt};
  if (request.task_template_info) {
    OPENCAM_TRY(change.submission, checked_info(work, *request.task_template_info));
  }
  OPENCAM_TRY(const std::uint64_t outbox,
              work.desk().change_template(work.asker(), request.task_template_id, std::move(change)));
  OPENCAM_TRY(work.record(outbox));
  return api::batch::ModifyTaskTemplateResponse{};
}

Result<api::batch::DeleteTaskTemplatesResponse> delete_task_templates(
    const Call& call, const api::batch::DeleteTaskTemplatesRequest& request) {
  OPENCAM_TRY(const BatchWork work, BatchWork::of(call));
  for (const std::string& id : request.task_template_ids) OPENCAM_TRY(check_template_id(id));
  OPENCAM_TRY(const std::uint64_t outbox, work.desk().delete_templates(work.asker(), request.task_template_ids));
  OPENCAM_TRY(work.record(outbox));
  for (const std::string& id : request.task_template_ids) OPENCAM_TRY(work.release_tags("tasktemplate/" + id));
  return api::batch::DeleteTaskTemplatesResponse{};
}

Result<api::batch::DescribeTaskTemplatesResponse> describe_task_templates(
    const Call& call, const api::batch::DescribeTaskTemplatesRequest& request) {
  OPENCAM_TRY(const BatchWork work, BatchWork::of(call));
  OPENCAM_TRY(const Page page, read_batch_page(request.offset, request.limit));
  OPENCAM_TRY(
      const BatchFilters filters,
      BatchFilters::read(request.filters, {"task-template-id", "task-template-name"}, BatchFilters::Tagged::Yes));
  OPENCAM_TRY(check_ids(request.task_template_ids, "TaskTemplateIds", filters, check_template_id));
  batch::Query query{.scope = work.scope(),
                     .ids = filters.values("task-template-id"),
                     .names = filters.values("task-template-name"),
                     .zones = {},
                     .states = {}};
  const auto& ids = request.task_template_ids;
  if (ids) query.ids.insert(query.ids.end(), ids->begin(), ids->end());
  OPENCAM_TRY(std::vector<batch::TaskTemplateRow> found, work.store().task_templates(query));
  const auto rows = seen_rows(work, "tasktemplate", filters, std::move(found));
  const auto account = call.account();
  api::batch::DescribeTaskTemplatesResponse response;
  response.total_count = static_cast<std::int64_t>(rows.size());
  for (const batch::TaskTemplateRow& row : page_of(rows, page)) {
    api::batch::TaskTemplateView view;
    view.task_template_id = row.id;
    view.task_template_name = row.name;
    view.task_template_description = row.description;
    auto task = read_submitted_task(row.submission);
    if (is_left_out(work, task, row.id)) continue;
    if (!task) return std::move(task).error();
    view.task_template_info = *std::move(task);
    view.create_time = batch_time(row.created_ms);
    view.tags = shown_tags(work.tags_of(*account, "tasktemplate/" + row.id));
    response.task_template_set.push_back(std::move(view));
  }
  return response;
}

}  // namespace opencam::services
