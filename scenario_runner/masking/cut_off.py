"""What is left of a value where somebody cut a text: `sk-live-4f...`, as Pydantic and others do."""

from __future__ import annotations

import re
from collections.abc import Mapping

_ELLIPSIS = re.compile(r"\.\.\.|\u2026")
_LEAST = 6
"""Characters of a value that are worth masking: fewer may be any word."""


def without_ends(text: str, words: Mapping[str, str]) -> str:
    """The text without beginnings of values before an ellipsis, and ends of them after one.
    `words` are what is put in the place of each value."""
    if "..." not in text and "\u2026" not in text:
        return text
    for value, word in words.items():
        for found in reversed(list(_ELLIPSIS.finditer(text))):
            before, after = text[: found.start()], text[found.end() :]
            head = overlap(before, value, _LEAST)
            tail = overlap(after[::-1], value[::-1], _LEAST)
            before = before[: len(before) - head] + word if head else before
            text = before + found[0] + (word + after[tail:] if tail else after)
    return text


def overlap(text: str, value: str, least: int = 1) -> int:
    """How many characters at the end of a text are a beginning of the value; 0 for too few."""
    for length in range(min(len(text), len(value)), least - 1, -1):
        if text.endswith(value[:length]):
            return length
    return 0
