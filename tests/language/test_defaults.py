"""What folders say for the scenarios at or below them."""

import pytest

from scenario_runner.language.defaults import KEYS
from scenario_runner.language.load import load
from scenario_runner.language.model import FileGraph
from scenario_runner.problem import Place, ProblemsError, picture
from scenario_runner.suite.run import Options, run

NAME = "defaults.scenario-runner.yaml"
OWN = "scenario: s\nsteps: [{id: one, invoke: '{{ town }}'}]\n"


@pytest.fixture
def told(tmp_path, monkeypatch):
    """The scenario `a/b/x.scenario.yaml` of a project with these files."""
    monkeypatch.chdir(tmp_path)

    def loaded(own=OWN, **files):
        folders = {"outside": ".", "root": "p", "middle": "p/a", "near": "p/a/b"}
        (tmp_path / "p/a/b").mkdir(parents=True, exist_ok=True)
        (tmp_path / "p/pyproject.toml").write_text("")
        (tmp_path / "p/graphs.py").write_text("")
        for name, text in files.items():
            (tmp_path / folders[name] / NAME).write_text(text)
        (tmp_path / "p/a/b/x.scenario.yaml").write_text(own)
        return load("p/a/b/x.scenario.yaml")

    return loaded


def test_models_are_named_from_the_file_that_names_them(told):
    """Entry by entry; a module is the same everywhere."""
    scenario = told(
        own="scenario: s\ngraph: shop:graph\nsteps: [{invoke: 1}]\n",
        root="models: {graphs.py:llm: [far], shop:llm: [far], name: [far]}\n",
        middle="models: {../graphs.py:llm: [near], name: null}\n",
    )
    told_of = {script.target: script.replies[0].says.value.data for script in scenario.models}
    assert told_of == {"../../graphs.py:llm": "near", "shop:llm": "far"}
    assert {script.is_default for script in scenario.models} == {True}


def test_the_nearest_holds_and_tags_add_up(told, tmp_path):
    """Entry by entry; null removes; paths are those of the file that writes them."""
    scenario = told(
        own=OWN + "tags: [own, all]\nvariables: {gone: null, own: 1, nothing: null}\ntimeout: 5\n",
        outside="timeout: nonsense\n",
        root="""\
graph: graphs.py:g
tags: [all]
variables: {town: Rome, gone: 1, kept: "{{ town }}"}
timeout: 9
checks: {head: warn, reload: ignore}
""",
        middle="tags: [middle]\nvariables: {town: Bonn}\nchecks: {head: null, left_open: warn}\n",
    )
    assert scenario.graph.source == FileGraph(path=str(tmp_path / "p/graphs.py"), attribute="g")
    assert scenario.variables.data == {
        "town": "Bonn", "kept": "{{ town }}", "own": 1, "nothing": None,
    }  # fmt: skip
    assert (scenario.tags, scenario.timeout, dict(scenario.checks)) == (
        ("all", "middle", "own"), 5, {"reload": "ignore", "left_open": "warn"},
    )  # fmt: skip
    places = [scenario.variables[name].key_place for name in ("town", "kept", "own")]
    assert [(place.file, place.line, place.column) for place in places] == [
        (f"p/a/{NAME}", 2, 13), (f"p/{NAME}", 3, 34), ("p/a/b/x.scenario.yaml", 4, 25),
    ]  # fmt: skip


def test_without_a_graph_anywhere_it_is_missing(told):
    """Here or there."""
    with pytest.raises(ProblemsError) as caught:
        told(root="variables: {town: Rome}\n")
    assert [problem.message for problem in caught.value.problems] == ['"graph" is missing']


def test_secrets_add_up(told):
    """Each at its own place; what two folders name is named once."""
    scenario = told(
        own=OWN + "secrets: [OWN, ALL]\nvariables: {town: '{{ env.ROOT }}'}\n",
        root="graph: graphs.py:g\nsecrets: [ALL, ROOT]\n",
    )
    assert [(one.name, str(one.place)) for one in scenario.secrets] == [
        ("ALL", f"p/{NAME}:2:11"),
        ("ROOT", f"p/{NAME}:2:16"),
        ("OWN", "p/a/b/x.scenario.yaml:3:11"),
    ]


def test_problems_are_told_in_the_defaults(told):
    """At their place, with their line."""
    with pytest.raises(ProblemsError) as caught:
        told(
            root="grap: graphs.py:g\nsteps: []\ntimeout: soon\n",
            middle="graph: graph.py:g\nvariables: {town: '{{ twon }}', bad-name: 1}\n",
            near="[",
        )
    lines = [picture(problem, None).split("\n") for problem in caught.value.problems]
    assert ["\n".join([*line[:2], line[-1]]) for line in lines] == [
        f"""p/{NAME}:1:1: error: defaults have no "grap"
  1 | grap: graphs.py:g
  help: did you mean "graph"?""",
        f"""p/{NAME}:2:1: error: defaults have no "steps"
  2 | steps: []
  help: they have: {", ".join(KEYS)}""",
        f"""p/{NAME}:3:10: error: "timeout" must be a number, not text
  3 | timeout: soon
  help: for example: timeout: 10""",
        f"""p/a/{NAME}:1:8: error: there is no file "../graph.py"
  1 | graph: graph.py:g
  help: the path is relative to the file it is written in""",
        f"""p/a/{NAME}:2:19: error: the name "twon" is not known here
  2 | variables: {{town: '{{{{ twon }}}}', bad-name: 1}}
  help: define it under variables""",
        f"""p/a/{NAME}:2:33: error: "bad-name" cannot be the name of a variable
  2 | variables: {{town: '{{{{ twon }}}}', bad-name: 1}}
  help: use letters, digits and _, such as order_id""",
        f"""p/a/b/{NAME}:1:2: error: a value is missing here
  1 | [
  help: write one, or null; put text that begins with a special character in quotes""",
    ]


def test_a_graph_may_be_included_there(told, tmp_path):
    """And runs."""
    (tmp_path / "p").mkdir()
    (tmp_path / "p/g.yaml").write_text("state: {n: integer}\nnodes: {a: {}}\nedges: [START -> a]\n")
    scenario = told(
        own="scenario: s\nsteps: [{invoke: {n: '{{ n }}'}, expect: {values: {n: 4}}}]\n",
        root="graph: {$include: g.yaml}\nvariables: {n: 4}\n",
    )
    assert scenario.graph.place == Place(file="p/g.yaml", line=1, column=1, length=19)
    (case,) = run(["p"], Options(in_process=True)).cases
    assert (case.id, case.outcome) == ("p/a/b/x.scenario.yaml::s", "passed")
