"""Chat models that play a script: objects that an application made, their classes, and our own.

An agent compiled at import keeps the model *object*, also inside bindings, closures and default
arguments. So the object stays, and gets another class for a while: one that inherits from its
own and differs in the few methods that reach for a provider. Whatever is made of it while it
plays (`model_copy`, `configurable_fields`) has that class too; what was copied from it before
is known to `model_copies`.
"""

from __future__ import annotations

import asyncio
import time
import weakref
from abc import ABCMeta
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage
from langchain_core.outputs import ChatGenerationChunk, ChatResult
from langchain_core.utils.function_calling import convert_to_openai_tool

from scenario_runner.graphs.model_play import ModelPlay
from scenario_runner.graphs.model_prompt import prompt_of, text_of
from scenario_runner.graphs.model_reply import Answer, estimate


@dataclass(slots=True, eq=False)
class Seat:
    """Where a play is found by the methods of a class; none: they are the application's own."""

    play: ModelPlay | None = None
    playing: type | None = None
    """The class of an object that plays."""


class NamedModel(BaseChatModel):
    """A chat model of the file alone, for `{$model: name}`."""

    model_name: str

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def bind_tools(
        self, tools: Sequence[Any], *, tool_choice: str | None = None, **kwargs: Any
    ) -> Any:
        """Take the tools along as providers do."""
        told = [convert_to_openai_tool(tool) for tool in tools]
        chosen = {"tool_choice": tool_choice} if tool_choice is not None else {}
        return self.bind(tools=told, **chosen, **kwargs)

    def _generate(self, *_: Any, **__: Any) -> ChatResult:
        raise RuntimeError(f"the scripted model {self.model_name} plays in its own case only")


_seats: dict[int, tuple[weakref.ref[BaseChatModel], Seat]] = {}
"""Of objects that have played before, by identity: what was copied from one while it played has
its class for good."""


def _seat_of(model: BaseChatModel) -> Seat:
    own = id(model)
    if own not in _seats:
        _seats[own] = (weakref.ref(model, lambda _: _seats.pop(own, None)), Seat())
    return _seats[own][1]


@contextmanager
def object_plays(model: BaseChatModel, copies: Sequence[Any], play: ModelPlay) -> Iterator[None]:
    """Let an object, and its copies, play a script; afterwards they are what they were."""
    seat = _seat_of(model)
    changed = [(each, type(each)) for each in (model, *copies)]
    if seat.playing is None or not issubclass(seat.playing, type(model)):
        seat.playing = _playing_class(type(model), seat)
    before, seat.play = seat.play, play
    for each, own in changed:
        if not issubclass(own, seat.playing):
            same = own is changed[0][1]
            object.__setattr__(
                each, "__class__", seat.playing if same else _playing_class(own, seat)
            )
    try:
        yield
    finally:
        seat.play = before
        for each, own in changed:
            object.__setattr__(each, "__class__", own)


@contextmanager
def class_plays(kind: type[BaseChatModel], play: ModelPlay) -> Iterator[None]:
    """Let all objects of a class play one script, whenever they are made."""
    own = {name: kind.__dict__[name] for name in _NAMES if name in kind.__dict__}
    for name, part in _methods(kind, Seat(play=play)).items():
        setattr(kind, name, part)
    try:
        yield
    finally:
        for name in _NAMES:
            if name in own:
                setattr(kind, name, own[name])
            else:
                delattr(kind, name)


def _playing_class(kind: type, seat: Seat) -> type:
    """Made without pydantic: its fields, validators and serialisers are inherited as they are."""
    names = {"__module__": kind.__module__, "__qualname__": kind.__qualname__}
    made: type = ABCMeta.__new__(
        type(kind), kind.__name__, (kind,), {**names, **_methods(kind, seat)}
    )
    return made


def _methods(kind: type, seat: Seat) -> dict[str, Any]:
    """What differs in a class that plays: nothing of it reaches for a provider."""
    own = {name: getattr(kind, name, None) for name in _NAMES}

    def answer(messages: Any, run_manager: Any, options: Any) -> Answer | None:
        if seat.play is None:
            return None
        return seat.play.answer(prompt_of(messages, run_manager, options))

    return {**_calls(answer, own), **_surroundings(seat, own)}


_Answering = Callable[[Any, Any, Any], Answer | None]


def _calls(answer: _Answering, own: dict[str, Any]) -> dict[str, Any]:
    """The four ways in which a model is asked."""

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

    return {
        "_generate": _generate,
        "_agenerate": _agenerate,
        "_stream": _stream,
        "_astream": _astream,
    }


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
        **dict.fromkeys(_EVENTS),
    }


_EVENTS = ("_stream_chat_model_events", "_astream_chat_model_events")
"""Other ways to stream that a provider's class may have; without them `_stream` is asked."""
_NAMES = (
    *("_generate", "_agenerate", "_stream", "_astream"),
    *("cache", "rate_limiter", "get_num_tokens", "get_num_tokens_from_messages"),
    *_EVENTS,
)
