"""Graphs that stream, written beside a scenario."""

SOURCE = '''
import asyncio
import operator
from typing import Annotated, TypedDict

from langchain_core.language_models import BaseChatModel, GenericFakeChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, HumanMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langgraph.config import get_stream_writer
from langgraph.func import entrypoint, task
from langgraph.graph import END, START, MessagesState, StateGraph
from langgraph.types import Send, interrupt

CALLED = []


def fine(observation):
    return []


class Caller(BaseChatModel):
    """Calls a tool: streamed in pieces, the first of which has an id of its own."""

    @property
    def _llm_type(self):
        return "caller"

    def _generate(self, messages, stop=None, run_manager=None, **more):
        CALLED.append("whole")
        call = {"name": "refund", "args": {"order": 7}, "id": "c1"}
        return ChatResult(generations=[
            ChatGeneration(message=AIMessage("Let me see", tool_calls=[call]))
        ])

    def _stream(self, messages, stop=None, run_manager=None, **more):
        CALLED.append("streamed")
        yield ChatGenerationChunk(message=AIMessageChunk("Let ", id="msg_1"))
        yield ChatGenerationChunk(message=AIMessageChunk("me see"))
        for name, part, id in (("refund", '{"ord', "c1"), (None, 'er": 7}', None)):
            piece = {"name": name, "args": part, "id": id, "index": 0}
            yield ChatGenerationChunk(
                message=AIMessageChunk("", tool_call_chunks=[piece])
            )


def words(text):
    return GenericFakeChatModel(messages=iter([AIMessage(text)]))


async def talk(state):
    get_stream_writer()({"at": "talk"})
    await words("one two").ainvoke("?")
    return {"messages": [await words("three four").ainvoke("?")]}


def call(state):
    return {"messages": [Caller().invoke("?")]}


def how(state):
    return {"messages": [AIMessage(CALLED[-1])]}


def chat(*nodes):
    builder = StateGraph(MessagesState)
    for node in nodes:
        builder.add_node(node.__name__, node)
    for before, after in zip((None, *nodes), nodes):
        builder.add_edge(before.__name__ if before else START, after.__name__)
    return builder


talking = chat(talk)
calling = chat(call, how)
around = StateGraph(MessagesState)
around.add_node("team", chat(talk).compile())
around.add_edge(START, "team")


class Log(TypedDict, total=False):
    log: Annotated[list, operator.add]


def tell(name):
    def node(state):
        get_stream_writer()(name)
        return {"log": [name]}

    return node


async def slow(state):
    write = get_stream_writer()
    write("slow begins")
    await asyncio.sleep(0.01)
    write("slow ends")
    return {}


def kid(state):
    get_stream_writer()(state["log"][0])
    return {}


def ask(state):
    write = get_stream_writer()
    write("asks")
    write({"heard": interrupt("Well?")})
    return {}


parallel = StateGraph(Log)
for name in ("a", "b"):
    parallel.add_node(name, tell(name))
    parallel.add_edge(START, name)
parallel.add_node("slow", slow)
parallel.add_edge(["a", "b"], "slow")

fan = StateGraph(Log)
fan.add_node("kid", kid)
fan.add_conditional_edges(START, lambda s: [Send("kid", {"log": [n]}) for n in "xyz"], ["kid"])

asking = StateGraph(Log)
asking.add_node("ask", ask)
asking.add_edge(START, "ask")
remembering = StateGraph(Log)
remembering.add_node("team", asking.compile(checkpointer=True))
remembering.add_edge(START, "team")
inside = StateGraph(Log)
inside.add_node("team", lambda state: asking_compiled.invoke(state))
inside.add_edge(START, "team")
asking_compiled = asking.compile()


def broken(state):
    get_stream_writer()("before")
    raise ValueError("no more")


breaking = chat(broken)


@task
async def work(number):
    get_stream_writer()("at work")
    return number + 1


@entrypoint()
async def flow(number):
    get_stream_writer()("begins")
    number = await work(number)
    get_stream_writer()("ends")
    return number


class Odd:
    """Nothing that JSON knows."""


def odd(state):
    write = get_stream_writer()
    write((1, 2))
    write(Odd())
    write(None)
    return {}


oddities = chat(odd)
'''


def custom(path, data):
    """A custom event of a node."""
    return {"mode": "custom", "node": path.rpartition("/")[2], "path": path, "data": data}


def unknown(path, data):
    """A custom event of one of several nodes that ran at once."""
    return {"mode": "custom", "node": None, "path": path, "data": data}
