"""What was changed in a file, as the difference of its two texts."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import unified_diff

from scenario_runner.report.paint import Paint
from scenario_runner.report.visible import visible

_MOST = 200
"""Lines of one file's difference that are shown."""
_STYLES = {"+": "expected", "-": "actual", "@": "dim"}


def changed_text(file: str, before: str, after: str, *, color: bool) -> str:
    """The lines of `diff -u`, in colours where wanted; cut where they are many."""
    paint = Paint(on=color, width=0)
    lines = list(_lines(file, before, after, paint))
    more = len(lines) - _MOST
    return "\n".join(lines if more <= 0 else [*lines[:_MOST], paint.dim(f"~ {more} more lines")])


def _lines(file: str, before: str, after: str, paint: Paint) -> Iterator[str]:
    old, new = (f"a/{file}" if before else "/dev/null", f"b/{file}" if after else "/dev/null")
    for line in unified_diff(_split(before), _split(after), old, new, lineterm=""):
        shown, style = visible(line), _STYLES.get(line[:1])
        if line.startswith(("--- ", "+++ ")):
            style = "strong"
        yield paint.style(style, shown) if style is not None else shown


def _split(text: str) -> list[str]:
    """By the breaks that a difference is read by; other breaks are only characters."""
    return [line.removesuffix("\r") for line in text.removesuffix("\n").split("\n")] if text else []
