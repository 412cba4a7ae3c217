"""Graphs told in YAML run as the same graph written in Python would."""

from __future__ import annotations

import asyncio
import textwrap

import pytest
from langchain_core.messages import AIMessage, HumanMessage
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.store.memory import InMemoryStore
from langgraph.types import Command

from scenario_runner.graphs.errors import GraphLoadError, InlineFault
from scenario_runner.graphs.positions import Positions
from scenario_runner.language.inline import parse_inline
from scenario_runner.language.source import read

LOOKED = (
    "modules are looked for in the project root (the folder of pyproject.toml or "
    "langgraph.json) and among what is installed in this Python"
)
CONFIG = {"configurable": {"thread_id": "1"}}


def inline(text: str):
    return parse_inline(read("a.scenario.yaml", textwrap.dedent(text).encode()).value)


class Talk:
    """A conversation with an inline graph."""

    def __init__(self, project, text: str, *, is_async: bool = True, **more) -> None:
        self.opening = project.open(inline(text), **more)
        self.is_async = is_async

    async def __aenter__(self):
        opened = await self.opening.__aenter__()
        self.graph = opened.bind(InMemorySaver())
        return self

    async def __aexit__(self, *error):
        await self.opening.__aexit__(None, None, None)

    async def say(self, given):
        if self.is_async:
            return await self.graph.ainvoke(given, CONFIG)
        return self.graph.invoke(given, CONFIG)

    @property
    def values(self):
        return self.graph.get_state(CONFIG).values

    @property
    def asked(self):
        return [one.value for one in self.graph.get_state(CONFIG).interrupts]

    @property
    def next(self):
        return self.graph.get_state(CONFIG).next


def played(project, text, *given, **more):
    """The values after all of `given` was said."""

    async def go():
        async with Talk(project, text, **more) as talk:
            for one in given:
                await talk.say(one)
            return talk.values

    return asyncio.run(go())


LOOP = """
    state:
      messages: messages
      turn: {type: integer, default: 0, reducer: add}
    nodes:
      agent:
        returns:
          messages: [{$ai: 'You said "{{ state.messages[-1].content }}"'}]
          turn: 1
      human:
        interrupt: {question: next?, turn: "{{ state.turn }}"}
        returns: {messages: ["{{ answer }}"]}
    edges:
      - START -> agent -> human
      - {from: human, to: agent, when: "{{ state.turn < 3 }}", otherwise: END}
"""


@pytest.mark.parametrize("is_async", [True, False])
def test_the_loop_of_agent_and_human(project, is_async):
    """Messages, a counter, a question, a condition: in sync and in async graphs."""

    async def go():
        seen = []
        async with Talk(project, LOOP, is_async=is_async) as talk:
            for given in ({"messages": ["hi"]}, *(Command(resume=word) for word in "xyz")):
                await talk.say(given)
                seen.append((talk.values["turn"], talk.asked, talk.next))
            return seen, talk.values["messages"]

    seen, messages = asyncio.run(go())
    assert seen == [
        (1, [{"question": "next?", "turn": 1}], ("human",)),
        (2, [{"question": "next?", "turn": 2}], ("human",)),
        (3, [{"question": "next?", "turn": 3}], ("human",)),
        (3, [], ()),
    ]
    assert [(type(m), m.content) for m in messages] == [
        (HumanMessage, "hi"), (AIMessage, 'You said "hi"'),
        (HumanMessage, "x"), (AIMessage, 'You said "x"'),
        (HumanMessage, "y"), (AIMessage, 'You said "y"'), (HumanMessage, "z"),
    ]  # fmt: skip


def test_several_questions_in_turn(project):
    """Each question sees the answers before it; `answer` is the last one."""
    text = """
        state: {told: any}
        nodes:
          form:
            interrupts: [{ask: name}, {ask: "age of {{ answer }}"}, "{{ answers }}"]
            returns: {told: {all: "{{ answers }}", last: "{{ answer }}"}}
        edges: [START -> form]
    """

    async def go():
        async with Talk(project, text) as talk:
            await talk.say({})
            asked = [talk.asked]
            for answer in ("Ann", 30, True):
                await talk.say(Command(resume=answer))
                asked.append(talk.asked)
            return asked, talk.values

    asked, values = asyncio.run(go())
    assert asked == [[{"ask": "name"}], [{"ask": "age of Ann"}], [["Ann", 30]], []]
    assert values == {"told": {"all": ["Ann", 30, True], "last": True}}


