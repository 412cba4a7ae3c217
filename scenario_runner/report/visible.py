"""Characters that act on a terminal, a browser or a reader's eye become visible text.

Graphs and files may hold anything: escape sequences, text that runs backwards (CVE-2021-42574),
invisible letters, halves of surrogate pairs. Line feeds and tabs stay as they are, and so do
the joiners that emoji and many scripts need (U+200C, U+200D).
"""

from __future__ import annotations

import re
import unicodedata

_ACTING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0 has no place for. What it has would be compiled ten times as long."""
_NEWLINES = re.compile("\r\n")


def visible(text: str) -> str:
    """The text with every acting character replaced by a sign or by its code, as in ⟨U+202E⟩."""
    return _ACTING.sub(_sign, _NEWLINES.sub("\n", text))


def xml_text(text: str) -> str:
    """The text with every acting character visible, fit for XML 1.0."""
    return _NOT_XML.sub("\ufffd", visible(text))


def one_line(text: str, limit: int) -> str:
    """The visible text on one line, cut to `limit` characters."""
    return cut(visible(text).replace("\n", "⏎").replace("\t", " "), limit)


def cut(text: str, limit: int) -> str:
    """The text, or its beginning and an ellipsis, in at most `limit` characters."""
    return text if len(text) <= limit else text[: max(limit - 1, 0)] + "…"


def fit(text: str, columns: int) -> str:
    """As `cut`, by the columns that a terminal needs: many scripts and emoji take two for a
    character, marks above and below letters none."""
    if sum(map(_columns, text)) <= columns:
        return text
    room = max(columns - 1, 0)
    for at, character in enumerate(text):
        room -= _columns(character)
        if room < 0:
            return text[:at] + "…"
    return text + "…"


def _columns(character: str) -> int:
    if character.isascii():
        return 1
    if unicodedata.combining(character) or character in "\u200c\u200d\ufe0f":
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _sign(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else f"⟨U+{code:04X}⟩"
