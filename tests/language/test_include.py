"""What `$include` and `{$file: ROWS}` put in their place."""

import os

import pytest

from scenario_runner.language.load import load, load_cases
from scenario_runner.language.model import FileGraph
from scenario_runner.problem import Place, ProblemsError
from scenario_runner.report.compose_error import problem_box
from scenario_runner.report.console import case_text
from scenario_runner.suite.run import Options, run


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project with a folder of its own for what scenarios share; `written` adds to it."""
    monkeypatch.chdir(tmp_path)

    def written(**files):
        for name, text in {"pyproject__toml": "", **files}.items():
            path = tmp_path / name.replace("__", ".").replace("_", "/")
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return "a/x.scenario.yaml"

    return written


GRAPH = """\
graph: {state: {n: {type: integer, reducer: add}}, nodes: {a: {}}, edges: [START -> a]}
add:
  - {id: one, invoke: {n: 1}, expect: {values: {n: 1}}}
  - $include: "#/more"
more:
  - {invoke: {n: 2}, expect: {values: {n: 4}}}
literal: {$literal: {$include: nothing}}
"""


def test_values_and_steps_are_put_in_their_place(project):
    """Lists of steps are spliced, also those that include others; steps know their own file."""
    file = project(
        shared_g__yaml=GRAPH,
        a_x__scenario__yaml="""\
