"""`thread_from`: a stored thread that a conversation begins in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from scenario_runner.language.model import BEGINNING, BeforeNode, InStep, StoredThread
from scenario_runner.language.project_files import FileFault, any_file
from scenario_runner.language.references import project_root
from scenario_runner.language.value import Value
from scenario_runner.language.words import quoted
from scenario_runner.problem import Problem


def stored_thread(root: Value, folder: Path) -> StoredThread | None:
    """What a checked scenario says of it."""
    if BEGINNING not in root.data:
        return None
    told = root[BEGINNING]
    return StoredThread(
        path=str((folder / told.data["file"]).resolve()),
        shown=told.data["file"],
        thread=str(told.data["thread"]),
        at=_at(told["at"]) if "at" in told.data else None,
        dropped=tuple(told.data.get("dropped", ())),
        place=told.key_place,
    )


def _at(value: Value) -> BeforeNode | InStep:
    data = value.data
    if "before" in data:
        return BeforeNode(node=data["before"], branch=None, thread=None, place=value.place)
    return InStep(
        step=BEGINNING,
        branch="main",
        next=tuple(data["next"]) if "next" in data else None,
        source=data.get("source"),
        nth=data.get("nth"),
        thread=None,
        place=value.place,
    )


def check_thread_from(root: Value, folder: Path) -> Iterator[Problem]:
    """Problems of the file, and of what is told of the checkpoint."""
    told = root.data.get(BEGINNING)
    if not isinstance(told, dict):
        return
    value = root[BEGINNING]
    if isinstance(told.get("file"), str):
        try:
            any_file(told["file"], folder, project_root(folder))
        except FileFault as fault:
            place = value["file"].place
            yield Problem(place=place, message=fault.message, hint=fault.hint, code=BEGINNING)
    at = told.get("at")
    if isinstance(at, dict) and "before" in at and len(at) > 1:
        other = next(key for key in at if key != "before")
        yield Problem(
            place=value["at"][other].key_place,
            message=f'{quoted(other)} does not go with "before"',
            hint='"before" alone means the newest checkpoint with that node next',
            code=BEGINNING,
        )
