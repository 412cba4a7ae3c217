"""Releases side by side, and the one where it changes."""

import sys
from dataclasses import replace
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parents[1] / "report"))  # where the sample results live
import sample

from scenario_runner.releases.bisect import Found, Unchanged, bisect, changed
from scenario_runner.releases.environments import NotMade
from scenario_runner.releases.play import Played
from scenario_runner.releases.table import as_one_run, table
from scenario_runner.releases.told import bisect_text, table_text
from scenario_runner.releases.wanted import Release


def release(name):
    return Release(name=name, version=name)


def on(name, outcome="passed", said=None):
    """A run of one case on a release, which ended so."""
    seen = replace(sample.DRAFTED, output={"said": said})
    step = replace(sample.MAIN.steps[0], observation=seen)
    branch = replace(sample.MAIN, outcome=outcome, steps=(step,))
    case = replace(sample.RICH, id="a.scenario.yaml::A", outcome=outcome, branches=(branch,))
    results = sample.results(case, outcome=outcome)
    environment = replace(results.environment, langgraph=name)
    return Played(release=release(name), results=replace(results, environment=environment))


def test_each_release_is_held_against_the_newest():
    """With its first difference; one that could not be run on says why."""
    broken = NotMade(release=release("1.1.0"), why="no such version")
    told = table([on("1.0.10", "failed", "old"), broken, on("1.2.0", said="new")])
    (row,) = told.rows
    assert [(c.release, c.outcome, c.kind, c.path, c.here, c.newest) for c in row.cells] == [
        ("1.0.10", "failed", "fixed", "$.output.said", "old", "new"),
        ("1.2.0", "passed", "same", None, None, None),
    ]
    assert (told.newest, told.missing[0].release) == ("1.2.0", "1.1.0")
    assert table_text(told) == (
        "1.0.10      1.2.0\n"
        "failed      passed      a.scenario.yaml::A\n"
        '    1.0.10: main/draft  $.output.said  "old", on the newest "new"\n'
        "\n"
        "1.1.0  no such version\n"
        "1 case, 0 the same on all 2 releases"
    )


def test_what_all_agree_on_is_only_counted():
    """Unless every case is asked for."""
    told = table([on("1.0.10"), on("1.2.0")])
    assert table_text(told) == "1 case, 1 the same on all 2 releases"
    assert "a.scenario.yaml::A" in table_text(told, every=True)


def test_reports_get_each_case_on_each_release():
    """And an error for a release that could not be run on."""
    broken = NotMade(release=release("1.1.0"), why="no such version")
    whole = as_one_run([on("1.0.10"), broken, on("1.2.0", "failed")])
    assert [(case.id, case.outcome) for case in whole.cases] == [
        ("a.scenario.yaml::A on LangGraph 1.0.10", "passed"),
        ("LangGraph 1.1.0", "error"),
        ("a.scenario.yaml::A on LangGraph 1.2.0", "failed"),
    ]
    assert whole.outcome == "error"
    assert as_one_run([broken]) is None


@given(st.integers(2, 40), st.data())
def test_the_release_that_changed_it_is_found(count, data):
    """In few runs, also where some between cannot be run on."""
    change = data.draw(st.integers(1, count - 1))
    broken = data.draw(st.sets(st.integers(1, count - 2), max_size=5)) if count > 2 else set()
    span = [release(f"1.{n}") for n in range(count)]
    runs = []

    def play(one):
        number = span.index(one)
        runs.append(number)
        if number in broken:
            return NotMade(release=one, why="no")
        return on(one.name, "passed" if number < change else "failed")

    found = bisect(span, play)
    assert isinstance(found, Found)
    low, high = (span.index(one.release) for one in (found.before, found.after))
    assert low < change <= high
    assert set(range(low + 1, high)) <= broken
    assert found.between == tuple(span[n].name for n in range(low + 1, high))
    assert len(runs) <= 2 + count.bit_length() + len(broken)


def test_where_outcomes_agree_it_is_what_was_done():
    """And where that agrees too, nothing changes; ends must be there."""
    span = [release(name) for name in ("1.0", "1.1", "1.2")]
    said = {"1.0": "a", "1.1": "a", "1.2": "b"}
    found = bisect(span, lambda one: on(one.name, said=said[one.name]))
    assert bisect_text(found) == (
        "what it does changes with LangGraph 1.2\n"
        "  1.1        passed\n"
        "  1.2        passed\n"
        '    1.1: main/draft  $.output.said  "a", on the newest "b"'
    )
    same = bisect(span, lambda one: on(one.name))
    assert same == Unchanged(outcome="passed")
    assert bisect_text(same) == "passed on both ends, in the same way"
    broken = NotMade(release=span[0], why="no")
    assert bisect(span, lambda one: broken if one is span[0] else on(one.name)) is broken


def test_a_branch_that_was_foretold_to_fail_is_named():
    """The case passes on both ends; what changes is the branch."""

    def play(one):
        told = on(one.name)
        (case,) = told.results.cases
        (main,) = case.branches
        outcome = "xfailed" if one.name == "1.0.0" else "passed"
        branches = (main, replace(main, name="other", outcome=outcome))
        cases = (replace(case, branches=branches),)
        return replace(told, results=replace(told.results, cases=cases))

    found = bisect([release("1.0.0"), release("1.1.0")], play)
    assert bisect_text(found) == (
        "the outcome changes with LangGraph 1.1.0\n"
        "  1.0.0      passed, xfailed\n"
        "  1.1.0      passed"
    )
    assert changed(found) == [("other", "xfailed", "passed")]
