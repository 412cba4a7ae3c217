"""Stand-ins in real conversations: agents and their tools, branches, travel, what is observed."""

import pytest
from playing import named, play, seen

AGENT = '''
"""An application as people write it: everything is made when it is imported."""

from typing import Annotated

from langchain.agents import create_agent
from langchain.agents.middleware import HumanInTheLoopMiddleware
from langchain.tools import ToolRuntime
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, ToolMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.tools import BaseTool, InjectedToolArg, StructuredTool, tool
from langgraph.prebuilt import InjectedState, InjectedStore
from langgraph.store.base import BaseStore
from langgraph.store.memory import InMemoryStore


@tool
def refund(order: int, amount: float = 5.0) -> str:
    """Pay an order back."""
    raise RuntimeError("network")


@tool
async def fetch(order: int) -> str:
    """Fetch an order."""
    raise RuntimeError("network")


@tool
def with_state(order: int, state: Annotated[dict, InjectedState]) -> str:
    """Takes the state."""
    raise RuntimeError("network")


@tool
def with_store(order: int, store: Annotated[BaseStore, InjectedStore()]) -> str:
    """Takes the store."""
    raise RuntimeError("network")


@tool
def with_runtime(order: int, runtime: ToolRuntime) -> str:
    """Takes the runtime."""
    raise RuntimeError("network")


@tool(response_format="content_and_artifact")
def with_artifact(order: int):
    """Gives a pair."""
    raise RuntimeError("network")


class Client:
    def look(self, order: int) -> str:
        raise RuntimeError("network")


client = Client()
bound = StructuredTool.from_function(client.look, name="bound", description="Looks.")
copied = refund.model_copy(update={"name": "copied"})


class Own(BaseTool):
    name: str = "own"
    description: str = "A class of its own."

    def _run(self, order: int) -> str:
        raise RuntimeError("network")


own = Own()
TOOLS = [
    refund, fetch, with_state, with_store, with_runtime, with_artifact, bound, own, copied,
]


class Model(BaseChatModel):
    """Calls the tool that the user names, then says what it gave."""

    @property
    def _llm_type(self):
        return "fake"

    def bind_tools(self, tools, **kwargs):
        return self

    def _generate(self, messages, stop=None, run_manager=None, **kwargs):
        last = messages[-1]
        message = AIMessage(last.text)
        if not isinstance(last, ToolMessage):
            name, _, order = last.text.partition(" ")
            order = int(order) if order.isdigit() else order
            call = {"name": name, "args": {"order": order}, "id": f"c{len(messages)}"}
            message = AIMessage("", tool_calls=[call])
        return ChatResult(generations=[ChatGeneration(message=message)])


store = InMemoryStore()
store.put(("orders",), "7", {"paid": True})
graph = create_agent(Model(), tools=TOOLS, store=store)
gated = create_agent(
    Model(), tools=TOOLS, middleware=[HumanInTheLoopMiddleware(interrupt_on={"refund": True})]
)
'''
FAKES = """
from langchain_core.messages import ToolMessage
from langgraph.types import Command


def with_state(order, state):
    return f"{order}: {len(state['messages'])} messages"


def with_store(order, store):
    return f"{order}: {store.get(('orders',), str(order)).value}"


def with_runtime(order, runtime):
    return f"{order}: {runtime.tool_call_id}, {len(runtime.state['messages'])} messages"


async def slow(order):
    return f"awaited {order}"


def command(order, runtime):
    said = ToolMessage("moved", tool_call_id=runtime.tool_call_id)
    return Command(update={"messages": [said]})
"""


def ask(folder, text, patches, graph="agent.py:graph", **more):
    """One turn of the agent, that calls one tool."""
    files = {"agent.py": AGENT, "fakes.py": FAKES, "pyproject.toml": ""}
    steps = [{"invoke": {"messages": [{"role": "user", "content": text}]}, **more}]
    return play(folder, graph, steps, files=files, patches=patches)


