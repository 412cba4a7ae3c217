"""What is wrong with a text that is no YAML at all, in our own words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import yaml

from scenario_runner.language.text import place_in
from scenario_runner.problem import Problem

_TEMPLATE = re.compile(r"""(?:^|[\s\[{,])(?P<template>\{[{%][^'"]*)""")
_NO_SPACE = re.compile(r"\s*(?:- )*(?P<key>[\w-]+:)(?=[^\s:/])")
_RESERVED = {
    "@": "at sign", "`": "backtick", "%": "percent sign", "|": "bar", ">": "angle bracket",
}  # fmt: skip


def several_documents(file: str, text: str, second: Any) -> Problem:
    """`second` is the top node of the second document."""
    start = text.rfind("---", 0, second.start_mark.index + 3)
    return Problem(
        place=place_in(file, text, max(start, 0), 3),
        message="a second document begins here; a file holds one scenario",
        hint="move what follows into a file of its own, or remove the line ---",
        code="several-documents",
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class _Met:
    """What PyYAML met, by places and the characters there; its words only tell cases apart."""

    file: str
    text: str
    index: int
    begun: int | None
    """Where the construct began in which it was met."""
    said: str

    @property
    def character(self) -> str:
        return self.text[self.index : self.index + 1]

    def line_at(self, index: int) -> tuple[int, str]:
        """The start and the text of the line that holds `index`."""
        start = self.text.rfind("\n", 0, index) + 1
        end = self.text.find("\n", start)
        return start, self.text[start : end if end >= 0 else None]

    def told(
        self, index: int, message: str, hint: str, code: str = "syntax", length: int = 1
    ) -> Problem:
        place = place_in(self.file, self.text, index, length)
        return Problem(place=place, message=message, hint=hint, code=code)


def syntax_problem(file: str, text: str, error: yaml.YAMLError) -> Problem:
    """The one problem that ended the reading."""
    mark = getattr(error, "problem_mark", None)
    opened = getattr(error, "context_mark", None)
    context, said = getattr(error, "context", None), getattr(error, "problem", None)
    met = _Met(
        file=file,
        text=text,
        index=min(mark.index, len(text)) if mark is not None else 0,
        begun=opened.index if opened is not None else None,
        said=f"{context or ''} {said or ''}",
    )
    for explain in _EXPLAINED:
        if (problem := explain(met)) is not None:
            return problem
    return met.told(met.index, "this is not valid YAML here", "check the lines around it")


def _template(met: _Met) -> Problem | None:
    start, line = met.line_at(met.index)
    found = _TEMPLATE.search(line)
    if found is None or line.count('"', 0, found.start()) % 2:
        return None
    return met.told(
        start + found.start("template"),
        "a template must stand in quotes",
        'put the whole value in quotes: "..."',
        "template-not-quoted",
        2,
    )


def _tab(met: _Met) -> Problem | None:
    start, _ = met.line_at(met.index)
    if met.character != "\t" or met.text[start : met.index].strip(" \t-"):
        return None
    return met.told(met.index, "a tab cannot indent a line", "use spaces instead of tabs", "tab")


def _open_quote(met: _Met) -> Problem | None:
    opening = met.text[met.begun : met.begun + 1] if met.begun is not None else ""
    if met.begun is None or opening not in {'"', "'"} or "end of stream" not in met.said:
        return None
    kind = "double quote" if opening == '"' else "single quote"
    return met.told(
        met.begun, f"this {kind} is never closed", f"add a closing {opening}", "unclosed"
    )


def _open_bracket(met: _Met) -> Problem | None:
    opening = met.text[met.begun : met.begun + 1] if met.begun is not None else ""
    if met.begun is None or opening not in {"[", "{"} or "flow" not in met.said:
        return None
    if met.character == ":":
        return met.told(met.index, *_NO_KEY)
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


def _alias(met: _Met) -> Problem | None:
    if "alias" not in met.said:
        return None
    start = met.text.rfind("*", 0, met.index) if "undefined" not in met.said else met.index
    if start < 0:
        return None
    name = (re.match(r"\*\w*", met.text[start:]) or [""])[0]
    if "undefined" not in met.said or len(name) < 2:
        return met.told(
            start, "unquoted text cannot begin with a star *", "put the text in quotes",
            "reserved-character",
        )  # fmt: skip
    return met.told(
        start,
        f"the alias {name} has no anchor before it",
        f'write &{name[1:]} where the value stands first, or quotes around "{name}" to mean text',
        "unknown-alias",
        len(name),
    )


def _escape(met: _Met) -> Problem | None:
    if "escape character" not in met.said and "hexdec" not in met.said:
        return None
    start = max(met.text.rfind("\\", 0, met.index + 1), 0)
    return met.told(
        start,
        f"{met.text[start : start + 2]} means nothing in double quotes",
        "write \\\\ for a backslash, or use single quotes",
        "escape",
        2,
    )


def _character(met: _Met) -> Problem | None:
    if "cannot start any token" not in met.said:
        return None
    if met.character == ":":
        return met.told(met.index, *_NO_KEY)
    if met.character not in _RESERVED:
        return None
    name = f"the {_RESERVED[met.character]} {met.character}"
    return met.told(
        met.index, f"unquoted text cannot begin with {name}", "put the text in quotes",
        "reserved-character",
    )  # fmt: skip


def _after_quote(met: _Met) -> Problem | None:
    before = met.text[: met.index].rstrip(" ")
    if "block mapping" not in met.said or not before.endswith(('"', "'")):
        return None
    hint = "put the whole text in quotes"
    if before.endswith("'"):
        hint = "put the whole text in double quotes, or write a quote inside it twice: ''"
    return met.told(met.index, "text goes on after its closing quote", hint, "structure")


def _no_space(met: _Met) -> Problem | None:
    """`key:value`, which is a text and no key; the next line is where it shows."""
    if "mapping values are not allowed" not in met.said:
        return None
    start, _ = met.line_at(met.index)
    for at in (start, start - 1):
        begin, line = met.line_at(at) if at >= 0 else (0, "")
        if (found := _NO_SPACE.match(line)) is not None and begin + found.end() < met.index:
            key = found["key"]
            return met.told(
                begin + found.start("key"), "no space follows the colon of this key",
                f'write "{key}" with a space behind it', "structure", len(key),
            )  # fmt: skip
    return None


def _no_colon(met: _Met) -> Problem | None:
    """A line that is only words, where a key is due: the next line is where it shows."""
    if "could not find expected ':'" not in met.said or met.begun is None:
        return None
    _, line = met.line_at(met.begun)
    return met.told(
        met.begun, "no colon follows this key",
        "write KEY: VALUE, or put text of several lines behind | or into quotes",
        "structure", len(line.strip()),
    )  # fmt: skip


def _structure(met: _Met) -> Problem | None:
    for words, message, hint in _WORDS:
        if words in met.said and met.begun is not None:
            return met.told(met.begun, message, hint, "structure")
    for words, message, hint in _STRUCTURES:
        if words in met.said:
            return met.told(met.index, message, hint, "structure")
    return None


_NO_KEY = ("no key stands before this colon", "write a key, or remove the colon")
_MIXED = "a list item and something else are mixed here"
_ITEMS = "begin each item with - on its own line, all at the same indentation"
_MISFIT = "this does not fit what stands before it"
_WHOLE = "check the indentation; put text with quotes, brackets or colons in quotes as a whole"
_WORDS = (
    ("an anchor", "unquoted text cannot begin with &", "put the text in quotes"),
    (" tag ", "unquoted text cannot begin with !", "put the text in quotes"),
    ("directive", "a line cannot begin with %", "put the text in quotes"),
)
"""Told at the beginning of the word that holds them."""

_STRUCTURES = (
    ("unexpected ':'", "a colon cannot stand here", "put text that holds a colon in quotes"),
    (
        "expected node content",
        "a value is missing here",
        "write one, or null; put text that begins with a special character in quotes",
    ),
    (
        "block scalar",
        "only a comment can follow | and > on their line",
        "begin the text on the next line, further to the right",
    ),
    (
        "mapping values are not allowed",
        "a colon cannot stand here",
        "put text that holds a colon in quotes, or check the indentation",
    ),
    ("sequence entries are not allowed", _MIXED, _ITEMS),
    ("'-' indicator", _MIXED, _ITEMS),
    ("block collection", _MIXED, _ITEMS),
    ("block mapping", _MISFIT, _WHOLE),
    (
        "document start",
        "something is left over after the end of the document",
        "check the indentation of this line and the one before",
    ),
)

_EXPLAINED = (
    _template, _tab, _open_quote, _open_bracket, _alias, _escape, _character, _after_quote,
    _no_space, _no_colon, _structure,
)  # fmt: skip
