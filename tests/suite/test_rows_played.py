"""Scenarios with rows: each a case of its own, selected, played, kept and rerun by its name."""

import pytest

from scenario_runner.suite.collect import UsageFault, collect
from scenario_runner.suite.run import Options, run
from scenario_runner.suite.selection import select

TEXT = """\
scenario: Adds
variables: {base: 10, n: 5}
parameters: [{id: small, n: 1, end: 11}, {id: large, n: "{{ base * 2 }}", end: 30}]
graph:
  state: {n: {type: integer, reducer: add}, w: string}
  nodes: {a: {returns: {n: "{{ base }}", w: "{{ n }}"}}}
  edges: [START -> a]
steps: [{id: one, invoke: {n: "{{ n }}"}, expect: {values: {n: "{{ end }}"}}}]
branches:
  twice: {from: one, steps: [{invoke: {n: "{{ n }}"}, expect: {values: {n: "{{ end * 2 }}"}}}]}
  own:
    from: one
    for_each: [{n: 7}]
    steps: [{invoke: {n: "{{ n }}"}, expect: {values: {n: "{{ end + 7 + base }}"}}}]
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.scenario.yaml").write_text(TEXT)
    return tmp_path


def test_each_row_is_played(folder):
    """The row lies over the variables, a branch's own row over the case's; the oracle agrees."""
    results = run(["."], Options(in_process=True, verify=True, keep_databases=folder / "db"))
    assert [(case.id, case.row, case.outcome, case.rerun) for case in results.cases] == [
        (
            f"a.scenario.yaml::Adds[{row}]", row, "passed",
            f"scenario-runner run 'a.scenario.yaml::Adds[{row}]'",
        )
        for row in ("small", "large")
    ]  # fmt: skip
    assert [
        (finding.outcome, finding.message) for case in results.cases for finding in case.findings
        if finding.outcome != "passed"
    ] == []  # fmt: skip
    assert results.cases[0].branches[1].rerun == (
        "scenario-runner run 'a.scenario.yaml::Adds[small]::twice'"
    )
    assert len({case.database for case in results.cases}) == 2


@pytest.mark.parametrize(
    ("selectors", "found"),
    [
        (["Adds"], [("small", None), ("large", None)]),
        (["Adds[large]"], [("large", None)]),
        (["Adds[large]::twice"], [("large", ["twice"])]),
        (["Adds::twice"], [("small", ["twice"]), ("large", ["twice"])]),
        (["Adds[small]::own[7]", "Adds::twice"], [("small", ["own[7]", "twice"]),
                                                   ("large", ["twice"])]),
        (["Adds[large]", "Adds::twice"], [("small", ["twice"]), ("large", None)]),
    ],
)  # fmt: skip
def test_rows_are_selected(folder, selectors, found):
    """The scenario's name stands for all of its rows."""
    cases = collect([f"a.scenario.yaml::{selector}" for selector in selectors])
    assert [
        (case.scenario.row_id, sorted(case.branches) if case.branches else None) for case in cases
    ] == found


def test_an_unknown_row_is_told(folder):
    """With what was probably meant."""
    with pytest.raises(UsageFault) as caught:
        collect(["a.scenario.yaml::Adds[smal]::main"])
    assert (caught.value.message, caught.value.hint) == (
        'a.scenario.yaml holds no case "Adds[smal]::main"',
        'did you mean "Adds[small]"? it holds "Adds[small]", "Adds[large]"',
    )


OWN = """\
scenario: Own
tags: [base]
variables: {n: 1, m: "{{ n }}"}
parameters: [{id: x, n: 2}]
graph: {state: {n: {type: integer, reducer: add}}, nodes: {a: {}}, edges: [START -> a]}
steps: [{id: one, invoke: {n: "{{ n }}"}, expect: {values: {n: 2}}}]
branches:
  left:
    from: one
    tags: [slow]
    variables: {n: "{{ n * 10 }}", k: "{{ n + m }}"}
    steps: [{id: two, invoke: {n: "{{ k }}"}, expect: {values: {n: 23}}}]
  deeper: {from: left/two, steps: [{invoke: {n: "{{ k }}"}, expect: {values: {n: 44}}}]}
  rows:
    from: "{{ where }}"
    tags: [quick]
    variables: {where: one, n: 5}
    for_each: [{id: r, v: "{{ n }}"}]
    steps: [{invoke: {n: "{{ v }}"}, expect: {values: {n: 7}}}]
"""


def test_variables_of_a_branch(folder):
    """They lie over the case's row, under the branch's own, and hold in branches that leave it."""
    (folder / "a.scenario.yaml").write_text(OWN)
    (case,) = run(["."], Options(in_process=True, verify=True)).cases
    assert (case.outcome, {branch.name: branch.tags for branch in case.branches}) == (
        "passed", {"main": (), "left": ("slow",), "deeper": (), "rows[r]": ("quick",)},
    )  # fmt: skip
    assert {finding.outcome for finding in case.findings} == {"passed"}


@pytest.mark.parametrize(
    ("tags", "found"),
    [
        ("base", [None]),
        ("slow", [["left"]]),
        ("slow or quick", [["left", "rows[r]"]]),
        ("base and not slow", [["deeper", "main", "rows[r]"]]),
        ("not base", []),
    ],
)
def test_tags_select_branches(folder, tags, found):
    """A branch has its scenario's tags and its own."""
    (folder / "a.scenario.yaml").write_text(OWN)
    cases = select(["."], Options(tags=tags))
    assert [case.branches and sorted(case.branches) for case in cases] == found
