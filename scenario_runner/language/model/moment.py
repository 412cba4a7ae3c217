"""Moments of a conversation, to branch from or to travel back to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from scenario_runner.language.value import Value
from scenario_runner.problem import Place


@dataclass(frozen=True, kw_only=True, slots=True)
class AfterStep:
    """`STEP` or `BRANCH/STEP`: right after that step."""

    step: str
    branch: str | None
    """None where only the step is named: looked up by the rules of `from` or `at`."""
    place: Place


@dataclass(frozen=True, kw_only=True, slots=True)
class Start:
    """`start`: an empty storage."""

    place: Place


@dataclass(frozen=True, kw_only=True, slots=True)
class MessageSelector:
    """`M`: which message of the conversation; all that is given must fit exactly one."""

    place: Place
    role: str | None = None
    """`user assistant system tool`."""
    id: Value | None = None
    content: Value | None = None
    """A matcher or text."""
    nth: int | None = None
    """Among those that fit, as Python counts: 0 the first, -1 the last; None: just one fits."""


@dataclass(frozen=True, kw_only=True, slots=True)
class BeforeNode:
    """`{before: NODE}`: the newest checkpoint with NODE in `next`, as it was just written."""

    node: str
    """`node`, or `sub/node`."""
    branch: str | None
    """None: the branch itself, or `main` in `from`."""
    thread: str | None
    place: Place


@dataclass(frozen=True, kw_only=True, slots=True)
class AtMessage:
    """`{message: M}`: the anchor checkpoint of a message."""

    message: MessageSelector
    branch: str | None
    thread: str | None
    place: Place


@dataclass(frozen=True, kw_only=True, slots=True)
class InStep:
    """`{in: STEP, next, source, nth}`: a checkpoint made during a step, as just written."""

    step: str
    branch: str | None
    next: tuple[str, ...] | None
    source: str | None
    nth: int | None
    thread: str | None
    place: Place


Moment: TypeAlias = AfterStep | Start | BeforeNode | AtMessage | InStep
