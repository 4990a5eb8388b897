#include "batch/submission.h"

#include <gtest/gtest.h>

#include "batch/dag.h"
#include "batch/limits.h"
#include "batch/spec_text.h"

namespace opencam::batch {
namespace {

TaskSpec task(const std::string& name) {
  TaskSpec spec;
  spec.name = name;
  spec.command = "true";
  spec.has_anonymous_env = true;
  return spec;
}

JobSpec job(std::vector<TaskSpec> tasks, std::vector<Dependence> dependences = {}) {
  JobSpec spec;
  spec.tasks = std::move(tasks);
  spec.dependences = std::move(dependences);
  return spec;
}

// "ok", or the code of the refusal.
template <typename T>
std::string code(const Result<T>& result) {
  return result ? "ok" : std::string(name(result.error().code()));
}

// What is said about a job of one task that was changed.
template <typename Change>
std::string changed(Change change) {
  JobSpec spec = job({task("a")});
  change(spec.tasks[0]);
  const auto checked = check_job(spec);
  if (!checked) {
    EXPECT_NE(checked.error().message().find("Job.Tasks.0"), std::string::npos) << checked.error().message();
    EXPECT_FALSE(checked.error().help().empty()) << checked.error().message();
  }
  return code(checked);
}

TEST(SubmissionTest, TextsAreAsLongAsTheyMayBeAndNoLonger) {
  const std::string wide = "\xe4\xb8\xad";  // three bytes, one character
  const auto repeated = [](const std::string& piece, std::size_t count) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) text += piece;
    return text;
  };
  JobSpec spec = job({task(std::string(60, 'a'))});
  spec.name = repeated(wide, 60);
  spec.description = repeated(wide, 200);
  EXPECT_EQ(code(check_job(spec)), "ok");
  spec.name += "x";
  EXPECT_EQ(code(check_job(spec)), "BatchJobNameTooLong");
  spec.name.clear();
  spec.description += "x";
  EXPECT_EQ(code(check_job(spec)), "BatchJobDescriptionTooLong");
  EXPECT_EQ(changed([](TaskSpec& t) { t.name = std::string(61, 'a'); }), "BatchTaskNameTooLong");
  EXPECT_EQ(changed([](TaskSpec& t) { t.command = std::string(limits::command_bytes_max, 'x'); }), "ok");
  EXPECT_EQ(changed([](TaskSpec& t) { t.command = std::string(limits::command_bytes_max + 1, 'x'); }),
            "BatchValueTooLarge");
  EXPECT_EQ(code(check_client_token(std::string(64, 't'))), "ok");
  EXPECT_EQ(code(check_client_token(std::string(65, 't'))), "BatchValueTooLarge");
}

TEST(SubmissionTest, NumbersLieWithinTheirRanges) {
  struct Case {
    std::int64_t TaskSpec::* field;
    std::int64_t least, most;
    std::string below, above;
  };
  const Case cases[] = {
      {&TaskSpec::instance_count, 1, 200000, "BatchInstanceCountIllegal", "BatchInstanceCountIllegal"},
      {&TaskSpec::retries_max, 0, 5, "BatchRetryCountIllegal", "BatchRetryCountIllegal"},
      {&TaskSpec::timeout_s, 1, 30 * 86400, "BatchValueTooLarge", "BatchValueTooLarge"},
      {&TaskSpec::concurrent_max, 0, 200000, "BatchValueNegative", "BatchValueTooLarge"},
      {&TaskSpec::resource_retries_max, 0, 100, "BatchValueNegative", "BatchValueTooLarge"},
  };
  for (const Case& one : cases) {
    const auto with = [&](std::int64_t value) { return changed([&](TaskSpec& t) { t.*one.field = value; }); };
    EXPECT_EQ(with(one.least), "ok");
    EXPECT_EQ(with(one.most), "ok");
    EXPECT_EQ(with(one.least - 1), one.below);
    EXPECT_EQ(with(one.most + 1), one.above);
    EXPECT_NE(with(INT64_MIN), "ok");
    EXPECT_NE(with(INT64_MAX), "ok");
  }
  JobSpec spec = job({task("a")});
  for (const std::int64_t priority : {0, 100}) {
    spec.priority = priority;
    EXPECT_EQ(code(check_job(spec)), "ok");
  }
  spec.priority = 101;
  EXPECT_EQ(code(check_job(spec)), "BatchValueIllegal");
}

