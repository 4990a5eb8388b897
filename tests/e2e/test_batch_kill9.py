"""The short form of batch_kill9.py: 50 jobs, three kills; and two servers on one data folder."""

import time

import batch_kill9
import batch_scene
import opencam_server


def test_a_killed_server_loses_no_job_and_begins_none_twice_unseen(tmp_path):
    results = batch_kill9.run(tmp_path, jobs=50, rounds=3)
    assert len(results) == 50
    assert any(state == "SUCCEED" for state, _ in results)
    for _, reasons in results:
        for reason in reasons:
            assert any(words in reason for words in ("ended while", "was ended", "`a`", "predecessor")), reason


def test_another_server_of_the_data_folder_schedules_when_the_first_one_is_killed(tmp_path):
    first, files = batch_scene.server_in(tmp_path)
    second = opencam_server.Server(tmp_path, options=first.options)
    second.log_path = tmp_path / "second.log"
    with first, second:
        account = first.create_account("acme")
        here, there = (batch_scene.Scene(server, account, files) for server in (first, second))
        until = time.monotonic() + 20
        while not here.metric("scheduling") + there.metric("scheduling") and time.monotonic() < until:
            time.sleep(0.02)
        assert here.metric("scheduling") + there.metric("scheduling") == 1, "one of them, and one only"
        job = there.submit([there.task("t", "echo begun; sleep 0.1", count=40, MaxRetryCount=1)])
        here.wait(job, states={"RUNNING"})
        (first if here.metric("scheduling") else second).kill()
        left = second if first.process.poll() is not None else first
        found = batch_scene.Scene(left, account, files).wait(job)
        assert found["JobState"] == "SUCCEED", found
