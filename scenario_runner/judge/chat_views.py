"""What chat UIs show of a thread: its messages, and of how many versions each is which.

The rules are those of langgraphjs' `useStream` (its branch context and message metadata; the
same answers as langgraph-sdk 2.0.0 on 20,000 random histories, cut ones and messages without
ids included) and of assistant-ui's message repository, as of November 2026.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from scenario_runner.engine.observation import HistoryState
from scenario_runner.frozen import frozen
from scenario_runner.language.value import Data


@frozen
class Version:
    """`index` of `count`, from 1; a message without other versions is 1 of 1."""

    index: int = 1
    count: int = 1


ONLY = Version()


@frozen
class View:
    """A conversation as a chat UI shows it when it opens the thread."""

    messages: tuple[Data, ...] = ()
    versions: tuple[Version, ...] = ()
    """One for each message."""


def use_stream(states: Sequence[HistoryState]) -> View:
    """The view of `useStream` on the states it has loaded.

    A state with several children is a fork, and the child created last is shown. Every state
    after a fork belongs to that fork until the next one; so does each message that the oldest
    state of all to hold it belongs to, but only the first message of a fork lets one choose.
    """
    newest_first = sorted(states, key=lambda state: -state.order)
    shown = _shown(newest_first)
    if not shown:
        return View()
    messages = shown[-1].state.messages
    forks = {each.state.checkpoint: each.fork for each in shown}
    told: set[tuple[str, ...]] = set()
    versions = []
    for position, message in enumerate(messages):
        fork = forks.get(_first_seen(_key(message, position), newest_first), ())
        chosen = Version(index=len(fork), count=len(fork))  # the newest one is shown
        versions.append(ONLY if not fork or fork in told else chosen)
        told.add(fork)
    return View(messages=messages, versions=tuple(versions))


@frozen
class _Shown:
    state: HistoryState
    fork: tuple[str, ...]
    """The children of the nearest fork above it."""


def _shown(newest_first: Sequence[HistoryState]) -> list[_Shown]:
    """The states of the line that is shown, oldest first."""
    children: dict[str | None, list[HistoryState]] = {}
    for state in newest_first:
        children.setdefault(state.parent, []).append(state)
    here = children.get(_root(newest_first, children), [])
    line: list[_Shown] = []
    fork: tuple[str, ...] = ()
    while here:
        if len(here) > 1:
            fork = tuple(state.checkpoint for state in here)
        line.append(_Shown(state=here[0], fork=fork))
        here = children.pop(here[0].checkpoint, [])  # taken out: no history can lead in a circle
    return line


def _root(
    newest_first: Sequence[HistoryState], children: Mapping[str | None, list[HistoryState]]
) -> str | None:
    """The parent that the line begins under: none for a whole history; of one that is cut,
    the missing parent with the newest state below it."""
    if None in children or not newest_first:
        return None
    parents = {state.checkpoint: state.parent for state in newest_first}
    above: str | None = newest_first[0].checkpoint
    for _ in newest_first:
        if above not in parents:
            break
        above = parents[above]
    return above


def _first_seen(key: str | int, newest_first: Sequence[HistoryState]) -> str:
    """The oldest state of all that holds the message."""
    return next(
        state.checkpoint
        for state in reversed(newest_first)
        if any(_key(message, at) == key for at, message in enumerate(state.messages))
    )


def _key(message: Data, position: int) -> str | int:
    """What a message is known by: its id, or its position where it has none."""
    own = _id(message)
    return position if own is None else own


def _id(message: Data) -> str | None:
    own = message.get("id") if isinstance(message, dict) else None
    return own if isinstance(own, str) and own else None


def assistant_ui(states: Sequence[HistoryState]) -> View:
    """The view of assistant-ui on the states it has loaded: the newest state is shown.

    The versions of a message are all messages that follow the same messages, by id, the oldest
    first. A message without an id, or after one without, has no other versions.
    """
    if not states:
        return View()
    oldest_first = sorted(states, key=lambda state: state.order)
    messages = oldest_first[-1].messages
    talks = [tuple(map(_id, state.messages)) for state in oldest_first]
    versions = tuple(_sibling(talks, talks[-1][: at + 1]) for at in range(len(messages)))
    return View(messages=messages, versions=versions)


def _sibling(talks: Sequence[tuple[str | None, ...]], line: tuple[str | None, ...]) -> Version:
    """Which the last of a line of messages is, among all that follow the same ones."""
    if None in line:
        return ONLY
    *before, own = line
    length = len(before)
    siblings = {
        talk[length]: None
        for talk in talks
        if len(talk) > length and list(talk[:length]) == before and talk[length] is not None
    }
    return Version(index=list(siblings).index(own) + 1, count=len(siblings))
