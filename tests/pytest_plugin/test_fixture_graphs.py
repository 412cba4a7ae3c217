"""Graphs that an application's own conftest builds."""

import multiprocessing.forkserver
import multiprocessing.popen_forkserver  # noqa: F401  # one fork server for all tests
import os
import re
from pathlib import Path

import pytest

import scenario_runner.pytest_plugin
import scenario_runner.pytest_plugin.nodes
import scenario_runner.suite.worker  # LangGraph stays imported from test to test
from scenario_runner.suite.run import run

pytest_plugins = ["pytester"]

CONFTEST = """
import os
from typing import TypedDict
import pytest
from langgraph.graph import END, START, StateGraph
from langgraph.types import interrupt

class State(TypedDict, total=False):
    text: str
    answer: str

def note(word):
    with open(os.path.join(os.path.dirname(__file__), "ran.txt"), "a") as file:
        file.write(f"{word} {os.getpid()}\\n")

def build(rows):
    def write(state):
        note("write")
        rows.append(state["text"])
        return {}

    def review(state):
        return {"answer": interrupt({"question": "Publish?"}) + str(len(rows))}

    graph = StateGraph(State).add_node(write).add_node(review)
    return graph.add_edge(START, "write").add_edge("write", "review").add_edge("review", END)

def lent(word):
    note(f"open {word}")
    yield build([])
    note(f"close {word}")

@pytest.fixture
def app():
    yield from lent("app")

@pytest.fixture(scope="module")
def module_app():
    yield from lent("module")

@pytest.fixture(scope="session")
def session_app():
    yield from lent("session")

@pytest.fixture
def factory(app):
    return lambda: app.compile()

@pytest.fixture
def factory_of():
    return lambda text: build([text])

@pytest.fixture
def broken():
    raise ValueError("no such database")

@pytest.fixture
def number():
    return 7

@pytest.fixture
async def later():
    return build([])

@pytest.fixture(params=[1, 2])
def many(request):
    return build([])

@pytest.fixture
def needs(database):
    return build(database)
"""

SCENARIO = """\
scenario: A review
graph: {fixture: app}
steps:
  - id: asked
    invoke: {text: tea}
    expect: {next: [review]}
  - id: approved
    resume: "yes"
    expect: {values: {answer: "yes1"}}
branches:
  refused:
    from: asked
    steps: [{id: refused, resume: "no", expect: {values: {answer: "no1"}}}]
"""


@pytest.fixture
def folder(pytester, monkeypatch):
    """A folder with a conftest; `tell` adds a scenario with a fixture's graph, `play` runs it."""
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")  # other plugins take their time
    pytester.makeconftest(CONFTEST)
    return Folder(pytester)


class Folder:
    def __init__(self, pytester):
        self.pytester = pytester

    def tell(self, fixture, text=SCENARIO):
        file = self.pytester.path / f"{fixture}.scenario.yaml"
        file.write_text(text.replace("fixture: app", f"fixture: {fixture}"))
        return self

    def play(self, *args):
        options = ("-p", "no:cacheprovider", "-W", "error")
        plugins = [scenario_runner.pytest_plugin]
        return self.pytester.runpytest_inprocess(*options, *args, plugins=plugins)

    def ran(self):
        return self.pytester.path.joinpath("ran.txt").read_text().split("\n")[:-1]


def text_of(result):
    return re.sub(r"\x1b\[[\d;]*m", "", result.stdout.str())


@pytest.mark.parametrize("fixture", ["app", "module_app", "session_app", "factory"])
def test_a_fixture_gives_the_graph_in_every_scope(fixture, folder):
    """In pytest's own process; the prefix that branches share runs once, and the fixture is
    closed when its scope ends."""
    result = folder.tell(fixture).play("-v")
    result.assert_outcomes(passed=2)
    word = {"factory": "app"}.get(fixture, fixture.removesuffix("_app"))
    pid = os.getpid()
    assert folder.ran() == [f"open {word} {pid}", f"write {pid}", f"close {word} {pid}"]


