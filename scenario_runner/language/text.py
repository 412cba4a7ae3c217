"""The text of a file before it is YAML: its encoding, its lines, what PyYAML cannot bear."""

from __future__ import annotations

import re
from typing import Any

import yaml

from scenario_runner.problem import BREAK, Place, Problem, ProblemsError

_BOMS = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)
_FLATTER = "nest them less; look for brackets or dashes too many"
_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufeff\ufffe\uffff]"
)
"""All but YAML's printable characters. Those would be compiled ten times as long."""

SHALLOW = 500
"""A text that cannot nest deeper than this is composed without looking; PyYAML's composer
recurses in C and falls over at some tens of thousands of levels."""

MOST = 200_000
"""Values of one file. PyYAML takes about half a kilobyte for each."""


def place_in(file: str, text: str, index: int, length: int = 1) -> Place:
    """The place of a character, by the line breaks that YAML knows."""
    line, start = 1, 0
    for found in BREAK.finditer(text, 0, index):
        line, start = line + 1, found.end()
    return Place(file=file, line=line, column=index - start + 1, length=max(length, 1))


def decode(file: str, content: bytes) -> str:
    """UTF-8, with or without a byte order mark."""
    for bom, name in _BOMS:
        if content.startswith(bom):
            raise _unreadable(place_in(file, "", 0), f"the file is {name}, not UTF-8")
    if content[:2].count(0) == 1:
        raise _unreadable(place_in(file, "", 0), "the file is UTF-16, not UTF-8")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8-sig")
        where = place_in(file, before, len(before))
        raise _unreadable(where, "this character is not UTF-8") from None


def control_character(file: str, text: str) -> Problem | None:
    """The first character that YAML 1.2 (chapter 5.1) does not let stand unescaped."""
    found = _CONTROL.search(text)
    if found is None:
        return None
    name = f"U+{ord(found.group()):04X}"
    return Problem(
        place=place_in(file, text, found.start()),
        message=f"the invisible character {name} cannot stand here",
        hint=f'remove it, or write it as "\\u{ord(found.group()):04x}" in double quotes',
        code="control-character",
    )


def too_much(file: str, text: str, loader_type: Any, deepest: int) -> Problem | None:
    """Nesting beyond `deepest`, or values beyond MOST, found without recursion or memory."""
    brackets = text.count("[") + text.count("{")
    shallow = brackets + max(map(len, text.splitlines()), default=0) <= SHALLOW
    if shallow and text.count(",") + text.count("\n") <= MOST:
        return None
    depth = values = 0
    try:
        for event in yaml.parse(text, loader_type):
            mark: Any = event.start_mark
            depth += isinstance(event, yaml.CollectionStartEvent)
            depth -= isinstance(event, yaml.CollectionEndEvent)
            values += isinstance(event, yaml.NodeEvent)
            if depth > deepest:
                return _too_deep(file, text, mark.index, deepest)
            if values > MOST:
                message = f"the file holds more than {MOST:,} values"
                return _too_much(place_in(file, text, mark.index), message, "split it")
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        if mark is not None and "nesting depth" in str(error.problem):  # libyaml has its own limit
            return _too_deep(file, text, mark.index, deepest)
    except yaml.YAMLError:
        pass  # as all others, told when it is composed
    return None


def _too_deep(file: str, text: str, index: int, deepest: int) -> Problem:
    message = f"values are nested more than {deepest} levels deep"
    return _too_much(place_in(file, text, min(index, len(text))), message, _FLATTER)


def _too_much(place: Place, message: str, hint: str) -> Problem:
    return Problem(place=place, message=message, hint=hint, code="too-deep")


def _unreadable(place: Place, message: str) -> ProblemsError:
    problem = Problem(place=place, message=message, hint="save the file as UTF-8", code="not-utf-8")
    return ProblemsError((problem,))
