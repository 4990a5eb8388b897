// What becomes of a job, written anew from docs/spec/batch.md (CAM-261, 263, 264) as plainly as possible. It knows
// nothing of the scheduler and includes nothing of it: states are words, a job is a list, and how each run goes is
// asked of `run`.
//
//   const ModelEnd end = predict(job, [](int task, int index, int run) { return true; });
//   end.job == "SUCCEED"
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace opencam::model {

struct ModelTask {
  int instances = 1;
  int retries = 0;
  std::string failed_action = "TERMINATE";
  std::vector<int> waits_for;
};

struct ModelJob {
  std::string depend_on = "PRE_TASK_SUCCEED";
  std::vector<ModelTask> tasks;
};

struct ModelEnd {
  std::string job;
  std::vector<std::string> tasks;
  std::vector<std::vector<std::string>> instances;
  std::vector<std::vector<int>> runs;  // how many runs each instance had
};

// Does that run of the instance succeed? Runs count from 0, and only those that count.
using Run = std::function<bool(int task, int index, int run)>;

inline ModelEnd predict(const ModelJob& job, const Run& run) {
  const int count = static_cast<int>(job.tasks.size());
  ModelEnd end;
  end.tasks.resize(job.tasks.size());
  end.instances.resize(job.tasks.size());
  end.runs.resize(job.tasks.size());

  const auto worst = [](const std::vector<std::string>& states) {
    std::string so_far = "SUCCEED";
    for (const std::string& state : states) {
      if (state == "FAILED" && so_far == "SUCCEED") so_far = "FAILED";
      if (state == "FAILED_INTERRUPTED") so_far = "FAILED_INTERRUPTED";
    }
    return so_far;
  };
  const auto lets_on = [&](int before) {
    if (job.depend_on == "PRE_TASK_FINISHED") return true;
    if (job.depend_on == "PRE_TASK_SUCCEED") return end.tasks[before] == "SUCCEED";
    for (const std::string& state : end.instances[before]) {
      if (state == "SUCCEED") return true;
    }
    return false;
  };

  // Again and again over all tasks, until nothing new is known: slow, and hard to get wrong.
  for (bool is_news = true; is_news;) {
    is_news = false;
    for (int task = 0; task < count; ++task) {
      if (!end.tasks[task].empty()) continue;
      const ModelTask& what = job.tasks[task];
      bool is_known = true;
      bool may_run = true;
      bool is_lost = false;
      for (const int before : what.waits_for) {
        if (end.tasks[before].empty()) is_known = may_run = false;
        if (!end.tasks[before].empty() && !lets_on(before)) is_lost = true;
      }
      if (is_lost) {
        end.instances[task].assign(what.instances, "FAILED");
        end.runs[task].assign(what.instances, 0);
      } else if (is_known && may_run) {
        for (int index = 0; index < what.instances; ++index) {
          int runs = 0;
          const int runs_max = what.failed_action == "FAST_INTERRUPT" ? 1 : what.retries + 1;
          bool is_good = false;
          while (!is_good && runs < runs_max) is_good = run(task, index, runs++);
          const std::string bad = what.failed_action == "TERMINATE" ? "FAILED" : "FAILED_INTERRUPTED";
          end.instances[task].push_back(is_good ? "SUCCEED" : bad);
          end.runs[task].push_back(runs);
        }
      } else {
        continue;
      }
      end.tasks[task] = worst(end.instances[task]);
      is_news = true;
    }
  }
  end.job = worst(end.tasks);
  return end;
}

}  // namespace opencam::model
