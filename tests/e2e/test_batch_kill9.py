"""The short form of batch_kill9.py: 50 jobs, three kills."""

import batch_kill9


def test_a_killed_server_loses_no_job_and_begins_none_twice_unseen(tmp_path):
    results = batch_kill9.run(tmp_path, jobs=50, rounds=3)
    assert len(results) == 50
    assert any(state == "SUCCEED" for state, _ in results)
    for _, reasons in results:
        for reason in reasons:
            assert any(words in reason for words in ("ended while", "was ended", "`a`", "predecessor")), reason
