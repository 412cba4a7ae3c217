"""`init`: the file it writes passes as it stands, and says what is left to say."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from graph_files import write

PROJECT = Path(__file__).parents[2]

ASKING = """
import itertools, os, random, time, uuid
from typing import Any, Literal, TypedDict
from pydantic import BaseModel
from langgraph.graph import START, MessagesState, StateGraph
from langgraph.types import interrupt


class State(MessagesState, total=False):
    topic: str
    made: Any


def one(node, *more, **options):
    builder = StateGraph(State).add_edge(START, "one").add_node("one", node)
    for number, other in enumerate(more):
        builder.add_node(f"more{number}", other).add_edge(START, f"more{number}")
    return builder.compile(**options)


def made(value):
    return one(lambda state: {"made": value() if callable(value) else value})


def asks(value, **more):
    return lambda state: {"made": {"heard": interrupt(value, **more)}}


class APIConnectionError(Exception):
    pass


def unreachable(state):
    raise APIConnectionError("Connection error.")


class Answer(BaseModel):
    verdict: Literal["yes", "no"]
    reason: str
    again: bool = False


def review(*allowed):
    return {
        "action_requests": [{"name": "pay", "args": {"sum": 7, "note": "{{ x }}"}}],
        "review_configs": [{"action_name": "pay", "allowed_decisions": list(allowed)}],
    }


counter = itertools.count(1)
graphs = {
    "ends": made("hello"), "stops": one(lambda state: {"made": 1}, interrupt_before=["one"]),
    "twice": one(asks("a?"), asks("b?")),
    "hitl": one(asks(review("approve", "edit", "reject", "respond"))),
    "raises": one(lambda state: 1 / 0), "offline": one(unreachable),
    "varies": made(lambda: {"n": random.random(), "uid": str(uuid.uuid4()), "same": "x"}),
    "counts": made(lambda: [0] * next(counter)),
    "long": made("word " * 100), "odd": made({"$x": "{{ y }}", "t": "{% raw %}"}),
    "hangs": one(lambda state: time.sleep(600)), "dies": one(lambda state: os._exit(9)),
    "yes": made({"no": "yes", "on": ["off", "010", "1e3", "~", "", " a", "é\\u2028\\x85"]}),
    "text": made("a\\nb: c # d\\n"), "big": made({str(n): n for n in range(100)}),
    "deep": made({"a": {"b": {"c": {"d": {"e": {"f": 1}}}}}}), "nan": made(float("nan")),
    "prints": one(lambda state: print("hello") or {"made": 1}),
}
globals().update(graphs)


def schema():
    return one(asks("Publish?", response_schema=Answer))


def truth():
    return one(asks("Publish?", response_schema=bool))
"""


@pytest.fixture
def init(say, folder):
    """Call the command in a folder with graphs."""
    write(folder)
    folder.joinpath("asking.py").write_text(ASKING)

    def init(graph, *arguments, given="{topic: tea}"):
        said = say("init", "--graph", graph, "--input", given, *arguments)
        file = folder / f"{graph.rpartition(':')[2]}.scenario.yaml"
        return said, file.read_text() if file.exists() else None

    return init


def lines_after(text, head):
    """The lines of a file below one of them."""
    return text.partition(f"\n{head}\n")[2].splitlines()


def test_what_it_writes(init, say):
    """Input, questions, nodes and state as they were; a branch for the answer, skipped."""
    said, text = init("shop.py:graph", "-o", "graph.scenario.yaml")
    assert said == (
        0,
        (
            "graph.scenario.yaml is written, and passes\n"
            "  it asks: review\n"
            "  1 branch to fill in: answered\n"
            "  run it: scenario-runner run graph.scenario.yaml\n"
        ),
        "",
    )
    assert (
        text
        == """\
# Written by scenario-runner init: what stands under expect is what the graph did when it was
# run. Read it, and correct what the graph should do otherwise.
scenario: First run of shop
graph: shop.py:graph
steps:
  - id: asked
    invoke: {topic: tea}
    expect:
      next: [review]
      interrupts: [{node: review, value: {question: Publish?}}]
      visited: [draft, review]
      values: {status: drafted}
branches:
  # These are skipped until somebody says what is answered and what must be true then: write
  # it, and take the line "skip" out.
  answered:
    from: asked
    skip: "TODO: write the answer, and what must be true after it"
    steps:
      - resume: TODO
        # expect: {next: [], values: {...}}
