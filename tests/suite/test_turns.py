"""Cases that are prepared at the same time begin in order."""

import threading
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenario_runner.suite.schedule import at_once
from scenario_runner.suite.turns import Turnstile


def _begun(preparations, workers):
    """The order in which items come to a worker that take so many milliseconds to prepare;
    None: one that needs no worker at all."""
    begun, lock = [], threading.Lock()

    def play(item, turn):
        number, took = item
        if took is None:
            return number
        time.sleep(took / 1000)
        turn.wait()
        with lock:
            begun.append(number)
        turn.over()
        return number

    items = list(enumerate(preparations))
    told = [number for number, _ in at_once(items, play, workers, range(len(items)))]
    assert sorted(told) == list(range(len(items)))
    return begun


@pytest.mark.parametrize("workers", [1, 2])
def test_the_first_is_not_overtaken_while_it_is_prepared(workers):
    """Though the second is at hand much sooner."""
    assert _begun([60, 0, 0], workers) == [0, 1, 2]


@settings(max_examples=40, deadline=None)
@given(
    preparations=st.lists(st.one_of(st.none(), st.integers(0, 4)), max_size=8),
    workers=st.integers(1, 4),
)
def test_nobody_is_overtaken_and_nobody_waits_in_vain(preparations, workers):
    """Whoever takes how long, and whoever needs no worker."""
    wanted = [number for number, took in enumerate(preparations) if took is not None]
    assert _begun(preparations, workers) == wanted


def test_a_turn_that_is_over_twice_is_forgotten():
    """Thousands of cases have one each."""
    stile = Turnstile()
    for number in range(3):
        stile.leave(number)
        stile.leave(number)
    assert vars(stile)["_over"] == set()