@pytest.mark.parametrize(
    ("called", "stand_in", "content", "arguments"),
    [
        ("refund", {"returns": "paid"}, "paid", {"order": 7, "amount": 5.0}),
        ("fetch", {"returns": {"id": 7}}, '{"id": 7}', {"order": 7}),
        ("fetch", {"call": "fakes:slow"}, "awaited 7", {"order": 7}),
        ("with_state", {"call": "fakes:with_state"}, "7: 2 messages", {"order": 7}),
        ("with_store", {"call": "fakes:with_store"}, "7: {'paid': True}", {"order": 7}),
        ("with_runtime", {"call": "fakes:with_runtime"}, "7: c1, 2 messages", {"order": 7}),
        ("with_runtime", {"call": "fakes:command"}, "moved", {"order": 7}),
        ("with_artifact", {"returns": ["text", {"rows": 3}]}, "text", {"order": 7}),
        ("bound", {"returns": "looked"}, "looked", {"order": 7}),
        ("own", {"returns": "mine"}, "mine", {"order": 7}),
    ],
)
def test_a_tool_stays_itself(tmp_path, called, stand_in, content, arguments):
    """Only what it runs is another: what LangGraph injects arrives, and is told nowhere."""
    target = f"agent:{called}"
    (found,) = seen(ask(tmp_path, f"{called} 7", {target: stand_in}))
    assert found.raises is None
    assert [m["content"] for m in found.messages if m["role"] == "tool"] == [content]
    assert found.calls == {target: (arguments,)}
    assert found.executions == {"model": 2, "tools": 1}


def test_a_copy_of_a_tool_runs_the_same_function(tmp_path):
    """It was made before anything was patched."""
    (found,) = seen(ask(tmp_path, "copied 7", {"agent:refund": {"returns": "paid"}}))
    assert found.messages[2]["content"] == "paid"


def test_a_tool_made_of_a_method_is_reached_by_the_method_too(tmp_path):
    """The object that has it is the target."""
    (found,) = seen(ask(tmp_path, "bound 7", {"agent:client.look": {"returns": "looked"}}))
    assert (found.messages[2]["content"], found.calls) == (
        "looked", {"agent:client.look": ({"order": 7},)},
    )  # fmt: skip


def test_the_arguments_of_a_tool_are_checked_as_before(tmp_path):
    """The stand-in is not even called."""
    (found,) = seen(ask(tmp_path, "refund seven", {"agent:refund": {"returns": "paid"}}))
    (answer,) = [message for message in found.messages if message["role"] == "tool"]
    assert (answer["status"], found.calls) == ("error", {})


def test_a_stand_in_of_a_tool_may_raise(tmp_path):
    """As the tool itself would."""
    patches = {"agent:refund": {"raises": {"type": "TimeoutError", "message": "slow"}}}
    (found,) = seen(ask(tmp_path, "refund 7", patches, expect={"raises": {"type": "TimeoutError"}}))
    assert (found.raises.message, found.calls["agent:refund"][0]["order"]) == ("slow", 7)


def test_a_human_is_asked_before_a_stand_in_runs(tmp_path):
    """Approved, it is called once; rejected, never."""
    files = {"agent.py": AGENT, "pyproject.toml": ""}
    steps = [{"id": "asked", "invoke": {"messages": [{"role": "user", "content": "refund 7"}]}}]
    branches = {
        name: {"from": "asked", "steps": [{"resume": {"decisions": [{"type": name}]}}]}
        for name in ("approve", "reject")
    }
    patches = {"agent:refund": {"returns": "paid"}}
    case = play(tmp_path, "agent.py:gated", steps, branches, files, patches=patches)
    (asked,), (approved,), (rejected,) = (seen(case, name) for name in ("main", *branches))
    assert (asked.calls, len(asked.interrupts)) == ({}, 1)
    assert approved.calls == {"agent:refund": ({"order": 7, "amount": 5.0},)}
    assert (rejected.calls, approved.last_message["content"]) == ({}, "paid")


# --- branches, travel, reload -------------------------------------------------------------

COUNTER = """
import operator
from typing import Annotated, TypedDict
from langgraph.graph import START, StateGraph
from langgraph.types import Send, interrupt
from lib import quote


class State(TypedDict, total=False):
    log: Annotated[list, operator.add]


def draw(state):
    return {"log": [quote(len(state.get("log", [])))]}


def ask(state):
    return {"log": [interrupt("Well?")]}


def again(state):
    return {"log": [quote(-1)]}


builder = StateGraph(State).add_node(draw).add_node(ask).add_node(again)
graph = builder.add_edge(START, "draw").add_edge("draw", "ask").add_edge("ask", "again").compile()


def swallow(state):
    try:
        return {"log": [quote(0)]}
    except Exception:
        return {"log": ["fallback"]}


careful = StateGraph(State).add_node(swallow).add_edge(START, "swallow").compile()
fan = StateGraph(State).add_node("one", draw)
fan = fan.add_conditional_edges(START, lambda _: [Send("one", {}) for _ in range(3)]).compile()


def made():
    log = [quote("made")]
    return StateGraph(State).add_node("n", lambda _: {"log": log}).add_edge(START, "n").compile()
"""
LIB = "def quote(n):\n    return 'real'\n"
INPUT = {"invoke": {"log": []}}
FIVE = {"lib:quote": [{"returns": number} for number in (1, 2, 3, 4, 5)]}


