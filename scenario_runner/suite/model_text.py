"""A scenario's text with `models` written into it, and everything else as it stands."""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from scenario_runner.frozen import frozen
from scenario_runner.language.edit import (
    CannotEdit,
    CannotWrite,
    Edit,
    InsertKey,
    Remove,
    edited,
)
from scenario_runner.language.source import read
from scenario_runner.language.value import Data, Pointer
from scenario_runner.language.words import quoted
from scenario_runner.language.write import WIDTH, Room
from scenario_runner.results.model import CaseResult

_NO_KEY = "not-a-key"
"""In the place of a key: enough for a client to be made."""
_MODELS = ("patches", "cassette", "steps", "branches")
_AFTER = {"models": _MODELS, "environment": ("models", *_MODELS)}
"""What a new entry stands before."""
_ROOM = Room(columns=WIDTH - 8)


class CannotRead(Exception):
    """A file into which nothing is written: why, without a full stop."""


@frozen
class Line:
    """One script to be written."""

    branch: str
    """Whose `models` it stands in; empty for the scenario's own."""
    target: str
    entries: tuple[Data, ...]


@frozen
class Text:
    """A scenario's text, as it is and as it is to be."""

    file: str
    before: str
    after: str
    mark: str = ""
    """What stands before it: a byte order mark, or nothing."""
    replies: int = 0
    targets: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()


def read_text(file: str, played: Iterable[CaseResult]) -> Text:
    """The text that was played. Raises CannotRead, OSError and ProblemsError."""
    content = Path(file).read_bytes()
    text = read(file, content).text
    if any(case.source != text for case in played):
        raise CannotRead("it was changed while the scenarios ran")
    mark = "\ufeff" if content.startswith(BOM_UTF8) else ""
    return Text(file=file, before=text, after=text, mark=mark)


def with_lines(text: Text, lines: Sequence[Line], keys: Iterable[str]) -> Text:
    """The text with these scripts, and without a need for these keys. Raises CannotRead."""
    root: Any = read(text.file, text.before.encode()).data
    around = root.get("environment") or {}
    missing = tuple(key for key in keys if isinstance(around, dict) and key not in around)
    edits: list[Edit] = []
    for branch in dict.fromkeys(line.branch for line in lines):
        scripts: dict[str, Data] = {
            line.target: list(line.entries) for line in lines if line.branch == branch
        }
        pointer = ("branches", branch) if branch else ()
        edits += _new_entries(_owner(root, branch), pointer, "models", scripts)
    if missing:
        edits += _new_entries(root, (), "environment", dict.fromkeys(missing, _NO_KEY))
    try:
        after = edited(text.before, edits)
    except (CannotEdit, CannotWrite) as fault:
        raise CannotRead(str(fault)) from None
    return replace(
        text,
        after=after,
        replies=sum(len(line.entries) for line in lines),
        targets=tuple(dict.fromkeys(line.target for line in lines)),
        keys=missing,
    )


def _owner(root: Any, branch: str) -> Any:
    """The mapping whose `models` are written."""
    branches = root.get("branches")
    owner = root if not branch else branches.get(branch) if isinstance(branches, dict) else None
    if not isinstance(owner, dict) or "$include" in owner:
        raise CannotRead(f"the branch {quoted(branch)} is included from another file")
    return owner


def _new_entries(
    owner: Mapping[str, Any], pointer: Pointer, key: str, entries: Mapping[str, Data]
) -> Iterator[Edit]:
    """Into the mapping `key` of the owner, which may have none yet."""
    known = owner.get(key) or {}
    if not isinstance(known, dict) or "$include" in known:
        raise CannotRead(f"its {key} are included from another file")
    if known:
        for name, data in entries.items():
            yield InsertKey(pointer=(*pointer, key), key=name, data=data, room=_ROOM)
        return
    if key in owner:
        yield Remove(pointer=(*pointer, key))
    others = [name for name in owner if name != key]
    at = next((n for n, name in enumerate(others) if name in _AFTER[key]), len(others))
    yield InsertKey(pointer=pointer, key=key, data=dict(entries), at=at, room=_ROOM)
