"""Real jobs on a real server, through the official SDK: a graph of 100 tasks as its model says, files in and out, ends."""

import time

import batch_dag
import batch_scene
import pytest


@pytest.fixture(scope="module")
def scene(tmp_path_factory):
    with batch_scene.running(tmp_path_factory.mktemp("batch"), slots=4) as running:
        yield running


def test_a_graph_of_100_tasks_with_failures_retries_and_timeouts_ends_as_its_model_says(scene):
    tasks = batch_dag.drawn(seed=59, count=100)
    kinds = {task["kind"] for task in tasks.values()}
    assert kinds == {"good", "bad", "flaky", "slow"}
    folder = scene.files / "out" / "dag"
    folder.mkdir()
    expected = batch_dag.expected(tasks)
    job = scene.submit(*batch_dag.submitted(scene, tasks, folder))
    found = scene.wait(job)
    states = {task["TaskName"]: task["TaskState"] for task in found["TaskSet"]}
    assert states == {name: state for name, (state, _) in expected.items()}
    runs = {name: batch_dag.runs_of(folder, name) for name in tasks}
    assert runs == {name: attempts for name, (_, attempts) in expected.items()}
    assert found["JobState"] == "FAILED"
    slow = next(name for name, task in tasks.items() if task["kind"] == "slow" and expected[name][1])
    assert "longer than" in scene.instance(job, slow)["StateReason"]


def test_an_instance_finds_its_numbers_and_its_variables(scene):
    task = scene.task("t", "echo $BATCH_JOB_ID $BATCH_TASK_NAME $BATCH_TASK_INSTANCE_NUM $BATCH_TASK_INSTANCE_INDEX $MINE", count=3)
    task["EnvVars"] = [{"Name": "MINE", "Value": "a b"}]
    job = scene.submit([task])
    assert scene.wait(job)["JobState"] == "SUCCEED"
    for index in range(3):
        assert scene.log(job, "t", index) == f"{job} t 3 {index} a b\n"


def test_files_go_in_and_out_and_stdout_is_redirected(scene):
    (scene.files / "in" / "a").write_text("alpha\n")
    task = scene.task("t", "cat data/a; tr a-z A-Z < data/a > result; echo bad >&2")
    task["InputMappings"] = [{"SourcePath": str(scene.files / "in"), "DestinationPath": "data"}]
    task["OutputMappings"] = [{"SourcePath": "result", "DestinationPath": str(scene.files / "out" / "made" / "R")}]
    task["RedirectLocalInfo"] = {
        "StdoutLocalPath": str(scene.files / "out" / "logs"),
        "StdoutLocalFileName": "${BATCH_TASK_NAME}.${BATCH_TASK_INSTANCE_INDEX}",
    }
    job = scene.submit([task])
    assert scene.wait(job)["JobState"] == "SUCCEED", scene.instance(job)
    assert (scene.files / "out" / "made" / "R").read_text() == "ALPHA\n"
    assert (scene.files / "out" / "logs" / "t.0").read_text() == "alpha\n"


def test_a_path_that_the_operator_did_not_open_fails_the_instance_and_says_so(scene):
    task = scene.task("t", "cat x")
    task["InputMappings"] = [{"SourcePath": "/etc/shadow", "DestinationPath": "x"}]
    job = scene.submit([task])
    assert scene.wait(job)["JobState"] == "FAILED"
    assert "`/etc/shadow` lies in no folder that is open to tasks" in scene.instance(job)["StateReason"]


def test_a_running_job_is_terminated_and_its_processes_with_it(scene):
    job = scene.submit([scene.task("t", "trap '' TERM; while :; do sleep 1; done", count=2)])
    scene.wait(job, states={"RUNNING"})
    scene.call("TerminateJob", JobId=job)
    assert scene.wait(job)["JobState"] == "FAILED"
    until = time.monotonic() + 20
    while scene.metric("running_attempts") and time.monotonic() < until:
        time.sleep(0.05)
    assert scene.metric("running_attempts") == 0


def test_a_failed_job_is_tried_again(scene):
    folder = scene.files / "out" / "again"
    folder.mkdir()
    task = scene.task("t", "echo x > mark; ls seen | grep -q mark")
    task["InputMappings"] = [{"SourcePath": str(folder), "DestinationPath": "seen"}]
    task["OutputMappings"] = [{"SourcePath": "mark", "DestinationPath": str(folder / "mark")}]
    job = scene.submit([task])
    assert scene.wait(job)["JobState"] == "FAILED"
    scene.call("RetryJobs", JobIds=[job])
    assert scene.wait(job, states={"SUCCEED"})["JobState"] == "SUCCEED"


def test_the_server_answers_while_tasks_do_their_worst(scene):
    worst = [
        "bomb() { bomb | bomb & }; bomb; sleep 2",
        "yes",
        "cat /dev/zero > fill; cat /dev/zero > /tmp/fill; sleep 1",
        "python3 -c 'x = bytearray(1 << 34)'",
        "while :; do :; done",
    ]
    jobs = [scene.submit([scene.task("t", command, Timeout=2)]) for command in worst]
    slowest = 0
    for _ in range(40):
        began = time.monotonic()
        scene.call("DescribeJobs")
        slowest = max(slowest, time.monotonic() - began)
        time.sleep(0.05)
    for job in jobs:
        scene.wait(job)
    assert slowest < 10, "answers must not wait for tasks"
    assert scene.run("echo alive")["TaskInstanceState"] == "SUCCEED"


def test_a_deleted_job_takes_its_logs_with_it(scene):
    job = scene.run("echo gone")["JobId"]
    logs = scene.server.data / "batch" / "jobs" / job
    assert list(logs.iterdir())
    scene.call("DeleteJob", JobId=job)
    until = time.monotonic() + 20
    while logs.exists() and time.monotonic() < until:
        time.sleep(0.05)
    assert not logs.exists()


def test_without_a_runner_jobs_wait_and_say_so(tmp_path):
    import opencam_server

    with opencam_server.Server(tmp_path) as server:
        waiting = batch_scene.Scene(server, server.create_account("acme"), tmp_path)
        job = waiting.submit([waiting.task("t", "echo hi")])
        found = waiting.wait(job, states={"RUNNABLE"})
        assert "runner" in found["StateReason"], found
    server, files = batch_scene.server_in(tmp_path)
    with server:
        later = batch_scene.Scene(server, waiting.account, files)
        assert later.wait(job)["JobState"] == "SUCCEED", "it runs as soon as there is one"


def test_the_operator_is_told_what_is_wrong(tmp_path):
    import opencam_server

    for options, words in [
        (["--batch-files", "/nonexistent/folder"], "is not a folder"),
        (["--batch-slots", "0"], "batch_slots"),
        (["--batch-network", "all"], "--batch-network"),
        (["--batch-machines", "/nonexistent"], "/nonexistent"),
    ]:
        server = opencam_server.Server(tmp_path, options=["--batch-runner", "local", *options])
        with pytest.raises(RuntimeError, match=words):
            server.start()
