"""Two texts line by line, and the parts of two lines that differ."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from itertools import groupby
from typing import Literal

from scenario_runner.frozen import frozen

_MOST = 400
"""Lines compared; longer texts are compared up to here, so that time stays bounded."""
_PIECE = re.compile(r"[^\W_]+|.", re.DOTALL)
_AROUND = 3
"""Equal lines shown before and after a difference."""

Side = Literal["both", "expected", "actual", "gap"]


@frozen
class Line:
    """A line of a comparison: on both sides, on one side, or a gap of equal lines left out."""

    side: Side
    text: str


def worth_comparing(expected: object, actual: object) -> bool:
    """Whether two texts are easier to read side by side than one after the other."""
    return all(isinstance(one, str) and "\n" in one.strip() for one in (expected, actual))


def compare(expected: str, actual: str) -> tuple[Line, ...]:
    """What differs, with a few equal lines around."""
    left, right = expected.split("\n")[:_MOST], actual.split("\n")[:_MOST]
    lines: list[Line] = []
    for tag, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if tag == "equal":
            lines += [Line(side="both", text=text) for text in left[a:b]]
            continue
        lines += [Line(side="expected", text=text) for text in left[a:b]]
        lines += [Line(side="actual", text=text) for text in right[c:d]]
    return tuple(_with_gaps(lines))


def words(expected: str, actual: str) -> tuple[tuple[tuple[bool, str], ...], ...]:
    """Both texts in pieces, each piece with whether it is on one side only."""
    left, right = _pieces(expected), _pieces(actual)
    if len(left) * len(right) > 250_000:
        return ((True, expected),), ((True, actual),)
    codes = SequenceMatcher(None, left, right, autojunk=False).get_opcodes()
    differ = [tag != "equal" for tag, *_ in codes]
    for n in range(1, len(codes) - 1):  # a space between two marked words is marked with them
        if "".join(left[codes[n][1] : codes[n][2]]).isspace():
            differ[n] = True
    return (
        _joined(
            (on, "".join(left[a:b])) for on, (_, a, b, _, _) in zip(differ, codes, strict=True)
        ),
        _joined((on, "".join(right[c:d])) for on, (*_, c, d) in zip(differ, codes, strict=True)),
    )


def _joined(pieces: Iterable[tuple[bool, str]]) -> tuple[tuple[bool, str], ...]:
    """Neighbours that are marked alike as one; none is empty."""
    told = ((on, text) for on, text in pieces if text)
    return tuple((on, "".join(text for _, text in same)) for on, same in groupby(told, _on))


def _on(piece: tuple[bool, str]) -> bool:
    return piece[0]


def _pieces(text: str) -> list[str]:
    """Words, and the single characters between them."""
    return _PIECE.findall(text)


def _with_gaps(lines: list[Line]) -> Iterator[Line]:
    different = [index for index, line in enumerate(lines) if line.side != "both"]
    near = {n for index in different for n in range(index - _AROUND, index + _AROUND + 1)}
    skipped = 0
    for index, line in enumerate(lines):
        if index in near:
            if skipped:
                yield Line(side="gap", text=f"{skipped} equal lines")
            skipped = 0
            yield line
        else:
            skipped += 1
    if skipped:
        yield Line(side="gap", text=f"{skipped} equal lines")
