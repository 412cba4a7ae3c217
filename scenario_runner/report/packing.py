"""How the insides of cases and graphs stand in the page: as they are, packed, or in files beside.

The first ones, up to half a megabyte, stand as they are, so that they are read without scripts.
The others are compressed, and unfold when they are opened. Of a page that would be larger than
25 MB what is packed goes into files beside it: script files, since a page that is opened from a
folder may load nothing else. Each calls one function with names and base64 alone.
"""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

from markupsafe import Markup

from scenario_runner.frozen import frozen

PLAIN = 500_000
"""Characters of insides that stand unpacked in a page; what needs attention comes first."""
LARGEST = 25_000_000
"""Characters of packed insides that a single page carries."""
CALL = "scenarioRunnerPart"
"""What each line of a file calls."""
_PART = 4_000_000
"""Characters of a file beside it; each is loaded whole when one of its cases is opened."""


@frozen
class Inside:
    """One of the three is not None."""

    plain: Markup | None = None
    packed: str | None = None
    """Compressed, in letters that mean nothing to HTML; the script unpacks it."""
    part: str | None = None
    """The address of the file that holds it."""


@dataclass(slots=True)
class Room:
    """What there is room for in a page."""

    plain: int
    """Characters that may stand as they are."""

    def place(self, inside: Markup) -> Inside:
        """An inside as it is, or packed."""
        if len(inside) <= self.plain:
            self.plain -= len(inside)
            return Inside(plain=inside)
        return Inside(packed=packed(inside))


def packed(inside: str) -> str:
    """A text compressed, as base64."""
    return base64.b64encode(gzip.compress(inside.encode(), mtime=0)).decode()


@dataclass(slots=True)
class Parts:
    """Files beside a page, being filled."""

    folder: str
    """Its name."""
    files: dict[str, str] = field(default_factory=dict)
    """By name, the text of each."""

    def take(self, anchor: str, inside: Inside) -> Inside:
        """What stands in the page instead of what is packed."""
        if inside.packed is None:
            return inside
        last = f"part-{max(len(self.files), 1)}.js"
        if len(self.files.get(last, "")) > _PART:
            last = f"part-{len(self.files) + 1}.js"
        call = f"{CALL}({json.dumps(anchor)},{json.dumps(inside.packed)});\n"
        self.files[last] = self.files.get(last, "") + call
        return Inside(part=f"{quote(self.folder)}/{last}")


def is_large(insides: Sequence[Inside]) -> bool:
    """Whether a page should not carry all of it."""
    return sum(len(one.packed or one.plain or "") for one in insides) > LARGEST
