"""Plans: a prefix once, a copy only where something branches, no more steps than are needed."""

import pytest

from scenario_runner.language.load import load
from scenario_runner.plan.compile import compile_plan
from scenario_runner.plan.operations import After, Keep, Perform

HEAD = """\
scenario: S
graph: g.py:graph
steps:
  - {id: a, invoke: null}
  - {id: b, invoke: null}
  - {id: c, invoke: null}
"""
STEP = "steps: [{id: x, invoke: null}, {id: y, invoke: null}]"


@pytest.fixture
def shape(tmp_path):
    """The plan of branches told in YAML: branch -> what it does, in a word each."""

    def told(branches="", only=None):
        (tmp_path / "g.py").touch()
        file = tmp_path / "s.scenario.yaml"
        file.write_text(HEAD + (f"branches:\n{branches}" if branches else ""))
        plan = compile_plan(load(file), only=only)
        return {
            (planned.branch.name if planned.wanted else f"({planned.branch.name})"): [
                *([_moment(planned.source)] if planned.source else []),
                *map(_operation, planned.operations),
            ]
            for planned in plan.branches
        }

    return told


def _moment(source):
    assert isinstance(source, After)
    return f"from {source.branch}/{source.index}"


def _operation(operation):
    match operation:
        case Perform(step=step):
            return step.id
        case Keep(moment=moment, uses=uses):
            return f"keep {moment.branch}/{moment.index} for {uses}"


def test_a_line_of_steps_copies_nothing(shape):
    """Steps in order, and no more."""
    assert shape() == {"main": ["a", "b", "c"]}


def test_a_moment_is_copied_once_for_all_that_start_there(shape):
    """The prefix is in the plan once, whatever the number of branches."""
    branches = f"  one: {{from: b, {STEP}}}\n  two: {{from: b, {STEP}}}\n"
    assert shape(branches) == {
        "main": ["a", "b", "keep main/1 for 2", "c"],
        "one": ["from main/1", "x", "y"],
        "two": ["from main/1", "x", "y"],
    }


def test_every_moment_that_branches_is_copied(shape):
    """Each right after its own step."""
    branches = f"  one: {{from: c, {STEP}}}\n  two: {{from: main/a, {STEP}}}\n"
    assert shape(branches)["main"] == ["a", "keep main/0 for 1", "b", "c", "keep main/2 for 1"]


def test_a_branch_from_start_needs_no_copy(shape):
    """An empty storage is had without one."""
    assert shape(f"  one: {{from: start, {STEP}}}\n") == {
        "main": ["a", "b", "c"],
        "one": ["x", "y"],
    }


def test_a_branch_comes_after_the_one_it_starts_from(shape):
    """Whatever the order in the file."""
    branches = f"  late: {{from: early/x, {STEP}}}\n  early: {{from: a, {STEP}}}\n"
    assert shape(branches) == {
        "main": ["a", "keep main/0 for 1", "b", "c"],
        "early": ["from main/0", "x", "keep early/0 for 1", "y"],
        "late": ["from early/0", "x", "y"],
    }
    assert list(shape(branches)) == ["main", "early", "late"]


def test_only_wanted_branches_and_the_way_to_them(shape):
    """Of the others just the steps that lead there, and copies for just those that play."""
    branches = (
        f"  one: {{from: b, {STEP}}}\n  two: {{from: b, {STEP}}}\n  of-one: {{from: one/x, {STEP}}}"
    )
    assert shape(branches, only=frozenset({"of-one"})) == {
        "(main)": ["a", "b", "keep main/1 for 1"],
        "(one)": ["from main/1", "x", "keep one/0 for 1"],
        "of-one": ["from one/0", "x", "y"],
    }


def test_a_wanted_branch_is_played_to_its_end_though_it_is_also_a_way(shape):
    """Wanted wins over being on the way."""
    branches = f"  one: {{from: a, {STEP}}}\n"
    assert shape(branches, only=frozenset({"main", "one"})) == {
        "main": ["a", "keep main/0 for 1", "b", "c"],
        "one": ["from main/0", "x", "y"],
    }
    assert shape(branches, only=frozenset({"main"})) == {"main": ["a", "b", "c"]}


def test_twenty_branches_share_one_prefix_and_one_copy(shape):
    """A tree costs its distinct steps."""
    branches = "".join(
        f"  b{n}: {{from: c, steps: [{{id: x, invoke: null}}]}}\n" for n in range(20)
    )
    planned = shape(branches)
    steps = [word for words in planned.values() for word in words if len(word) == 1]
    assert len(steps) == 3 + 20
    assert planned["main"][-1] == "keep main/2 for 20"


def test_a_long_line_of_branches_of_branches(shape):
    """Each from the last one: as many copies as branches, and no step twice."""
    branches = "".join(
        f"  b{n}: {{from: {'c' if n == 0 else f'b{n - 1}/x'}, {STEP}}}\n" for n in range(50)
    )
    planned = shape(branches)
    assert sum(word.startswith("keep") for words in planned.values() for word in words) == 50
    assert planned["b49"] == ["from b48/0", "x", "y"]
