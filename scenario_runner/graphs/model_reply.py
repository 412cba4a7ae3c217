"""Replies of scripted models: LangChain messages, whole and in pieces."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from langchain_core.messages import AIMessage, AIMessageChunk
from langchain_core.messages.tool import tool_call_chunk
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult

from scenario_runner.frozen import frozen

_WORDS = re.compile(r"\S+\s*|\s+")
_CHARACTERS_OF_A_TOKEN = 4
"""About as many as in English text."""


@frozen
class Answer:
    """What one call gives."""

    message: AIMessage
    pieces: tuple[str, ...]
    """Its text as it is streamed; empty where the content is no text."""
    after: float
    """Seconds before it begins."""
    error: Exception | None = None
    """What is raised instead."""

    def result(self) -> ChatResult:
        """The answer as a whole, or its error raised."""
        if self.error is not None:
            raise self.error
        return ChatResult(generations=[ChatGeneration(message=self.message)])

    def chunks(self) -> Iterator[ChatGenerationChunk]:
        """The answer in pieces: text, then tool calls, then what is told at the end; or its error
        raised."""
        if self.error is not None:
            raise self.error
        for chunk in _chunks(self.message, self.pieces):
            yield ChatGenerationChunk(message=chunk)


def answer(parts: Mapping[str, Any], *, mark: str, asked: str, model: str, after: float) -> Answer:
    """The answer of these parts of a message.

    mark: told apart from every other call; ids are made of it. asked: the whole text of the
    prompt. model: the model's name, for the metadata. Raises ValueError, TypeError or KeyError
    where no message can be made of the parts.
    """
    pieces = parts.get("chunks")
    content = "".join(pieces) if pieces else parts.get("content") or ""
    calls = [_call(call, mark, index) for index, call in enumerate(parts.get("tool_calls") or [])]
    metadata = {"finish_reason": "tool_calls" if calls else "stop", "model_name": model}
    message = AIMessage(
        content=content,
        tool_calls=calls,
        id=parts.get("id") or f"reply_{_digest(mark)}",
        name=parts.get("name"),
        additional_kwargs=dict(parts.get("additional_kwargs") or {}),
        response_metadata={**metadata, **(parts.get("response_metadata") or {})},
        usage_metadata=_usage(parts.get("usage") or {}, asked, content, calls),
    )
    words = _WORDS.findall(content) if isinstance(content, str) else ()
    return Answer(message=message, pieces=tuple(pieces or words), after=after)


def _call(call: Mapping[str, Any], mark: str, index: int) -> Any:
    """A tool call; an id that is not given is the same in every run, and no other call's."""
    own = f"call_{_digest(f'{mark}|{index}')}"
    return {"args": {}, "type": "tool_call", **call, "id": call.get("id") or own}


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _usage(given: Mapping[str, Any], asked: str, content: Any, calls: list[Any]) -> Any:
    """Providers always tell how many tokens were used, and applications count on it."""
    said = [content, *(call["args"] for call in calls)]
    text = "".join(
        part if isinstance(part, str) else json.dumps(part, default=str) for part in said
    )
    usage = {"input_tokens": estimate(asked), "output_tokens": estimate(text), **given}
    return {"total_tokens": usage["input_tokens"] + usage["output_tokens"], **usage}


def estimate(text: str) -> int:
    """About how many tokens a text has."""
    return -(-len(text) // _CHARACTERS_OF_A_TOKEN)


def _chunks(message: AIMessage, pieces: tuple[str, ...]) -> Iterator[AIMessageChunk]:
    content = message.content
    first: dict[str, Any] = {"additional_kwargs": message.additional_kwargs, "name": message.name}
    texts: tuple[Any, ...] = pieces or ((content,) if content else ())
    for number, piece in enumerate(texts):
        yield AIMessageChunk(content=piece, id=message.id, **(first if not number else {}))
    for index, call in enumerate(message.tool_calls):
        begun: dict[str, Any] = {} if texts or index else first
        head = tool_call_chunk(name=call["name"], args="", id=call["id"], index=index)
        yield AIMessageChunk(content="", id=message.id, tool_call_chunks=[head], **begun)
        for piece in _WORDS.findall(json.dumps(call["args"], ensure_ascii=False)):
            part = tool_call_chunk(args=piece, index=index)
            yield AIMessageChunk(content="", id=message.id, tool_call_chunks=[part])
    yield AIMessageChunk(
        content="" if isinstance(content, str) else [],
        id=message.id,
        response_metadata=message.response_metadata,
        usage_metadata=message.usage_metadata,
        chunk_position="last",
    )
