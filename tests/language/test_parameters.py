"""Cases made of the rows of `parameters`."""

import pytest

from scenario_runner.language.load import load_cases
from scenario_runner.language.model import AfterStep
from scenario_runner.problem import Place, ProblemsError

HEAD = "scenario: s\ngraph: shop.agents:refund\n"
TAIL = "steps: [{id: draft, invoke: 1}, {id: sent, invoke: '{{ a }}'}]\n"


@pytest.fixture
def told(tmp_path):
    def loaded(text):
        path = tmp_path / "a.scenario.yaml"
        path.write_text(HEAD + text + TAIL, encoding="utf-8")
        return load_cases(path, shown_as="a.yaml")

    return loaded


ROWS = {
    "[{id: yes-please, a: 1}, {a: 2}]": {
        "s[yes-please]": {"id": "yes-please", "a": 1},
        "s[2]": {"a": 2},
    },
    "{a: [1, 2], t: [x, y]}": {
        "s[1-x]": {"a": 1, "t": "x"}, "s[1-y]": {"a": 1, "t": "y"},
        "s[2-x]": {"a": 2, "t": "x"}, "s[2-y]": {"a": 2, "t": "y"},
    },
}  # fmt: skip


@pytest.mark.parametrize(("written", "made"), ROWS.items(), ids=list(ROWS))
def test_each_row_makes_a_case(written, made, told):
    """Named by the row's id, else by its values; lists are combined."""
    cases = told(f"parameters: {written}\n")
    assert {case.case_name: case.row.data for case in cases} == made
    assert {(case.name, len(case.branches)) for case in cases} == {("s", 1)}


def test_without_parameters_there_is_one_case(told):
    """It has no row, and the scenario's own name."""
    (case,) = told("variables: {a: 1}\n")
    assert (case.case_name, case.row, case.row_id) == ("s", None, None)


def test_a_row_says_where_a_branch_leaves(told):
    """Names of the row stand in `from` and `at`; each case has moments of its own."""
    cases = told("""\
variables: {where: nowhere}
parameters: [{a: 1, where: draft}, {a: 2, where: sent}]
branches: {b: {from: "{{ where }}", steps: [{resume: 1}]}}
""")
    place = Place(file="a.yaml", line=5, column=22, length=13)
    assert [case.branches[1].start for case in cases] == [
        AfterStep(step="draft", branch=None, place=place),
        AfterStep(step="sent", branch=None, place=place),
    ]


def test_every_row_is_checked(told):
    """A moment that only one row names wrong is told."""
    with pytest.raises(ProblemsError) as caught:
        told("""\
parameters: [{a: 1, where: draft}, {a: 2, where: snt}]
branches: {b: {from: "{{ where }}", steps: [{resume: 1}]}}
""")
    assert [(problem.code, problem.hint) for problem in caught.value.problems] == [
        ("unknown-moment", 'did you mean "sent"?')
    ]
