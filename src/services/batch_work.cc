#include "services/batch_work.h"

#include <utility>

#include "base/text.h"
#include "opencam/name.h"
#include "services/batch_machines.h"
#include "services/batch_outbox.h"
#include "services/batch_role.h"
#include "services/tag_form.h"

namespace opencam::services {
namespace {

constexpr std::string_view env_type = "computeenv/";

std::uint64_t creator_number(const Call& call) { return directory::number(tag_creator(call)); }

}  // namespace

BatchWork::BatchWork(const Call& call, batch::Scope scope)
    : call_(call),
      scope_(std::move(scope)),
      desk_({.store = call.equipment().batch->store,
             .clock = call.equipment().clock,
             .random = call.equipment().random,
             .bell = call.equipment().batch->bell,
             .quota = call.equipment().batch->quota}),
      noted_(std::make_shared<directory::AuditRecord>()) {}

Result<BatchWork> BatchWork::of(const Call& call) {
  if (call.equipment().batch == nullptr) return Error(ErrorCode::Unavailable, "BatchCompute is not here");
  const std::string region(canonical_region(call.region()));
  if (region.empty()) {
    return Error(ErrorCode::BatchUnsupported, "the call names no region").with_help("name it in `X-TC-Region`");
  }
  if (!call.directory().catalog().has_region(region)) {
    return Error(ErrorCode::BatchUnsupported, "there is no region `" + text::shortened(region) + "`")
        .with_help("name one like `ap-guangzhou` in `X-TC-Region`");
  }
  return BatchWork(call, {.account = batch::Account{directory::number(call.owner())}, .region = region});
}

const MachineTypes& BatchWork::machines() const {
  return parts().machines == nullptr ? MachineTypes::built_in() : *parts().machines;
}

std::string BatchWork::resource(std::string_view content) const {
  return "qcs::batch:" + scope_.region + ":uin/" + directory::id_text(call_.owner()) + ":" + std::string(content);
}

batch::Asker BatchWork::asker(std::string resource) const {
  *noted_ = directory::audit_record(call_.write(), call_.owner(), call_.equipment().clock.now_ms());
  noted_->revision = call_.directory().revision();
  if (!resource.empty()) noted_->resource = std::move(resource);
  return {.scope = scope_,
          .creator = creator_number(call_),
          .creator_type = call_.caller().principal_type(),
          .client_token = {},
          .audit = [noted = noted_](std::string_view) { return outbox_text(*noted); }};
}

Result<void> BatchWork::record(std::uint64_t outbox) const {
  return deliver(store(), call_.directory(), *noted_, outbox);
}

Result<std::string> BatchWork::make(const Making& making) const {
  if (!making.client_token.empty()) {
    OPENCAM_TRY(const std::optional<std::string> before, making.made_before());
    if (before) {
      asker(resource(making.type + "/" + *before));
      OPENCAM_TRY(record(0));
      return *before;
    }
  }
  const std::string id = desk_.draw(making.kind);
  const std::string content = making.type + "/" + id;
  if (!making.tags.empty()) {
    directory::TagChange change;
    change.put = making.tags;
    OPENCAM_TRY(change_tags(resource(content), std::move(change)));
  }
  batch::Asker by = asker(resource(content));
  by.client_token = making.client_token;
  auto added = making.make(by, id);
  if (!added || !added->is_new) {
    if (auto released = release_tags(content); !released) return std::move(released).error();
  }
  if (!added) return std::move(added).error();
  OPENCAM_TRY(record(added->outbox));
  return added->id;
}

// The caller's doing, in the words of the service of tags; no record of its own right is asked for.
Result<void> BatchWork::change_tags(const std::string& resource, directory::TagChange change) const {
  directory::WriteContext context = call_.write();
  context.action = change.put.empty() ? "tag:UnTagResources" : "tag:TagResources";
  context.resource = resource;
  context.parameters.clear();
  change.resource = resource;
  change.creator = tag_creator(call_);
  return call_.directory().change_tags(context, call_.owner(), {&change, 1});
}

const directory::Tags& BatchWork::tags_of(const directory::AccountState& account, std::string_view content) const {
  return account.tags_of(resource(content));
}

Result<void> BatchWork::release_tags(std::string_view content) const {
  const std::string whole = resource(content);
  const auto account = call_.account();
  directory::TagChange change;
  for (const auto& [key, value] : account->tags_of(whole)) change.remove.push_back(key);
  if (change.remove.empty()) return {};
  return change_tags(whole, std::move(change));
}

Result<void> BatchWork::release_tags_of_gone_envs() const {
  const auto account = call_.account();
  const std::string beginning = resource(env_type);
  for (const auto& [tagged, tags] : account->tags()) {
    if (!tagged.starts_with(beginning)) continue;
    const std::string id = tagged.substr(beginning.size());
    if (!batch::is_id(batch::IdKind::Env, id)) continue;
    const auto env = store().env(id);
    // One that is damaged is there.
    if (env ? env->has_value() : env.error().code() == ErrorCode::Corrupt) continue;
    if (!env) return env.error();
    directory::TagChange change;
    change.resource = tagged;
    for (const auto& [key, value] : *tags) change.remove.push_back(key);
    directory::WriteContext context = service_context(call_, "tag:UnTagResources");
    context.resource = tagged;
    OPENCAM_TRY(call_.directory().change_tags(context, call_.owner(), {&change, 1}));
  }
  return {};
}

}  // namespace opencam::services