def test_channels(project):
    """Every reducer, with and without a type and a default, folds two writes."""
    project.write("own.py", "def longest(a, b): return max(a, b, key=len)\n")
    text = """
        state:
          plain: any
          text: {type: string, default: before}
          sum: {type: integer, reducer: add}
          bare: {reducer: add}
          from_ten: {type: integer, reducer: add, default: 10}
          listed: {reducer: append}
          merged: {reducer: merge, default: {a: 1}}
          top: {reducer: max}
          own: {reducer: "own:longest", default: ab}
          untouched: {type: list, default: [1, {b: 2}]}
          unset: {reducer: append}
        nodes:
          one:
            returns: {plain: 1, sum: 1, bare: [1], from_ten: 1, listed: 1, merged: {b: 1},
                      top: 1, own: abc}
          two:
            returns: {plain: 2, sum: 2, bare: [2], from_ten: 2, listed: [2], merged: {b: 2},
                      top: 0, own: x}
        edges: [START -> one -> two]
    """
    assert played(project, text, {"plain": 0}) == {
        "plain": 2,
        "text": "before",
        "sum": 3,
        "bare": [1, 2],
        "from_ten": 13,
        "listed": [1, [2]],
        "merged": {"a": 1, "b": 2},
        "top": 1,
        "own": "abc",
        "untouched": [1, {"b": 2}],
        "unset": [],
    }


def test_a_default_is_there_from_the_start(project):
    """Nodes and the first checkpoint see it, and it is replaced like any value."""
    text = """
        state: {mood: {type: string, default: calm}, seen: any}
        nodes: {look: {returns: {seen: "{{ state.mood }}"}}}
        edges: [START -> look]
    """

    async def go(given):
        async with Talk(project, text) as talk:
            await talk.say(given)
            history = [one.values async for one in talk.graph.aget_state_history(CONFIG)]
            return history[::-1]

    assert asyncio.run(go({"seen": 0})) == [
        {"mood": "calm"},
        {"mood": "calm", "seen": 0},
        {"mood": "calm", "seen": "calm"},
    ]
    assert asyncio.run(go({"mood": "wild"}))[-1] == {"mood": "wild", "seen": "wild"}


def test_a_default_may_be_a_template(project):
    """Variables and rows are in its sight; what it yields is checked like what is written."""
    text = """
        state: {mood: {default: "{{ moods[0] }}"}, seen: any}
        nodes: {look: {returns: {seen: "{{ state.mood }}"}}}
        edges: [START -> look]
    """
    assert played(project, text, {"seen": 0}, scope={"moods": [{"is": "calm"}]})["seen"] == {
        "is": "calm"
    }
    with pytest.raises(GraphLoadError, match=r"unknown value \$calm") as caught:
        played(project, text, {}, scope={"moods": [{"$calm": 1}]})
    assert caught.value.place.line == 2


def test_default_messages(project):
    """They are real messages whose ids are the same at every opening."""
    text = """
        state:
          messages:
            reducer: messages
            default: [{$system: Be kind}, hello, {role: user, content: x, id: own}]
        nodes: {agent: {returns: {messages: {$ai: "{{ state.messages | length }} of them"}}}}
        edges: [START -> agent]
    """

    def ids():
        return [m.id for m in played(project, text, {"messages": []})["messages"]][:3]

    assert ids() == ids() == ["messages-default-0", "messages-default-1", "own"]


