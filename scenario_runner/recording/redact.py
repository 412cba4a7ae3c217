"""What must not leave a database: values masked by a JSONPath or by a pattern, wherever they
stand in what is written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from scenario_runner.frozen import frozen
from scenario_runner.language.jsonpath import PathError, compile_path
from scenario_runner.language.value import Data
from scenario_runner.recording.record import Recording
from scenario_runner.stored.database import CannotRead

MASK: Final = "[redacted]"
_SHORTEST = 3
"""Characters of a text that is masked inside of other texts too."""


@frozen
class _Found:
    """What is masked."""

    patterns: tuple[re.Pattern[str], ...]
    texts: frozenset[str]
    numbers: frozenset[float]


def redacted(recording: Recording, asked: Sequence[str]) -> Recording:
    """The recording without what a JSONPath (from `$`, on each step as it is written) or a
    pattern hits. What is hit at one place is masked everywhere. Raises CannotRead."""
    if not asked:
        return recording
    patterns = tuple(_pattern(each) for each in asked if not each.startswith("$"))
    bodies = [_body(step.body, step.expect) for line in recording.lines for step in line.steps]
    hits = [hit for each in asked if each.startswith("$") for hit in _hits(each, bodies)]
    leaves = [leaf for hit in hits for leaf in _leaves(hit)]
    found = _Found(
        patterns=patterns,
        texts=frozenset(leaf for leaf in leaves if isinstance(leaf, str) and leaf),
        numbers=frozenset(
            leaf for leaf in leaves if isinstance(leaf, int | float) and not isinstance(leaf, bool)
        ),
    )
    for line in recording.lines:
        for step in line.steps:
            step.body = _mapping(step.body, found)
            step.expect = _mapping(step.expect, found)
            step.notes = [str(_masked(note, found)) for note in step.notes]
    return replace(recording, thread=str(_masked(recording.thread, found)))


def _body(body: dict[str, Data], expect: dict[str, Data]) -> Data:
    return {**body, "expect": expect}


def _pattern(text: str) -> re.Pattern[str]:
    try:
        return re.compile(text)
    except (re.error, OverflowError, RecursionError) as error:
        hint = "write a Python pattern, or a JSONPath that begins with $"
        raise CannotRead(f"--redact: {text} is not a pattern", hint) from error


def _hits(text: str, bodies: Sequence[Data]) -> Iterator[Data]:
    try:
        query = compile_path(text)
    except PathError as error:
        raise CannotRead(f"--redact {text}: {error.message}", error.hint) from error
    for body in bodies:
        yield from (hit for _, hit in query.find(body))


def _leaves(data: Data) -> Iterator[Data]:
    if isinstance(data, dict | list):
        for part in data.values() if isinstance(data, dict) else data:
            yield from _leaves(part)
    else:
        yield data


def _mapping(data: dict[str, Data], found: _Found) -> dict[str, Data]:
    """The keys of the language stay."""
    return {name: _masked(part, found) for name, part in data.items()}


def _masked(data: Data, found: _Found) -> Data:
    if isinstance(data, dict):
        return {
            name if name.startswith("$") else str(_masked(name, found)): _masked(part, found)
            for name, part in data.items()
        }
    if isinstance(data, list):
        return [_masked(part, found) for part in data]
    if isinstance(data, str):
        return _text(data, found)
    if isinstance(data, int | float) and not isinstance(data, bool) and data in found.numbers:
        return 0
    return data


def _text(text: str, found: _Found) -> str:
    if text in found.texts:
        return MASK
    for each in sorted(found.texts, key=len, reverse=True):
        if len(each) >= _SHORTEST:
            text = text.replace(each, MASK)
    for pattern in found.patterns:
        text = pattern.sub(MASK, text)
    return text