def count(folder, steps, branches=None, graph="counter.py:graph", patches=FIVE, **more):
    files = {"counter.py": COUNTER, "lib.py": LIB, "pyproject.toml": ""}
    return play(folder, graph, steps, branches, files, patches=patches, **more)


def test_branches_go_on_where_the_sequence_stood(tmp_path):
    """Each from the moment it leaves, also in the middle of a step; none disturbs another."""
    steps = [{"id": "asked", **INPUT}, {"id": "told", "resume": "x"}]
    branches = {
        "early": {"from": "asked", "steps": [{"resume": "y"}]},
        "late": {"from": "told", "steps": [INPUT]},
        "inside": {"from": {"before": "draw"}, "steps": [{"invoke": None}]},
        "anew": {"from": "start", "steps": [INPUT]},
    }
    case = count(tmp_path, steps, branches)
    assert [each.values["log"] for each in seen(case)] == [[1], [1, "x", 2]]
    ends = {name: seen(case, name)[-1].values["log"] for name in branches}
    assert ends == {
        "early": [1, "y", 2], "late": [1, "x", 2, 3], "inside": [1], "anew": [1],
    }  # fmt: skip
    assert seen(case)[1].calls == {"lib:quote": ({"n": -1},)}


def test_a_branch_has_stand_ins_of_its_own_from_its_moment_on(tmp_path):
    """An entry replaces, and null takes out; branches that leave it have them too."""
    steps = [{"id": "asked", **INPUT}]
    branches = {
        "own": {
            "from": "asked",
            "patches": {"lib:quote": [{"returns": "own"}, {"returns": "own too"}]},
            "steps": [{"id": "here", "resume": "y"}],
        },
        "below": {"from": "own/here", "steps": [INPUT]},
        "none": {"from": "asked", "patches": {"lib:quote": None}, "steps": [{"resume": "z"}]},
        "after": {"from": "asked", "steps": [{"resume": "w"}]},
    }
    case = count(tmp_path, steps, branches)
    ends = {name: seen(case, name)[-1].values["log"] for name in branches}
    assert ends == {
        "own": [1, "y", "own"],
        "below": [1, "y", "own", "own too"],
        "none": [1, "z", "real"],
        "after": [1, "w", 2],
    }


def test_going_back_in_the_same_thread_goes_on_counting(tmp_path):
    """What was called was called."""
    steps = [{"id": "asked", **INPUT}, {"resume": "x"}, {"resume": "y", "at": "asked"}]
    case = count(tmp_path, steps)
    assert [each.values["log"] for each in seen(case)] == [[1], [1, "x", 2], [1, "y", 3]]


def test_a_restart_changes_nothing(tmp_path):
    """The stand-ins are there again, at the positions where they were."""
    steps = [{"id": "asked", **INPUT}, {"reload": True}, {"resume": "x"}]
    assert seen(count(tmp_path, steps))[-1].values["log"] == [1, "x", 2]


def test_running_out_is_an_error_at_the_patch(tmp_path):
    """Also where the node swallows what is raised; it names target, call and node."""
    steps = [{"id": "first", **INPUT}, INPUT]
    patches = {"lib:quote": [{"returns": 1}]}
    case = count(tmp_path, steps, graph="counter.py:careful", patches=patches)
    first, second = named(case)["main"].steps
    assert (first.outcome, second.outcome) == ("passed", "error")
    assert second.error.message == (
        "lib:quote is called for the 2nd time, in node swallow, but its patch has 1 reply"
    )
    assert (second.error.place.line, case.outcome) == (1, "error")


def test_parallel_calls_each_take_a_turn(tmp_path):
    """All in one superstep."""
    (found,) = seen(count(tmp_path, [INPUT], graph="counter.py:fan"))
    assert sorted(found.values["log"]) == [1, 2, 3]
    assert found.calls == {"lib:quote": ({"n": 0},) * 3}


