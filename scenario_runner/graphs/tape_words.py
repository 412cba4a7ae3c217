"""What is said of a request that no recording answers: which recording is the nearest to it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Any

Identity = tuple[str, str, str]
"""Method, address, content."""

_LONGEST = 60
_COMPARED = 2_000  # characters of a body that tell how near it is


def unanswered(asked: Identity, known: Sequence[Identity]) -> str:
    """A sentence without a full stop."""
    method, url, _ = asked
    what = f"{method} {url} is not on the tape"
    if not known:
        return f"{what}, which is empty"
    if (times := known.count(asked)) > 0:
        often = "once" if times == 1 else f"{times} times"
        return f"{method} {url} was asked for more often than on the tape, which has it {often}"
    near = max(known, key=lambda one: _nearness(asked, one))
    return f"{what}; the nearest recording, number {known.index(near) + 1}, {_unlike(asked, near)}"


def _nearness(asked: Identity, other: Identity) -> tuple[bool, bool, float]:
    same_path = asked[1].partition("?")[0] == other[1].partition("?")[0]
    address = SequenceMatcher(None, asked[1], other[1]).ratio()
    content = SequenceMatcher(None, asked[2][:_COMPARED], other[2][:_COMPARED]).ratio()
    return same_path, asked[0] == other[0], address + content


def _unlike(asked: Identity, other: Identity) -> str:
    """In what a recording differs first."""
    if asked[0] != other[0]:
        return f"is {other[0]} {other[1]}"
    if asked[1] != other[1]:
        return f"is for {other[1]}"
    try:
        at, was, came = _first_difference(json.loads(other[2]), json.loads(asked[2]), "$")
    except (ValueError, RecursionError):
        at, was, came = "", other[2], asked[2]
    where = f"at {at}" if at else "in its body"
    return f"differs {where}: {_short(was)} there, {_short(came)} now"


def _first_difference(was: Any, came: Any, at: str) -> tuple[str, Any, Any]:
    if isinstance(was, dict) and isinstance(came, dict):
        for key in sorted(was.keys() | came.keys()):
            if key not in was or key not in came or was[key] != came[key]:
                return _first_difference(was.get(key), came.get(key), f"{at}.{key}")
    if isinstance(was, list) and isinstance(came, list):
        for index, (one, other) in enumerate(zip(was, came, strict=False)):
            if one != other:
                return _first_difference(one, other, f"{at}[{index}]")
        return f"the length of {at}", len(was), len(came)
    return at, was, came


def _short(data: Any) -> str:
    text = json.dumps(data, ensure_ascii=False)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."