TEST(SubmissionTest, AJobHasTasksAndNotTooMany) {
  EXPECT_EQ(code(check_job(job({}))), "BatchValueIllegal");
  std::vector<TaskSpec> tasks(limits::tasks_per_job_max, task(""));
  const auto checked = check_job(job(tasks));
  ASSERT_TRUE(checked);
  EXPECT_EQ(checked->spec.tasks[999].name, "task999");
  tasks.push_back(task(""));
  EXPECT_EQ(code(check_job(job(tasks))), "BatchValueTooLarge");
  tasks.resize(6);
  for (TaskSpec& one : tasks) one.instance_count = 200000;
  EXPECT_EQ(code(check_job(job(tasks))), "BatchInstanceCountIllegal");
  tasks.resize(5);
  EXPECT_EQ(code(check_job(job(tasks))), "ok");
}

TEST(SubmissionTest, TasksHaveNamesOfTheirOwn) {
  EXPECT_EQ(code(check_job(job({task("a"), task("a")}))), "BatchTaskNameIllegal");
  EXPECT_EQ(code(check_job(job({task("task1"), task("")}))), "BatchTaskNameIllegal");
  for (const char* name : {"a b", "a/b", "\xe4\xb8\xad", "a\n", "..\x01"}) {
    EXPECT_EQ(changed([&](TaskSpec& t) { t.name = name; }), "BatchTaskNameIllegal") << name;
  }
  EXPECT_EQ(changed([](TaskSpec& t) { t.name = "A-b_0.9"; }), "ok");
}

TEST(SubmissionTest, ATaskHasOnePlaceToRun) {
  EXPECT_EQ(changed([](TaskSpec& t) { t.has_anonymous_env = false; }), "BatchEnvNotOne");
  EXPECT_EQ(changed([](TaskSpec& t) { t.env_id = "env-12345678"; }), "BatchEnvNotOne");
  const auto in_env = [](const std::string& id) {
    return changed([&](TaskSpec& t) {
      t.has_anonymous_env = false;
      t.env_id = id;
    });
  };
  EXPECT_EQ(in_env("env-12345678"), "ok");
  EXPECT_EQ(in_env("env-1"), "BatchEnvIdMalformed");
}

TEST(SubmissionTest, CommandsAndVariablesAreWhatAProcessCanTake) {
  EXPECT_EQ(changed([](TaskSpec& t) { t.command = " \n"; }), "BatchValueIllegal");
  EXPECT_EQ(changed([](TaskSpec& t) { t.command = std::string("a\0b", 3); }), "BatchValueIllegal");
  EXPECT_EQ(changed([](TaskSpec& t) { t.command = "\xff"; }), "BatchValueIllegal");
  const auto with = [](const std::string& name, const std::string& value) {
    return changed([&](TaskSpec& t) { t.environment = {{name, value}}; });
  };
  EXPECT_EQ(with("_A1", ""), "ok");
  for (const char* name : {"", "1A", "A B", "A=B", "A-B", "\xc3\xa4"}) EXPECT_EQ(with(name, "v"), "BatchValueIllegal");
  EXPECT_EQ(with("A", std::string("\0", 1)), "BatchValueIllegal");
  EXPECT_EQ(with(std::string(128, 'A'), std::string(4096, 'v')), "ok");
  EXPECT_EQ(with(std::string(129, 'A'), ""), "BatchValueTooLarge");
  EXPECT_EQ(with("A", std::string(4097, 'v')), "BatchValueTooLarge");
  EXPECT_EQ(changed([](TaskSpec& t) { t.environment = {{"A", "1"}, {"A", "2"}}; }), "BatchValueIllegal");
  const auto many = [](std::size_t count, std::size_t bytes) {
    return changed([&](TaskSpec& t) {
      for (std::size_t i = 0; i < count; ++i)
        t.environment.emplace_back("V" + std::to_string(i), std::string(bytes, 'v'));
    });
  };
  EXPECT_EQ(many(100, 1), "ok");
  EXPECT_EQ(many(101, 1), "BatchValueTooLarge");
  EXPECT_EQ(many(17, 4000), "BatchValueTooLarge");
}

