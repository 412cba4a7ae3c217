"""Cases played more than once: what is kept, and when they are flaky."""

import sys
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenario_runner.judge.outcome import is_bad
from scenario_runner.results.model import CaseResult
from scenario_runner.suite.attempts import played_again
from scenario_runner.suite.run import Options, run

OUTCOMES = st.sampled_from(["passed", "failed", "error", "xfailed", "xpassed"])


def case(outcome, number):
    return CaseResult(
        id="f::s", file="f", line=1, scenario="s", description=None, row=None, tags=(),
        outcome=outcome, reason=None, duration=1.0, branches=(), error=None, problems=(),
        rerun="", printed=str(number), source="",
    )  # fmt: skip


def played(outcomes, **how):
    """The result, and how often it was played."""
    numbers = count()

    def play():
        number = next(numbers)
        return case(outcomes[number % len(outcomes)], number)

    return played_again(play, **how), next(numbers)


@given(st.lists(OUTCOMES, min_size=1, max_size=8), st.integers(0, 4))
def test_a_retry_ends_with_the_first_that_is_well(outcomes, retries):
    """Or when there are no more; flaky is what is well only then."""
    result, often = played(outcomes, retries=retries, repeat=1)
    tries = [outcomes[n % len(outcomes)] for n in range(retries + 1)]
    well = next((n for n, one in enumerate(tries) if not is_bad(one)), None)
    assert often == (len(tries) if well is None else well + 1)
    if well == 0 or often == 1:
        assert (result.outcome, result.attempts) == (tries[0], ())
    elif well is None:
        assert (result.outcome, result.printed) == (tries[0], "0")
    else:
        assert (result.outcome, result.printed) == ("flaky", str(well))


@given(st.lists(OUTCOMES, min_size=1, max_size=8), st.integers(1, 8))
def test_a_repeated_case_is_flaky_where_its_ends_differ(outcomes, repeat):
    """Each time is told, with what went wrong."""
    result, often = played(outcomes, retries=0, repeat=repeat)
    tries = [outcomes[n % len(outcomes)] for n in range(repeat)]
    bad = [is_bad(one) for one in tries]
    assert often == repeat
    assert (result.outcome == "flaky") == (any(bad) and not all(bad))
    assert [one.outcome for one in result.attempts] == (tries if repeat > 1 else [])
    assert [one.message is not None for one in result.attempts] == (bad if repeat > 1 else [])
    assert result.duration == repeat


def test_what_is_skipped_is_not_played_again():
    """It would be skipped each time."""
    assert played(["skipped"], retries=3, repeat=3)[1] == 1


GRAPH = """\
from pathlib import Path
from langgraph.graph import START, StateGraph
def node(state):
    file = Path(__file__).with_name("played")
    played = len(file.read_text()) if file.exists() else 0
    file.write_text("x" * (played + 1))
    if played < {fails}:
        raise ValueError("not yet")
    return {{"n": 2}}
graph = StateGraph(dict).add_node("a", node).add_edge(START, "a").compile()
"""


@pytest.mark.parametrize(
    ("fails", "outcome", "attempts"),
    [(0, "passed", []), (1, "flaky", ["error", "passed"]), (9, "error", ["error"] * 3)],
)
def test_a_graph_that_fails_at_first(fails, outcome, attempts, tmp_path, monkeypatch):
    """In real processes; the place of what went wrong is told."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "g.py").write_text(GRAPH.format(fails=fails))
    (tmp_path / "s.scenario.yaml").write_text(
        "scenario: s\ngraph: g.py:graph\nsteps:\n  - invoke: {n: 1}\n"
    )
    (case,) = run(["."], Options(retries=2)).cases
    assert (case.outcome, [one.outcome for one in case.attempts]) == (outcome, attempts)
    told = {one.message for one in case.attempts if one.message}
    assert told <= {"s.scenario.yaml:4:1: the graph raised ValueError: not yet"}
    assert "g" not in sys.modules
