"""`run --record-models`: what is written, what is said, and what cannot be recorded."""

from pathlib import Path

import pytest

from scenario_runner.language.source import read

APP = '''\
import asyncio
import operator
from typing import Annotated, TypedDict

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langgraph.graph import START, StateGraph
from langgraph.types import Send, interrupt

calls = []


class Busy(Exception):
    """Nothing can be made of it but with two arguments."""

    def __init__(self, code, text):
        super().__init__(f"{code}: {text}")


class Echo(BaseChatModel):
    """Says what it is asked, counting its words, as no script does."""

    @property
    def _llm_type(self):
        return "echo"

    def _said(self, messages):
        text = messages[-1].text
        calls.append(text)
        if "busy" in text:
            raise Busy(503, text)
        return f"{len(calls)}: {text}"

    def _generate(self, messages, stop=None, run_manager=None, **kwargs):
        message = AIMessage(self._said(messages))
        return ChatResult(generations=[ChatGeneration(message=message)])

    def _stream(self, messages, stop=None, run_manager=None, **kwargs):
        for letter in self._said(messages):
            yield ChatGenerationChunk(message=AIMessageChunk(letter))


llm = Echo()


def hidden():
    class Secret(Echo):
        def _generate(self, messages, **kwargs):
            return super()._generate(messages, **kwargs)

    return Secret()


class State(TypedDict, total=False):
    ask: str
    said: Annotated[list, operator.add]
    pieces: list


def one(state):
    return {"said": [llm.invoke(state["ask"]).text]}


def ask(state):
    return {"ask": interrupt("and?")}


def streaming(state):
    return {"pieces": [chunk.text for chunk in llm.stream(state["ask"])]}


async def both(state):
    asked = (llm.ainvoke(f"{state['ask']} {word}") for word in ("left", "right"))
    return {"said": [said.text for said in await asyncio.gather(*asked)]}


def patient(state):
    try:
        return one(state)
    except Busy as busy:
        return {"said": [f"it is {busy}"]}


async def same(state):
    asked = (llm.ainvoke("same") for _ in range(2))
    return {"said": [said.text for said in await asyncio.gather(*asked)]}


def looks_for_nothing(state, model=hidden()):
    return {"said": [model.invoke(state["ask"]).text]}


def split(state):
    return [Send("worker", {"ask": word}) for word in state["ask"].split()]


def worker(state):
    return {"said": [llm.invoke(state["ask"]).text]}


def nothing(state):
    return {"said": ["nothing"]}


def chain(*nodes):
    return StateGraph(State).add_sequence(list(nodes)).add_edge(START, nodes[0].__name__)


def talk():
    return chain(one, ask).add_edge("ask", "one")


def spread():
    graph = StateGraph(State).add_node(worker)
    return graph.add_conditional_edges(START, split, ["worker"])


def graph_of(node):
    return lambda: chain(node)


streamed, gathered, alike = graph_of(streaming), graph_of(both), graph_of(same)
patiently, hiding, quiet = graph_of(patient), graph_of(looks_for_nothing), graph_of(nothing)
'''
SAME = "the model app.py:llm said different things to the same prompt"
FILE = Path("a.scenario.yaml")
STEPS = "steps: [{id: first, invoke: {ask: Hello}}]\n"


@pytest.fixture
def record(say, monkeypatch, request):
    """What becomes of a scenario of one of the application's graphs, and what is said."""
    monkeypatch.delenv("CI", raising=False)
    module = f"echo_{abs(hash(request.node.nodeid))}"
    Path(f"{module}.py").write_text(APP)
    Path("pyproject.toml").write_text("")

    def call(graph, rest=STEPS, *more):
        graph = graph if "\n" in graph else f"graph: {module}.py:{graph}\n"
        FILE.write_text(f"scenario: S\n{graph}{rest}")
        before = FILE.read_text()
        said = say("run", "--in-process", "--record-models", FILE, *more)
        after = FILE.read_text().replace(module, "app")
        return said, None if after == before.replace(module, "app") else after

    return call


def models(text, *branch):
    """What the model says at the top, or in a branch."""
    owner = read("a", text.encode()).data
    for step in branch:
        owner = owner["branches"][step]
    return owner["models"]["app.py:llm"]


