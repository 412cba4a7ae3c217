"""Names in a bundle: such that no system it is unpacked on takes one for something else."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

_DRIVE = re.compile(r"[A-Za-z]:")
_NOT_ON_WINDOWS = frozenset('<>:"|?*')
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d|conin\$|conout\$)(\..*)?", re.IGNORECASE)
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_LONGEST_PART = 255  # bytes, as file systems count them
_LONGEST = 1_000


def name_fault(name: str) -> str | None:
    """What is wrong with the name of a file in a bundle; None where nothing is."""
    if name.startswith(("/", "\\")) or _DRIVE.match(name):
        return "it is an absolute path"
    if "\\" in name:
        return "it holds a backslash"
    if any(unicodedata.category(character) in _UNSEEN for character in name):
        return "it holds characters that are not seen"
    if len(name) > _LONGEST:
        return "it is too long"
    return next((fault for part in name.split("/") if (fault := _part_fault(part))), None)


def _part_fault(part: str) -> str | None:
    if part in {"", ".", ".."}:
        return "it does not lead straight to a file"
    if len(part.encode()) > _LONGEST_PART:
        return "it is too long"
    if _NOT_ON_WINDOWS & set(part) or part[-1] in {".", " "} or part[0] == " ":
        return "it is no name of a file on every system"
    if _DEVICES.fullmatch(part):
        return "it is the name of a device"
    return None


def clashes(names: Iterable[str]) -> Iterator[str]:
    """Names that would be unpacked onto another: the same ones, the same but for case or
    spelling, and a file where another one wants a folder."""
    files: set[str] = set()
    folders: set[str] = set()
    for name in names:
        parts = unicodedata.normalize("NFC", name).casefold().split("/")
        above = {"/".join(parts[:end]) for end in range(1, len(parts))}
        whole = "/".join(parts)
        if whole in files or whole in folders or above & files:
            yield name
        files.add(whole)
        folders |= above