def test_a_module_scope_is_the_file_and_a_session_the_run(folder):
    """Two scenarios of one fixture: rows are cases, each of which is played."""
    rows = SCENARIO.replace("graph:", "parameters: [{id: a}, {id: b}]\ngraph:").replace(
        "1", "{{ 1 }}"
    )
    rows = re.sub(r'"(yes|no)\{\{ 1 \}\}"', r'{$matches: "^\1"}', rows)
    folder.tell("module_app", rows).tell("session_app", rows).play().assert_outcomes(passed=8)
    words = [line.rpartition(" ")[0] for line in folder.ran()]
    assert words == [
        "open module", "write", "write", "close module",
        "open session", "write", "write", "close session",
    ]  # fmt: skip


def test_a_function_gets_the_arguments_of_the_scenario(folder):
    told = SCENARIO.replace("fixture: app", "fixture: app, args: {text: coffee}")
    told = told.replace("yes1", "yes2")  # the branch has a graph of its own, and wrote nothing
    folder.tell("factory_of", told).play().assert_outcomes(passed=2)


def test_selected_branches_play_only_their_way(folder):
    result = folder.tell("app").play("app.scenario.yaml::A review::refused", "-v")
    result.assert_outcomes(passed=1)


def test_a_failure_says_how_to_run_it_again_under_pytest(folder):
    result = folder.tell("app", SCENARIO.replace('"no1"', "maybe")).play()
    result.assert_outcomes(passed=1, failed=1)
    assert "  run again: pytest 'app.scenario.yaml::A review::refused'\n" in text_of(result)


PICTURES = {
    "ap": ('there is no pytest fixture "ap"', 'did you mean "app"?'),
    "later": (
        'the pytest fixture "later" is async, and no plugin runs it',
        "install pytest-asyncio, or let a plain fixture give the async function itself",
    ),
    "many": (
        'the pytest fixture "many" has params, so it gives no single graph',
        "let it give one graph, and put what differs into the scenario's parameters",
    ),
}


@pytest.mark.parametrize("fixture", PICTURES)
def test_a_fixture_that_cannot_give_a_graph_is_told_where_it_is_named(fixture, folder):
    message, hint = PICTURES[fixture]
    result = folder.tell(fixture).play("-W", "ignore")  # pytest 8 only warns of async ones
    result.assert_outcomes(failed=2)
    assert (
        text_of(result).count(
            f"{fixture}.scenario.yaml:2:18: error: {message}\n"
            f"  2 | graph: {{fixture: {fixture}}}\n"
            f"    |                  {'^' * len(fixture)}\n"
            f"  help: {hint}\n"
        )
        == 2
    )


def test_what_a_fixture_raises_is_shown_as_pytest_does(folder):
    """With the fixture's own lines, and none of pytest's or ours."""
    shown = text_of(folder.tell("broken").play())
    assert '>       raise ValueError("no such database")' in shown
    assert "nodes.py" not in shown
    assert "getfixturevalue" not in shown
    assert "fixture 'database' not found" in text_of(folder.tell("needs").play())


def test_what_is_no_graph_is_said(folder):
    assert "error: the fixture number is an int, not a graph" in text_of(
        folder.tell("number").play()
    )


def test_a_scenario_that_is_skipped_asks_for_no_fixture(folder):
    folder.tell("broken", SCENARIO.replace("graph:", "skip: not yet\ngraph:"))
    folder.play().assert_outcomes(skipped=2)


def test_the_command_refuses_it_and_says_what_to_do(folder, monkeypatch):
    """It is no problem of the file: the graph is there, under pytest."""
    folder.tell("app")
    monkeypatch.chdir(folder.pytester.path)
    (case,) = run(["app.scenario.yaml"]).cases
    assert (case.outcome, case.error.kind) == ("error", "graph")
    assert case.error.message == "the graph is the pytest fixture app, which only pytest makes"
    assert case.error.hint == "run this scenario with pytest, or name the graph by ref: module:name"
