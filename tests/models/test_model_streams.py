"""A scripted model is a chat model: asked in every way LangChain and LangGraph know."""

import asyncio
import threading
import time
from contextlib import contextmanager

import pytest
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage
from langchain_core.tools import tool
from langgraph.graph import MessagesState, StateGraph
from langgraph.prebuilt import ToolNode
from pydantic import BaseModel

from scenario_runner.graphs.model_objects import NamedModel, object_plays
from scenario_runner.graphs.model_play import ModelPlay, ScriptFault
from scenario_runner.graphs.positions import Positions
from scenario_runner.graphs.wording import Wording
from scenario_runner.language.parse_models import scripts
from scenario_runner.language.value import Places, Value
from scenario_runner.problem import Place

CALLS = {"content": "I look.", "tool_calls": [{"name": "look", "args": {"town": "Rome, Italy"}}]}


@contextmanager
def playing(*replies, model=None, positions=None):
    places = Places(values={(): Place(file="a.yaml", line=1, column=1)})
    (script,) = scripts(Value(data={"models": {"clerk": list(replies)}}, places=places))
    play = ModelPlay(
        script=script,
        positions=positions or Positions(),
        wording=Wording(folder="/", root="/", scope={}),
        scope=dict,
        on_fault=lambda _: None,
    )
    model = model or NamedModel(model_name="clerk")
    with object_plays(model, (), play):
        yield model


@tool
def look(town: str) -> str:
    """Look at the weather."""
    return f"Sunny in {town}"


class Mood(BaseModel):
    """A mood."""

    mood: str


def same(message):
    """What does not depend on how it was asked."""
    found = message.model_dump()
    found.pop("type")
    return {k: v for k, v in found.items() if k not in {"tool_call_chunks", "chunk_position"}}


@pytest.mark.parametrize(
    "reply", ["One two three.", CALLS, {"content": [{"type": "text", "text": "x"}]}]
)
def test_all_ways_of_asking_give_the_same_message(reply):
    """Whole or in pieces, sync or async; ids, usage and metadata too."""
    with playing(reply) as model:
        whole = same(model.invoke("Hello"))
    with playing(reply) as model:
        assert same(asyncio.run(model.ainvoke("Hello"))) == whole
    with playing(reply) as model:
        first, *rest = list(model.stream("Hello"))
        merged = sum(rest, start=first)
        expected = whole
        if isinstance(whole["content"], list):  # LangChain numbers the blocks of a stream
            expected = {**whole, "content": merged.content}
        assert same(merged) == expected
    with playing(reply) as model:

        async def streamed():
            return [chunk async for chunk in model.astream("Hello")]

        first, *rest = asyncio.run(streamed())
        assert same(sum(rest, start=first)) == expected
    assert whole["usage_metadata"]["input_tokens"] == 2
    assert whole["response_metadata"]["model_name"] == "clerk"


def test_text_is_cut_into_words_or_as_the_file_says():
    """Nothing is lost; the last chunk is empty and tells the usage."""
    with playing("Hello  my\nfriend ", {"chunks": ["Hel", "lo"]}) as model:
        said = [chunk.text for chunk in model.stream("x")]
        assert said == ["Hello  ", "my\n", "friend ", ""]
        assert [chunk.text for chunk in model.stream("x")] == ["Hel", "lo", ""]


def test_a_tool_call_is_streamed_in_pieces():
    """Its name and id first, then its arguments."""
    with playing(CALLS) as model:
        pieces = [c for chunk in model.stream("x") for c in chunk.tool_call_chunks]
    assert pieces[0]["name"] == "look"
    assert pieces[0]["id"].startswith("call_")
    assert len(pieces) > 2
    assert "".join(piece["args"] for piece in pieces) == '{"town": "Rome, Italy"}'


def graph_of(model):
    def agent(state: MessagesState):
        return {"messages": [model.bind_tools([look]).invoke(state["messages"])]}

    graph = StateGraph(MessagesState)
    graph.add_node("agent", agent).add_node("tools", ToolNode([look]))
    graph.add_edge("__start__", "agent").add_edge("tools", "__end__")
    graph.add_edge("agent", "tools")
    return graph.compile()


def test_langgraph_streams_its_tokens():
    """`stream_mode="messages"`, sync and async."""
    given = {"messages": [HumanMessage("Hello")]}
    with playing(CALLS) as model:
        chunks = [part for part, _ in graph_of(model).stream(given, stream_mode="messages")]
    texts = [part.text for part in chunks if part.type == "AIMessageChunk" and part.text]
    assert texts == ["I ", "look."]
    with playing(CALLS) as model:

        async def streamed():
            stream = graph_of(model).astream(given, stream_mode="messages")
            return [part.text async for part, told in stream if told["langgraph_node"] == "agent"]

        assert "".join(asyncio.run(streamed())) == "I look."


def test_events_are_streamed():
    """`astream_events`, as servers ask."""
    with playing("One two") as model:

        async def tokens():
            events = graph_of(model).astream_events({"messages": [HumanMessage("x")]}, version="v2")
            return [
                event["data"]["chunk"].text
                async for event in events
                if event["event"] == "on_chat_model_stream"
            ]

        assert [token for token in asyncio.run(tokens()) if token] == ["One ", "two"]


