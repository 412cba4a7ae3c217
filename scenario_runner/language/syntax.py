"""What is wrong with a text that is no YAML at all, in our own words."""

from __future__ import annotations

import re
from typing import Any

import yaml

from scenario_runner.problem import Place, Problem, ProblemsError

_BOMS = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)
_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
_CONTROL = re.compile(
    "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
_TEMPLATE = re.compile(r"""(?:^|[\s\[{,])(?P<template>\{[{%][^'"]*)""")

SHALLOW = 500
"""A text that cannot nest deeper than this is composed without looking; PyYAML's composer
recurses in C and falls over at some tens of thousands of levels."""


def place_in(file: str, text: str, index: int, length: int = 1) -> Place:
    """The place of a character, by the line breaks that YAML knows."""
    line, start = 1, 0
    for found in _BREAK.finditer(text, 0, index):
        line, start = line + 1, found.end()
    return Place(file=file, line=line, column=index - start + 1, length=max(length, 1))


def decode(file: str, content: bytes) -> str:
    """UTF-8, with or without a byte order mark."""
    for bom, name in _BOMS:
        if content.startswith(bom):
            raise _unreadable(place_in(file, "", 0), f"the file is {name}, not UTF-8")
    if content[:2].count(0) == 1:
        raise _unreadable(place_in(file, "", 0), "the file is UTF-16, not UTF-8")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8-sig")
        where = place_in(file, before, len(before))
        raise _unreadable(where, "this character is not UTF-8") from None


def control_character(file: str, text: str) -> Problem | None:
    """The first character that YAML 1.2 (chapter 5.1) does not let stand unescaped."""
    found = _CONTROL.search(text)
    if found is None:
        return None
    name = f"U+{ord(found.group()):04X}"
    return Problem(
        place=place_in(file, text, found.start()),
        message=f"the invisible character {name} cannot stand here",
        hint=f'remove it, or write it as "\\u{ord(found.group()):04x}" in double quotes',
        code="control-character",
    )


def too_deep(file: str, text: str, loader_type: Any, deepest: int) -> Problem | None:
    """Nesting beyond `deepest`, found without recursion."""
    brackets = text.count("[") + text.count("{")
    if brackets + max(map(len, text.splitlines()), default=0) <= SHALLOW:
        return None
    depth = 0
    try:
        for event in yaml.parse(text, loader_type):
            mark: Any = event.start_mark
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
                if depth > deepest:
                    return _too_deep(file, text, mark.index, deepest)
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
    except yaml.YAMLError:
        return None  # told when it is composed
    return None


def several_documents(file: str, text: str, second: Any) -> Problem:
    """`second` is the top node of the second document."""
    start = text.rfind("---", 0, second.start_mark.index + 3)
    return Problem(
        place=place_in(file, text, max(start, 0), 3),
        message="a second document begins here; a file holds one scenario",
        hint="move what follows into a file of its own, or remove the line ---",
        code="several-documents",
    )


def syntax_problem(file: str, text: str, error: yaml.YAMLError) -> Problem:
    """What PyYAML met, told by the place, the character there, and what was being read."""
    mark = getattr(error, "problem_mark", None)
    index = min(mark.index, len(text)) if mark is not None else 0
    opened = getattr(error, "context_mark", None)
    context = str(getattr(error, "context", None) or "")
    said = str(getattr(error, "problem", None) or "")
    begun = opened.index if opened is not None else None
    for explain in (_template, _tab, _unclosed, _alias, _document, _character, _structure):
        problem = explain(file, text, index, begun, f"{context} {said}")
        if problem is not None:
            return problem
    return _told(file, text, index, "this is not valid YAML here", "check the lines around it")


def _template(file: str, text: str, index: int, _begun: int | None, _said: str) -> Problem | None:
    start = max(text.rfind("\n", 0, index), 0)
    end = text.find("\n", index)
    line = text[start : end if end >= 0 else None]
    found = _TEMPLATE.search(line)
    if found is None or line.count('"', 0, found.start()) % 2:
        return None
    return _told(
        file, text, start + found.start("template"), "a template must stand in quotes",
        'put the whole value in quotes: "..."', "template-not-quoted", 2,
    )  # fmt: skip


def _tab(file: str, text: str, index: int, _begun: int | None, _said: str) -> Problem | None:
    start = text.rfind("\n", 0, index) + 1
    if text[index : index + 1] != "\t" or text[start:index].strip(" \t-"):
        return None
    return _told(
        file, text, index, "a tab cannot indent a line", "use spaces instead of tabs", "tab"
    )


def _unclosed(file: str, text: str, index: int, begun: int | None, said: str) -> Problem | None:
    if begun is None:
        return None
    opening = text[begun : begun + 1]
    if opening in {'"', "'"} and "end of stream" in said:
        kind = "double quote" if opening == '"' else "single quote"
        return _told(file, text, begun, f"this {kind} is never closed", f"add a closing {opening}",
                     "unclosed")  # fmt: skip
    if opening not in {"[", "{"} or "flow" not in said:
        return None
    closing = "]" if opening == "[" else "}"
    found = text[index : index + 1]
    hint = f"add a closing {closing}"
    if found and found not in "]}":
        hint = f"add a closing {closing}, a comma, or quotes around text that holds : , [ ] {{ }}"
    problem = _told(file, text, begun, f"this {opening} is not closed properly", hint, "unclosed")
    at = place_in(file, text, min(index, max(len(text.rstrip()) - 1, 0)))
    return Problem(
        place=problem.place,
        message=problem.message,
        hint=problem.hint,
        code=problem.code,
        related=((at, "the list or mapping goes wrong here"),),
    )


def _alias(file: str, text: str, index: int, _begun: int | None, said: str) -> Problem | None:
    if "alias" not in said or text[index : index + 1] != "*":
        return None
    name = (re.match(r"\*[^\s,\[\]{}]*", text[index:]) or [""])[0]
    return _told(
        file, text, index, f"the alias {name} has no anchor before it",
        f'write &{name[1:]} where the value stands first, or quotes around "{name}" to mean text',
        "unknown-alias", len(name),
    )  # fmt: skip


def _document(file: str, text: str, index: int, _begun: int | None, said: str) -> Problem | None:
    if "document start" not in said:
        return None
    return _told(
        file, text, index, "something is left over here after the end of the document",
        "check the indentation of this line and the one before", "structure",
    )  # fmt: skip


_RESERVED = {"@": "at sign", "`": "backtick", "%": "percent sign", "|": "bar", ">": "angle bracket"}


def _character(file: str, text: str, index: int, _begun: int | None, said: str) -> Problem | None:
    found = text[index : index + 1]
    if "escape character" in said:
        start = text.rfind("\\", 0, index + 1)
        return _told(
            file, text, start, f"{text[start : start + 2]} means nothing in double quotes",
            "write \\\\ for a backslash, or use single quotes", "escape", 2,
        )  # fmt: skip
    if "cannot start any token" in said and found in _RESERVED:
        return _told(
            file, text, index, f"unquoted text cannot begin with the {_RESERVED[found]} {found}",
            "put the text in quotes", "reserved-character",
        )  # fmt: skip
    return None


def _structure(file: str, text: str, index: int, _begun: int | None, said: str) -> Problem | None:
    if "mapping values are not allowed" in said:
        return _told(
            file, text, index, "a colon cannot stand here",
            "put text that holds a colon in quotes; check the indentation, "
            "and that a space follows each key's colon", "structure",
        )  # fmt: skip
    if "sequence entries are not allowed" in said or "'-' indicator" in said:
        return _told(
            file, text, index, "a list item and something else are mixed here",
            "begin each item with - on its own line, all at the same indentation", "structure",
        )  # fmt: skip
    if "block mapping" in said or "block collection" in said:
        return _told(
            file, text, index, "this does not fit what stands before it",
            "check the indentation; put text with quotes, brackets or colons in quotes as a whole",
            "structure",
        )  # fmt: skip
    return None


def _told(
    file: str, text: str, index: int, message: str, hint: str, code: str = "syntax", length: int = 1
) -> Problem:
    place = place_in(file, text, index, length)
    return Problem(place=place, message=message, hint=hint, code=code)


def _too_deep(file: str, text: str, index: int, deepest: int) -> Problem:
    return _told(
        file, text, index, f"values are nested more than {deepest} levels deep", "flatten them",
        "too-deep",
    )  # fmt: skip


def _unreadable(place: Place, message: str) -> ProblemsError:
    problem = Problem(place=place, message=message, hint="save the file as UTF-8", code="not-utf-8")
    return ProblemsError((problem,))
