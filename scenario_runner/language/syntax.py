"""What is wrong with a text that is no YAML at all, in our own words."""

from __future__ import annotations

import re
from typing import Any

import yaml

from scenario_runner.language.syntax_met import Met
from scenario_runner.language.syntax_words import (
    after_quote,
    alias,
    character,
    escape,
    open_bracket,
    open_quote,
    stray_colon,
)
from scenario_runner.language.text import place_in
from scenario_runner.language.words import shown
from scenario_runner.problem import Problem

_TEMPLATE = re.compile(r"""(?:^|[\s\[{,])(?P<template>\{[{%][^'"]*)""")
_LONGEST_KEY = 1024
_OPENS_TEXT = re.compile(r":\s[|>][-+\d]*[ \t]*\n\s*\Z")
"""Characters; YAML looks no further for the colon."""
_NO_SPACE = re.compile(r"\s*(?:- )*(?P<key>[\w-]+:)(?=[^\s:/])")


def several_documents(file: str, text: str, second: Any) -> Problem:
    """`second` is the top node of the second document."""
    start = text.rfind("---", 0, second.start_mark.index + 3)
    hint = "move what follows into a file of its own, or remove the line ---"
    if re.search(r"^scenario\s*:", text[start:], re.MULTILINE):
        hint = "move what follows into a file of its own"
    return Problem(
        place=place_in(file, text, max(start, 0), 3),
        message="a second document begins here; a file holds one scenario",
        hint=hint,
        code="several-documents",
    )


def syntax_problem(file: str, text: str, error: yaml.YAMLError) -> Problem:
    """The one problem that ended the reading."""
    mark = getattr(error, "problem_mark", None)
    opened = getattr(error, "context_mark", None)
    context, said = getattr(error, "context", None), getattr(error, "problem", None)
    met = Met(
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


def _template(met: Met) -> Problem | None:
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


def _tab(met: Met) -> Problem | None:
    start, _ = met.line_at(met.index)
    if met.character != "\t" or met.text[start : met.index].strip(" \t-"):
        return None
    return met.told(met.index, "a tab cannot indent a line", "use spaces instead of tabs", "tab")


def _no_space(met: Met) -> Problem | None:
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
                f"write {shown(key, 60)} {shown(line[found.end() :].strip(), 40)}",
                "structure", len(key),
            )  # fmt: skip
    return None


def _no_colon(met: Met) -> Problem | None:
    """A line that is only words, where a key is due: the next line is where it shows."""
    if "could not find expected ':'" not in met.said or met.begun is None:
        return None
    _, line = met.line_at(met.begun)
    if len(line) > _LONGEST_KEY and ":" in line:
        return met.told(
            met.begun, "this key is longer than 1,024 characters",
            "write a shorter one, or text of that length behind a key", "structure",
        )  # fmt: skip
    start, _ = met.line_at(met.begun)
    hint = "write KEY: VALUE, or put text of several lines behind | or into quotes"
    if _OPENS_TEXT.search(met.text[:start]) is not None:
        hint = "indent it, to be part of the text that the line above begins; or write KEY: VALUE"
    return met.told(
        met.begun, "no colon follows this key", hint,
        "structure", len(line.strip()),
    )  # fmt: skip


def _line_before(met: Met) -> Problem | None:
    """A colon that has no right to stand here because the line before has none."""
    if "mapping values are not allowed" not in met.said:
        return None
    here, line = met.line_at(met.index)
    start, before = met.line_at(max(here - 1, 0))
    text = before.strip()
    indented = len(before) - len(before.lstrip()) == len(line) - len(line.lstrip())
    if here == 0 or not text or not indented or ": " in before or text[0] in "-\"'[{#":
        return None
    if (wide := before.find("\uff1a")) >= 0:
        hint = "write : and a space"
        return met.told(start + wide, "this is a wide colon, which YAML takes for text", hint)
    hint = "write KEY: VALUE, or put text of several lines behind | or into quotes"
    begun = start + len(before) - len(before.lstrip())
    return met.told(begun, "no colon follows this key", hint, "structure", len(text))


def _ended(met: Met) -> Problem | None:
    """Something behind the line `...`, which ends a document."""
    end = re.search(r"^\.\.\.\s*$", met.text[: met.index], re.MULTILINE)
    if "document start" not in met.said or end is None:
        return None
    hint = "remove this line, or what follows it"
    return met.told(end.start(), "the line ... ends the document here", hint, "structure", 3)


def _structure(met: Met) -> Problem | None:
    for words, message, hint in _WORDS:
        if words in met.said and met.begun is not None:
            return met.told(met.begun, message, hint, "structure")
    if met.character == ":" and "expected node content" in met.said:
        return stray_colon(met)
    for words, message, hint in _STRUCTURES:
        if words in met.said:
            return met.told(met.index, message, hint, "structure")
    return None


_MIXED = "a list item and something else are mixed here"
_ITEMS = (
    "begin each item with - on its own line, all at the same indentation; "
    "what belongs to an item stands further to the right than its -"
)
_MISFIT = "this does not fit what stands before it"
_WHOLE = "check the indentation; put text with quotes, brackets or colons in quotes as a whole"
_WORDS = (
    ("an anchor", "unquoted text cannot begin with &", "put the text in quotes"),
    (" tag ", "unquoted text cannot begin with !", "put the text in quotes"),
    ("directive", "a line cannot begin with %", "remove the %, or put the text in quotes"),
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
    _template, _tab, open_quote, open_bracket, alias, escape, character, after_quote,
    _no_space, _no_colon, _line_before, _ended, _structure,
)  # fmt: skip
