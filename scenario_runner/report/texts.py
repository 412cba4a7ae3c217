"""Texts of the page: long ones folded, source lines cut into pieces."""

from __future__ import annotations

import re
from collections.abc import Iterable

from scenario_runner.judge.verdict import Finding
from scenario_runner.language.value import Data
from scenario_runner.problem import Place
from scenario_runner.report.page_parts import SourceLine, Text
from scenario_runner.report.places import lines_of
from scenario_runner.report.show import block, inline

_LOOKS_OTHERWISE = re.compile(r"(null|true|false|[-+.\d].*|[\[{\"'].*|\s.*|.*\s)?\Z", re.DOTALL)
"""Text that could be taken for a number, a list, nothing at all."""
_SHOWN, _LINES = 3_000, 40
"""What is shown of a long text before the rest is folded away."""
_TRACE_HEAD, _TRACE_TAIL = 3_000, 9_000
_KEPT = 200_000
"""Characters of one text that the page carries at most; results.json has the whole."""


def text(value: str) -> Text:
    """A text, its end folded away where it is long."""
    end = min(_SHOWN, _end_of_lines(value))
    if len(value) <= end:
        return Text(head=value)
    rest = value[end : end + _KEPT]
    left_out = len(value) - end - len(rest)
    told = f"{len(rest):,} more characters"
    if left_out:
        told += f" ({left_out:,} beyond that are only in the JSON results)"
    return Text(head=value[:end], rest=rest, told=told)


def trace(value: str) -> Text:
    """A traceback: of a long one the beginning and the end, which says most."""
    value = value.rstrip()
    left_out = len(value) - _TRACE_HEAD - _TRACE_TAIL
    if left_out <= 0:
        return Text(head=value)
    middle = f"\n… {left_out:,} characters left out …\n"
    return Text(head=value[:_TRACE_HEAD] + middle + value[-_TRACE_TAIL:])


def value_text(value: Data) -> Text:
    """A value in block form."""
    return text(block(value))


def brief(value: Data, limit: int = 72) -> str:
    """A value as a few words: text without quotes where nothing else looks like it."""
    bare = isinstance(value, str) and len(value) <= limit and not _LOOKS_OTHERWISE.match(value)
    return value if bare else inline(value, limit)


def fits_a_line(value: Data, limit: int = 72) -> bool:
    """Whether `brief` shows the whole value."""
    if isinstance(value, str):
        return len(value) <= limit and "\n" not in value
    return len(inline(value, limit + 1)) <= limit


def source_lines(
    source: str, first: int, last: int, marked: Iterable[Place] = ()
) -> tuple[SourceLine, ...]:
    """Lines of a file from `first` to `last` (from 1), marked where the places stand.

    What all of them are indented by is left out.
    """
    lines = lines_of(source)
    numbers = range(max(1, first), min(last, len(lines)) + 1)
    said = [lines[number - 1] for number in numbers if lines[number - 1].strip()]
    margin = min((len(line) - len(line.lstrip(" ")) for line in said), default=0)
    places = list(marked)
    return tuple(
        _source_line(number, lines[number - 1], [p for p in places if p.line == number], margin)
        for number in numbers
    )


def marked_places(findings: Iterable[Finding], file: str) -> tuple[Place, ...]:
    """Where the unmet expectations stand in the file."""
    unmet = (one.place for one in findings if one.is_unmet)
    return tuple(place for place in unmet if place is not None and place.file == file)


def _source_line(number: int, line: str, places: list[Place], margin: int) -> SourceLine:
    pieces: list[tuple[bool, str]] = []
    done = margin
    for place in sorted(places, key=lambda one: one.column):
        start = max(done, place.column - 1)
        end = max(start, min(len(line), place.column - 1 + place.length))
        pieces += [(False, line[done:start]), (True, line[start:end])]
        done = end
    pieces.append((False, line[done:]))
    shown = tuple(piece for piece in pieces if piece[1])
    return SourceLine(number=number, pieces=shown, bad=bool(places))


def _end_of_lines(value: str) -> int:
    """Where the shown lines end."""
    end = -1
    for _ in range(_LINES):
        end = value.find("\n", end + 1)
        if end < 0:
            return len(value)
    return end + 1
