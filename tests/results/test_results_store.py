"""results.json: exact both ways, described by its schema, small, never half written."""

import json
import math
import sys
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator

sys.path.insert(0, str(Path(__file__).parents[1] / "report"))  # where the sample results live
import sample

from scenario_runner.engine.observation import JUDGED_ONLY, HistoryState, Travel
from scenario_runner.problem import ProblemsError
from scenario_runner.results import model
from scenario_runner.results.pool import PoolWriter
from scenario_runner.results.pool_reader import PoolReader
from scenario_runner.results.store import from_json, json_text, read_json, to_json
from scenario_runner.whole_file import write_text

SCHEMA = json.loads((Path(__file__).parents[2] / "schemas/results.schema.json").read_text())

KEYS = st.text(max_size=6) | st.sampled_from(["$ref", "$$ref", "$list", "$float", "$int", "$$$int"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=20,
)


def through_json(results):
    return json.loads(json_text(to_json(results)))


def with_state(*states):
    observed = [replace(sample.DRAFTED, values=state) for state in states]
    steps = tuple(sample.step(observation=one, given=one.values) for one in observed)
    return sample.results(sample.case(branches=(sample.branch(steps=steps),)))


def test_rich_results_come_back_equal():
    """Whatever a run can find survives the file."""
    assert from_json(through_json(sample.EVERYTHING)) == sample.EVERYTHING


def test_rich_results_are_what_the_schema_says():
    """The schema describes every key that is written, and allows no other."""
    Draft7Validator.check_schema(SCHEMA)
    errors = Draft7Validator(SCHEMA).iter_errors(through_json(sample.EVERYTHING))
    assert [f"{error.json_path}: {error.message}" for error in errors] == []


@settings(deadline=None)
@given(st.lists(VALUES, min_size=1, max_size=3))
def test_any_state_comes_back_equal(states):
    """State of every shape survives, in type and in order, even where it looks like our marks."""
    results = with_state(*states, *states)
    again = from_json(through_json(results))
    assert again == results
    assert repr(again) == repr(results)


@pytest.mark.parametrize(
    "state",
    [float("nan"), float("inf"), -float("inf"), -0.0, 10**5000, "\ud800"],
    ids=["nan", "inf", "-inf", "-0.0", "long integer", "half a surrogate pair"],
)
def test_odd_scalars_survive(state):
    """What JSON has no word for comes back as it was."""
    text = json_text(to_json(with_state({"odd": state})))
    state_again = (
        from_json(json.loads(text)).cases[0].branches[0].steps[0].observation.values["odd"]
    )
    assert type(state_again) is type(state)
    assert state_again == state or (math.isnan(state_again) and math.isnan(state))
    assert "NaN" not in text
    assert text.encode()


@settings(deadline=None)
@given(st.lists(VALUES, max_size=12), st.lists(st.integers(0, 12), min_size=1, max_size=8))
def test_any_conversation_comes_back_equal(messages, lengths):
    """Lists that grow, shrink, stand inside each other: all the ways they may share their items."""
    states = [{"messages": messages[:length], "all": [messages[:length]]} for length in lengths]
    results = with_state(*states)
    assert repr(from_json(through_json(results))) == repr(results)


def test_a_conversation_costs_its_messages_and_not_their_square():
    """A step that adds two messages stores two messages."""

    def size(steps):
        messages = [f"message number {n}" for n in range(2 * steps)]
        states = [{"messages": messages[: 2 * n]} for n in range(1, steps + 1)]
        return len(json_text(to_json(with_state(*states))))

    assert size(200) < 2.1 * size(100)


def test_true_one_and_one_point_zero_stay_apart():
    """Values that Python calls equal are not shared."""
    states = [{"long enough to be shared": [kind] * 8} for kind in (True, 1, 1.0)]
    assert repr(from_json(through_json(with_state(*states, *states)))) == repr(
        with_state(*states, *states)
    )


def test_a_state_that_does_not_change_is_stored_once():
    """Fifty steps over a large state cost little more than one."""
    large = {"documents": [f"document {n} " * 50 for n in range(200)]}
    one = len(json_text(to_json(with_state(large))))
    fifty = len(json_text(to_json(with_state(*[{**large, "turn": n} for n in range(50)]))))
    assert fifty < 2 * one


def test_the_pool_refers_only_backwards():
    """A reader can fill the pool in one pass."""
    inner = {"text": "a long text that is worth sharing"}
    writer = PoolWriter()
    values = [[inner, inner], {"deep": [inner, inner], "more": inner}, [inner, inner]]
    for value in values:
        writer.count(value)
    written = [writer.write(value) for value in values]
    reader = PoolReader(writer.entries)
    assert [reader.read(one) for one in written] == values
    assert written[0] == written[2] == {"$ref": 1}


def test_each_branch_tells_its_leaf():
    """A leaf is the branch's newest checkpoint, or of the step it left from."""
    data = to_json(sample.SUITE)["cases"][0]
    assert {branch["name"]: branch["leaf"] for branch in data["branches"]} == {
        "main": "c3",
        "rejected": "c4",
        "edited": "c5",
        "breaks": "c3",
        "confused": "c2",
    }
    assert [one["id"] for one in data["checkpoints"]] == ["c1", "c2", "c3", "c4", "c5"]


@pytest.mark.parametrize(
    "data",
    [None, [], {}, {"schema_version": "1.0"}, {"schema_version": 1}, {"schema_version": "9.0"}],
)
def test_another_file_is_refused_with_a_problem(data):
    """What is not a results file of this format is a problem of the file, not an accident."""
    with pytest.raises(ProblemsError):
        from_json(data)


def test_a_damaged_reference_is_refused():
    """A reference outside the pool is damage."""
    data = through_json(with_state({"a": 1}))
    data["cases"][0]["branches"][0]["steps"][0]["given"] = {"$ref": 77}
    with pytest.raises(ProblemsError, match="damaged"):
        from_json(data)


def test_the_file_is_replaced_whole(tmp_path):
    """Writing again leaves one readable file and nothing beside it."""
    path = tmp_path / "new" / "results.json"
    for results in (sample.results(sample.PASSES), sample.SUITE):
        write_text(path, json_text(to_json(results)))
    assert read_json(path) == sample.SUITE
    assert [one.name for one in path.parent.iterdir()] == ["results.json"]


def test_a_file_that_is_not_json_is_a_problem_at_its_path(tmp_path):
    """The message names the file."""
    path = tmp_path / "results.json"
    path.write_text("{")
    with pytest.raises(ProblemsError) as caught:
        read_json(path)
    assert caught.value.problems[0].place.file == str(path)


def test_what_is_compared_and_travelled_survives():
    """Comparisons, findings of the case, and how a step went back: written, described, read."""
    finding = model.Finding(
        expectation="compare",
        path="$.values.status",
        expected="equal",
        actual={"main": 1, "other": 2},
        outcome="failed",
        place=model.Place(file="a.scenario.yaml", line=7, column=9),
        message="the branches differ",
    )
    compare = (
        model.CompareResult(
            branches=("main", "other"), outcome="failed", reason=None, findings=(finding,), line=6
        ),
        model.CompareResult(
            branches=("main", "gone"), outcome="skipped", reason="no end", findings=(), line=8
        ),
    )
    travel = Travel(via="replay", at="draft", checkpoint="c1", reran={"ask": 1}, tried=("no",))
    step = sample.step(observation=replace(sample.DRAFTED, travel=travel))
    case = sample.case(
        branches=(sample.branch(steps=(step,)),), compare=compare, findings=(finding,)
    )
    data = through_json(sample.results(case))
    assert [error.message for error in Draft7Validator(SCHEMA).iter_errors(data)] == []
    assert from_json(data) == sample.results(case)


def test_what_only_the_judge_needs_is_not_kept():
    """Results do not grow with the history of the thread."""
    history = (HistoryState(checkpoint="c1", parent=None, messages=(), order=0),)
    seen = replace(
        sample.DRAFTED, head="c1", made="c1", live={"a": 1}, touched=("x",), history=history
    )
    step = sample.step(observation=seen)
    results = sample.results(sample.case(branches=(sample.branch(steps=(step,)),)))
    again = from_json(through_json(results)).cases[0].branches[0].steps[0].observation
    assert again == sample.DRAFTED


def test_every_field_is_described():
    """The schema names every field of the results, in the words of the file."""
    described = {
        "case": model.CaseResult,
        "branch": model.BranchResult,
        "step": model.StepResult,
        "finding": model.Finding,
        "observation": model.Observation,
        "travel": Travel,
        "compare": model.CompareResult,
        "error": model.ErrorTold,
        "problem": model.Problem,
    }
    assert all(is_dataclass(kind) and get_type_hints(kind) for kind in described.values())
    for name, kind in described.items():
        wanted = {"from" if field.name == "start" else field.name for field in fields(kind)}
        wanted -= JUDGED_ONLY
        assert wanted <= set(SCHEMA["definitions"][name]["properties"]), name