@pytest.mark.parametrize("is_async", [True, False])
def test_raising_by_turns(project, is_async):
    """`times` counts runs of the node, over branches too: a copy of the positions goes on."""
    text = """
        state: {done: any, n: any}
        nodes:
          flaky:
            raises: {type: TimeoutError, message: "slow {{ state.n }}", times: 2}
            returns: {done: true}
        edges: [START -> flaky]
    """

    async def go():
        positions, told = Positions(), []
        async with Talk(project, text, is_async=is_async, positions=positions) as talk:
            with pytest.raises(TimeoutError, match=r"^slow 1"):
                await talk.say({"n": 1})
            branch = positions.copy()
            for _ in range(2):
                try:
                    await talk.say({"n": 2})
                except TimeoutError as error:
                    told.append(error.args)
        async with Talk(project, text, positions=branch) as talk:
            with pytest.raises(TimeoutError):
                await talk.say({"n": 3})
            return told, await talk.say({"n": 3}), positions.counts(), branch.counts()

    assert asyncio.run(go()) == (
        [("slow 2",)],
        {"n": 3, "done": True},
        {"raises:flaky": 3},
        {"raises:flaky": 3},
    )


@pytest.mark.parametrize("name", ["shop.errors:Refused", "shop.errors.Refused"])
def test_raising_an_exception_of_the_application(project, name):
    """An exception class is named with a colon or a dot; its question is asked before."""
    project.write("shop/errors.py", "class Refused(Exception): pass\n")
    text = f"""
        state: {{a: any}}
        nodes:
          node: {{interrupt: sure?, raises: {{type: "{name}", message: "not {{{{ answer }}}}"}}}}
        edges: [START -> node]
    """
    with pytest.raises(Exception, match=r"^not now") as caught:
        played(project, text, {}, Command(resume="now"))
    assert type(caught.value).__name__ == "Refused"


CALLS = """
    from langgraph.types import Command

    def price(state): return {"total": state["n"] * 2}
    async def price_later(state): return {"total": state["n"] * 3}
    def go_on(state): return Command(update={"total": 1}, goto="other")
    def several(state): return [{"total": 1}, Command(goto="other")]
    def nothing(state): return None

    def given(state, config, runtime, store, writer):
        writer("written")
        store.put(("a",), "b", {"c": 1})
        return {"total": [config["configurable"]["tenant"], runtime.context]}

    class Later:
        async def __call__(self, state, *, config):
            return {"total": config["configurable"]["tenant"]}

    later = Later()
"""


@pytest.mark.parametrize(
    ("call", "values"),
    [
        ("price", {"n": 2, "total": 4, "log": ["node"]}),
        ("price_later", {"n": 2, "total": 6, "log": ["node"]}),
        ("go_on", {"n": 2, "total": 1, "log": ["node", "other"]}),
        ("several", {"n": 2, "total": 1, "log": ["node", "other"]}),
        ("nothing", {"n": 2, "log": ["node"]}),
    ],
)
def test_calling_python(project, call, values):
    """A function gets the state; what it gives is an update, and `returns` adds another."""
    project.write("shop/nodes.py", CALLS)
    text = f"""
        state: {{n: integer, total: any, log: {{reducer: append}}}}
        nodes:
          node: {{call: "shop.nodes:{call}", returns: {{log: node}}}}
          other: {{returns: {{log: other}}}}
        edges: [START -> node]
    """
    assert played(project, text, {"n": 2}) == values


@pytest.mark.parametrize("is_async", [True, False])
def test_calls_get_what_nodes_get(project, is_async):
    """Config, runtime, store and stream writer come by name, as LangGraph gives them."""
    project.write("shop/nodes.py", CALLS)
    text = """
        state: {total: any, later: any}
        nodes: {node: {call: "shop.nodes:given", returns: {later: "{{ result.total[0] }}"}}}
        edges: [START -> node]
    """

    async def go():
        async with project.open(inline(text)) as opened:
            store = InMemoryStore()
            graph = opened.bind(InMemorySaver(), store)
            config = {"configurable": {"thread_id": "1", "tenant": "t1"}}
            how = {"context": {"user": "u"}, "stream_mode": "custom"}
            if is_async:
                seen = [one async for one in graph.astream({"total": 0}, config, **how)]
            else:
                seen = list(graph.stream({"total": 0}, config, **how))
            return seen, graph.get_state(config).values, store.get(("a",), "b").value

    assert asyncio.run(go()) == (
        ["written"],
        {"total": ["t1", {"user": "u"}], "later": "t1"},
        {"c": 1},
    )


