"""How a value may be spelled in a text: as it stands, escaped, or in base64, as patterns.

Escapes mix: a graph may put a URL into JSON and that into JSON again. So each character that some
encoding writes otherwise may be written in any of these ways, whatever the others are.
"""

from __future__ import annotations

import base64
import html.entities
import json
import re
from collections.abc import Iterator
from itertools import groupby
from urllib.parse import quote, quote_plus

_LITERAL = re.compile(r"[A-Za-z0-9_.\-]")
"""What no encoding writes otherwise."""
_BREAK = r"(?:\\+[nr]|[\r\n][ \t]*)*"
"""Between characters of base64, which is often folded; as JSON text too."""
_ANY_DIGIT = r"(?:[A-Za-z0-9+_\-]|\\*/|%(?:25)*2[BbFf])"
_BLANKS = r"(?:\s|\\+[nrtfv]|\\+u00[01][0-9A-Da-d]|\\+u0020|\+|%(?:25)*(?:20|0[9A-Da-d])|&#\d+;)+"
"""Any run of blanks for any other: texts are often wrapped and indented anew."""
_READ = 60
"""Bytes that are compared in base64: of a longer value what follows is only counted, which keeps
the patterns small."""
_FIRST_WHOLE = (0, 2, 3)
"""The first character of base64 that is the value's own, after so many bytes of other text."""


def escaped(value: str) -> str:
    """A pattern of the value as it stands and as escaped for JSON (several times over too),
    URLs, HTML and Python."""
    runs = groupby(value, key=str.isspace)
    return "".join(_BLANKS if blank else "".join(map(_character, run)) for blank, run in runs)


def in_base64(value: str) -> Iterator[str]:
    """Patterns of the value inside of base64, wherever in a longer text it stands, also where
    it was escaped for JSON or a URL before."""
    spelled = (value, json.dumps(value)[1:-1], json.dumps(value, ensure_ascii=False)[1:-1],
               _bytes_quoted(value), quote_plus(_bytes(value)))  # fmt: skip
    for text in dict.fromkeys(spelled):
        for before in range(3):
            yield _shifted(_bytes(text), before)


def _shifted(value: bytes, before: int) -> str:
    coded = base64.b64encode(bytes(before) + value).decode()
    end, first = (before + len(value)) * 8 // 6, _FIRST_WHOLE[before]
    read = min(end, (before + _READ) * 8 // 6)
    pattern = _BREAK.join(map(_digit, coded[first:read]))
    if end > read:
        pattern += rf"(?:{_BREAK}{_ANY_DIGIT}){{0,{end - read}}}"
    last = coded[end:].rstrip("=")
    return f"{pattern}(?:{_digit(last)}(?:=|%(?:25)*3[Dd])+)?" if last else pattern


def _digit(character: str) -> str:
    """A digit of base64, also of the kind for URLs."""
    match character:
        case "+":
            return r"(?:[+\-]|%(?:25)*2[Bb])"
        case "/":
            return r"(?:\\*/|_|%(?:25)*2[Ff])"
        case _:
            return character


def _character(character: str) -> str:
    if _LITERAL.fullmatch(character):
        return re.escape(character)
    code = ord(character)
    ways = [rf"\\*{re.escape(character)}", *_codes(code)]
    if character == "\\":
        ways[0] = r"\\+"
    in_bytes = _bytes(character)
    ways += ["".join(f"%(?:25)*{_hex(byte, 2)}" for byte in in_bytes)]
    ways += ["".join(rf"\\+x{_hex(byte, 2)}" for byte in in_bytes)]
    entities = [rf"#0*{code}", rf"#[xX]0*{_hex(code, 0)}"]
    if (name := html.entities.codepoint2name.get(code)) is not None:
        entities.append(name)
    ways += [f"&(?:amp;)*(?:{'|'.join(entities)});"]
    return f"(?:{'|'.join(dict.fromkeys(ways))})"


def _codes(code: int) -> Iterator[str]:
    """A character by its number, as JSON and Python write it."""
    if code > 0xFFFF:
        pair = (0xD800 + (code - 0x10000 >> 10), 0xDC00 + (code & 0x3FF))
        yield "".join(rf"\\+u{_hex(half, 4)}" for half in pair)
        yield rf"\\+U{_hex(code, 8)}"
        return
    yield rf"\\+u{_hex(code, 4)}"
    if code <= 0xFF:
        yield rf"\\+x{_hex(code, 2)}"


def _hex(number: int, digits: int) -> str:
    """A number in hexadecimal, its letters in either case."""
    return "".join(
        f"[{digit.upper()}{digit}]" if digit.isalpha() else digit
        for digit in f"{number:0{digits}x}"
    )


def _bytes(text: str) -> bytes:
    """As the environment holds it: what is no UTF-8 in it is passed through."""
    return text.encode("utf-8", "surrogateescape")


def _bytes_quoted(text: str) -> str:
    return quote(_bytes(text), safe="")
