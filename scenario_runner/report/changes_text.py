"""What changed between two runs or two branches, as a terminal shows it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from scenario_runner.comparing.model import (
    KINDS,
    BranchChange,
    CaseChange,
    Conversation,
    Kind,
    PartChange,
    RunChange,
    StepChange,
)
from scenario_runner.report.paint import Paint, indented
from scenario_runner.report.show import inline
from scenario_runner.report.visible import one_line, visible

SAID: Final[dict[Kind, str]] = {
    "newly_failing": "newly failing",
    "fixed": "fixed",
    "flaky": "flaky",
    "changed": "changed",
    "added": "added",
    "removed": "removed",
    "same": "the same",
}
_COLOURS: dict[Kind, str] = {
    "newly_failing": "failed",
    "flaky": "flaky",
    "fixed": "passed",
    "changed": "warning",
}
_MOST = 8
"""Rows of one kind that are shown of a conversation."""
_NOTHING = "(nothing)"


def run_change_text(change: RunChange, *, color: bool = False, width: int = 100) -> str:
    """Two runs: each case that differs with its first difference, then the numbers."""
    paint = Paint(on=color, width=width)
    lines: list[str] = []
    for fact in change.environment:
        told = f"{fact.name}: {fact.left or _NOTHING} -> {fact.right or _NOTHING}"
        lines.append(paint.dim(visible(told)))
    for kind in KINDS:
        for case in change.of_kind(kind):
            lines += ["", *_case(case, paint)] if lines else _case(case, paint)
    lines += ["", _numbers(change, paint)] if lines else [_numbers(change, paint)]
    return "\n".join(line.rstrip() for line in lines)


def conversation_text(
    talk: Conversation, left: str, right: str, *, color: bool = False, width: int = 100
) -> str:
    """Two branches: the first difference, then all that differs."""
    paint = Paint(on=color, width=width)
    if talk.first is None:
        return f"{visible(left)} and {visible(right)} do not differ"
    title = paint.strong(visible(f"{left} -> {right}"))
    return "\n".join(line.rstrip() for line in [title, *indented(_conversation(talk, paint), 2)])


def _numbers(change: RunChange, paint: Paint) -> str:
    counted = [(kind, sum(1 for _ in change.of_kind(kind))) for kind in KINDS]
    told = [
        paint.style(_COLOURS.get(kind, "strong"), f"{number} {SAID[kind]}")
        for kind, number in counted
        if number
    ]
    return ", ".join([*told, f"{change.same} the same"])


def _case(case: CaseChange, paint: Paint) -> list[str]:
    kind = paint.style(_COLOURS.get(case.kind, "strong"), SAID[case.kind])
    lines = [f"{kind}  {paint.strong(visible(case.id))}"]
    lines += indented(_ends(case, paint), 2)
    for branch in case.branches:
        lines += indented(_branch(branch, paint), 2)
    return lines


def _ends(case: CaseChange, paint: Paint) -> Iterator[str]:
    """How it ended, before and after."""
    for when, outcome, told in (
        ("before", case.left, case.left_told),
        ("after ", case.right, case.right_told),
    ):
        if outcome is not None:
            why = f"  {one_line(f'line {told}', 500)}" if told else ""
            yield f"{paint.dim(when)} {paint.style(outcome, outcome)}{why}"


def _branch(branch: BranchChange, paint: Paint) -> Iterator[str]:
    title = paint.strong(visible(f"branch {branch.name}"))
    if branch.left != branch.right:
        title += f": {branch.left or _NOTHING} -> {branch.right or _NOTHING}"
    if branch.follows is not None:
        title += paint.dim(f" (after what differs at {visible(branch.follows)})")
    yield title
    if branch.conversation is not None and branch.follows is None:
        yield from indented(_conversation(branch.conversation, paint), 2)


def _conversation(talk: Conversation, paint: Paint) -> Iterator[str]:
    if talk.first is None:
        return
    step, part = talk.first
    yield f"{paint.style('warning', 'first')} {_step(step)}"
    yield from indented(_part(part, paint), 2)
    yield from _then(talk.steps[0].parts[1:], talk.steps[1:], paint)
    rows = [(change.path, change.left, change.right, change.absent) for change in talk.state]
    if rows:
        yield "state at the end"
        for path, left, right, absent in rows[:_MOST]:
            yield f"  {_sides(path, left, right, absent, paint)}"
        yield from _more(len(rows))
    unlike = [pair for pair in talk.messages if not pair.alike]
    if unlike:
        yield "messages"
        for pair in unlike[:_MOST]:
            for sign, style, side in (("-", "actual", pair.left), ("+", "expected", pair.right)):
                if side is not None:
                    yield "  " + paint.style(style, f"{sign} {_message(side, paint)}")
        yield from _more(len(unlike))
    counts = [f"{one.name} {one.left} -> {one.right}" for one in talk.nodes]
    if counts:
        yield f"times run: {visible(', '.join(counts))}"
    made = [f"{one.name} {one.left} -> {one.right}" for one in talk.checkpoints]
    if made:
        yield f"checkpoints: {visible(', '.join(made))}"


def _then(here: Sequence[PartChange], later: Sequence[StepChange], paint: Paint) -> Iterator[str]:
    """What differs after the first difference, by name."""
    told = [", ".join(dict.fromkeys(part.facet for part in here))] if here else []
    told += [
        f"{_name(step)}: {', '.join(dict.fromkeys(part.facet for part in step.parts))}"
        for step in later[:_MOST]
    ]
    if told:
        yield f"then {paint.dim(visible('; '.join(told)))}"
    yield from _more(len(later))


def _more(count: int) -> Iterator[str]:
    if count > _MOST:
        yield f"  and {count - _MOST} more"


def _step(step: StepChange) -> str:
    line = step.right_line or step.left_line
    return visible(f"step {_name(step)} (line {line})")


def _name(step: StepChange) -> str:
    names = dict.fromkeys(filter(None, (step.left, step.right)))
    return " / ".join(names)


def _part(part: PartChange, paint: Paint) -> Iterator[str]:
    if part.facet == "step":
        yield f"only {'before' if part.right is None else 'after'}"
        return
    if part.facet == "findings":
        yield one_line(part.said, 500)
        return
    yield _sides(part.path, part.left, part.right, part.absent, paint)
    if part.said and isinstance(part.left, dict | list) and isinstance(part.right, dict | list):
        yield paint.dim(one_line(part.said, 500))


def _sides(path: str, left: object, right: object, absent: str | None, paint: Paint) -> str:
    room = max(20, (paint.width - len(path)) // 2)
    before = _NOTHING if absent == "left" else one_line(inline(left, room), room)
    after = _NOTHING if absent == "right" else one_line(inline(right, room), room)
    return f"{visible(path)}  {paint.style('actual', before)} -> {paint.style('expected', after)}"


def _message(message: object, paint: Paint) -> str:
    if not isinstance(message, dict):
        return one_line(inline(message, paint.width), paint.width)
    said = message.get("content")
    shown = said if isinstance(said, str) and said else inline(message.get("tool_calls") or said)
    return one_line(f"{message.get('role')}: {shown}", paint.width)