def test_an_object_with_an_async_call(project):
    """It is awaited, with the config if it asks for it."""
    project.write("shop/nodes.py", CALLS)
    text = """
        state: {total: any}
        nodes: {node: {call: "shop.nodes:later"}}
        edges: [START -> node]
    """

    async def go():
        async with project.open(inline(text)) as opened:
            config = {"configurable": {"thread_id": "1", "tenant": "t1"}}
            return await opened.bind(InMemorySaver()).ainvoke({"total": 0}, config)

    assert asyncio.run(go()) == {"total": "t1"}


def test_a_call_alone_and_its_result(project):
    """A node may only call, and `returns` sees what the call gave as `result`."""
    project.write("shop/nodes.py", CALLS)
    text = """
        state: {n: integer, total: any, seen: any}
        nodes:
          one: {call: "shop.nodes:price"}
          two: {call: "shop.nodes:price", returns: {seen: "{{ result.total }}"}}
        edges: [START -> one -> two]
    """
    assert played(project, text, {"n": 2}) == {"n": 2, "total": 4, "seen": 4}


def test_joins_and_conditions(project):
    """Several sources are waited for; conditions of one node stand side by side."""
    text = """
        state: {log: {reducer: add, type: list}, n: integer}
        nodes:
          a: {returns: {log: [a]}}
          b: {returns: {log: [b]}}
          b2: {returns: {log: [b2]}}
          join: {returns: {log: [join]}}
          big: {returns: {log: [big]}}
          even: {returns: {log: [even]}}
          small: {returns: {log: [small]}}
        edges:
          - START -> a
          - START -> b -> b2
          - {from: [a, b2], to: join}
          - {from: join, to: big, when: "{{ state.n > 10 }}", otherwise: small}
          - {from: join, to: even, when: "{{ state.n % 2 == 0 }}"}
    """
    assert played(project, text, {"n": 12})["log"] == ["a", "b", "b2", "join", "big", "even"]
    assert played(project, text, {"n": 3})["log"] == ["a", "b", "b2", "join", "small"]


def test_conditions_at_the_start_and_of_several_nodes(project):
    """A condition may leave START, and the same one several nodes."""
    text = """
        state: {log: {reducer: add, type: list}, to: any}
        nodes:
          a: {returns: {log: [a]}}
          b: {returns: {log: [b]}}
          c: {returns: {log: [c]}}
        edges:
          - {from: START, to: a, when: "{{ state.to == 'a' }}", otherwise: b}
          - {from: [a, b], to: c, when: "{{ state.to == 'a' }}"}
    """
    assert played(project, text, {"to": "a"})["log"] == ["a", "c"]
    assert played(project, text, {"to": "b"})["log"] == ["b"]


def test_odd_names(project):
    """Nodes and channels may be called what Python could not call them."""
    text = """
        state: {"my channel": any, class: any, "sub/x[0]#": {reducer: append}}
        nodes:
          "ask/human #1":
            interrupt: go?
            returns: {"my channel": "{{ answer }}", "sub/x[0]#": 1}
          "Größe [2]": {returns: {class: "{{ state['my channel'] }}"}}
        edges: [{from: START, to: "ask/human #1"}, {from: "ask/human #1", to: "Größe [2]"}]
    """
    values = played(project, text, {"class": 0}, Command(resume=5))
    assert values == {"my channel": 5, "class": 5, "sub/x[0]#": [1]}


def test_templates_see_the_variables_of_the_scenario(project):
    """Names given to the opening are known in questions, updates and conditions."""
    text = """
        state: {said: any}
        nodes:
          a: {interrupt: "{{ greeting }}?", returns: {said: "{{ greeting }} {{ answer }}"}}
          b: {returns: {said: wrong}}
        edges: [START -> a, {from: a, to: b, when: "{{ greeting == 'bye' }}"}]
    """
    given = ({"said": 0}, Command(resume="Ann"))
    assert played(project, text, *given, scope={"greeting": "hi"}) == {"said": "hi Ann"}


