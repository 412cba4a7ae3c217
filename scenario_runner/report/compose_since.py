"""What changed since another run: of the whole, and of each case, branch by branch."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby, islice
from typing import assert_never

from scenario_runner.comparing.model import (
    KINDS,
    BranchChange,
    CaseChange,
    Conversation,
    Kind,
    MessagePair,
    PartChange,
    RunChange,
    StepChange,
)
from scenario_runner.language.value import Data
from scenario_runner.report.anchors import branch_anchor, step_name
from scenario_runner.report.compose_messages import bubble
from scenario_runner.report.page_since import (
    SinceBox,
    SinceCase,
    SinceCount,
    SincePage,
    SinceRow,
    SinceTalk,
)
from scenario_runner.report.show import inline
from scenario_runner.report.visible import cut

WORDS: Mapping[Kind, str] = {
    "newly_failing": "newly failing",
    "flaky": "flaky now",
    "changed": "changed",
    "fixed": "fixed",
    "added": "new",
    "removed": "gone",
    "same": "as before",
}
_MOST, _LONGEST, _MOST_SAID = 40, 600, 200
"""Rows of a table, characters of a value, and messages side by side."""


def since_page(change: RunChange, started: str) -> SincePage:
    """What changed in all; `started` says which run it is compared with."""
    counts = ((kind, sum(1 for _ in change.of_kind(kind))) for kind in KINDS)
    gone = change.of_kind("removed")
    return SincePage(
        started=started,
        counts=tuple(
            SinceCount(kind=kind.replace("_", "-"), word=WORDS[kind], number=number)
            for kind, number in counts
            if number
        ),
        same=change.same,
        facts=tuple(
            f"{one.name} {one.left or 'unknown'} before, {one.right or 'unknown'} now"
            for one in change.environment
        ),
        gone=tuple(f"{one.scenario} ({one.id})" for one in gone),
    )


def since_text(change: RunChange) -> str:
    """What changed in all, in a line: `since then: 1 newly failing, 3 changed, 40 as before`."""
    counts = [(WORDS[kind], sum(1 for _ in change.of_kind(kind))) for kind in KINDS]
    told = [f"{number} {word}" for word, number in counts if number]
    return f"since then: {', '.join([*told, f'{change.same} as before'])}"


def since_case(change: CaseChange | None, anchor: str) -> SinceCase | None:
    """What changed in a case; None where nothing did."""
    if change is None:
        return None
    return SinceCase(
        kind=change.kind.replace("_", "-"),
        word=WORDS[change.kind],
        told=_told(change),
        branches=tuple(_branch(one, anchor) for one in change.branches),
    )


def _told(change: CaseChange) -> str:
    match change.kind:
        case "added":
            return "The run before did not have this case."
        case "removed" | "same":
            return ""
        case "newly_failing" | "fixed" | "flaky" | "changed":
            if change.left == change.right:
                return f"Before: {change.left} too, but something in it differs."
            was = f"Before: {change.left}; now: {change.right}."
            told = change.left_told if change.kind == "fixed" else None
            return f"{was} Before, at line {cut(told, 300)}" if told else was
        case _:
            assert_never(change.kind)


def _branch(change: BranchChange, anchor: str) -> SinceBox:
    talk = change.conversation
    was = f"{change.left} before, {change.right or 'not there'} now" if change.left else ""
    return SinceBox(
        anchor=branch_anchor(anchor, change.name) if change.right is not None else anchor,
        name=change.name,
        word=WORDS[change.kind],
        told=was if change.left != change.right else "",
        follows=change.follows,
        first=None if talk is None else _first(talk, change.name),
        parts=() if talk is None else tuple(_cut(_parts(talk.steps, change.name))),
        talk=() if talk is None else tuple(islice(_talk(talk.messages), _MOST_SAID)),
        state=() if talk is None else tuple(_cut(_state(talk))),
    )


def _first(talk: Conversation, branch: str) -> str | None:
    if talk.first is None:
        return None
    step, part = talk.first
    said = part.said if part.facet == "findings" else f"{part.path}: {part.said}"
    return f"{_where(step, branch)}: {cut(said, _LONGEST)}"


def _where(step: StepChange, branch: str) -> str:
    """The step, with its branch where that is another one."""
    there, _, name = (step.right or step.left or "").rpartition("/")
    return step_name(name) if there == branch else f"{there} / {step_name(name)}"


def _parts(steps: Iterable[StepChange], branch: str) -> Iterator[SinceRow]:
    for step in steps:
        state = any(part.facet == "values" for part in step.parts)
        for part in step.parts:
            if state and part.facet == "output":
                continue  # it only says the same again
            yield SinceRow(
                path=f"{_where(step, branch)}: {_path(part)}",
                left=_side(part, part.left, absent=part.absent == "left"),
                right=_side(part, part.right, absent=part.absent == "right"),
            )


def _path(part: PartChange) -> str:
    """What differs; an expectation by its key and what it looks at."""
    if part.facet != "findings":
        return part.path
    found = part.right if part.left is None else part.left
    if not isinstance(found, dict):
        return "how the step ended"
    return f"{found['expectation']} at {found['path']}"


def _side(part: PartChange, value: Data, *, absent: bool) -> str | None:
    """What a side has; of an expectation, how it ended and why, in words."""
    if part.facet == "findings" and isinstance(value, dict):
        return cut(f"{value['outcome']}: {value['message']}", _LONGEST)
    return _value(value, absent=absent)


def _state(talk: Conversation) -> Iterator[SinceRow]:
    for one in talk.state:
        yield SinceRow(
            path=one.path,
            left=_value(one.left, absent=one.absent == "left"),
            right=_value(one.right, absent=one.absent == "right"),
        )
    for word, counts in (("runs", talk.nodes), ("checkpoints", talk.checkpoints)):
        for count in counts:
            name = f"{word} of {count.name}" if word == "runs" else f"{word} by {count.name}"
            yield SinceRow(path=name, left=str(count.left), right=str(count.right))


def _cut(rows: Iterator[SinceRow]) -> Iterator[SinceRow]:
    """The first rows, and how many more there are."""
    for number, row in enumerate(rows):
        if number == _MOST:
            more = sum(1 for _ in rows) + 1
            yield SinceRow(path=f"(and {more} more)", left=None, right=None)
            return
        yield row


def _value(value: Data, *, absent: bool) -> str | None:
    return None if absent else inline(value, _LONGEST)


def _talk(pairs: Iterable[MessagePair]) -> Iterator[SinceTalk]:
    """What was said, several that are alike as one."""
    for alike, group in groupby(pairs, key=lambda pair: pair.alike):
        if alike:
            yield SinceTalk(same=sum(1 for _ in group), left=None, right=None)
            continue
        for pair in group:
            sides = (None if one is None else bubble(one) for one in (pair.left, pair.right))
            left, right = sides
            yield SinceTalk(same=0, left=left, right=right)