def test_structured_answers_come_in_the_form_that_was_asked_for():
    """A forced tool, one tool of several whose arguments fit, JSON where nothing was said."""
    with playing(*[{"structured": {"mood": "glad"}}] * 4) as model:
        assert model.with_structured_output(Mood).invoke("x") == Mood(mood="glad")
        (call,) = model.bind_tools([look, Mood]).invoke("x").tool_calls
        assert call["name"] == "Mood"
        assert model.invoke("x").content == '{"mood": "glad"}'
        said = model.with_structured_output(Mood, include_raw=True).invoke("x")
        assert said["parsed"] == Mood(mood="glad")


def test_latency_is_waited_for():
    """In the loop without holding it up."""
    with playing({"content": "x", "after": 0.05}, {"content": "y", "after": 0.05}) as model:
        began = time.perf_counter()
        model.invoke("x")

        async def both():
            ticks = []

            async def tick():
                ticks.append(1)

            await asyncio.gather(model.ainvoke("x"), tick())
            return ticks

        assert asyncio.run(both()) == [1]
        assert time.perf_counter() - began >= 0.1


def test_an_error_comes_after_its_latency_and_while_it_is_streamed():
    """Sync and async, whole and in pieces."""
    late = {"raises": {"type": "TimeoutError", "message": "slow"}, "after": 0.02}
    with playing(*[late] * 4) as model:
        began = time.perf_counter()

        async def streamed():
            return [chunk async for chunk in model.astream("x")]

        for ask in (
            lambda: model.invoke("x"),
            lambda: asyncio.run(model.ainvoke("x")),
            lambda: list(model.stream("x")),
            lambda: asyncio.run(streamed()),
        ):
            with pytest.raises(TimeoutError, match="slow"):
                ask()
        assert time.perf_counter() - began >= 0.08


def test_each_reply_is_used_once_by_many_threads():
    """Parallel nodes never get the same reply in turn."""
    with playing(*map(str, range(40))) as model:
        said: list[str] = []
        threads = [
            threading.Thread(target=lambda: said.extend(model.invoke("x").text for _ in range(5)))
            for _ in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(map(int, said)) == list(range(40))


def test_selectors_look_at_what_was_asked():
    """The last message, all of them, the system's; content blocks count by their text."""
    with playing(
        {"when": "last", "system": {"$contains": "polite"}, "reply": "both"},
        {"prompt": {"$contains": "first\nlast"}, "reply": "whole"},
        {"node": "nowhere", "reply": "wrong"},
    ) as model:
        assert model.invoke([SystemMessage("Be polite"), HumanMessage("last")]).text == "both"
        assert model.invoke(
            [HumanMessage("first"), HumanMessage([{"type": "text", "text": "last"}])]
        )
        with pytest.raises(ScriptFault, match=r"has no reply to call 3$"):
            model.invoke("other")


def test_nothing_stands_between_it_and_who_asks():
    """No cache answers in its place or keeps what it said, no rate limiter waits, and counting
    tokens fetches nothing."""
    from langchain_core.caches import InMemoryCache
    from langchain_core.rate_limiters import InMemoryRateLimiter

    class Counted(NamedModel):
        def get_num_tokens(self, text):
            raise AssertionError("a tokenizer was fetched")

    slow = InMemoryRateLimiter(requests_per_second=0.001)
    cache = InMemoryCache()
    own = Counted(model_name="own", cache=cache, rate_limiter=slow)
    with playing("One", "Two", model=own):
        assert [own.invoke("x").text, own.invoke("x").text] == ["One", "Two"]
        assert own.get_num_tokens("12345678") == 2
        assert own.get_num_tokens_from_messages([HumanMessage("1234"), AIMessage("12345")]) == 3
    assert cache._cache == {}
    assert (own.cache, own.rate_limiter, type(own)) == (cache, slow, Counted)


def test_a_copy_that_outlives_its_case_is_the_applications_own_again():
    """And plays again in the next case."""

    class Own(NamedModel):
        def _generate(self, messages, stop=None, run_manager=None, **kwargs):
            raise ConnectionError("a provider was asked")

    own = Own(model_name="own")
    with playing("One", model=own):
        copy = own.model_copy(update={"model_name": "copy"})
        assert copy.invoke("x").text == "One"
    for model in (own, copy):
        with pytest.raises(ConnectionError):
            model.invoke("x")
    with playing("Two", model=own):
        assert copy.invoke("x").text == "Two"
    assert isinstance(copy, Own)


def test_a_model_that_cannot_stream_can_while_it_plays():
    """What it is asked for in production decides, not what a fake can do."""

    class Own(BaseChatModel):
        @property
        def _llm_type(self):
            return "own"

        def _generate(self, messages, stop=None, run_manager=None, **kwargs):
            raise ConnectionError

    own = Own()
    with playing("One two", model=own):
        assert [chunk.text for chunk in own.stream("x")] == ["One ", "two", ""]