TEST(SubmissionTest, PathsAreLocalAndStayWhereTheyAre) {
  const auto input = [](const std::string& source, const std::string& destination) {
    return changed([&](TaskSpec& t) { t.inputs = {{source, destination}}; });
  };
  EXPECT_EQ(input("/data/in", "in"), "ok");
  EXPECT_EQ(input("/data/in", "/mnt/in"), "ok");
  EXPECT_EQ(input("data", "in"), "BatchLocalPathIllegal");
  EXPECT_EQ(input("", "in"), "BatchLocalPathIllegal");
  EXPECT_EQ(input("/data/../etc", "in"), "BatchLocalPathIllegal");
  EXPECT_EQ(input("/data", "../in"), "BatchLocalPathIllegal");
  EXPECT_EQ(input("/data", std::string("i\0n", 3)), "BatchLocalPathIllegal");
  EXPECT_EQ(input("cos://bucket.cos.ap-guangzhou.myqcloud.com/x", "in"), "BatchRemoteSchemeIllegal");
  EXPECT_EQ(input("/" + std::string(4095, 'a'), "in"), "ok");
  EXPECT_EQ(input("/" + std::string(4096, 'a'), "in"), "BatchLocalPathIllegal");
  EXPECT_EQ(changed([](TaskSpec& t) { t.outputs = {{"out", "relative"}}; }), "BatchLocalPathIllegal");
  EXPECT_EQ(changed([](TaskSpec& t) { t.outputs = std::vector<Mapping>(51, {"out", "/o"}); }), "BatchValueTooLarge");
  EXPECT_EQ(changed([](TaskSpec& t) { t.redirect.stdout_folder = "/logs"; }), "ok");
  EXPECT_EQ(changed([](TaskSpec& t) { t.redirect.stderr_folder = "logs"; }), "BatchLocalPathIllegal");
  EXPECT_EQ(changed([](TaskSpec& t) { t.redirect.stdout_name = "a/b"; }), "BatchLocalPathIllegal");
  EXPECT_EQ(changed([](TaskSpec& t) { t.redirect.stderr_name = ".."; }), "BatchLocalPathIllegal");
}

TEST(SubmissionTest, DependencesNameTasksAndGoInNoCircle) {
  const auto edges = check_job(job({task("a"), task("b"), task("c")}, {{"a", "c"}, {"b", "c"}, {"a", "c"}}));
  ASSERT_TRUE(edges);
  EXPECT_EQ(edges->edges, (std::vector<Edge>{{0, 2}, {1, 2}}));

  const auto unknown = check_job(job({task("a")}, {{"a", "a1"}}));
  ASSERT_FALSE(unknown);
  EXPECT_EQ(code(unknown), "BatchDependenceUnknown");
  EXPECT_EQ(unknown.error().message(), "Job.Dependences.0.EndTask: `a1` is no task of the job");

  const auto circle = check_job(job({task("x"), task("a"), task("b"), task("c"), task("y")},
                                    {{"x", "a"}, {"a", "b"}, {"b", "c"}, {"c", "a"}, {"c", "y"}}));
  ASSERT_FALSE(circle);
  EXPECT_EQ(code(circle), "BatchDependenceUnfeasible");
  EXPECT_EQ(circle.error().message(), "Job.Dependences: the tasks wait for each other: `a -> b -> c -> a`");
  EXPECT_EQ(code(check_job(job({task("a")}, {{"a", "a"}}))), "BatchDependenceUnfeasible");
}

TEST(SubmissionTest, AsManyDependencesAsThereMayBe) {
  // 200 tasks in a line, and every earlier one before the later ones: within the limit and no circle.
  std::vector<TaskSpec> tasks;
  std::vector<Dependence> dependences;
  for (int i = 0; i < 200; ++i) {
    tasks.push_back(task("t" + std::to_string(i)));
    for (int j = 0; j < i && dependences.size() < limits::dependences_per_job_max; ++j) {
      dependences.push_back({"t" + std::to_string(j), "t" + std::to_string(i)});
    }
  }
  ASSERT_EQ(dependences.size(), limits::dependences_per_job_max);
  EXPECT_EQ(code(check_job(job(tasks, dependences))), "ok");
  dependences.push_back({"t0", "t1"});
  EXPECT_EQ(code(check_job(job(tasks, dependences))), "BatchValueTooLarge");
}

