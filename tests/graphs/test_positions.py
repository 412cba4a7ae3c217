"""Positions of scripted objects."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from scenario_runner.graphs.positions import Positions


def test_a_copy_goes_on_by_itself():
    """Turns are counted by key; a copy starts where its original stood."""
    one = Positions()
    assert [one.take("a"), one.take("b"), one.take("a")] == [0, 0, 1]
    two = one.copy()
    assert [two.take("a"), one.take("a"), one.take("a"), two.take("b")] == [2, 2, 3, 1]
    assert (one.counts(), two.counts()) == ({"a": 4, "b": 1}, {"a": 3, "b": 2})


def test_threads_never_share_a_turn():
    """Each turn is taken once, however many nodes run at a time."""
    positions = Positions()
    with ThreadPoolExecutor(8) as pool:
        turns = list(pool.map(lambda _: positions.take("a"), range(2000)))
    assert sorted(turns) == list(range(2000))
