"""What a scenario file says of scripted chat models, as values."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

from scenario_runner.frozen import frozen
from scenario_runner.language.value import Value
from scenario_runner.problem import Place

Selector = Literal["when", "prompt", "system", "node"]


COUNTED: Final = "model|"
"""What every count of a scripted model begins with."""


@frozen
class Say:
    """A message."""

    value: Value
    """Text, or a mapping of a message's parts (`content`, `tool_calls`, `usage`, `chunks`, ...)."""


@frozen
class SayStructured:
    """A structured answer, in whatever form it was asked for."""

    value: Value
    """A mapping with `structured`, and parts of a message beside it."""


@frozen
class Raise:
    """An exception."""

    type: str
    """A built-in class, or one of a module: `openai:RateLimitError`."""
    message: Value
    place: Place


@frozen
class Reply:
    """One entry of a script."""

    place: Place
    says: Say | SayStructured | Raise
    selectors: tuple[tuple[Selector, Value], ...] = ()
    """Matchers that must all fit; none: it is used in turn, once."""
    after: float = 0.0
    """Seconds before anything is said."""


@frozen
class ModelScript:
    """What one model says."""

    target: str
    """Where the application holds it, as a reference; or a name without a colon."""
    place: Place
    """Of the target."""
    owner: str
    """The branch that says so; empty for the scenario. Two scripts of one target have two, and
    each begins at its first reply."""
    replies: tuple[Reply, ...]
    is_default: bool = False
    """A folder's defaults say so: not every scenario needs every reply."""

    @property
    def is_name(self) -> bool:
        """Whether it is there for `{$model: name}` alone."""
        return ":" not in self.target


Scripts: TypeAlias = tuple[ModelScript, ...]


def laid_over(around: Scripts, own: Scripts) -> Scripts:
    """The scripts of a branch: its own, and those of others around it."""
    return tuple({script.target: script for script in (*around, *own)}.values())


def use_key(script: ModelScript, index: int) -> str:
    """Under what the uses of a reply are counted."""
    return f"{COUNTED}{script.target}|{script.owner}|{index}"


def asked_key(target: str) -> str:
    """Under what the calls of a model are counted."""
    return f"{COUNTED}{target}|calls"
