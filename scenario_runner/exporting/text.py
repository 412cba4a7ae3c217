"""Python source, printed as `ruff format` prints it, so that nobody has to format it again.

What does not fit on a line is broken at its brackets, one part a line, each with a comma:
that is how a formatter leaves it, too.
"""

from __future__ import annotations

import json
import math
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from scenario_runner.language.value import Data

WIDTH = 88


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """Something in brackets: `check(`, its parts, `)`. A part has a text before it: `key=`."""

    head: str
    parts: tuple[tuple[str, Source], ...]
    tail: str


Source: TypeAlias = str | Group
"""An expression: a text that stays on its line, or something that can be broken."""


def call(name: str, *parts: Source, **named: Source) -> Group:
    """A call. What is named comes last."""
    told = [("", part) for part in parts] + [(f"{key}=", part) for key, part in named.items()]
    return Group(head=f"{name}(", parts=tuple(told), tail=")")


def listed(parts: Iterable[Source]) -> Group:
    """A list."""
    return Group(head="[", parts=tuple(("", part) for part in parts), tail="]")


def mapping(entries: Iterable[tuple[str, Source]]) -> Group:
    """A dict; its keys are texts as data."""
    parts = tuple((f"{text(key)}: ", part) for key, part in entries)
    return Group(head="{", parts=parts, tail="}")


def flat(source: Source) -> str:
    """The source on one line."""
    if isinstance(source, str):
        return source
    return (
        source.head + ", ".join(before + flat(part) for before, part in source.parts) + source.tail
    )


def lines(before: str, source: Source, after: str = "", indent: int = 0) -> Iterator[str]:
    """`before`, the source and `after` as lines."""
    space = " " * indent
    whole = f"{space}{before}{flat(source)}{after}"
    if len(whole) <= WIDTH or isinstance(source, str) or not source.parts:
        yield whole
        return
    yield f"{space}{before}{source.head}"
    for name, part in source.parts:
        yield from lines(name, part, ",", indent + 4)
    yield f"{space}{source.tail}{after}"


def text(data: str) -> str:
    """A text as a literal, in the quotes that need fewer signs to be escaped."""
    body = json.dumps(data, ensure_ascii=False)[1:-1].replace('\\"', '"').replace("\x7f", "\\x7f")
    sign = "'" if body.count('"') > body.count("'") else '"'
    return sign + body.replace(sign, f"\\{sign}") + sign


def literal(data: Data) -> Source:
    """Plain data as it stands."""
    match data:
        case dict():
            return mapping((str(key), literal(part)) for key, part in data.items())
        case list() | tuple():
            return listed(literal(part) for part in data)
        case str():
            return text(data)
        case float() if not math.isfinite(data):
            return f'float("{data}")'
        case _:
            return repr(data)


def comment(words: str, indent: int = 0) -> list[str]:
    """A comment, wrapped; empty for no words."""
    space = " " * indent
    paragraphs = [" ".join(part.split()) for part in words.splitlines()]
    return [
        f"{space}# {line}".rstrip()
        for part in paragraphs
        for line in textwrap.wrap(part, WIDTH - indent - 2, break_long_words=False)
    ]


def docstring(paragraphs: Sequence[str], indent: int = 0) -> list[str]:
    """A docstring; the first paragraph is its first line."""
    space = " " * indent
    told = [
        textwrap.wrap(
            " ".join(part.split()),
            WIDTH - indent - 6,
            break_long_words=False,
            break_on_hyphens=False,
        )
        for part in paragraphs
        if part.strip()
    ]
    rows = [row.replace("\\", "\\\\").replace('"""', "'''") for part in told for row in [*part, ""]]
    rows.pop()
    if len(rows) == 1 and not rows[0].endswith('"'):
        return [f'{space}"""{rows[0]}"""']
    return [f'{space}"""{rows[0]}', *(f"{space}{row}".rstrip() for row in rows[1:]), f'{space}"""']
