"""Branches of `for_each`, and what is said of whole scenarios and branches."""

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenario_runner.language.fixed import check_fixed, fixed, is_settled
from scenario_runner.language.load import load
from scenario_runner.language.model import AfterStep, Compare, ExpectFailure, Skip, When
from scenario_runner.language.source import read
from scenario_runner.problem import Place, ProblemsError

HEAD = "scenario: s\ngraph: shop.agents:refund\nsteps: [{id: draft, invoke: 1}]\n"


@pytest.fixture
def told(tmp_path):
    def loaded(text):
        path = tmp_path / "a.scenario.yaml"
        path.write_text(HEAD + text, encoding="utf-8")
        return load(path, shown_as="a.yaml")

    return loaded


def at(line, column, length):
    return Place(file="a.yaml", line=line, column=column, length=length)


ROWS = {
    "[{id: yes-please, a: 1}, {id: 7, a: 2}]": {
        "b[yes-please]": {"id": "yes-please", "a": 1},
        "b[7]": {"id": 7, "a": 2},
    },
    '[{a: true, t: "two words"}, {a: null, t: "??"}]': {
        "b[true-two_words]": {"a": True, "t": "two words"},
        "b[null-??]": {"a": None, "t": "??"},
    },
    '[{a: {x: 1}}, {a: ""}, {a: "]/["}]': {
        "b[a1]": {"a": {"x": 1}}, "b[a2]": {"a": ""}, "b[a3]": {"a": "]/["},
    },
    "{a: [1, 2.5], t: [x, y]}": {
        "b[1-x]": {"a": 1, "t": "x"}, "b[1-y]": {"a": 1, "t": "y"},
        "b[2.5-x]": {"a": 2.5, "t": "x"}, "b[2.5-y]": {"a": 2.5, "t": "y"},
    },
}  # fmt: skip


@pytest.mark.parametrize(("written", "made"), ROWS.items(), ids=list(ROWS))
def test_each_row_makes_a_branch(written, made, told):
    """Named by the row's id, else by its values; lists are combined, the last one fastest."""
    scenario = told(
        f"branches:\n  b: {{from: draft, for_each: {written}, steps: [{{resume: 1}}]}}\n"
    )
    assert {branch.name: branch.row.data for branch in scenario.branches[1:]} == made
    assert {branch.place for branch in scenario.branches[1:]} == {at(5, 3, 1)}


def test_values_of_a_row_know_their_places(told):
    """Combined lists too: each value stands where it was written."""
    scenario = told(
        "branches:\n  b: {from: draft, for_each: {a: [1, xyz]}, steps: [{resume: 1}]}\n"
    )
    row = pickle.loads(pickle.dumps(scenario.branches[2].row))
    assert (row.data, row["a"].place, row["a"].key_place) == (
        {"a": "xyz"}, at(5, 38, 3), at(5, 31, 1),
    )  # fmt: skip


def test_rows_name_moments_and_are_known_on_the_way(told):
    """A row's names stand in `from` of its branch, and in the steps of branches from there."""
    scenario = told("""\
branches:
  b:
    from: "{{ where }}"
    for_each: [{id: x, where: draft, way: copy}, {id: y, where: other/z, way: replay}]
    steps: [{id: s, at: draft, via: "{{ way }}", resume: "{{ id }}"}]
  other: {from: draft, steps: [{id: z, resume: 1}]}
  more: {from: "b[y]/s", steps: [{at: "{{ where }}", thread: main, resume: "{{ way }}"}]}
""")
    place = at(6, 11, 13)
    assert [(branch.name, branch.start, branch.steps[0].via) for branch in scenario.branches] == [
        ("main", scenario.branches[0].start, "auto"),
        ("b[x]", AfterStep(step="draft", branch=None, place=place), "copy"),
        ("b[y]", AfterStep(step="z", branch="other", place=place), "replay"),
        ("other", AfterStep(step="draft", branch=None, place=at(9, 17, 5)), "auto"),
        ("more", AfterStep(step="s", branch="b[y]", place=at(10, 16, 8)), "auto"),
    ]
    assert scenario.branches[4].steps[0].at.branch == "other"


def test_moments_of_rows_are_told_apart(told):
    """Plans keep moments in sets: what two rows make of one `from` is two moments."""
    scenario = told("""\
branches:
  b:
    from: {message: {content: {$contains: "{{ w }}"}}}
    for_each: {w: [x, y], n: [1, 2]}
    steps: [{resume: 1}]
""")
    starts = {branch.start for branch in scenario.branches[1:]}
    contents = [start.message.content.data["$contains"] for start in starts]
    assert sorted(contents) == ["x", "y"]


def test_what_is_said_of_the_whole(told):
    """Comparisons, checks, and conditions with their versions."""
    scenario = told("""\
skip: {reason: old, when: "langgraph < 1.1"}
expect_failure: {reason: bug, when: "langgraph>=1.1,<2", strict: false}
checks: {left_open: ignore, head: warn}
branches: {b: {from: draft, skip: later, expect_failure: never works, steps: [{resume: 1}]}}
compare: [{branches: [main, b], equal: [$.values.a], differ: ["$.values.b"]}]
""")
    assert scenario.skip == Skip(reason="old", when=When(package="langgraph", specifier="< 1.1"))
    assert scenario.expect_failure == ExpectFailure(
        reason="bug", when=When(package="langgraph", specifier=">=1.1,<2"), strict=False
    )
    assert scenario.checks == (("left_open", "ignore"), ("head", "warn"))
    branch = scenario.branches[1]
    assert (branch.skip, branch.expect_failure) == (
        Skip(reason="later"), ExpectFailure(reason="never works"),
    )  # fmt: skip
    assert scenario.compare == (
        Compare(
            branches=("main", "b"), equal=("$.values.a",), differ=("$.values.b",),
            place=at(8, 11, 66),
            places=(("$.values.a", at(8, 41, 10)), ("$.values.b", at(8, 63, 12))),
        ),
    )  # fmt: skip


def test_rows_are_checked_once_and_told_once(told):
    """A mistake in the steps of many rows is one problem."""
    with pytest.raises(ProblemsError) as caught:
        told(
            "branches:\n  b: {from: drft, for_each: {a: [1, 2, 3]}, steps: [{resume: '{{ x }}'}]}\n"
        )
    assert [problem.code for problem in caught.value.problems] == ["unknown-moment"]


NAMES = {"a": "x", "b": {"c": 7}, "t": "{{ a }}", "n": None, "e": "", "l": [1], "curl": "{x"}
PARTS = st.sampled_from(
    ["x", "{{ a }}", "{{b.c}}", "{{ t }}", "{{ n }}", "{{ e }}", "{{ l }}", "{{ no }}", "{", "}",
     "{{ curl }}", "{{ a | upper }}", "{% if a %}", "{{", "{{ a", "{{- a -}}", "{{ b.c.d }}"],
)  # fmt: skip


@given(st.lists(PARTS, max_size=5).map("".join))
def test_a_name_is_either_replaced_or_told(text):
    """Nothing of a template is left where no problem is told of it."""
    value = read("f", b"- x").value[0]
    value = type(value)(data=text, places=value.places, pointer=value.pointer)
    settled = is_settled(fixed(value, NAMES))
    assert settled == (not list(check_fixed(value, NAMES)))
