"""Listening at the methods of a chat model: all is passed on as it is, and taken down."""

from __future__ import annotations

import functools
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Protocol

from langchain_core.messages import AIMessage, AIMessageChunk
from langchain_core.outputs import ChatGenerationChunk, ChatResult

from scenario_runner.graphs.model_call import Call, Layer, current

MARK = "scenario_runner_listens"
"""An attribute of functions that listen."""


class Listener(Protocol):
    """Who takes calls down."""

    def enter(
        self, model: Any, layer: Layer, asked: tuple[Any, ...], options: Mapping[str, Any]
    ) -> tuple[Call | None, bool]:
        """The call that begins, or that this is a part of, and whether it begins; None where
        nothing is to be heard of it. `asked`: messages, stop, run manager."""

    def tick(self) -> int:
        """The next number in the row of beginnings and ends."""


def listening(own: Any, name: str, layer: Layer, listener: Listener) -> Callable[..., Any]:
    """The method `own`, overheard. Its signature stays: LangChain looks at it."""
    ways = {
        "_generate": _whole,
        "_agenerate": _whole_later,
        "_generate_with_cache": _whole,
        "_agenerate_with_cache": _whole_later,
        "_stream": _streamed,
        "_astream": _streamed_later,
    }
    made = functools.wraps(own)(ways[name](own, layer, listener))
    setattr(made, MARK, True)
    return made


@contextmanager
def _listens(call: Call, begins: bool, listener: Listener) -> Iterator[None]:
    """While the call lasts: what it raises, and when it ends."""
    try:
        yield
    except GeneratorExit:  # nobody wants more of the stream
        raise
    except BaseException as error:
        if begins:  # what a model mends by itself is not what it says
            call.error = error
        raise
    finally:
        if begins:
            call.ended = listener.tick()


@contextmanager
def _inside(call: Call) -> Iterator[None]:
    before = current.set(call)
    try:
        yield
    finally:
        current.reset(before)


def _whole(own: Any, layer: Layer, listener: Listener) -> Callable[..., Any]:
    def asked(self: Any, *args: Any, **options: Any) -> Any:
        call, begins = listener.enter(self, layer, args, options)
        if call is None:
            return own(self, *args, **options)
        with _listens(call, begins, listener), _inside(call):
            result = own(self, *args, **options)
            _take_down(call, result, layer)
            return result

    return asked


def _whole_later(own: Any, layer: Layer, listener: Listener) -> Callable[..., Any]:
    async def asked(self: Any, *args: Any, **options: Any) -> Any:
        call, begins = listener.enter(self, layer, args, options)
        if call is None:
            return await own(self, *args, **options)
        with _listens(call, begins, listener), _inside(call):
            result = await own(self, *args, **options)
            _take_down(call, result, layer)
            return result

    return asked


def _streamed(own: Any, layer: Layer, listener: Listener) -> Callable[..., Any]:
    def asked(self: Any, *args: Any, **options: Any) -> Iterator[ChatGenerationChunk]:
        call, begins = listener.enter(self, layer, args, options)
        if call is None:
            yield from own(self, *args, **options)
            return
        chunks: list[AIMessageChunk] = []
        with _listens(call, begins, listener):
            stream = iter(own(self, *args, **options))
            try:
                while True:
                    with _inside(call):  # not while others have a turn
                        chunk = next(stream, None)
                    if chunk is None:
                        break
                    chunks.append(_copied(chunk))
                    yield chunk
            finally:
                if hasattr(stream, "close"):
                    stream.close()
                _put_together(call, chunks)

    return asked


def _streamed_later(own: Any, layer: Layer, listener: Listener) -> Callable[..., Any]:
    async def asked(self: Any, *args: Any, **options: Any) -> AsyncIterator[ChatGenerationChunk]:
        call, begins = listener.enter(self, layer, args, options)
        if call is None:
            async for chunk in own(self, *args, **options):
                yield chunk
            return
        chunks: list[AIMessageChunk] = []
        with _listens(call, begins, listener):
            stream = aiter(own(self, *args, **options))
            try:
                while True:
                    with _inside(call):  # as above
                        chunk = await anext(stream, None)
                    if chunk is None:
                        break
                    chunks.append(_copied(chunk))
                    yield chunk
            finally:
                if hasattr(stream, "aclose"):
                    await stream.aclose()
                _put_together(call, chunks)

    return asked


def _take_down(call: Call, result: ChatResult, layer: Layer) -> None:
    message = result.generations[0].message if result.generations else None
    if isinstance(message, AIMessage):
        call.heard(message.model_copy(), layer)


def _copied(chunk: ChatGenerationChunk) -> AIMessageChunk:
    """As it is now: LangChain changes the chunks that it passes on."""
    told: Any = chunk.message
    metadata = {**(chunk.generation_info or {}), **told.response_metadata}
    copied: AIMessageChunk = told.model_copy(update={"response_metadata": metadata})
    return copied


def _put_together(call: Call, chunks: list[AIMessageChunk]) -> None:
    if not chunks:
        return
    whole = chunks[0] if len(chunks) == 1 else chunks[0] + chunks[1:]
    call.heard(whole, "model")
    call.pieces = [chunk.content for chunk in chunks if isinstance(chunk.content, str)]
    call.pieces = [piece for piece in call.pieces if piece]
