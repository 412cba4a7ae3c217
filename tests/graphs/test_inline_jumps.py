"""Nodes of inline graphs that choose where to go, send items to workers, and try again."""

from __future__ import annotations

import asyncio
import textwrap
from importlib.metadata import version

import pytest
from langchain_core.messages import AIMessage
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.types import Command
from packaging.version import Version

from scenario_runner.graphs.errors import GraphLoadError, InlineFault
from scenario_runner.language.inline import parse_inline
from scenario_runner.language.source import read

CONFIG = {"configurable": {"thread_id": "1"}}


def played(project, text, *given):
    """The values after all of `given` was said to the graph that the text tells."""
    told = parse_inline(read("a.scenario.yaml", textwrap.dedent(text).encode()).value)

    async def go():
        async with project.open(told) as opened:
            graph = opened.bind(InMemorySaver())
            for one in given:
                await graph.ainvoke(one, CONFIG)
            return graph.get_state(CONFIG).values

    return asyncio.run(go())


ROUTE = """
    state: {{n: integer, log: {{reducer: append}}}}
    nodes:
      route: {{goto: {goto}, update: {{log: route}}}}
      a: {{returns: {{log: a}}}}
      b: {{returns: {{log: b}}}}
    edges: [START -> route]
"""


@pytest.mark.parametrize(
    ("goto", "log"),
    [
        ("a", ["route", "a"]),
        ("[a, b]", ["route", "a", "b"]),
        ("END", ["route"]),
        ("\"{{ 'b' if state.n > 1 else 'END' }}\"", ["route", "b"]),
        ("\"{{ ['a', 'b'] }}\"", ["route", "a", "b"]),
        ('[b, "{{ none }}"]', ["route", "b"]),
        ('"{{ [] }}"', ["route"]),
    ],
)
def test_going_on_from_inside_a_node(project, goto, log):
    """A name, a list of names, or templates of them; END ends, and null goes nowhere."""
    assert played(project, ROUTE.format(goto=goto), {"n": 2})["log"] == log


@pytest.mark.parametrize(
    ("goto", "told"),
    [
        (
            '"{{ \'hum\' + state.log }}"',
            ('there is no node "human"', "nodes are: a, b, route, END"),
        ),
        ('"{{ state.n }}"', ("a node is named by text, not the number 2",
                             "nodes are: a, b, route, END")),
    ],
)  # fmt: skip
def test_going_where_nothing_is(project, goto, told):
    """LangGraph would ignore it without a word; here it is told at its place."""
    text = ROUTE.replace("log: {{reducer: append}}", "log: any").format(goto=goto)
    with pytest.raises(InlineFault) as caught:
        played(project, text, {"n": 2, "log": "an"})
    assert (caught.value.message, caught.value.hint) == told
    assert caught.value.place.line == 4


def test_everything_of_a_node_in_its_order(project):
    """Questions, a call, its update, and where the answers lead."""
    project.write("shop/nodes.py", "def price(state): return {'log': 'called'}\n")
    text = """
        state: {log: {reducer: append}}
        nodes:
          desk:
            interrupts: [who?, "{{ answer }}, where?"]
            call: shop.nodes:price
            returns: {log: "{{ answers }} {{ result.log }}"}
            goto: "{{ answer }}"
            send: {to: worker, each: "{{ answers }}", as: log}
          yard: {returns: {log: yard}}
          worker: {returns: {log: "worked for {{ state.log }}"}}
        edges: [START -> desk]
    """
    given = ({"log": "asked"}, Command(resume="Ann"), Command(resume="yard"))
    assert played(project, text, *given)["log"] == [
        "asked", "called", "['Ann', 'yard'] called", "yard", "worked for Ann", "worked for yard",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("each", "said", "log"),
    [
        ('"{{ state.items }}"', "{{ state }}", ["1", "two", "{'n': 3}"]),
        ('[{n: 1}, {n: "{{ state.items[1] }}"}]', "{{ state.n }}", ["1", "two"]),
        ("[]", "{{ state }}", []),
    ],
)
def test_an_item_is_the_state_of_its_worker(project, each, said, log):
    """As in LangGraph's Send: the worker sees the item and nothing else; no item, no worker."""
    text = f"""
        state: {{items: list, log: {{reducer: append}}}}
        nodes:
          fan: {{send: {{to: worker, each: {each}}}}}
          worker: {{returns: {{log: "{{% if true %}}{said}{{% endif %}}"}}}}
        edges: [START -> fan]
    """
    assert played(project, text, {"items": [1, "two", {"n": 3}]})["log"] == log


