"""What a class that plays has of its own: the methods that would reach for a provider."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from langchain_core.messages import BaseMessage
from langchain_core.outputs import ChatGenerationChunk, ChatResult

from scenario_runner.graphs.model_play import ModelPlay
from scenario_runner.graphs.model_prompt import prompt_of, text_of
from scenario_runner.graphs.model_reply import Answer, estimate


@dataclass(slots=True, eq=False)
class Seat:
    """Where a play is found by the methods of a class; none: they are the application's own."""

    play: ModelPlay | None = None
    playing: type | None = None
    """The class of an object that plays."""


def methods(kind: type, seat: Seat) -> dict[str, Any]:
    """What differs in a class that plays: nothing of it reaches for a provider."""
    own = {name: getattr(kind, name, None) for name in NAMES}

    def answer(messages: Any, run_manager: Any, options: Any) -> Answer | None:
        if seat.play is None:
            return None
        return seat.play.answer(prompt_of(messages, run_manager, options))

    return {**_whole(answer, own), **_streamed(answer, own), **_surroundings(seat, own)}


_Answering = Callable[[Any, Any, Any], Answer | None]


def _whole(answer: _Answering, own: dict[str, Any]) -> dict[str, Any]:
    """The ways to ask for the whole answer."""

    def _generate(
        self: Any, messages: Any, stop: Any = None, run_manager: Any = None, **kwargs: Any
    ) -> ChatResult:
        found = answer(messages, run_manager, kwargs)
        if found is None:
            result: ChatResult = own["_generate"](self, messages, stop, run_manager, **kwargs)
            return result
        time.sleep(found.after)
        return found.result()

    async def _agenerate(
        self: Any, messages: Any, stop: Any = None, run_manager: Any = None, **kwargs: Any
    ) -> ChatResult:
        found = answer(messages, run_manager, kwargs)
        if found is None:
            asked = own["_agenerate"](self, messages, stop, run_manager, **kwargs)
            result: ChatResult = await asked
            return result
        await asyncio.sleep(found.after)
        return found.result()

    return {"_generate": _generate, "_agenerate": _agenerate}


def _streamed(answer: _Answering, own: dict[str, Any]) -> dict[str, Any]:
    """The ways to ask for it in pieces."""

    def _stream(
        self: Any, messages: Any, stop: Any = None, run_manager: Any = None, **kwargs: Any
    ) -> Iterator[ChatGenerationChunk]:
        found = answer(messages, run_manager, kwargs)
        if found is None:
            yield from own["_stream"](self, messages, stop, run_manager, **kwargs)
            return
        time.sleep(found.after)
        yield from found.chunks()

    async def _astream(
        self: Any, messages: Any, stop: Any = None, run_manager: Any = None, **kwargs: Any
    ) -> AsyncIterator[ChatGenerationChunk]:
        found = answer(messages, run_manager, kwargs)
        if found is None:
            async for chunk in own["_astream"](self, messages, stop, run_manager, **kwargs):
                yield chunk
            return
        await asyncio.sleep(found.after)
        for chunk in found.chunks():
            yield chunk

    return {"_stream": _stream, "_astream": _astream}


def _surroundings(seat: Seat, own: dict[str, Any]) -> dict[str, Any]:
    """What stands before a call is made: a cache would answer in the script's place, a rate
    limiter would wait for nobody, and counting tokens may fetch a tokenizer."""

    def hidden(name: str, instead: object) -> property:
        def read(self: Any) -> Any:
            return vars(self).get(name) if seat.play is None else instead

        def write(self: Any, value: Any) -> None:
            vars(self)[name] = value

        return property(read, write)

    def get_num_tokens(self: Any, text: str) -> int:
        return estimate(text) if seat.play else int(own["get_num_tokens"](self, text))

    def get_num_tokens_from_messages(
        self: Any, messages: Sequence[BaseMessage], *args: Any, **kwargs: Any
    ) -> int:
        if seat.play is None:
            return int(own["get_num_tokens_from_messages"](self, messages, *args, **kwargs))
        return sum(estimate(text_of(message)) for message in messages)

    return {
        "cache": hidden("cache", False),  # LangChain's word for "none at all"
        "rate_limiter": hidden("rate_limiter", None),
        "get_num_tokens": get_num_tokens,
        "get_num_tokens_from_messages": get_num_tokens_from_messages,
        **dict.fromkeys(EVENTS),
    }


EVENTS = ("_stream_chat_model_events", "_astream_chat_model_events")
"""Other ways to stream that a provider's class may have; without them `_stream` is asked."""
NAMES = (
    *("_generate", "_agenerate", "_stream", "_astream"),
    *("cache", "rate_limiter", "get_num_tokens", "get_num_tokens_from_messages"),
    *EVENTS,
)
