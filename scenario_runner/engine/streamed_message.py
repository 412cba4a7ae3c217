"""A message that arrives in pieces, joined."""

from __future__ import annotations

from dataclasses import dataclass, field

from langchain_core.messages import AIMessageChunk, BaseMessage, BaseMessageChunk
from langchain_core.messages.tool import ToolCallChunk

from scenario_runner.engine.normal import normal
from scenario_runner.language.value import Data

_OF_A_RUN = ("lc_run-", "run-")
"""How the ids begin that LangChain gives to pieces which have none of their model."""


@dataclass(kw_only=True, slots=True)
class Joined:
    """A message by one node, as far as it has been streamed."""

    path: str
    """The address of the node."""
    id: str | None
    chunks: int = 0
    """Pieces that brought text or a part of a tool call; 1 for a message that came whole."""
    _said: dict[str, Data] = field(default_factory=dict)
    """The first piece in normal form."""
    _texts: list[str] = field(default_factory=list)
    _calls: list[ToolCallChunk] = field(default_factory=list)
    _in_pieces: bool = False

    def goes_on_with(self, message: BaseMessage) -> bool:
        """Whether a piece belongs to it. Some models give only their first piece an id, and the
        others get one from LangChain."""
        if self.id == message.id:
            return True
        ids = (self.id or "", message.id or "")
        given = [one.startswith(_OF_A_RUN) for one in ids]
        return self._in_pieces and isinstance(message, BaseMessageChunk) and given == [False, True]

    def add(self, message: BaseMessage) -> None:
        """A piece, or the whole message. Taken apart at once: whoever streams may change it."""
        if not self._said:
            self._said = normal(message)
        self._in_pieces = self._in_pieces or isinstance(message, BaseMessageChunk)
        text = str(message.text)
        calls = message.tool_call_chunks if isinstance(message, AIMessageChunk) else []
        self._texts.append(text)
        self._calls.extend(calls)
        whole = not isinstance(message, BaseMessageChunk)
        self.chunks += bool(text or calls or whole)

    def told(self) -> dict[str, Data]:
        """The event: `text` and `tool_calls` joined."""
        data: dict[str, Data] = {
            "mode": "messages",
            "node": self.path.rpartition("/")[2],
            "path": self.path,
            "role": self._said.get("role"),
            "text": "".join(self._texts),
            "chunks": self.chunks,
        }
        if "tool_calls" in self._said:
            data["tool_calls"] = self._tool_calls()
        return data

    def _tool_calls(self) -> Data:
        if not self._calls:
            return self._said["tool_calls"]
        empty = AIMessageChunk(content="")
        pieces = [AIMessageChunk(content="", tool_call_chunks=[call]) for call in self._calls]
        whole: dict[str, Data] = normal(empty.__add__(pieces))
        return whole["tool_calls"]
