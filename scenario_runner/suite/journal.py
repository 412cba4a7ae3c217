"""What a worker left on disk, read back: also of one that died in the middle of a word."""

from __future__ import annotations

import pickle
import re
import sysconfig
from dataclasses import dataclass
from pathlib import Path

from scenario_runner.masking.mask import Mask
from scenario_runner.suite.told import Told

MOST_PRINTED = 64 * 1024
"""Bytes of a case's output that are kept; the end is."""

_MORE = 64 * 1024
"""Bytes before those that are looked at too, where a secret may begin in them."""

_OURS = str(Path(__file__).resolve().parents[1])
_LIBRARIES = tuple({sysconfig.get_path(n) for n in ("stdlib", "platstdlib", "purelib", "platlib")})
_FRAME = re.compile(r'  File "(?P<file>.*)", line (?P<line>\d+) in (?P<name>.*)')

TITLE = "It was here (most recent call last):"


@dataclass(frozen=True, kw_only=True, slots=True)
class Left:
    """What a worker left."""

    told: tuple[Told, ...]
    printed: str
    hung: str | None
    """Where it hung, as a traceback of the user's own frames, empty where there are none;
    None where it did not hang."""
    reason: str
    """Why the graph ended the process, where it could still be said."""


def read_left(folder: Path, mask: Mask) -> Left:
    """What a worker left in `folder`, masked; less where it did not come that far."""
    return Left(
        told=tuple(_told(folder / "journal")),
        printed=_tail(folder / "printed", mask),
        hung=_hung(folder / "hung", mask),
        reason=_tail(folder / "reason", mask),
    )


def _told(path: Path) -> list[Told]:
    told: list[Told] = []
    if path.exists():
        with path.open("rb") as file:
            while True:
                try:
                    told.append(pickle.load(file))  # noqa: S301  # written by our own worker
                except (EOFError, pickle.UnpicklingError):
                    break
    return told


def _tail(path: Path, mask: Mask) -> str:
    if not path.exists():
        return ""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - MOST_PRINTED - (_MORE if mask else 0)))
        text = mask.end_of(file.read().decode(errors="replace"), MOST_PRINTED)
    left_out = size - MOST_PRINTED
    return f"[{left_out} bytes before this are left out]\n{text}" if left_out > 0 else text


def _hung(path: Path, mask: Mask) -> str | None:
    text = path.read_text(errors="replace") if path.exists() else ""
    if not text.strip():
        return None
    own = [frame for frame in _FRAME.finditer(text) if _is_users(frame["file"])]
    lines = [f'  File "{f["file"]}", line {f["line"]}, in {f["name"]}' for f in reversed(own)]
    return mask.text("\n".join([TITLE, *lines])) if lines else ""


def _is_users(file: str) -> bool:
    return not file.startswith((_OURS, *_LIBRARIES)) and not file.startswith("<")