scenario: s
graph: {$include: ../shared/g.yaml#/graph}
steps:
  - invoke: {$include: ../shared/g.yaml#/literal}
  - $include: ../shared/g.yaml#/add
  - {id: last, invoke: null}
""",
    )
    scenario = load(file)
    steps = scenario.branches[0].steps
    shared = "shared/g.yaml"
    assert [(step.place, step.last_line) for step in steps] == [
        (Place(file=file, line=4, column=5, length=45), 4),
        (Place(file=shared, line=3, column=5, length=51), 3),
        (Place(file=shared, line=6, column=5, length=42), 6),
        (Place(file=file, line=6, column=5, length=24), 6),
    ]
    assert steps[0].act.input.data == {"$literal": {"$include": "nothing"}}
    assert scenario.graph.source.nodes[0].place.file == shared


def test_a_failure_is_told_in_the_included_file(project):
    """Line and file of the finding, and of the step in the results."""
    file = project(
        shared_g__yaml=GRAPH,
        a_x__scenario__yaml="""\
scenario: s
graph: {$include: ../shared/g.yaml#/graph}
steps: [{$include: ../shared/g.yaml#/add}]
""",
    )
    (case,) = run([file], Options(in_process=True)).cases
    step = case.branches[0].steps[1]
    (bad,) = (finding for finding in step.findings if finding.outcome == "failed")
    assert (step.file, step.line, bad.place.file, bad.place.line) == (
        "shared/g.yaml", 6, "shared/g.yaml", 6,
    )  # fmt: skip


def test_paths_in_an_included_file_are_its_own(project):
    """The graph's file, and data of `$file`."""
    file = project(
        shared_parts__yaml="graph: graphs.py:g\ndata: {$file: order.json}\n",
        shared_graphs__py="", shared_order__json="{}",
        a_x__scenario__yaml="""\
scenario: s
graph: {$include: ../shared/parts.yaml#/graph}
steps: [{invoke: {$include: ../shared/parts.yaml#/data}}]
""",
    )  # fmt: skip
    scenario = load(file)
    assert scenario.graph.source == FileGraph(
        path=os.path.realpath("shared/graphs.py"), attribute="g"
    )
    assert scenario.branches[0].steps[0].act.input.data == {"$file": "../shared/order.json"}


ROWS = {
    "rows__csv": 'id;who\nx;"Ada; Countess"\ny;7\n',
    "rows__json": '[{"id": "x", "who": "Ada; Countess"},\n {"id": "y", "who": "7"}]',
    "rows__yaml": '- {id: x, who: Ada; Countess}\n- {id: y, who: "7"}\n',
}


@pytest.mark.parametrize("name", ROWS)
def test_rows_come_from_a_file(project, name):
    """CSV knows only text; rows know their lines."""
    text = "scenario: s\ngraph: g:g\nparameters: {$file: NAME}\nsteps: [{invoke: '{{ who }}'}]\n"
    file = project(
        **{f"a_{name}": ROWS[name]},
        a_x__scenario__yaml=text.replace("NAME", name.replace("__", ".")),
    )
    cases = load_cases(file)
    assert [(case.row_id, case.row.data) for case in cases] == [
        ("x", {"id": "x", "who": "Ada; Countess"}), ("y", {"id": "y", "who": "7"}),
    ]  # fmt: skip
    assert cases[1].row.place.file == f"a/{name.replace('__', '.')}"
    assert cases[1].row.place.line == (3 if name == "rows__csv" else 2)


def test_a_link_does_not_lead_outside(project, tmp_path):
    """Links are resolved before the project is asked whose the file is."""
    outside = tmp_path.parent / f"{tmp_path.name}-outside.yaml"
    outside.write_text("x: 1\n")
    file = project(
        a_x__scenario__yaml="""\
scenario: s
graph: g:g
steps: [{invoke: {$include: link.yaml}}]
""",
    )
    (tmp_path / "a" / "link.yaml").symlink_to(outside)
    with pytest.raises(ProblemsError) as caught:
        load(file)
    assert [problem.message for problem in caught.value.problems] == [
        '"link.yaml" lies outside the project'
    ]


def test_includes_do_not_multiply_without_end(project):
    """Ten parts that each include the next ten times are refused."""
    ten = {n: ", ".join([f'{{$include: "#/p{n + 1}"}}'] * 10) for n in range(9)}
    parts = "".join(f"p{n}: [{ten[n]}]\n" for n in range(9))
    file = project(
        shared_bomb__yaml=parts + "p9: 1\n",
        a_x__scenario__yaml="""\
scenario: s
graph: g:g
steps: [{invoke: {$include: ../shared/bomb.yaml#/p0}}]
""",
    )
    with pytest.raises(ProblemsError) as caught:
        load(file)
    assert "with what it includes, the scenario holds too many values" in [
        problem.message for problem in caught.value.problems
    ]


@pytest.mark.parametrize("path", ["x" * 5000 + ".yaml", "a\\0b.yaml", "..", ".", "", "x/../../.."])
@pytest.mark.parametrize("key", ["$include", "$file"])
def test_no_path_is_too_odd_to_be_told(project, path, key):
    """Whatever is written, it is a problem at its place."""
    file = project(
        a_x__scenario__yaml=f"""\
scenario: s
graph: g:g
parameters: {{{key}: "{path}"}}
steps: [{{invoke: 1}}]
""",
    )
    with pytest.raises(ProblemsError) as caught:
        load(file)
    assert {(problem.place.line, problem.code) for problem in caught.value.problems} == {
        (3, "include")
    }


def test_the_page_shows_the_line_of_the_other_file(project):
    """As the console does; the results carry it."""
    file = project(
        shared_g__yaml="more:\n  - {invok: 1}\n",
        a_x__scenario__yaml="""\
scenario: s
graph: g:g
steps: [{$include: ../shared/g.yaml#/more}]
""",
    )
    (case,) = run([file], Options(in_process=True)).cases
    (problem,) = case.problems
    assert (problem.place, problem.line) == (
        Place(file="shared/g.yaml", line=2, column=6, length=5), "  - {invok: 1}",
    )  # fmt: skip
    assert "shared/g.yaml:2:6" in case_text(case, color=False, width=80)
    assert "2 |   - {invok: 1}" in case_text(case, color=False, width=80)
    (line,) = problem_box(problem, case).lines
    assert line.number == 2
