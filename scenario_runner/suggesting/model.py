"""What is suggested."""

from __future__ import annotations

from scenario_runner.frozen import frozen
from scenario_runner.language.value import Data, Pointer


@frozen
class IdGiven:
    """An id that a step must be given, so that branches can start from it."""

    pointer: Pointer
    """Of the step in its file, with all that is included there."""
    id: str
    line: int
    file: str
    """The one that the step stands in."""


@frozen
class Suggestion:
    """A branch that is not told yet."""

    name: str
    question: str
    """The address of the node that asks."""
    branch: Data
    """An entry of `branches`."""
    failure: str | None = None
    """Why the branch fails as things are; None for one that passes."""


@frozen
class LeftOut:
    """One that cannot be told so."""

    what: str
    why: str


@frozen
class Suggested:
    """All that can be suggested for one case."""

    file: str
    questions: tuple[str, ...]
    """The addresses of the nodes that ask."""
    suggestions: tuple[Suggestion, ...]
    ids: tuple[IdGiven, ...]
    """What the suggestions need."""
    left_out: tuple[LeftOut, ...]


@frozen
class NotSuggested:
    """Why nothing can be."""

    reason: str
    hint: str | None = None
