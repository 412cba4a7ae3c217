"""The drawing of branches: nothing overlaps, nothing crosses, everything is inside."""

import re
from dataclasses import replace
from itertools import combinations

import pytest
import sample
from hypothesis import given, settings
from hypothesis import strategies as st

from scenario_runner.engine.observation import Travel
from scenario_runner.report.lanes import lay_out
from scenario_runner.results.starts import left_at


@st.composite
def trees(draw):
    """Cases whose branches leave from any step of any earlier branch, or from the start."""
    branches = [("main", None, draw(st.integers(1, 5)))]
    for number in range(draw(st.integers(0, 8))):
        name, _, steps = draw(st.sampled_from(branches))
        at = draw(st.integers(0, steps))
        start = f"{name}/#{at}" if at else None
        branches.append((f"b{number}", start, draw(st.integers(0, 4))))
    order = [branches[0], *draw(st.permutations(branches[1:]))]
    return sample.case(
        branches=tuple(
            sample.branch(
                name=name,
                start=start,
                steps=tuple(sample.step(id=f"#{n}") for n in range(1, steps + 1)),
            )
            for name, start, steps in order
        )
    )


def spans(path):
    """The straight pieces of a line: its vertical one as (x, top, bottom), its level one."""
    numbers = [float(one) for one in re.findall(r"-?\d+\.?\d*", path)]
    if "C" not in path:
        x, y, end = numbers
        return None, (y, x, end)
    turn, bottom, end = numbers[6], numbers[8] + 12, numbers[-1]
    return (turn, numbers[1], bottom), (bottom, turn, end)


@settings(deadline=None)
@given(trees())
def test_no_line_crosses_another(case):
    """A branch's way down never passes through a lane that it does not belong to."""
    drawn = [spans(path) for path, _ in lay_out(case, "case").lines]
    for down, _ in drawn:
        for _, (level, left, right) in drawn:
            if down is not None and down[1] < level < down[2]:
                assert not left < down[0] < right


@settings(deadline=None)
@given(trees())
def test_steps_stand_apart_and_inside(case):
    """Every step of every branch has its own place in the picture."""
    lanes = lay_out(case, "case")
    places = [(mark.x, mark.y) for mark in lanes.marks]
    assert len(places) == len(set(places)) == sum(len(one.steps) for one in case.branches)
    assert all(
        abs(one[0] - other[0]) >= 30 or one[1] != other[1] for one, other in combinations(places, 2)
    )
    assert all(0 < x < lanes.width and 0 < y < lanes.height for x, y in places)
    assert [tip.y for tip in lanes.tips] == sorted({tip.y for tip in lanes.tips})


def test_a_branch_stands_right_of_the_step_it_left():
    """The columns of the sample case: time runs to the right."""
    lanes = lay_out(sample.RICH, "case")
    columns = sorted({mark.x for mark in lanes.marks})
    assert {mark.title: columns.index(mark.x) for mark in lanes.marks} == {
        "main, draft: invoke, passed": 0,
        "main, approved: resume, passed": 1,
        "breaks, step 1: invoke, error": 2,
        "breaks, step 2: resume, skipped": 3,
        "rejected, step 1: resume, failed": 1,
        "edited, rewrite: update_state, passed": 1,
        "edited, step 2: invoke, passed": 2,
        "confused, step 1: resume_map, error": 1,
    }


def test_a_case_without_steps_has_no_drawing():
    """There is nothing to draw of a file that could not be read."""
    assert lay_out(sample.BROKEN, "case") is None


def travelling(at, checkpoint, **changes):
    """A step that goes back in its thread."""
    travel = Travel(via="copy", at=at, checkpoint=checkpoint)
    return sample.step(act="resume", observation=replace(sample.APPROVED, travel=travel), **changes)


def test_a_way_back_in_the_thread_is_an_arc_and_no_branch():
    """To the step named or the checkpoint's maker; to a step before the branch only a sign."""
    steps = (
        sample.step(id="draft"),
        travelling("draft", "elsewhere", id="named"),
        travelling("the first seen parent of the message", "c1", id="found"),
        travelling("long ago", None, id="nowhere"),
        sample.step(id="other", thread="bob"),
    )
    lanes = lay_out(sample.case(branches=(sample.branch(steps=steps),)), "case")
    x = [mark.x for mark in lanes.marks]
    starts = [re.findall(r"-?\d+", path) for path in lanes.arcs]
    assert [(int(one[0]) + 3, int(one[-2]) + 5) for one in starts] == [(x[1], x[0]), (x[2], x[0])]
    assert [mark.travels for mark in lanes.marks] == [False, False, False, True, False]
    assert [mark.under for mark in lanes.marks] == ["", "to draft", "back", "back", "on bob"]
    assert len(lanes.lines) == 1


def test_only_rows_with_ways_back_take_their_room():
    """Rows of a table stay close together, and the longest name has its place."""
    back = travelling("long ago", None, id="nowhere")
    rows = [sample.branch(name=name * 34, start="main/#1", steps=(sample.step(),)) for name in "ab"]
    steps = (sample.step(), back)
    lanes = lay_out(sample.case(branches=(sample.branch(steps=steps), *rows)), "case")
    first, second, third = (tip.y for tip in lanes.tips)
    assert second - first > third - second > 40
    assert lanes.width - lanes.tips[-1].x > 34 * 8


def started(start, parent):
    """A branch whose first checkpoint follows `parent`."""
    made = replace(sample.APPROVED.checkpoints[0], id="new", parent=parent)
    seen = replace(sample.APPROVED, checkpoints=(made,))
    return sample.branch(name="b", start=start, steps=(sample.step(observation=seen),))


@pytest.mark.parametrize(
    ("start", "parent", "column"),
    [
        ("main/draft", "c2", 2),
        ("the newest checkpoint before review in main", "c2", 2),
        ("the newest checkpoint before write in main", "c1", 1),
        ("somewhere else", "unknown", 1),
    ],
)
def test_a_branch_from_a_checkpoint_leaves_where_that_was_made(start, parent, column):
    """In the middle of a step it leaves before the step; of an unknown one at the start."""
    main = sample.branch(steps=(sample.step(id="draft"), sample.step(id="#2", observation=None)))
    lanes = lay_out(sample.case(branches=(main, started(start, parent))), "case")
    columns = sorted({mark.x for mark in lanes.marks})
    assert columns.index(lanes.marks[-1].x) + 1 == column


def test_names_of_rows_may_hold_slashes():
    """The step of `a[x/y]/first` is `first`."""
    rows = sample.branch(name="a[x/y]", start="main/#1", steps=(sample.step(id="first"),))
    last = sample.branch(name="c", start="a[x/y]/first")
    branches = {one.name: one for one in (sample.branch(), rows, last)}
    assert left_at(last, branches) == ("a[x/y]", 1)
    assert left_at(rows, branches) == ("main", 1)
