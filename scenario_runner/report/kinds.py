"""The kinds of reports, and what `KIND=PATH` asks for. `report.write` knows how each is written,
and imports what that takes."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final, TypeAlias

KINDS: Final = ("coverage", "ctrf", "html", "json", "junit", "markdown")

Wanted: TypeAlias = tuple[tuple[str, Path], ...]
"""Kinds of reports with the files that they go to, in the order in which they were asked for."""


class NotAReportError(ValueError):
    """What was asked for is no report; the message says what is."""


def reports_wanted(texts: Iterable[str]) -> Wanted:
    """The reports that are asked for, each as `KIND=PATH`. Raises NotAReportError."""
    wanted: dict[Path, str] = {}
    for text in texts:
        kind, _, path = text.partition("=")
        if not path or kind not in KINDS:
            raise NotAReportError(f'"{text}" is not KIND=PATH with a KIND of {", ".join(KINDS)}')
        file = Path(path)
        if path == "-":
            raise NotAReportError(f'"{text}": name a file; /dev/stdout prints it')
        if not file.name or file.is_dir():
            raise NotAReportError(f'"{text}" names a folder: name a file in it')
        if file in wanted:
            raise NotAReportError(f"{path} is asked for twice, as {wanted[file]} and as {kind}")
        wanted[file] = kind
    return tuple((kind, file) for file, kind in wanted.items())
