"""`seed` and `freeze_time`: chance and time that are the same in every run."""

import os
import random
import time
import uuid
from datetime import UTC, datetime, timedelta, timezone
from uuid import uuid4

from scenario_runner.graphs.chance import seeded
from scenario_runner.graphs.clock import stopped_clock
from scenario_runner.graphs.positions import Positions


def drawn():
    """By whichever name; `uuid4` was imported before anything was seeded."""
    return random.random(), str(uuid.uuid4()), str(uuid4())


def test_the_same_seed_draws_the_same():
    """And another one something else."""

    def all_drawn(seed):
        with seeded(seed, Positions()):
            return [drawn() for _ in range(3)]

    assert all_drawn(1) == all_drawn(1)
    assert all_drawn(1) != all_drawn(2)


def test_ids_are_real_ones_and_differ():
    """Version 4, none twice."""
    with seeded(1, Positions()):
        ids = [uuid4() for _ in range(1_000)]
    assert (len(set(ids)), {one.version for one in ids}) == (1_000, {4})


def test_a_copy_goes_on_where_it_was_made():
    """As a branch does, also after more was drawn, and where its world begins anew."""
    positions = Positions()
    with seeded(1, positions):
        drawn()
        there = positions.copy()
        wanted = [drawn(), drawn()]
    with seeded(1, there):
        assert [drawn(), drawn()] == wanted


def test_going_back_draws_again_what_was_drawn():
    """As a journey that was rolled back."""
    positions = Positions()
    with seeded(1, positions):
        there = positions.copy()
        wanted = drawn()
        positions.go_back(there)
        assert drawn() == wanted


def test_chance_is_chance_again_afterwards():
    """The state of `random` is as before; ids are random."""
    before = random.getstate()
    with seeded(1, Positions()):
        same = uuid.uuid4()
    assert random.getstate() == before
    assert uuid.os is os
    with seeded(1, Positions()):
        assert uuid.uuid4() == same
    assert uuid.uuid4() != same


def test_a_stopped_clock_shows_the_moment_in_utc():
    """Whatever the zone of the machine or of the moment; the monotonic clocks go on."""
    moment = datetime(2026, 1, 31, 9, 30, tzinfo=timezone(timedelta(hours=2)))
    with stopped_clock(moment, None):
        began = time.monotonic()
        time.sleep(0.01)
        assert datetime.now(UTC) == moment
        assert datetime.now().replace(tzinfo=UTC) == moment  # noqa: DTZ005  # as graphs may
        assert time.time() == moment.timestamp()
        assert time.monotonic() > began
    assert datetime.now(UTC) != moment


def test_the_machines_zone_is_as_before():
    """Nothing stays set."""
    before, zone = os.environ.get("TZ"), time.tzname
    with stopped_clock(datetime(2026, 1, 1, tzinfo=UTC), None):
        pass
    assert (os.environ.get("TZ"), time.tzname) == (before, zone)
