"""Chat models that play a script: objects that an application made, their classes, and our own.

An agent compiled at import keeps the model *object*, also inside bindings, closures and default
arguments. So the object stays, and gets another class for a while: one that inherits from its
own and differs in the few methods that reach for a provider. Whatever is made of it while it
plays (`model_copy`, `configurable_fields`) has that class too; what was copied from it before
is known to `model_copies`.
"""

from __future__ import annotations

import weakref
from abc import ABCMeta
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.outputs import ChatResult
from langchain_core.utils.function_calling import convert_to_openai_tool

from scenario_runner.graphs.model_methods import NAMES, Seat, methods
from scenario_runner.graphs.model_play import ModelPlay


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
    own = {name: kind.__dict__[name] for name in NAMES if name in kind.__dict__}
    for name, part in methods(kind, Seat(play=play)).items():
        setattr(kind, name, part)
    try:
        yield
    finally:
        for name in NAMES:
            if name in own:
                setattr(kind, name, own[name])
            else:
                delattr(kind, name)


def _playing_class(kind: type, seat: Seat) -> type:
    """Made without pydantic: its fields, validators and serialisers are inherited as they are."""
    names = {"__module__": kind.__module__, "__qualname__": kind.__qualname__}
    made: type = ABCMeta.__new__(
        type(kind), kind.__name__, (kind,), {**names, **methods(kind, seat)}
    )
    return made
