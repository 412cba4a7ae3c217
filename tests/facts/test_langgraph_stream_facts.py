"""What LangGraph streams, and what asking for it changes."""

import asyncio
from typing import TypedDict

import pytest
from fact_graphs import Log
from langchain_core.language_models import GenericFakeChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, HumanMessage
from langgraph.config import get_stream_writer
from langgraph.graph import START, StateGraph
from langgraph.store.base import GetOp, PutOp, SearchOp
from langgraph.store.memory import InMemoryStore
from langgraph.store.sqlite import SqliteStore


class Said(TypedDict, total=False):
    said: list


class Model(GenericFakeChatModel):
    """Counts how it is called."""

    streamed: int = 0

    def _stream(self, *given, **more):
        self.streamed += 1
        yield from super()._stream(*given, **more)


def talking(model):
    builder = StateGraph(Said)
    builder.add_node("talk", lambda state: {"said": [model.invoke("?"), HumanMessage("no id")]})
    builder.add_edge(START, "talk")
    return builder.compile()


def streamed(graph, sent, *modes):
    async def collect():
        stream = graph.astream(sent, stream_mode=[*modes], subgraphs=True)
        return [part async for part in stream]

    return asyncio.run(collect())


@pytest.mark.parametrize(
    ("modes", "calls", "has_id"), [(("values",), 0, False), (("values", "messages"), 1, True)]
)
def test_asking_for_messages_changes_what_happens(modes, calls, has_id):
    """Models are called by their streaming methods, and messages without an id get one: so it
    is asked for only where something looks at it."""
    model = Model(messages=iter([AIMessage("Hello you", id="m")]))
    *_, (_, _, last) = (p for p in streamed(talking(model), {}, *modes) if p[1] == "values")
    assert model.streamed == calls
    assert (last["said"][1].id is not None) == has_id


def test_tokens_come_with_the_id_of_their_message_and_the_task_of_their_node():
    """By which they are joined; a message that a node returns comes whole."""
    model = Model(messages=iter([AIMessage("Hello you")]))
    parts = [payload for _, _, payload in streamed(talking(model), {}, "messages")]
    chunks = [message for message, _ in parts if isinstance(message, AIMessageChunk)]
    assert "".join(chunk.text for chunk in chunks) == "Hello you"
    assert len({chunk.id for chunk in chunks}) == 1
    assert {told["langgraph_node"] for _, told in parts} == {"talk"}
    assert {told["langgraph_checkpoint_ns"].partition(":")[0] for _, told in parts} == {"talk"}
    assert [message.text for message, _ in parts if isinstance(message, HumanMessage)] == ["no id"]


def test_custom_events_name_no_node():
    """Only the graph, so that parallel nodes cannot be told apart."""
    builder = StateGraph(Log)
    for name in ("a", "b"):
        builder.add_node(name, lambda state: get_stream_writer()("here"))
        builder.add_edge(START, name)
    around = StateGraph(Log)
    around.add_node("team", builder.compile())
    around.add_edge(START, "team")
    events = streamed(around.compile(), {"log": []}, "custom")
    names = {tuple(name.partition(":")[0] for name in around) for around, _, _ in events}
    assert (names, [data for _, _, data in events]) == ({("team",)}, ["here", "here"])


def test_tasks_start_and_finish_in_order_with_what_they_write():
    """A task is told before what it writes, and of a superstep all before the first finishes."""
    builder = StateGraph(Log)
    for name in ("a", "b", "c"):
        builder.add_node(name, lambda state, name=name: get_stream_writer()(name))
    builder.add_edge(START, "a")
    builder.add_edge(START, "b")
    builder.add_edge(["a", "b"], "c")
    seen, running, before = [], set(), {}
    for _, mode, part in streamed(builder.compile(), {"log": []}, "tasks", "custom"):
        if mode == "custom":
            seen.append((part, set(before.values())))
        elif "input" in part:
            before = before if running & before.keys() else {}
            before[part["id"]] = part["name"]
            running.add(part["id"])
        else:
            running.discard(part["id"])
    assert sorted(seen[:2]) == [("a", {"a", "b"}), ("b", {"a", "b"})]
    assert seen[2] == ("c", {"c"})


def test_a_search_for_nothing_finds_all_and_need_not_touch_what_it_finds():
    """In every namespace; by pages."""
    store = InMemoryStore()
    for number in range(3):
        store.put(("a", str(number)), "k", {"n": number})
    search = SearchOp(namespace_prefix=(), limit=2, offset=0, refresh_ttl=False)
    (page,) = asyncio.run(store.abatch([search]))
    assert len(page) == 2
    assert {item.namespace for item in store.search(())} == {("a", "0"), ("a", "1"), ("a", "2")}


def test_the_sqlite_store_does_not_answer_who_awaits():
    """So stores are asked both ways."""
    import sqlite3

    store = SqliteStore(sqlite3.connect(":memory:", isolation_level=None))
    store.setup()
    store.batch([PutOp(("a",), "k", {"n": 1})])
    with pytest.raises(NotImplementedError):
        asyncio.run(store.abatch([GetOp(("a",), "k")]))
    assert [item.value for item in store.search(())] == [{"n": 1}]


def test_values_are_streamed_whole_where_invoke_returns_the_output_schema_s_part():
    """Which channels that is, the compiled graph says."""

    class Whole(Said, total=False):
        more: int

    builder = StateGraph(Whole, output_schema=Said)
    builder.add_node("talk", lambda state: {"said": ["yes"], "more": 1})
    builder.add_edge(START, "talk")
    graph = builder.compile()
    (*_, (_, _, last)) = streamed(graph, {}, "values", "custom")
    assert last == {"said": ["yes"], "more": 1}
    assert graph.invoke({}) == {"said": ["yes"]}
    assert list(graph.output_channels) == ["said"]