"""
    )
    assert say("validate", "graph.scenario.yaml") == (0, "1 file valid\n", "")


PASSING = {
    "ends": "values: {made: hello}",
    "stops": "  goes-on:",
    "twice": '- resume_map: {one: TODO, more0: TODO}',
    "raises": "raises: {type: ZeroDivisionError, message: division by zero}",
    "varies": "values: {made: {n: {$type: number}, uid: {$type: string}, same: x}}",
    "counts": "values: {made: {$type: list}}",
    "long": "made: {$contains: word word",
    "odd": 'values: {made: {$literal: {$x: "{{ y }}", t: "{% raw %}"}}}',
    "yes": '"no": "yes"',
    "text": 'values: {made: {$contains: a}}',
    "big": '"7": 7}',
    "deep": "{a: {b: {c: {$type: mapping}}}}",
    "nan": "values: {made: NaN}",
    "prints": "values: {made: 1}",
}  # fmt: skip


@pytest.mark.parametrize("graph", PASSING)
def test_it_passes_whatever_the_graph_did(init, say, graph):
    """What changes, is long, or is odd is expected loosely, and the file passes once more."""
    said, text = init(f"asking.py:{graph}")
    assert (said.code, said.err) == (0, "")
    assert PASSING[graph] in text
    done = say("run", f"{graph}.scenario.yaml")
    assert (done.code, "1 case: 1 passed" in done.out) == (0, True), done.out


def test_decisions_of_a_middleware(init):
    """A branch for each that it allows, with what it is to hold."""
    said, text = init("asking.py:hitl")
    assert "4 branches to fill in: approve, edit, reject, respond\n" in said.out
    for line in (
        "- resume: {decisions: [{type: approve}]}",
        'edited_action: {name: pay, args: {sum: 7, note: {$literal: "{{ x }}"}}}',
        '- resume: {decisions: [{type: reject, message: "TODO: why not"}]}',
        '{type: respond, message: "TODO: what the tool would have said"}',
    ):
        assert line in text
    assert text.count("    skip: ") == 4


def _knows_schemas():
    import inspect

    from langgraph.types import interrupt

    return "response_schema" in inspect.signature(interrupt).parameters


@pytest.mark.skipif(not _knows_schemas(), reason="this LangGraph tells no response_schema")
def test_answers_that_a_question_tells_apart(init, say):
    """By its response_schema; filled in, they pass."""
    said, text = init("asking.py:schema")
    assert "2 branches to fill in: yes, no\n" in said.out
    assert '- resume: {verdict: "no", reason: TODO, again: true}' in text
    filled = "\n".join(line for line in text.splitlines() if "skip:" not in line)
    Path("filled.scenario.yaml").write_text(filled)
    assert say("run", "filled.scenario.yaml").code == 0
    assert "answer-true, answer-false" in init("asking.py:truth")[0].out


FAILING = {
    "asking.py:hangs": (1, "error: no scenario was written: ", "--timeout"),
    "asking.py:dies": (1, "its process ended with exit code 9", "help: find out in the graph"),
    "asking.py:gone": (4, 'asking.py has no "gone"', "help: "),
    "raises.py:graph": (4, "no licence", "about to fail"),
    "gone.py:graph": (2, 'there is no file "gone.py"', "help: "),
    "good.scenario.yaml": (2, "is a scenario already", "name the graph itself"),
}


@pytest.mark.parametrize("graph", FAILING)
def test_graphs_of_which_none_can_be_made(init, folder, graph):
    """Say why, and nothing is written."""
    before = sorted(folder.glob("*.scenario.yaml"))
    said, _ = init(graph, "--timeout", "2" if graph.endswith("hangs") else "60")
    code, *parts = FAILING[graph]
    assert (said.code, said.out) == (code, "")
    assert [part for part in parts if part not in said.err] == []
    assert sorted(folder.glob("*.scenario.yaml")) == before


WRONG_INPUTS = {
    "{topik: tea}": '--input:1:2: error: the graph takes no "topik"',
    "{topic: tea": "--input:1:1: error: this { is not closed properly",
    "{topic: yes}": "--input:1:9: error: unquoted yes means different things",
    "": "--input:1:1: error: the file is empty",
    '{topic: "{{ x }}"}': 'the name "x" is not known here',
}


@pytest.mark.parametrize("given", WRONG_INPUTS)
def test_wrong_inputs(init, given):
    """Are told with their place, before anything is run."""
    said, text = init("shop.py:build", given=given)
    assert (said.code, said.out, text) == (2, "", None)
    assert WRONG_INPUTS[given] in said.err


def test_no_input(say, folder):
    """Without a terminal: which option gives it, and what the graph takes."""
    write(folder)
    said = say("init", "--graph", "shop.py:graph")
    assert (said.code, said.out) == (2, "")
    assert said.err == (
        "error: there is no input for the graph\n"
        '  help: give it by --input \'{topic: "...", status: "..."}\'; it takes topic, status\n'
    )


@pytest.mark.parametrize(
    ("graph", "given"),
    [
        ("asking\udcff.py:ends", "{}"),
        ("{ref: a\udcff}", "{}"),
        ("asking.py:ends", "{topic: \udcff}"),
    ],
)
def test_bytes_that_are_no_text(init, graph, given):
    """As shells pass them on: they are told of, not stumbled over."""
    said, _ = init(graph, given=given)
    assert (said.code, said.out) == (2, "")
    assert "error: " in said.err
    assert "UTF-8" in said.err


def test_a_file_that_is_there(init, folder):
    """Is not written over but by --force."""
    folder.joinpath("mine.scenario.yaml").write_text("mine")
    said, _ = init("shop.py:graph", "-o", "mine.scenario.yaml")
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("error: mine.scenario.yaml is there already\n  help: write over it")
    assert folder.joinpath("mine.scenario.yaml").read_text() == "mine"
    assert init("shop.py:graph", "-o", "mine.scenario.yaml", "--force")[0].code == 0
    said, _ = init("shop.py:graph", "-o", "mine.yaml")
    assert (said.code, "a scenario's name ends in" in said.err) == (2, True)


def test_a_file_in_another_folder(init, folder):
    """Names graph and schema from there; folders are made."""
    folder.joinpath("schemas").mkdir()
    folder.joinpath("schemas", "scenario.schema.json").write_text("{}")
    said, _ = init("shop.py:graph", "-o", "tests/deep/a.scenario.yaml", "--timeout", "90")
    assert said.code == 0
    text = folder.joinpath("tests/deep/a.scenario.yaml").read_text()
    assert text.startswith(
        "# yaml-language-server: $schema=../../schemas/scenario.schema.json\n# Written by"
    )
    assert "\ngraph: ../../shop.py:graph\ntimeout: 90\n" in text
    folder.joinpath("tests/deep/b.schema.json").write_text("{}")
    init("{ref: shop.py:needs, args: {name: x}}", "-o", "tests/deep/b.scenario.yaml")
    text = folder.joinpath("tests/deep/b.scenario.yaml").read_text()
    assert text.startswith("# yaml-language-server: $schema=b.schema.json\n")
    assert "\ngraph: {ref: ../../shop.py:needs, args: {name: x}}\n" in text


@pytest.mark.parametrize(
    ("graph", "file"),
    [
        ("shop.py:graph", "shop.scenario.yaml"),
        ("shop:graph", "shop.scenario.yaml"),
        ("asking:ends", "ends.scenario.yaml"),
        ("langgraph.json#my shop", "my-shop.scenario.yaml"),
    ],
)
def test_what_the_file_is_called(init, folder, graph, file):
    """Unless said otherwise: as the graph, or as its file where that says more."""
    folder.joinpath("langgraph.json").write_text('{"graphs": {"my shop": "./shop.py:graph"}}')
    said, _ = init(graph, "--force")
    assert said.out.startswith(f"{file} is written, and passes\n")


def test_it_asks_on_a_terminal(folder):
    """For the input, saying what the graph takes; Enter takes what is offered."""
    folder.joinpath("asking.py").write_text(ASKING)
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "scenario_runner", "init", "--graph", "asking.py:ends"],
        stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    ) as process:  # fmt: skip
        os.write(ours, b"\n")
        said, _ = process.communicate(timeout=100)
    assert process.returncode == 0, said
    assert "Input of the graph (it takes messages, topic, made)" in said
    text = folder.joinpath("ends.scenario.yaml").read_text()
    assert "invoke: {messages: [{role: user, content: Hello}]}" in text


def test_a_service_that_is_not_there(init):
    """What a model is to say in its place is told before somebody keeps such a test."""
    said, _ = init("asking.py:offline")
    assert said.out.splitlines()[1:4] == [
        "  the graph raised APIConnectionError: Connection error.; the scenario expects that",
        "  a service did not answer: say what does in its place, under models or",
        "  patches in defaults.scenario-runner.yaml, and write it anew: --force",
    ]
