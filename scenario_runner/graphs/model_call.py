"""A call of a chat model that is overheard, while it lasts and afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Literal

from langchain_core.messages import AIMessage

from scenario_runner.graphs.model_prompt import Prompt

Layer = Literal["cache", "model"]
"""Where in a model a call is heard: before LangChain looks into its caches, or below them."""


@dataclass(kw_only=True, slots=True, eq=False)
class Call:
    """A call, and what came of it."""

    model: Any
    prompt: Prompt
    task: str
    """LangGraph's namespace of the node that asks."""
    supersteps: Mapping[str, str]
    begun: int
    layer: Layer
    """The innermost that it was heard at."""
    around: Call | None = None
    """The call of another model that this one is a part of."""
    ended: int | None = None
    message: AIMessage | None = None
    """What the model said, as it said it."""
    final: AIMessage | None = None
    """What LangChain made of it."""
    pieces: list[str] = field(default_factory=list)
    """Its text as it was streamed."""
    error: BaseException | None = None

    def heard(self, message: AIMessage, layer: Layer) -> None:
        """Take down what was said."""
        if layer == "model":
            self.message = message
        self.final = message


current: ContextVar[Call | None] = ContextVar("scenario_runner_model_call", default=None)
"""The innermost call that is being overheard."""
