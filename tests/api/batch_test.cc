// How BatchCompute behaves beyond its permissions: durable records, its role, idempotency, tags, views, logs.
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json/serialize.hpp>

#include "base/encode.h"
#include "cases_batch.h"
#include "services/batch_machines.h"
#include "services/batch_outbox.h"

namespace opencam::tests {
namespace {

namespace json = boost::json;

using directory::AuditRecord;

std::vector<AuditRecord> records_of(Scene& s, std::string_view action) {
  std::vector<AuditRecord> found;
  for (AuditRecord& record : s.audit(directory::Uin{s.account_uin})) {
    if (record.action == action) found.push_back(std::move(record));
  }
  return found;
}

json::object submission_of(std::string_view command) {
  json::object task = batch_task();
  task["Application"].get_object()["Command"] = command;
  json::object parameters = batch_job({{"Tasks", json::array{task}}});
  parameters["Placement"] = json::object{{"Zone", "ap-guangzhou-1"}};
  return parameters;
}

TEST(BatchAuditTest, AWriteIsInTheTrailWithItsThingWhenItIsAnswered) {
  Scene s;
  const Answer job = s.root("SubmitJob", batch_submission());
  const auto records = records_of(s, "batch:SubmitJob");
  ASSERT_EQ(records.size(), 1U);
  EXPECT_EQ(records.front().request_id, job.text("RequestId"));
  EXPECT_TRUE(records.front().resource.ends_with(":job/" + job.text("JobId"))) << records.front().resource;
  EXPECT_TRUE(s.batch_parts().store.outbox(10)->empty());
  const Answer events = s.root(
      "LookUpEvents", {{"StartTime", s.clock.now_s() - 60},
                       {"EndTime", s.clock.now_s()},
                       {"LookupAttributes",
                        json::array{json::object{{"AttributeKey", "EventName"}, {"AttributeValue", "SubmitJob"}}}}});
  EXPECT_EQ(events.array("Events").size(), 1U) << events.body;
}

TEST(BatchAuditTest, TheTrailKnowsWhichVariablesThereWereAndNotWhatTheyHeld) {
  Scene s;
  json::object parameters = submission_of("deploy --fast");
  parameters["Job"].get_object()["Tasks"].get_array().front().get_object()["EnvVars"] =
      json::array{json::object{{"Name", "DB_PASSWORD"}, {"Value", "correct horse"}}};
  const std::string id = s.root("SubmitJob", parameters).text("JobId");
  const std::string recorded = records_of(s, "batch:SubmitJob").front().parameters;
  EXPECT_EQ(recorded.find("correct horse"), std::string::npos) << recorded;
  EXPECT_NE(recorded.find(R"("EnvVars":[{"Name":"DB_PASSWORD","Value":"***"}])"), std::string::npos) << recorded;
  EXPECT_NE(recorded.find("deploy --fast"), std::string::npos) << recorded;
  // The submission is shown as it was given, to those who may ask for it.
  EXPECT_NE(s.root("DescribeJobSubmitInfo", {{"JobId", id}}).body.find("correct horse"), std::string::npos);
  // Also where nobody reads what was given.
  parameters["Job"].get_object()["Tasks"].get_array().front().get_object()["EnvVars"] = json::array{"x", 7, nullptr};
  EXPECT_NE(s.call("SubmitJob", parameters).code, "ok");
}

TEST(BatchAuditTest, WithoutARecordThereIsNoAnswerAndTheRecordComesLater) {
  Scene s;
  s.root("SubmitJob", submission_of("exit 0"));  // the role is there
  s.store_fails = true;
  const Answer answer = s.call("SubmitJob", submission_of("exit 0"));
  EXPECT_TRUE(answer.code.starts_with("InternalError")) << answer.body;
  s.store_fails = false;
  EXPECT_EQ(records_of(s, "batch:SubmitJob").size(), 1U);
  ASSERT_EQ(s.batch_parts().store.outbox(10)->size(), 1U);
  const auto log = Log::create({}, s.clock);
  EXPECT_TRUE(services::deliver_leftovers(s.batch_parts().store, s.directory(), **log));
  EXPECT_EQ(records_of(s, "batch:SubmitJob").size(), 2U);
  EXPECT_TRUE(s.batch_parts().store.outbox(10)->empty());
  EXPECT_EQ(records_of(s, "batch:SubmitJob").front().request_id, answer.text("RequestId"));
}

TEST(BatchAuditTest, ARecordComesBackWhateverBytesItHolds) {
  std::string bytes;
  for (int byte = 0; byte < 256; ++byte) bytes += static_cast<char>(byte);
  AuditRecord record;
  record.account = directory::Uin{UINT64_MAX >> 1};
  record.time_ms = INT64_MAX;
  record.user_agent = record.parameters = record.resource = bytes;
  const auto back = services::read_outbox_text(services::outbox_text(record));
  ASSERT_TRUE(back) << back.error().message();
  EXPECT_EQ(*back, record);
  for (const std::string_view text : {"", "{}", "[]", "{\"account\":1}", "{\"account\":1.5}", "{\"account\":1e300}",
                                      "{\"account\":18446744073709551615}", "{\"account\":\"1\"}", "null"}) {
    EXPECT_FALSE(services::read_outbox_text(text)) << text;
  }
}

TEST(BatchAuditTest, ARecordThatIsThereIsNotDeliveredAgain) {
  Scene s;
  s.root("SubmitJob", submission_of("exit 0"));
  const AuditRecord record = records_of(s, "batch:SubmitJob").front();
  batch::TaskTemplateRow row{.id = "task-tmpl-00000001", .scope = {batch::Account{s.account_uin}, "ap-guangzhou"}};
  // As if the crash had come between the two stores.
  ASSERT_TRUE(
      s.batch_parts().store.add_template(row, {}, [&](std::string_view) { return services::outbox_text(record); }));
  ASSERT_TRUE(s.batch_parts().store.add_template(row = {.id = "task-tmpl-00000002", .scope = row.scope}, {},
                                                 [](std::string_view) { return std::string("no JSON"); }));
  const auto log = Log::create({}, s.clock);
  EXPECT_TRUE(services::deliver_leftovers(s.batch_parts().store, s.directory(), **log));
  EXPECT_EQ(records_of(s, "batch:SubmitJob").size(), 1U);
  EXPECT_EQ(s.batch_parts().store.outbox(10)->size(), 1U) << "what cannot be read stays";
}

TEST(BatchRoleTest, IsMadeOnceByTheServiceAndNeverAgain) {
  Scene s;
  s.root("SubmitJob", submission_of("exit 0"));
  const Answer role = s.root("GetRole", {{"RoleName", "BATCH_QCSRole"}});
  const Answer policies = s.root("ListAttachedRolePolicies", {{"RoleName", "BATCH_QCSRole"}, {"Page", 1}, {"Rp", 20}});
  EXPECT_EQ(policies.array("List").front().at("PolicyName").get_string(), "QcloudFullAccessForBatchRole");
  const auto made = records_of(s, "cam:CreateRole");
  ASSERT_EQ(made.size(), 2U) << "the scene's own, and the service's";
  EXPECT_EQ(made.front().principal_type, "service");
  EXPECT_EQ(made.front().principal, "batch.cloud.tencent.com");
  s.root("DeleteRole", {{"RoleName", "BATCH_QCSRole"}});
  s.root("SubmitJob", submission_of("exit 0"));
  EXPECT_EQ(s.call("GetRole", {{"RoleName", "BATCH_QCSRole"}}).code, "InvalidParameter.RoleNotExist");
}

// Whatever is done to the role, the service is refused with CAM's text, which the job shows.
TEST(BatchRoleTest, TheServiceDoesNothingBeyondItsRole) {
  const std::string only_monitor = document("allow", {"monitor:*"});
  const std::vector<std::function<void(Scene&)>> narrowings = {
      [](Scene& s) { s.root("DeleteRole", {{"RoleName", "BATCH_QCSRole"}}); },
      [](Scene& s) {
        s.root("DetachRolePolicy",
               {{"DetachRoleName", "BATCH_QCSRole"}, {"PolicyName", "QcloudFullAccessForBatchRole"}});
      },
      [&](Scene& s) {
        const Answer policy = s.root("CreatePolicy", {{"PolicyName", "Monitor"}, {"PolicyDocument", only_monitor}});
        s.root("PutRolePermissionsBoundary", {{"RoleName", "BATCH_QCSRole"}, {"PolicyId", policy.number("PolicyId")}});
      },
      [](Scene& s) {
        s.root("UpdateAssumeRolePolicy", {{"RoleName", "BATCH_QCSRole"}, {"PolicyDocument", trust(s.account_uin)}});
      },
  };
  for (const auto& narrow : narrowings) {
    Scene s;
    const Answer first = s.root("SubmitJob", submission_of("exit 0"));
    narrow(s);
    s.run_batch();
    const Answer job = s.root("DescribeTask", {{"JobId", first.text("JobId")}, {"TaskName", "one"}});
    const json::object& instance = job.array("TaskInstanceSet").front().get_object();
    EXPECT_EQ(instance.at("TaskInstanceState").get_string(), "FAILED") << job.body;
    EXPECT_NE(job.body.find("you are not authorized to perform operation ("), std::string::npos) << job.body;
    const auto refusals = records_of(s, "cvm:RunInstances").size() + records_of(s, "sts:AssumeRole").size();
    EXPECT_GE(refusals, 1U);
  }
}

TEST(BatchTokenTest, TheSameTokenGivesTheSameJobAndEnvironment) {
  Scene s;
  json::object job = batch_submission();
  job["ClientToken"] = "once";
  const std::string id = s.root("SubmitJob", job).text("JobId");
  EXPECT_EQ(s.root("SubmitJob", job).text("JobId"), id);
  EXPECT_EQ(s.root("DescribeJobs").number("TotalCount"), 1U);
  EXPECT_EQ(records_of(s, "batch:SubmitJob").size(), 2U) << "both calls were made";
  s.region = "ap-shanghai";
  json::object there = job;
  there["Placement"] = json::object{{"Zone", "ap-shanghai-1"}};
  EXPECT_NE(s.root("SubmitJob", there).text("JobId"), id);
  s.region = "ap-guangzhou";
  EXPECT_NE(s.call_as(s.other_root_keys, "SubmitJob", job).text("JobId"), id);
  job["ClientToken"] = std::string(65, 'x');
  EXPECT_EQ(s.call("SubmitJob", job).code, "InvalidParameterValue.LimitExceeded");
  json::object env{{"ComputeEnv", {{"EnvName", "e"}, {"DesiredComputeNodeCount", 0}}},
                   {"Placement", {{"Zone", "ap-guangzhou-1"}}},
                   {"ClientToken", "once"}};
  EXPECT_EQ(s.root("CreateComputeEnv", env).text("EnvId"), s.root("CreateComputeEnv", env).text("EnvId"));
  EXPECT_EQ(s.root("DescribeComputeEnvs").number("TotalCount"), 1U);
}

TEST(BatchTagTest, TagsOfARefusedCreationAreGoneAgain) {
  Scene s;
  s.batch_parts().quota.jobs_max = 0;
  EXPECT_EQ(s.call("SubmitJob", batch_submission()).code, "LimitExceeded.JobQuota");
  const auto account = s.directory().account(directory::Uin{s.account_uin});
  for (const auto& [resource, tags] : account->tags()) EXPECT_EQ(resource.find(":batch:"), std::string::npos);
}

TEST(BatchTagTest, TagsOfAnEnvironmentEndAfterIt) {
  Scene s;
  prepare_batch(s);
  const std::string env = batch_env(s);
  const auto has_tags = [&] {
    const std::string resource = "qcs::batch:ap-guangzhou:uin/" + std::to_string(s.account_uin) + ":computeenv/" + env;
    return !s.directory().account(directory::Uin{s.account_uin})->tags_of(resource).empty();
  };
  EXPECT_TRUE(has_tags());
  s.root("DeleteComputeEnv", {{"EnvId", env}});
  EXPECT_TRUE(has_tags()) << "while it is still there";
  s.run_batch();
  s.root("CreateComputeEnv", {{"ComputeEnv", {{"EnvName", "next"}, {"DesiredComputeNodeCount", 0}}},
                              {"Placement", {{"Zone", "ap-guangzhou-1"}}}});
  EXPECT_FALSE(has_tags());
}

TEST(BatchTagTest, WrongTagsAreRefused) {
  Scene s;
  const auto with = [](const json::array& tags) {
    json::object asked = batch_submission();
    asked["Job"].get_object()["Tags"] = tags;
    return asked;
  };
  json::array eleven;
  for (int i = 0; i < 11; ++i) eleven.push_back({{"Key", "k" + std::to_string(i)}, {"Value", ""}});
  EXPECT_EQ(s.call("SubmitJob", with(eleven)).code, "InvalidParameterValue.LimitExceeded");
  eleven.pop_back();
  EXPECT_EQ(s.call("SubmitJob", with(eleven)).code, "ok");
  const json::object one{{"Key", "k"}, {"Value", "v"}};
  EXPECT_NE(s.call("SubmitJob", with({one, one})).code, "ok");
  EXPECT_NE(s.call("SubmitJob", with({json::object{{"Key", ""}, {"Value", "v"}}})).code, "ok");
}

TEST(BatchViewTest, AJobIsShownAsItWasSubmittedAndAsItIs) {
  Scene s;
  json::object asked = batch_submission();
  asked["Job"].get_object()["Priority"] = 7;
  asked["Job"].get_object()["JobDescription"] = "of every night";
  const json::value task = asked.at("Job").at("Tasks").get_array().front();
  const std::string id = s.root("SubmitJob", asked).text("JobId");
  const Answer submitted = s.root("DescribeJobSubmitInfo", {{"JobId", id}});
  EXPECT_EQ(submitted.number("Priority"), 7U);
  EXPECT_EQ(submitted.text("JobDescription"), "of every night");
  EXPECT_EQ(submitted.array("Tasks").front().at("Application").at("Command"), task.at("Application").at("Command"));
  EXPECT_EQ(submitted.array("Tags").front().at("Value").get_string(), "a");
  const Answer before = s.root("DescribeJob", {{"JobId", id}});
  EXPECT_EQ(before.text("JobState"), "SUBMITTED");
  EXPECT_EQ(before.text("EndTime"), "");
  EXPECT_EQ(before.text("CreateTime"), "2026-11-21T16:53:20Z");
  s.run_batch();
  const Answer after = s.root("DescribeJob", {{"JobId", id}});
  EXPECT_EQ(after.text("JobState"), "FAILED");
  EXPECT_EQ(after.object("TaskInstanceMetrics").at("FailedCount").get_int64(), 1);
  const Answer instances =
      s.root("DescribeTask",
             {{"JobId", id},
              {"TaskName", "one"},
              {"Filters", json::array{json::object{{"Name", "task-instance-state"}, {"Values", {"FAILED"}}}}}});
  EXPECT_EQ(instances.number("TaskInstanceTotalCount"), 1U);
  EXPECT_EQ(instances.array("TaskInstanceSet").front().at("ExitCode").get_int64(), 3);
}

TEST(BatchViewTest, JobsAreFilteredByEachOfTheirFilters) {
  Scene s;
  prepare_batch(s);
  submit_waiting_job(s);
  const auto count = [&](std::string_view name, std::string_view value) {
    return s
        .root("DescribeJobs", {{"Filters", json::array{json::object{{"Name", name}, {"Values", json::array{value}}}}}})
        .number("TotalCount");
  };
  EXPECT_EQ(count("job-state", "FAILED"), 1U);
  EXPECT_EQ(count("job-state", "RUNNING"), 1U);
  EXPECT_EQ(count("job-state", "PENDING"), 0U);
  EXPECT_EQ(count("job-name", "nightly"), 2U);
  EXPECT_EQ(count("job-name", "night"), 0U);
  EXPECT_EQ(count("job-id", batch_job_id(s)), 1U);
  EXPECT_EQ(count("zone", "ap-guangzhou-1"), 2U);
  EXPECT_EQ(count("zone", "ap-guangzhou-2"), 0U);
  EXPECT_EQ(count("tag-key", "team"), 1U);
  EXPECT_EQ(count("tag-value", "a"), 1U);
  EXPECT_EQ(count("tag:team", "a"), 1U);
  EXPECT_EQ(count("tag:team", "b"), 0U);
}

TEST(BatchViewTest, LogsAreTheEndOfWhatWasWrittenInBase64) {
  Scene s;
  const std::string command = "echo " + std::string(3000, 'y') + " end";
  const std::string id = s.root("SubmitJob", submission_of(command)).text("JobId");
  const json::object asked{{"JobId", id}, {"TaskName", "one"}};
  EXPECT_EQ(s.root("DescribeTaskLogs", asked).array("TaskInstanceLogSet").front().at("StdoutLog").get_string(), "");
  s.run_batch();
  const Answer answer = s.root("DescribeTaskLogs", asked);
  EXPECT_EQ(answer.number("TotalCount"), 1U);
  const auto& log = answer.array("TaskInstanceLogSet").front().at("StdoutLog").get_string();
  EXPECT_EQ(decode_base64(std::string_view(log)), command.substr(command.size() - 2048));
  // Without a runner there is nothing to be told.
  s.batch_parts().runner = nullptr;
  EXPECT_EQ(s.root("DescribeTaskLogs", asked).array("TaskInstanceLogSet").front().at("StdoutLog").get_string(), "");
}

TEST(BatchViewTest, MeasurementsAreTheRunners) {
  Scene s;
  const std::string id = s.root("SubmitJob", submission_of("exit 0")).text("JobId");
  s.run_batch();
  json::object asked{{"JobId", id},
                     {"TaskName", "one"},
                     {"TaskInstanceIndex", 0},
                     {"MetricName", "CpuUsage"},
                     {"StartTime", "2026-11-21T16:00:00Z"},
                     {"EndTime", "2026-11-22T01:00:00+08:00"}};
  const Answer answer = s.root("DescribeJobMonitorData", asked);
  EXPECT_EQ(answer.object("DataPoints").at("Values").get_array().size(), 1U) << answer.body;
  EXPECT_EQ(answer.object("DataPoints").at("Timestamps").get_array().front().get_int64(), 1795278600);
  asked["EndTime"] = "2026-11-21T15:00:00Z";
  EXPECT_EQ(s.call("DescribeJobMonitorData", asked).code, "InvalidParameterValue");
  using namespace std::string_view_literals;
  for (const std::string_view text :
       {"2026-02-30T16:00:00Z"sv, "2026-11-21T24:00:00Z"sv, "2026-11-21 16:00:00"sv, "2026-11-21T16:00:00"sv,
        " 2026-11-21T16:00:00Z"sv, "2026-11-21T16:00:00Z "sv, "2026-11-21T16:00:00z"sv, "2026-11-21T16:00:00Z\0x"sv,
        "2026-11-21T16:00:00+99:00"sv, "2026-11-21T16:00:00+08:60"sv, "2026-11-21T16:00:00+-1:30"sv,
        "2026-11-21T16:00:00+0800"sv, "2026-11-21T"sv, "Z"sv}) {
    asked["EndTime"] = text;
    const Answer wrong = s.call("DescribeJobMonitorData", asked);
    EXPECT_EQ(wrong.code, "InvalidParameterValue") << text;
    EXPECT_NE(wrong.body.find("EndTime"), std::string::npos) << wrong.body;
  }
  asked.erase("EndTime");
  asked["TaskInstanceIndex"] = 1;
  EXPECT_EQ(s.call("DescribeJobMonitorData", asked).code, "ResourceNotFound.TaskInstance");
}

TEST(BatchViewTest, ADamagedSubmissionTakesNoListWithIt) {
  Scene s;
  const batch::Scope scope{.account = batch::Account{s.account_uin}, .region = "ap-guangzhou"};
  for (const std::string_view submission : {R"({"Task":{"Application":{"DeliveryForm":"LOCAL"}}})", "{", ""}) {
    batch::TaskTemplateRow row;
    row.id = "task-tmpl-0000000" + std::to_string(submission.size() % 10);
    row.scope = scope;
    row.submission = submission;
    ASSERT_TRUE(s.batch_parts().store.add_template(row, {}, {}));
  }
  const Answer templates = s.root("DescribeTaskTemplates", {});
  EXPECT_EQ(templates.array("TaskTemplateSet").size(), 1U) << templates.body;
  for (const std::string_view submission : {R"({"Placement":{"Zone":"ap-guangzhou-1"}})", "{}"}) {
    batch::EnvRow row;
    row.id = "env-0000000" + std::to_string(submission.size() % 10);
    row.scope = scope;
    ASSERT_TRUE(s.batch_parts().store.add_env(row, submission, {}, {}));
  }
  const Answer infos = s.root("DescribeComputeEnvCreateInfos", {});
  EXPECT_EQ(infos.array("ComputeEnvCreateInfoSet").size(), 1U) << infos.body;
  EXPECT_EQ(s.call("DescribeComputeEnvCreateInfo", {{"EnvId", "env-00000002"}}).code, "InternalError");
}

TEST(BatchMachineTest, TheListOfTypesIsReadStrictly) {
  const std::string good(services::built_in_machines());
  EXPECT_TRUE(services::MachineTypes::read(good));
  const auto changed = [&](const std::string& from, const std::string& to) {
    std::string text = good;
    text.replace(text.find(from), from.size(), to);
    return text;
  };
  for (const std::string& text :
       {std::string("[]"), std::string("{}"), changed("\"schema_version\": 1", "\"schema_version\": 2"),
        changed("\"cores\": 1", "\"cores\": 0"), changed("\"cores\": 1", "\"cores\": 65537"),
        changed("S5.SMALL2", "S5.SMALL1"), changed("\"CVM\"", "\"GPU\""),
        changed("\"zones_per_region\": 4", "\"zones_per_region\": 0"), changed("\"family\"", "\"familie\"")}) {
    EXPECT_FALSE(services::MachineTypes::read(text)) << text.substr(0, 80);
  }
}

}  // namespace
}  // namespace opencam::tests
