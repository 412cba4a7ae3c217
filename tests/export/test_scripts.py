"""Exported scripts do what the scenarios say, without this package."""

import ast
import json
import re
import subprocess
import sys
from collections import Counter

import pytest
import yaml
from exported import PROJECT, SCENARIOS, noted, play, script_of

GOLD = PROJECT / "tests" / "export" / "gold"


LEFT = {
    "scenarios/langgraph/half-answered-run-again.scenario.yaml": ["history"],
    "scenarios/langgraph/side-by-side-run-again.scenario.yaml": ["Ran"],
}
"""What stands in a script though nothing uses it: the way to a step that cannot be told after all
had asked for it."""


@pytest.mark.parametrize("file", SCENARIOS)
def test_the_script_of_a_scenario_that_passes_ends_well(file, played):
    """All that it asserts holds."""
    assert played[file] is None


def test_a_graph_in_a_file_that_no_import_statement_finds(tmp_path):
    """Is loaded by its path."""
    (tmp_path / "my-graph.py").write_text(
        "from langgraph.graph import MessagesState, StateGraph\n"
        "graph = StateGraph(MessagesState).add_node('a', lambda state: {})\n"
        "graph = graph.add_edge('__start__', 'a').compile()\n"
    )
    (tmp_path / "pyproject.toml").write_text("")
    file = tmp_path / "a.scenario.yaml"
    file.write_text("scenario: s\ngraph: my-graph.py:graph\nsteps: [{invoke: {messages: []}}]\n")
    (tmp_path / "a.py").write_text(script_of(file, tmp_path))
    assert play(["a.py"], tmp_path) == {"a.py": None}


def test_no_check_holds_by_itself(project):
    """Each expectation, made false, is a check that fails and names the step and what is wrong. All
    of a file are made false in one script, which is played to its end."""
    (project / "complaining.py").write_text("def always(observation): return ['check: no']")
    wanted = {}
    for file in SCENARIOS:
        mutant = (project / file).with_name("mutant.scenario.yaml")
        data, false = _falsified(project / file)
        mutant.write_text(json.dumps(data))
        script = f"{file.replace('/', '-')}-false.py"
        (project / script).write_text(script_of(str(mutant), project))
        mutant.unlink()
        wanted[script] = false
    seen = noted(list(wanted), project)
    assert sum(map(Counter.total, wanted.values())) > 300
    for script, false in wanted.items():
        told = seen[script]
        failed, held = (Counter(map(_about, told[part])) for part in ("failed", "held"))
        assert (told.get("ended"), false - failed, false & held) == (None, {}, {}), script


def test_a_check_that_fails_ends_its_script(project):
    """With an AssertionError that names the step, what it is about and what came."""
    source = script_of("scenarios/forum/sums.scenario.yaml", project)
    (project / "wrong.py").write_text(source.replace("1 + 1 = 2", "1 + 1 = 3"))
    kind, message = play(["wrong.py"], project)["wrong.py"]
    assert (kind, message.partition(":")[0]) == ("AssertionError", "main/one")


def _about(told):
    """The step and the expectation that a check is about."""
    step, _, what = told.partition(": ")
    return step, "paths" if what.startswith("$") else re.match(r"\w*", what)[0]