def test_a_factory_is_called_when_all_is_in_place(tmp_path):
    """What it calls is answered from the first reply on, for each branch, and does not count."""
    branches = {"more": {"from": "one", "steps": [INPUT]}}
    case = count(tmp_path, [{"id": "one", **INPUT}], branches, graph="counter.py:made")
    assert [(each.values["log"], each.calls) for each in seen(case)] == [([1], {})]
    assert seen(case, "more")[0].values["log"] == [1, 1]
    assert left(case) == [
        ("script_left", "warned", "lib:quote has 5 replies, but no branch comes further than 1")
    ]


def test_what_an_import_was_answered_is_not_kept(tmp_path):
    """A module that calls a stand-in when it is imported is imported anew the next time."""
    graph = COUNTER.replace("def draw", "DRAWN = quote('import')\n\n\ndef draw").replace(
        "quote(len(state.get('log', [])))", "DRAWN"
    )
    graph = graph.replace('quote(len(state.get("log", [])))', "DRAWN")
    for answer in ("one", "two", None):
        files = {"importing.py": graph, "lib.py": LIB, "pyproject.toml": ""}
        patches = {"lib:quote": {"returns": answer} if answer else {"call": "lib:quote"}}
        case = play(tmp_path, "importing.py:graph", [INPUT], files=files, patches=patches)
        (found,) = seen(case)
        assert (found.values["log"], found.calls) == ([answer or "real"], {})
        assert left(case) == []


def test_the_next_case_finds_the_application_as_it_was(tmp_path):
    """In the same process."""
    (found,) = seen(count(tmp_path, [INPUT]))
    assert found.values["log"] == [1]
    (found,) = seen(count(tmp_path, [INPUT], patches={"lib:quote": {"call": "lib:quote"}}))
    assert (found.values["log"], found.calls) == (["real"], {"lib:quote": ({"n": 0},)})


def test_a_target_that_is_not_there_is_an_error_of_the_graph(tmp_path):
    """With the place of the patch."""
    case = count(tmp_path, [INPUT], patches={"lib:qoute": {"returns": 1}})
    assert (case.error.kind, case.error.message) == (
        "graph",
        'nothing to patch: lib has no "qoute"',
    )
    assert (case.error.hint, case.error.place.line) == ('did you mean "quote"?', 1)


def test_inline_graphs_call_stand_ins(tmp_path):
    """`call` of a node imports the function when the graph is made."""
    graph = {
        "state": {"log": "replace"},
        "nodes": {"n": {"call": "inline_lib:price"}},
        "edges": ["START -> n"],
    }
    files = {
        "inline_lib.py": "def price(state):\n    return {'log': 'real'}\n",
        "pyproject.toml": "",
    }
    patches = {"inline_lib:price": {"returns": {"log": "{{ word }}"}}}
    case = play(
        tmp_path, graph, [{"invoke": {"log": ""}}], files=files, patches=patches,
        variables={"word": "fake"},
    )  # fmt: skip
    (found,) = seen(case)
    assert (found.values, found.calls) == (
        {"log": "fake"}, {"inline_lib:price": ({"state": {"log": ""}},)},
    )  # fmt: skip


# --- what is left -------------------------------------------------------------------------


def left(case):
    return [(one.expectation, one.outcome, one.message) for one in case.findings]


def test_replies_that_no_branch_used_are_told_of(tmp_path):
    """As far as any branch came, counted over all of them; once for all rows of a table."""
    steps = [{"id": "asked", **INPUT}]
    rows = {"from": "asked", "for_each": {"n": ["x", "y"]}, "steps": [{"resume": "{{ n }}"}]}
    own = {**rows, "patches": {"lib:quote": [{"returns": 1}, {"returns": 2}]}}
    case = count(tmp_path, steps, {"rows": rows, "own": own})
    assert left(case) == [
        ("script_left", "warned", "lib:quote has 5 replies, but no branch comes further than 2"),
        ("script_left", "warned", "lib:quote has 2 replies, but no branch comes further than 1"),
    ]
    assert case.outcome == "passed"


def test_a_stand_in_that_is_never_called_is_told_of(tmp_path):
    """As loud as it is wanted."""
    patches = {"counter:swallow": {"returns": {}}, "lib:quote": {"returns": 1}}
    message = "counter:swallow is patched, but no branch calls it"
    case = count(tmp_path, [INPUT], patches=patches)
    assert left(case) == [("script_left", "warned", message)]
    case = count(tmp_path, [INPUT], patches=patches, checks={"script_left": "fail"})
    assert (left(case), case.outcome) == ([("script_left", "failed", message)], "failed")
    case = count(tmp_path, [INPUT], patches=patches, checks={"script_left": "ignore"})
    assert (left(case), case.outcome) == ([], "passed")
