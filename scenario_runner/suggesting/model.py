"""What is suggested."""

from __future__ import annotations

from dataclasses import dataclass

from scenario_runner.language.value import Data, Pointer


@dataclass(frozen=True, kw_only=True, slots=True)
class IdGiven:
    """An id that a step must be given, so that branches can start from it."""

    pointer: Pointer
    """Of the step in its file, with all that is included there."""
    id: str
    line: int
    file: str
    """The one that the step stands in."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Suggestion:
    """A branch that is not told yet."""

    name: str
    question: str
    """The address of the node that asks."""
    branch: Data
    """An entry of `branches`."""
    failure: str | None = None
    """Why the branch fails as things are; None for one that passes."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LeftOut:
    """One that cannot be told so."""

    what: str
    why: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Suggested:
    """All that can be suggested for one case."""

    file: str
    questions: tuple[str, ...]
    """The addresses of the nodes that ask."""
    suggestions: tuple[Suggestion, ...]
    ids: tuple[IdGiven, ...]
    """What the suggestions need."""
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class NotSuggested:
    """Why nothing can be."""

    reason: str
    hint: str | None = None
