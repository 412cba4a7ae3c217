"""A stored thread as the acts that made it: what was sent, where, and the checkpoints it made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from scenario_runner.frozen import frozen
from scenario_runner.recording.changes import Change, change
from scenario_runner.recording.questions import Given, answers, questions
from scenario_runner.recording.thread import (
    ERROR,
    INTERRUPT,
    NULL_TASK,
    RESUME,
    Checkpoint,
    Thread,
)


@frozen
class Sent:
    """New input; None goes on."""

    value: Any


@frozen
class Answered:
    """Answers to open questions, and what a Command brought beside them."""

    given: tuple[Given, ...]
    update: Any = None
    goto: tuple[str, ...] = ()


@frozen
class Commanded:
    """A Command without an answer."""

    update: Any
    goto: tuple[str, ...]


@frozen
class Unknown:
    """Something that happened and is not stored."""

    reason: str


What: TypeAlias = Sent | Answered | Commanded | Change | Unknown


@dataclass(kw_only=True, slots=True)
class Act:
    """One act on a thread."""

    thread: str
    what: What
    at: str | None
    """The checkpoint acted at; None: the thread was empty."""
    made: list[str] = field(default_factory=list)
    """The checkpoints it made, oldest first; none where the same questions stayed open."""
    order: tuple[str, int] = ("", 0)
    """Acts are in the order of their first checkpoints; those without one follow what they
    act at."""

    is_replay: bool = False
    """It named the checkpoint, were that the newest or not."""

    @property
    def end(self) -> str | None:
        """The checkpoint that stands after it."""
        return self.made[-1] if self.made else self.at


def acts_of(thread: Thread) -> list[Act]:
    """The acts of a thread, in order."""
    return sorted(_acts(thread), key=lambda act: act.order)


def _acts(thread: Thread) -> Iterator[Act]:
    children: dict[str | None, list[Checkpoint]] = {}
    for each in thread.checkpoints.values():
        children.setdefault(each.parent, []).append(each)
    for parent, below in children.items():
        stood = thread.checkpoints.get(parent) if parent is not None else None
        went = [each for each in below if _begins(stood, each)]
        for each in went:
            if each.source != "loop":
                what = _whole(thread, stood, each)
                yield _act(thread, what, each, children)
        loops = [each for each in went if each.source == "loop"]
        if stood is not None:
            yield from _answers(thread, stood, loops, children)
    for each in thread.checkpoints.values():
        if each.id not in children:
            yield from _answers(thread, each, [], children)


def _begins(stood: Checkpoint | None, each: Checkpoint) -> bool:
    """Whether an act began with this checkpoint, rather than going on with it."""
    if stood is None or each.source != "loop":
        return True
    paused = stood.of(INTERRUPT) or stood.of(ERROR)
    told = any(write.task == NULL_TASK for write in stood.writes)
    return bool(paused) or told or each.seen.get(INTERRUPT) != stood.seen.get(INTERRUPT)


def _whole(thread: Thread, stood: Checkpoint | None, each: Checkpoint) -> What:
    """What a checkpoint of its own kind was made by."""
    match each.source:
        case "input" if "__start__" in each.values:
            return Sent(value=each.values["__start__"])
        case "input":
            return Unknown(reason="the input of this graph is not stored as one value")
        case "update":
            return change(thread, stood, each)
        case "fork" if stood is not None and stood.versions == each.versions:
            sent = _beside(each)
            return Sent(value=None) if sent is None else sent
        case "fork":
            return Change(values=None, as_node="__copy__")
        case source:
            return Unknown(reason=f"a checkpoint of the source {source} was made")


def _act(
    thread: Thread, what: What, first: Checkpoint, children: dict[str | None, list[Checkpoint]]
) -> Act:
    at = first.parent
    if isinstance(what, Change) and what.as_node == "__copy__":
        at = _copied(first, children)
        if at is None:
            what = Unknown(reason="a checkpoint was copied that is not in the database")
    made = [first.id]
    while on := [each for each in children.get(made[-1], ()) if not _begins(first, each)]:
        first = on[0]
        made.append(first.id)
        if not children.get(first.id):
            break
    return Act(
        thread=thread.id,
        what=what,
        at=at,
        made=made,
        order=(made[0], 0),
        is_replay=thread.checkpoints[made[0]].source == "fork",
    )


def _copied(copy: Checkpoint, children: dict[str | None, list[Checkpoint]]) -> str | None:
    """What a copy was made of: the sibling with the same versions, before it."""
    same = [
        each.id
        for each in children.get(copy.parent, ())
        if each.id < copy.id and each.versions == copy.versions
    ]
    return same[0] if same else None


def _answers(
    thread: Thread,
    stood: Checkpoint,
    loops: list[Checkpoint],
    children: dict[str | None, list[Checkpoint]],
) -> Iterator[Act]:
    """What was answered at a checkpoint: the last answers went on from it, those before left
    questions open."""
    beside = _beside(stood) if stood.source != "fork" else None
    given = answers(thread, stood)
    if _asked_by_hand(thread, stood, given):
        yield Act(thread=thread.id, what=Sent(value=None), at=stood.id, order=(stood.id, 1))
    whats: list[What] = [Answered(given=group) for group in _grouped(thread, stood, given)]
    if beside is not None:
        if whats:
            whats[-1] = Answered(given=(given[-1],), update=beside.update, goto=beside.goto)
        else:
            whats = [beside]
    if not whats:
        whats = [Sent(value=None) for _ in loops]
    lost = len(loops) - len(whats)
    gap = Unknown(reason="a later answer at the same checkpoint has taken the place of this one")
    whats[1:1] = [gap] * lost
    before = len(whats) - len(loops)
    for index, what in enumerate(whats[:before]):
        yield Act(thread=thread.id, what=what, at=stood.id, order=(stood.id, index + 2))
    for what, each in zip(whats[before:], loops, strict=True):
        yield _act(thread, what, each, children)


def _asked_by_hand(thread: Thread, stood: Checkpoint, given: list[Given]) -> bool:
    """Whether somebody ran on from a checkpoint that an update or a copy made, and questions were
    asked right there: such a run makes no checkpoint."""
    before = thread.checkpoints.get(stood.parent or "")
    is_replay = before is not None and before.versions == stood.versions
    if stood.source != "update" and (stood.source != "fork" or is_replay):
        return False
    first = min((each.row for each in given), default=None)
    return any(first is None or each.row < first for each in questions(thread, stood))


def _beside(stood: Checkpoint) -> Commanded | None:
    """What a Command brought besides an answer."""
    told = [w for w in stood.writes if w.task == NULL_TASK and w.channel != RESUME]
    if not told:
        return None
    arrow = "branch:to:"
    goto = tuple(w.channel.removeprefix(arrow) for w in told if w.channel.startswith(arrow))
    update = {w.channel: w.value for w in told if not w.channel.startswith(("branch:", "__"))}
    return Commanded(update=update or None, goto=goto)


def _grouped(thread: Thread, stood: Checkpoint, given: list[Given]) -> list[tuple[Given, ...]]:
    """Answers that were given in one call: by name, to questions not asked again between."""
    asked = {each.task: each.row for each in questions(thread, stood)}
    groups: list[tuple[Given, ...]] = []
    for each in given:
        if (
            groups
            and not each.is_bare
            and not groups[-1][-1].is_bare
            and each.leaf not in {other.leaf for other in groups[-1]}
            and each.task not in {other.task for other in groups[-1]}
            and asked.get(each.task or "", 0) < min(other.row for other in groups[-1])
        ):
            groups[-1] = (*groups[-1], each)
        else:
            groups.append((each,))
    return groups