@pytest.mark.parametrize(
    ("returns", "message", "hint", "line"),
    [
        ('{a: "{{ state.b }}"}', 'there is no key "b" in this mapping', "it is empty", 4),
        ('"{{ {\'b\': 1} }}"', 'the state has no channel "b"', "it has: a", 4),
        ('"{{ 7 }}"', "what a node returns is a mapping of channels",
         "write {channel: value}", 4),
        ('"{{ {\'$humn\': 1} }}"', "unknown value $humn", 'did you mean "$human"?', 4),
        ("{a: {$file: no.json}}", "there is no file no.json",
         "the path is relative to this file", 4),
    ],
)  # fmt: skip
def test_a_value_that_cannot_be_said(project, returns, message, hint, line):
    """It is told at its place in the file when the node comes to it."""
    text = f"""
        state: {{a: any}}
        nodes:
          one: {{returns: {returns}}}
        edges: [START -> one]
    """
    with pytest.raises(InlineFault) as caught:
        played(project, text, {})
    fault = caught.value
    assert (fault.message, fault.hint, fault.place.line) == (message, hint, line)


# --- graphs that cannot be -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("nodes", "edges", "message", "hint", "place"),
    [
        ("{a: {}}", "[START -> b]", 'there is no node "b"', "there are: a, START, END", "5:9"),
        ("{agent: {}}", "[START -> agnet]", 'there is no node "agnet"',
         'did you mean "agent"?', "5:9"),
        ("{a: {}}", "[{from: START, to: a, when: true, otherwise: c}]",
         'there is no node "c"', "there are: a, START, END", "5:9"),
        ("{a: {}}", "[a -> END]", "no edge leaves START, so nothing would ever run",
         "add the edge START -> a", "2:1"),
        ("{a: {}}", "[START -> a, END -> a]", "no edge leaves END",
         "name the node it leaves", "5:21"),
        ("{a: {}}", "[START -> a -> START]", "no edge leads to START",
         "name the node it leads to", "5:9"),
        ("{END: {}}", "[START -> END]", 'no node can be called "END"',
         "give it another name", "4:9"),
        ('{"a:b": {}}', "[]", 'the name "a:b" holds ":", which LangGraph keeps for itself',
         "give it another name", "4:9"),
        ("{a: {returns: {sen: 1}}}", "[START -> a]", 'the state has no channel "sen"',
         'did you mean "seen"?', "4:23"),
        ('{a: {call: "nowhere:f"}}', "[START -> a]", 'there is no module "nowhere"',
         LOOKED, "4:19"),
        ('{a: {call: "json:decoder"}}', "[START -> a]", "json:decoder is not a function",
         "name a function as module:name", "4:19"),
        ("{a: {raises: {type: TimeoutEror}}}", "[START -> a]",
         '"TimeoutEror" is not an exception that a node can raise',
         "name one of Python's own, as ValueError, or a class as shop.errors:Refused", "4:21"),
        ("{a: {raises: {type: SystemExit}}}", "[START -> a]",
         '"SystemExit" is not an exception that a node can raise',
         "name one of Python's own, as ValueError, or a class as shop.errors:Refused", "4:21"),
        ("{a: {raises: {type: UnicodeDecodeError}}}", "[START -> a]",
         '"UnicodeDecodeError" cannot be made from a message alone',
         "raise another one, or call a function that raises it", "4:21"),
    ],
)  # fmt: skip
def test_a_graph_that_cannot_be(project, nodes, edges, message, hint, place):
    """What does not fit together is told at its place before anything runs."""
    text = f"""
state: {{seen: any}}

nodes: {nodes}
edges: {edges}
"""
    with pytest.raises(GraphLoadError) as caught:
        played(project, text, {})
    error = caught.value
    where = f"{error.place.line}:{error.place.column}" if error.place else None
    assert (error.message, error.hint, where) == (message, hint, place)
