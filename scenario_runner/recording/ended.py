"""What stood after an act, as far as the tables tell it: the entries of `expect`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from scenario_runner.language.value import Data
from scenario_runner.recording.acts import Act, Answered
from scenario_runner.recording.changes import Change
from scenario_runner.recording.packed import Stored, Unread
from scenario_runner.recording.questions import Question, questions
from scenario_runner.recording.thread import (
    ERROR,
    INTERRUPT,
    NULL_TASK,
    RESUME,
    Checkpoint,
    Thread,
    sends,
)
from scenario_runner.recording.values import gaps, message_kind, shown
from scenario_runner.suite.first_values import expected

_ARROW: Final = "branch:to:"
_MESSAGES: Final = "messages"
_NOT_DONE: Final = (INTERRUPT, RESUME, ERROR)


def expectations(thread: Thread, act: Act, acts: Sequence[Act]) -> dict[str, Data]:
    """Of one act among all of its thread. What the tables do not tell is left out."""
    end = thread.checkpoints.get(act.end or "")
    if end is None:
        return {}
    here = [other for other in acts if other.at == end.id and isinstance(other.what, Answered)]
    if not act.made:
        is_last = here[-1] is act if here else True
        still = is_last and not any(other.made and other.at == end.id for other in acts)
        if still and (error := _raised(end)):
            return {"raises": error}
        return {"interrupts": _asked(open_questions(thread, end.id))} if still else {}
    if not here and (error := _raised(end)):
        return {"raises": error}
    told: dict[str, Data] = {}
    asked = questions(thread, end)
    half = _finished(end) if asked else set()
    if not half and (after := _next(end)) is not None:
        told["next"] = list(after)
    if _is_first(here, asked) and not (asked and isinstance(act.what, Change)):
        told["interrupts"] = _asked(asked)
    if not half:
        before = thread.checkpoints.get(act.at or "")
        told |= _values(end, before)
    return told


def stopped(thread: Thread, act: Act, told: dict[str, Data]) -> Iterator[str]:
    """What is to be said of an act that stopped for no reason that is stored."""
    end = thread.checkpoints.get(act.end or "")
    waits = told.get("next")
    if end is None or not act.made or not waits or end.source != "loop":
        return
    if not any(write.channel in _NOT_DONE for write in end.writes):
        nodes = ", ".join(map(str, waits)) if isinstance(waits, list) else ""
        yield (
            f"it stopped before {nodes} without a question; where the graph does not do that by "
            "itself, add interrupt_before, interrupt_after or recursion_limit"
        )


def _is_first(here: Sequence[Act], asked: Sequence[Question]) -> bool:
    """Whether the questions stored are those that were asked first."""
    given = [one for act in here if isinstance(act.what, Answered) for one in act.what.given]
    if all(act.made for act in here):
        return not given or bool(asked)
    tasks = {one.task for one in given} - {None}
    return bool(here[-1].made) and len(tasks) == len(given) <= len(asked)


def _finished(end: Checkpoint) -> set[str]:
    """Tasks that have finished and asked nothing there."""
    asking = {write.task for write in end.writes if write.channel in _NOT_DONE}
    return {write.task for write in end.writes} - asking - {NULL_TASK}


def open_questions(thread: Thread, checkpoint: str) -> list[Question]:
    """The questions that wait at a checkpoint."""
    end = thread.checkpoints[checkpoint]
    done = {write.task for write in end.writes if write.channel not in _NOT_DONE}
    return [each for each in questions(thread, end) if each.task not in done]


def _asked(asked: Sequence[Question]) -> list[Data]:
    told: list[Data] = []
    for each in asked:
        value = shown(each.value)
        question: dict[str, Data] = {}
        if each.address is not None and len(each.address) == 1:
            question["node"] = each.address[0]
        elif each.address is not None:
            question["path"] = "/".join(each.address)
        if not any(gaps(each.value, "")):
            question["value"] = expected(value, value)
        told.append(question)
    return told


def _next(end: Checkpoint) -> list[str] | None:
    """The nodes that are next; None where the graph does not keep it in its channels."""
    if end.source == "input" or not any(name.startswith(_ARROW) for name in end.versions):
        return None
    found = [name.removeprefix(_ARROW) for name in end.values if name.startswith(_ARROW)]
    for name, value in end.values.items():
        if name.startswith("join:"):
            waited, _, node = name.removeprefix("join:").rpartition(":")
            came = value.data if isinstance(value, Stored) else value
            if isinstance(came, list | tuple) and set(came) == set(waited.split("+")):
                found.append(node)
    return [*found, *(send.data[0] for send in sends(end))]


def _raised(end: Checkpoint) -> dict[str, Data]:
    for write in end.of(ERROR):
        name = str(write.value).partition("(")[0]
        if isinstance(write.value, str) and name.isidentifier():
            return {"type": name}
    return {}


def _values(end: Checkpoint, before: Checkpoint | None) -> dict[str, Data]:
    """What the act changed in the state."""
    was = before.values if before is not None else {}
    changed = dict(_changed(end, was))
    told: dict[str, Data] = {}
    talk = changed.get(_MESSAGES)
    if isinstance(talk, list) and talk and message_kind(talk[-1]) is not None:
        last = shown(talk[-1])
        told["last_message"] = expected(last, last)
        del changed[_MESSAGES]
    if changed:
        told["values"] = {
            name: expected(value, value)
            for name, value in ((name, shown(each)) for name, each in changed.items())
        }
    return told


def _changed(end: Checkpoint, was: Any) -> Iterator[tuple[str, Any]]:
    for name, value in end.values.items():
        is_own = name.startswith(("__", "branch:", "join:"))
        if is_own or isinstance(value, Unread) or any(gaps(value, "")):
            continue
        if name not in was or was[name] != value:
            yield name, value