TEST(SubmissionTest, EnvironmentsAndTemplatesHaveTheirRules) {
  EnvSpec spec;
  spec.name = "e";
  EXPECT_EQ(code(check_env(spec)), "ok");
  const auto with = [&](auto change) {
    EnvSpec other = spec;
    change(other);
    return code(check_env(other));
  };
  EXPECT_EQ(with([](EnvSpec& e) { e.name.clear(); }), "BatchValueIllegal");
  EXPECT_EQ(with([](EnvSpec& e) { e.name = std::string(61, 'e'); }), "BatchEnvNameTooLong");
  EXPECT_EQ(with([](EnvSpec& e) { e.description = std::string(201, 'e'); }), "BatchEnvDescriptionTooLong");
  EXPECT_EQ(with([](EnvSpec& e) { e.desired_nodes = 2000; }), "ok");
  EXPECT_EQ(with([](EnvSpec& e) { e.desired_nodes = 2001; }), "BatchValueTooLarge");
  EXPECT_EQ(with([](EnvSpec& e) { e.desired_nodes = -1; }), "BatchValueNegative");
  EXPECT_EQ(with([](EnvSpec& e) { e.env_type = "THPC_QUEUE"; }), "BatchComputeEnvIllegal");
  EXPECT_EQ(with([](EnvSpec& e) { e.resource_retries_max = 101; }), "BatchValueTooLarge");
  EXPECT_EQ(with([](EnvSpec& e) { e.instance_types = {"a", "a"}; }), "BatchInstanceTypeRepeated");
  EnvChange change;
  change.instance_types.emplace();
  EXPECT_EQ(code(check_env_change(change)), "BatchInstanceTypesEmpty");
  EXPECT_EQ(code(check_template("n", "")), "ok");
  EXPECT_EQ(code(check_template("", "")), "BatchTemplateNameIllegal");
  EXPECT_EQ(code(check_template("a b", "")), "BatchTemplateNameIllegal");
  EXPECT_EQ(code(check_template(std::string(61, 'n'), "")), "BatchTemplateNameTooLong");
  EXPECT_EQ(code(check_template("n", std::string(201, 'd'))), "BatchTemplateDescriptionTooLong");
}

TEST(SubmissionTest, AZoneLiesInTheRegionOfTheCall) {
  EXPECT_EQ(code(check_zone("ap-guangzhou", "ap-guangzhou-3")), "ok");
  EXPECT_EQ(code(check_zone("ap-guangzhou", "ap-beijing-1")), "BatchZoneForeign");
  for (const char* zone : {"", "-", "-1", "ap-guangzhou", "ap-guangzhou-", "ap-guangzhou-x", "ap-guangzhou-12345"}) {
    EXPECT_EQ(code(check_zone("ap-guangzhou", zone)), "BatchZoneUnknown") << zone;
  }
}

TEST(SpecTextTest, ASpecComesBackFromItsText) {
  TaskSpec spec = task("a\"\\\n\x01");
  EXPECT_EQ(*read_task_spec(task_spec_text(spec)), spec);
  spec.has_anonymous_env = false;
  spec.env_id = "env-1";
  spec.instance_count = 200000;
  spec.failed_action = FailedAction::Interrupt;
  spec.retries_max = 5;
  spec.timeout_s = 1;
  spec.concurrent_max = 2;
  spec.resource_retries_max = 3;
  spec.restarts_node = true;
  spec.environment = {{"A", ""}, {"B", "\xe4\xb8\xad"}};
  spec.inputs = {{"/a", "b"}, {"/c", "d"}};
  spec.outputs = {{"e", "/f"}};
  spec.redirect = {.stdout_folder = "/o", .stdout_name = "p", .stderr_folder = "/q", .stderr_name = "r"};
  EXPECT_EQ(*read_task_spec(task_spec_text(spec)), spec);
}

TEST(SpecTextTest, OtherTextsAreCorrupt) {
  for (const char* text : {"", "[]", "{\"new\":1}", "{\"name\":1}", "{\"retries_max\":\"1\"}", "{\"inputs\":[[\"a\"]]}",
                           "{\"failed_action\":\"EXPLODE\"}", "{\"restarts_node\":1}", "{\"environment\":{}}"}) {
    EXPECT_EQ(code(read_task_spec(text)), "Corrupt") << text;
  }
}

}  // namespace
}  // namespace opencam::batch
