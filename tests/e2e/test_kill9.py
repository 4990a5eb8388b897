"""A short run of kill9.py; the long one is a command of its own."""

import kill9


def test_no_acknowledged_change_is_missing_after_sigkill():
    assert kill9.run(rounds=5, writers=3) > 0