def test_a_branch_has_what_it_heard_and_the_prefix_is_there_once(record):
    """What is played again gives the same, though the model itself would not."""
    said, text = record(
        "talk",
        "steps: [{id: first, invoke: {ask: Hello}}, {resume: more}]\n"
        "branches:\n  other:   # goes elsewhere\n    from: first\n    steps: [{resume: less}]\n",
    )
    assert said.code == 0, said
    assert models(text) == ["1: Hello", "2: more"]
    assert models(text, "other") == ["3: less"]
    assert "  other:   # goes elsewhere\n    from: first\n    models:" in text
    assert "3 replies of 1 model written to a.scenario.yaml\n" in said.out
    assert "played again from these replies, without a network, it does the same" in said.out


def test_a_second_time_there_is_nothing_to_record(record, say):
    """What has replies plays them."""
    record("talk")
    said = say("run", "--in-process", "--record-models", FILE)
    assert said.code == 0
    assert "a.scenario.yaml: no model was asked that has no replies yet\n" in said.out


def test_pieces_are_written_where_the_application_keeps_them(record):
    """And only there: the others' are not."""
    said, text = record("streamed", "steps: [{invoke: {ask: Hi}}]\n")
    assert said.code == 0, said
    assert models(text) == [{"chunks": list("1: Hi")}]


@pytest.mark.parametrize("graph", ["gathered", "spread"])
def test_calls_side_by_side_are_told_apart(record, graph):
    """By what they ask, as their order is chance; of one node, or of tasks of one superstep."""
    said, text = record(graph, "steps: [{invoke: {ask: red blue}}]\n")
    assert said.code == 0, said
    assert (
        sorted(entry["when"] for entry in models(text))
        == {
            "gathered": ["red blue left", "red blue right"],
            "spread": ["blue", "red"],
        }[graph]
    )


def test_an_exception_is_said_again(record):
    """By its name, though it is made of more than a message."""
    said, text = record("patiently", "steps: [{invoke: {ask: busy}}]\n")
    assert said.code == 0, said
    assert models(text) == [{"raises": {"type": "app:Busy", "message": "503: busy"}}]


@pytest.mark.parametrize(
    ("graph", "rest", "why"),
    [
        ("alike", STEPS, f"{SAME}, and calls side by side cannot be told apart"),
        ("talk", f"{STEPS}parameters: [{{id: a, x: 1}}, {{id: b, x: 2}}]\n",
         f"{SAME}, and the rows that share its replies cannot be told apart"),
        ("talk", "steps: [{invoke: {ask: busy}}]\n", "the live run ended in an error"),
        ("talk", f"{STEPS}branches: {{b: {{from: first, skip: later, steps: [{{resume: x}}]}}}}\n",
         'the branch "b" was skipped'),
    ],
)  # fmt: skip
def test_what_cannot_be_recorded(record, graph, rest, why):
    """Nothing is written, and it is said why."""
    said, text = record(graph, rest)
    assert (said.code in {1, 2}, text) == (True, None)
    module = said.err.partition("the model ")[2].partition(".py:")[0] or "app"
    assert f"error: nothing was written to a.scenario.yaml: {why}" in said.err.replace(
        module, "app"
    )


def test_a_model_that_nothing_names(record):
    """It is told, with the node that asked it."""
    said, text = record("hiding")
    assert (said.code, text) == (1, None)
    assert said.err == (
        'error: a.scenario.yaml: a Secret, which the node "looks_for_nothing" asked, has no '
        "replies: no target names it; keep it, or its class, where a module holds it\n"
    )


def test_no_model_at_all(record):
    """Nothing to do is no failure."""
    said, text = record("quiet")
    assert (said.code, text) == (0, None)
    assert "no model was asked that has no replies yet" in said.out


@pytest.mark.parametrize("more", [["--verify"], ["--retries", 1], ["--repeat", 2], ["--resume"]])
def test_options_that_would_ask_again(record, more):
    """Are refused before a model is asked."""
    said, text = record("talk", STEPS, *more)
    assert (said.code, text) == (2, None)
    assert f"--record-models and {more[0]} do not go together" in said.err


def test_a_part_of_a_file_is_not_recorded(record, say):
    """What the rest would hear nobody knows."""
    rest = f"{STEPS}branches: {{b: {{from: first, steps: [{{resume: x}}]}}}}\n"
    record("talk", rest, "--verify")
    said = say("run", "--in-process", "--record-models", f"{FILE}::S::b")
    assert "not all of its branches were played; select the whole file" in said.err
    assert said.code == 2


def test_not_in_ci(record, say, monkeypatch):
    """Nobody reads there what changes."""
    record("talk", STEPS, "--verify")
    monkeypatch.setenv("CI", "true")
    said = say("run", "--record-models", FILE)
    assert said.code == 2
    assert "--record-models is refused, since the environment variable CI is set" in said.err
