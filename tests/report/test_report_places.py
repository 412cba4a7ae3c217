"""Where a step's act stands in a scenario's text, whatever its layout."""

import pytest
import sample

from scenario_runner.report.places import step_place


@pytest.mark.parametrize(
    ("source", "column", "length"),
    [
        ("  - resume: 1\n", 5, 6),
        ("  - {id: a, resume: 1}\n", 13, 6),
        ("  b: {from: a, steps: [{resume: 1}]}\n", 25, 6),
        ("  b: {steps: [{resume: 1}, {resume: 2}]}\n", 1, 1),
    ],
    ids=["block", "braces", "branch on one line", "two on one line: not told apart"],
)
def test_an_act_is_found_in_block_and_in_braces(source, column, length):
    """The caret stands under the act; under the line's beginning where it could be another's."""
    case = sample.case(source=source)
    found = step_place(case, sample.step(act="resume", line=1, last_line=1))
    assert found == sample.place(1, column, length)


def test_acts_of_a_branch_on_one_line_are_told_apart():
    """By their order; not where the line says the word more often than there are such steps."""
    steps = [sample.step(act="resume", line=1, last_line=1, given=given) for given in (1, 2)]
    branches = (sample.branch(steps=tuple(steps)),)
    for text, columns in (
        ("  b: {steps: [{resume: 1}, {resume: 2}]}", [16, 29]),
        ("  b: {steps: [{resume: {resume: 1}}, {resume: 2}]}", [1, 1]),
    ):
        case = sample.case(source=f"{text}\n", branches=branches)
        assert [step_place(case, one).column for one in steps] == columns
