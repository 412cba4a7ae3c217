"""Two texts line by line, and the parts of two lines that differ."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

_MOST = 400
"""Lines compared; longer texts are compared up to here, so that time stays bounded."""
_PIECE = re.compile(r"[^\W_]+|.", re.DOTALL)
_AROUND = 3
"""Equal lines shown before and after a difference."""

Side = Literal["both", "expected", "actual", "gap"]


@dataclass(frozen=True, kw_only=True, slots=True)
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
    return (
        tuple((tag != "equal", "".join(left[a:b])) for tag, a, b, _, _ in codes if a < b),
        tuple((tag != "equal", "".join(right[c:d])) for tag, _, _, c, d in codes if c < d),
    )


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