def test_the_scripts_are_formatted_and_use_all_they_hold(project, scripts):
    """As `ruff format` has it anywhere; no unused imports, names or helpers."""
    files = [path.name for path in project.glob("scenarios-*.py")]
    for command in (("format", "--check"), ("check", "--select=F,E9")):
        done = subprocess.run(
            [sys.executable, "-m", "ruff", *command, "--isolated", *files],
            cwd=project, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert {file: left for file, source in scripts.items() if (left := _unused(source))} == LEFT


@pytest.mark.parametrize("name", ["go-back-by-branch", "go-back-inline", "stale-answer"])
def test_the_forums_scripts_read_as_they_should(name, scripts):
    """Word by word as in the gold file beside the tests."""
    gold = GOLD / f"{name}.py.txt"
    assert scripts[f"scenarios/forum/{name}.scenario.yaml"] == gold.read_text()


def test_one_branch_is_one_conversation(project):
    """Without copies: the steps before it and its own, on one storage."""
    file = "scenarios/forum/go-back-by-branch.scenario.yaml"
    source = script_of(file, project, frozenset({"two"}))
    (project / "linear.py").write_text(source)
    assert "copy_of" not in source
    assert play(["linear.py"], project) == {"linear.py": None}


COUNTING = """\
scenario: s
graph:
  state: {messages: messages, turn: {type: integer, reducer: add}}
  nodes: {one: {returns: {turn: 1}}, two: {returns: {messages: [{$ai: hi}]}}}
  edges: [START -> one -> two]
steps:
  - id: first
    invoke: {messages: [{role: user, content: a}]}
"""


def test_what_a_step_has_added_is_saved_where_nothing_else_asks_for_it(tmp_path):
    """The script looks at the state before the step, too."""
    file = tmp_path / "a.scenario.yaml"
    saving = "    save: {new: '$.messages'}\n  - invoke: {messages: '{{ new }}'}\n"
    file.write_text(COUNTING + saving)
    (tmp_path / "a.py").write_text(script_of(file, tmp_path))
    assert play(["a.py"], tmp_path) == {"a.py": None}


def test_a_look_at_a_moment_that_a_script_does_not_find_is_said_to_be_left_out(tmp_path):
    """And what stands before it is told."""
    file = tmp_path / "a.scenario.yaml"
    file.write_text(COUNTING + "  - at: {in: first, next: [two]}\n    expect: {next: [two]}\n")
    source = script_of(file, tmp_path)
    assert "# Not exported: this step and what follows (going back to" in source
    (tmp_path / "a.py").write_text(source)
    assert play(["a.py"], tmp_path) == {"a.py": None}


LESS = """\
from typing import TypedDict

from langgraph.graph import START, StateGraph


class Answered(TypedDict):
    text: str


class Whole(Answered):
    topic: str


builder = StateGraph(Whole, output_schema=Answered)
builder.add_node("say", lambda state: {"text": state["topic"]})
builder.add_edge(START, "say")
graph = builder.compile()
"""


def test_the_output_is_what_invoke_returns_though_the_stream_tells_more(tmp_path):
    """Where the graph has an output schema, and a step looks at events."""
    (tmp_path / "less.py").write_text(LESS)
    file = tmp_path / "a.scenario.yaml"
    expect = "{output: {$equals: {text: tea}}, events: [{mode: values}, {mode: values}]}"
    act = f"steps: [{{invoke: {{topic: tea}}, expect: {expect}}}]"
    file.write_text(f"scenario: s\ngraph: less.py:graph\n{act}\n")
    (tmp_path / "a.py").write_text(script_of(file, tmp_path))
    assert play(["a.py"], tmp_path) == {"a.py": None}


def _falsified(file):
    """The data with each expectation made false, and how many there are in each step."""
    data = yaml.load(file.read_text(), yaml.CSafeLoader)
    false = Counter()
    for step, expect in _expecting(data):
        for key, written in expect.items():
            if (changed := _negated(key, written)) is not None:
                expect[key] = changed
                false[step, key] += 1
    for entry in data.get("compare", []):
        equal, differ = entry.pop("equal", []), entry.pop("differ", [])
        entry |= {k: v for k, v in {"equal": differ, "differ": equal}.items() if v}
        false["compare", "paths"] += len(equal) + len(differ)
    return data, false


def _expecting(data):
    """The steps that a script checks, by their names in it, with what they expect."""
    for name, line in {"main": data, **data.get("branches", {})}.items():
        if not line.keys() & {"skip", "expect_failure", "for_each"}:
            for index, step in enumerate(line["steps"]):
                yield f"{name}/{step.get('id', f'#{index + 1}')}", step.get("expect", {})


def _negated(key, written):
    """The contrary of an expectation; None for what scripts do not check."""
    listed = {
        "store": {"key": "one more"},
        "events": {"mode": "custom", "data": "one more"},
        "next": "one more",
        "visited": "one more",
        "interrupts": {"node": "one more"},
        "messages": {"role": "user"},
    }
    match key, written:
        case (("refused" | "ui" | "duration" | "snapshot" | "calls"), _):
            return None
        case "check", _:
            if "{{" in str(written):
                return None
            return "complaining:always"
        case "raises", _:
            return {"type": "NoSuchError"}
        case "checkpoints", _:
            return {"added": 99}
        case "stale_resume", bool():
            return not written
        case (("executions" | "paths"), {}):
            return {name: {"$not": part} for name, part in written.items()}
        case "subgraphs", {}:
            return {name: {"next": ["one more"]} for name in written}
        case _, list() if key in listed:
            return [*written, listed[key]]
        case _:
            return {"$not": written}


def _unused(source):
    """Top-level names that nothing else in the script mentions."""
    tree = ast.parse(source)
    mentioned = Counter(node.id for node in ast.walk(tree) if isinstance(node, ast.Name))
    defined = [
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    ]
    return [name for name in defined if not mentioned[name]]
