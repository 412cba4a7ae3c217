"""Of scenarios whose core is known, shrink finds one that is not larger.

`SCENARIO_RUNNER_CORES=50 pytest tests/shrinking` makes as many scenarios as it says.
"""

import os
from random import Random

import pytest
import yaml
from known_cores import CORES, size, told_at_length

from scenario_runner.language.write import document
from scenario_runner.shrinking.shrink import Shrunk, shrink
from scenario_runner.suite.options import Options
from scenario_runner.suite.places import in_workers
from scenario_runner.suite.selection import select

MADE = int(os.environ.get("SCENARIO_RUNNER_CORES", "3"))
MOST_MISSED = MADE // 10


@pytest.fixture(scope="module")
def place():
    """A warm process for all runs."""
    with in_workers(1) as place:
        yield place


def test_the_known_cores_are_found(place, tmp_path):
    """At most a tenth of them is missed."""
    missed = [number for number in range(MADE) if not finds(number, place, tmp_path)]
    assert len(missed) <= MOST_MISSED, missed


def finds(number, place, folder):
    """Whether the core of one made scenario was found."""
    name = sorted(CORES)[number % len(CORES)]
    data = told_at_length(Random(number), CORES[name])
    path = folder / f"long{number}.scenario.yaml"
    path.write_text(document(data, name))
    case = select((str(path),), Options())[0]
    shrunk = shrink(case, folder / f"short{number}.scenario.yaml", place, seconds=120)
    assert isinstance(shrunk, Shrunk), (number, shrunk)
    return size(yaml.safe_load(shrunk.text)) <= size(CORES[name])
