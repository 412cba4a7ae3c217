"""Selecting cases by expressions: words with `and`, `or`, `not` and brackets, as in pytest."""

from __future__ import annotations

import re
from collections.abc import Callable

from scenario_runner.suite.usage import UsageFault

Holds = Callable[[str], bool]
"""Whether a word holds."""

Expression = Callable[[Holds], bool]

_TOKEN = re.compile(r'\s*(?:([()])|"([^"]*)"|([^\s()"]+))')
_DEEPEST = 50


def parse(text: str) -> Expression:
    """An expression as a function. Raises UsageFault."""
    tokens = _tokens(text)
    reader = _Reader(text, tokens)
    expression = reader.either(0)
    if reader.rest():
        raise reader.fault()
    return expression


def name_matches(expression: Expression, name: str) -> bool:
    """`-k`: a word holds where it is part of the name, whatever its case."""
    folded = name.casefold()
    return expression(lambda word: word.casefold() in folded)


def tags_match(expression: Expression, tags: tuple[str, ...]) -> bool:
    """`-t`: a word holds where it is one of the tags."""
    return expression(lambda word: word in tags)


def _tokens(text: str) -> list[tuple[str, bool]]:
    """The tokens, each with whether it is a word in quotes."""
    tokens, at = [], 0
    while at < len(text.rstrip()):
        found = _TOKEN.match(text, at)
        if found is None:
            raise UsageFault(f'the expression "{text}" has a quote that does not end')
        bracket, quoted, word = found.groups()
        tokens.append((bracket or word or quoted, quoted is not None))
        at = found.end()
    return tokens


class _Reader:
    """Reads tokens by the usual precedence: `not` before `and` before `or`."""

    def __init__(self, text: str, tokens: list[tuple[str, bool]]) -> None:
        self.text, self.tokens, self.at = text, tokens, 0

    def rest(self) -> bool:
        return self.at < len(self.tokens)

    def fault(self) -> UsageFault:
        hint = 'write words with and, or, not and brackets: "hitl and not slow"'
        return UsageFault(f'the expression "{self.text}" cannot be read', hint)

    def take(self, *words: str) -> bool:
        if self.rest() and self.tokens[self.at] in {(word, False) for word in words}:
            self.at += 1
            return True
        return False

    def either(self, depth: int) -> Expression:
        parts = [self.both(depth)]
        while self.take("or"):
            parts.append(self.both(depth))
        return lambda holds: any(part(holds) for part in parts)

    def both(self, depth: int) -> Expression:
        parts = [self.one(depth)]
        while self.take("and"):
            parts.append(self.one(depth))
        return lambda holds: all(part(holds) for part in parts)

    def one(self, depth: int) -> Expression:
        if depth > _DEEPEST or not self.rest():
            raise self.fault()
        if self.take("not"):
            inner = self.one(depth + 1)
            return lambda holds: not inner(holds)
        if self.take("("):
            inner = self.either(depth + 1)
            if not self.take(")"):
                raise self.fault()
            return inner
        word, quoted = self.tokens[self.at]
        if not quoted and word in {"and", "or", ")"}:
            raise self.fault()
        self.at += 1
        return lambda holds: holds(word)
