"""The short form of read_your_writes.py; the long one is `tests/e2e/read_your_writes.py --rounds 10000`."""

import read_your_writes


def test_a_change_is_in_the_next_answer():
    allowed = read_your_writes.run(1000, seed=1, say=lambda text: None)
    assert 50 < allowed < 950