def test_messages_are_sent_as_messages(project):
    """What builds objects builds them in items too."""
    text = """
        state: {log: {reducer: append}}
        nodes:
          fan: {send: {to: worker, each: [{m: {$ai: hello}}]}}
          worker: {returns: {log: "{{ state.m }}"}}
        edges: [START -> fan]
    """
    assert [type(one) for one in played(project, text, {"log": 0})["log"]] == [int, AIMessage]


@pytest.mark.parametrize(
    ("send", "told"),
    [
        ('{to: worker, each: "{{ state.n }}"}',
         ('"each" must give a list of items, not the number 2', "put a single item into a list")),
        ('{to: "{{ \'work\' }}", each: [1]}',
         ('there is no node "work"', 'did you mean "worker"?')),
        ("{to: END, each: [1]}", ("nothing can be sent to END", "name a node")),
        ("{to: team, each: [{n: 1}, two]}",
         ("a graph takes a mapping of its channels, not text",
          "give the item a name: add as: CHANNEL")),
    ],
)  # fmt: skip
def test_what_cannot_be_sent(project, send, told):
    """It is told with its place and what there is."""
    text = f"""
        state: {{n: integer}}
        nodes:
          fan: {{send: {send}}}
          worker:
          team: {{graph: {{state: {{n: any}}, nodes: {{a: }}, edges: [START -> a]}}}}
        edges: [START -> fan]
    """
    with pytest.raises(InlineFault) as caught:
        played(project, text, {"n": 2})
    assert (caught.value.message, caught.value.hint) == told


FLAKY = """
    state: {{done: any}}
    nodes:
      flaky:
        raises: {{type: {type}, message: slow, times: 2}}
        retry: {{{retry}}}
        returns: {{done: true}}
    edges: [START -> flaky]
"""


@pytest.mark.parametrize(
    ("kind", "retry"),
    [
        ("TimeoutError", "max_attempts: 3"),
        ("ValueError", "max_attempts: 3, retry_on: ValueError"),
        ("KeyError", "max_attempts: 3, retry_on: [OSError, LookupError]"),
        ("OSError", "max_attempts: 4, initial_interval: 0, backoff_factor: 1, max_interval: 0.5"),
    ],
)
def test_trying_again(project, kind, retry):
    """A node is run again as often as its policy allows, whatever was raised; at once."""
    text = FLAKY.format(type=kind, retry=retry)
    assert played(project, text, {"done": False}) == {"done": True}


def test_trying_again_after_an_answer(project):
    """The second attempt hears the answer again; LangGraph before 1.2.20 asks once more."""
    text = """
        state: {done: any}
        nodes:
          flaky:
            interrupt: sure?
            raises: {type: ValueError, message: "not {{ answer }}", times: 1}
            retry: {max_attempts: 2}
            returns: {done: "{{ answers }}"}
        edges: [START -> flaky]
    """
    asks_again = Version(version("langgraph")) < Version("1.2.20")
    assert played(project, text, {"done": 0}, Command(resume="yes")) == {
        "done": 0 if asks_again else ["yes"]
    }


@pytest.mark.parametrize("retry", ["max_attempts: 2", "max_attempts: 3, retry_on: ValueError"])
def test_giving_up(project, retry):
    """After the last attempt, and where the policy is for other exceptions, it is raised."""
    with pytest.raises(TimeoutError, match=r"^slow"):
        played(project, FLAKY.format(type="TimeoutError", retry=retry), {"done": False})


def test_a_fault_of_the_file_is_not_tried_again(project):
    """A template that fails would fail every time."""
    text = """
        state: {done: any, n: integer}
        nodes:
          flaky: {returns: {done: "{{ state.gone }}"}, retry: {max_attempts: 1000000}}
        edges: [START -> flaky]
    """
    with pytest.raises(InlineFault, match="gone"):
        played(project, text, {"n": 1})


def test_trying_again_after_what_is_no_exception(project):
    """It is told where the policy stands."""
    text = FLAKY.format(type="KeyError", retry="max_attempts: 2, retry_on: Nonsense")
    with pytest.raises(GraphLoadError, match='"Nonsense" is not an exception') as caught:
        played(project, text, {})
    assert caught.value.place.line == 6
