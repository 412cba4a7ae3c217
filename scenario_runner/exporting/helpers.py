"""The helpers a script may need, as source. Each is printed only where it is used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True, slots=True)
class Helper:
    """One function, class or constant of a script."""

    source: str
    needs: tuple[str, ...] = ()
    """Other helpers."""
    imports: tuple[str, ...] = ()
    froms: tuple[tuple[str, str], ...] = ()
    """Modules, and a name to import from each."""


def _read() -> dict[str, Helper]:
    """The helpers of `helpers.txt`, in their order.

    Each begins with a line `#: NAME`, then lines `#: needs A B`, `#: import M`, `#: from M N`.
    """
    found: dict[str, Helper] = {}
    text = Path(__file__).with_suffix(".txt").read_text(encoding="utf-8")
    for block in text.split("\n#: name ")[1:]:
        rows = block.splitlines()
        told = [row.removeprefix("#: ").split() for row in rows[1:] if row.startswith("#: ")]
        source = "\n".join(row for row in rows[1:] if not row.startswith("#: ")).strip("\n")
        found[rows[0].strip()] = Helper(
            source=source,
            needs=tuple(name for words in told if words[0] == "needs" for name in words[1:]),
            imports=tuple(words[1] for words in told if words[0] == "import"),
            froms=tuple((words[1], words[2]) for words in told if words[0] == "from"),
        )
    return found


HELPERS: Mapping[str, Helper] = _read()
