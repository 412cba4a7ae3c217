"""Quotes, brackets and special characters that do not go together."""

from __future__ import annotations

import re

from scenario_runner.language.syntax_met import Met
from scenario_runner.language.text import place_in
from scenario_runner.language.words import shown
from scenario_runner.problem import Problem

_RESERVED = {
    "@": "at sign", "`": "backtick", "%": "percent sign", "|": "bar", ">": "angle bracket",
}  # fmt: skip
_ENDS = ("end of stream", "document indicator")
_COMMENT = re.compile(r"\s(?P<mark>//)\s")
_CURLED = frozenset("\u201c\u201d\u201e\u201f\u2018\u2019")


def stray_colon(met: Met) -> Problem:
    """A colon without a key, or a second one in the same entry."""
    start, line = met.line_at(met.index)
    before = met.text[start : met.index].rstrip()
    if not before or before[-1] in "{[,-?:":
        hint = "write a key, or remove the colon"
        return met.told(met.index, "no key stands before this colon", hint, "structure")
    hint = "put a comma between two entries, or quotes around text that holds a colon"
    if _CURLED & set(line):
        hint = "use straight quotes, \" or ', instead of the curled ones"
    return met.told(met.index, "a colon cannot stand here", hint, "structure")


def open_quote(met: Met) -> Problem | None:
    """A quote without its end."""
    opening = met.text[met.begun : met.begun + 1] if met.begun is not None else ""
    if (
        met.begun is None
        or opening not in {'"', "'"}
        or not any(words in met.said for words in _ENDS)
    ):
        return None
    kind = "double quote" if opening == '"' else "single quote"
    return met.told(
        met.begun, f"this {kind} is never closed", f"add a closing {opening}", "unclosed"
    )


def open_bracket(met: Met) -> Problem | None:
    """A bracket without its end, or with the wrong one."""
    opening = met.text[met.begun : met.begun + 1] if met.begun is not None else ""
    if met.begun is None or opening not in {"[", "{"} or "flow" not in met.said:
        return None
    if (foreign := _COMMENT.search(met.text, met.begun, met.index)) is not None:
        return met.told(
            foreign.start("mark"), "a comment begins with #, not //", "write # instead", length=2
        )
    if met.character == ":" and "\n" not in met.text[met.begun : met.index]:
        return stray_colon(met)
    closing = "]" if opening == "[" else "}"
    hint = f"add a closing {closing}"
    if met.character in {"]", "}"}:
        hint = f"close it by {closing}, or remove the {met.character}"
    elif met.character:
        hint = f"add a closing {closing}, a comma, or quotes around text that holds : , [ ] {{ }}"
    last = max(len(met.text.rstrip()) - 1, 0)
    at = place_in(met.file, met.text, min(met.index, last))
    return Problem(
        place=place_in(met.file, met.text, met.begun),
        message=f"this {opening} is not closed properly",
        hint=hint,
        code="unclosed",
        related=((at, "the list or mapping goes wrong here"),),
    )


def alias(met: Met) -> Problem | None:
    """`*name`, meant as an alias or as text."""
    if "alias" not in met.said:
        return None
    start = met.text.rfind("*", 0, met.index) if "undefined" not in met.said else met.index
    if start < 0:
        return None
    name = (re.match(r"\*\w*", met.text[start:]) or [""])[0]
    told = shown(name, 60)
    if "undefined" not in met.said or len(name) < 2:
        return met.told(
            start, "unquoted text cannot begin with a star *", "put the text in quotes",
            "reserved-character",
        )  # fmt: skip
    return met.told(
        start,
        f"the alias {told} has no anchor before it",
        f'write &{told[1:]} where the value stands first, or quotes around "{told}" to mean text',
        "unknown-alias",
        len(name),
    )


def escape(met: Met) -> Problem | None:
    """A backslash in double quotes that begins nothing known."""
    if "escape character" not in met.said and "hexdec" not in met.said:
        return None
    start = max(met.text.rfind("\\", 0, met.index + 1), 0)
    return met.told(
        start,
        f"{shown(met.text[start : start + 2])} means nothing in double quotes",
        "write \\\\ for a backslash, or use single quotes",
        "escape",
        2,
    )


def character(met: Met) -> Problem | None:
    """Text that begins with a character that YAML keeps for itself."""
    if "cannot start any token" not in met.said:
        return None
    if met.character == ":":
        return stray_colon(met)
    if met.text.startswith("```", met.index):
        return met.told(
            met.index, "this line belongs to Markdown, not to YAML", "remove it", "structure", 3
        )
    if met.character not in _RESERVED:
        return None
    name = f"the {_RESERVED[met.character]} {met.character}"
    return met.told(
        met.index, f"unquoted text cannot begin with {name}", "put the text in quotes",
        "reserved-character",
    )  # fmt: skip


def after_quote(met: Met) -> Problem | None:
    """Text behind the quote that ends it, as in 'it's here'."""
    before = met.text[: met.index].rstrip(" ")
    if "block mapping" not in met.said or not before.endswith(('"', "'")):
        return None
    hint = 'put the whole text in single quotes, or write \\" for a quote inside it'
    start, line = met.line_at(met.index)
    if before[-1] not in line[met.index - start :]:
        hint = "move the closing quote behind all of the text, or quote the whole in other quotes"
    elif before.endswith("'"):
        hint = "put the whole text in double quotes, or write a quote inside it twice: ''"
    return met.told(met.index, "text goes on after its closing quote", hint, "structure")
