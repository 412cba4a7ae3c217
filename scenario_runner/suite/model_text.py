"""A scenario's text with `models` written into it, and everything else as it stands."""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scenario_runner.language.edit import CannotEdit, CannotWrite, edited, to_become
from scenario_runner.language.source import read
from scenario_runner.language.value import Data
from scenario_runner.language.words import quoted
from scenario_runner.results.model import CaseResult

_NO_KEY = "not-a-key"
"""In the place of a key: enough for a client to be made."""
_BEFORE = {"models": ("patches", "cassette", "steps", "branches", "compare")}


class CannotRecord(Exception):
    """A file into which nothing is written: why, without a full stop."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One script to be written."""

    branch: str
    """Whose `models` it stands in; empty for the scenario's own."""
    target: str
    entries: tuple[Data, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
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
    """The text that was played. Raises CannotRecord, OSError and ProblemsError."""
    content = Path(file).read_bytes()
    text = read(file, content).text
    if any(case.source != text for case in played):
        raise CannotRecord("it was changed while the scenarios ran")
    mark = "\ufeff" if content.startswith(BOM_UTF8) else ""
    return Text(file=file, before=text, after=text, mark=mark)


def with_lines(text: Text, lines: Iterable[Line], keys: Iterable[str]) -> Text:
    """The text with these scripts, and without a need for these keys. Raises CannotRecord."""
    old: Any = read(text.file, text.before.encode()).data
    lines, new = list(lines), dict(old)
    for line in lines:
        if not line.branch:
            new = _with_script(new, line)
            continue
        branches = new.get("branches")
        branch = branches.get(line.branch) if isinstance(branches, dict) else None
        if not isinstance(branches, dict) or not isinstance(branch, dict) or "$include" in branch:
            raise CannotRecord(f"the branch {quoted(line.branch)} is included from another file")
        new = {**new, "branches": {**branches, line.branch: _with_script(branch, line)}}
    around = old.get("environment", {})
    missing = tuple(key for key in keys if isinstance(around, dict) and key not in around)
    if missing:
        told = {**around, **dict.fromkeys(missing, _NO_KEY)}
        new = _placed(new, "environment", told, ("models", "patches", "cassette", "steps"))
    try:
        after = edited(text.before, to_become(old, new))
    except (CannotEdit, CannotWrite) as fault:
        raise CannotRecord(str(fault)) from None
    return Text(
        file=text.file,
        before=text.before,
        after=after,
        mark=text.mark,
        replies=sum(len(line.entries) for line in lines),
        targets=tuple(dict.fromkeys(line.target for line in lines)),
        keys=missing,
    )


def _with_script(owner: dict[str, Any], line: Line) -> dict[str, Any]:
    models = owner.get("models") or {}
    if not isinstance(models, dict) or "$include" in models:
        raise CannotRecord("its models are included from another file")
    told = {**models, line.target: list(line.entries)}
    return _placed(owner, "models", told, ("patches", "cassette", "steps", "branches"))


def _placed(owner: dict[str, Any], key: str, data: Data, before: tuple[str, ...]) -> dict[str, Any]:
    """With this entry, before those others where it is new."""
    if key in owner:
        return {**owner, key: data}
    entries = list(owner.items())
    at = next((n for n, (name, _) in enumerate(entries) if name in before), len(entries))
    entries.insert(at, (key, data))
    return dict(entries)
