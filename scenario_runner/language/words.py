"""Plain words for messages: names in quotes, kinds of values, the word that was meant."""

from __future__ import annotations

import json
from collections.abc import Iterable
from difflib import get_close_matches

from scenario_runner.language.value import Data

_SHOWN = 12
"""Names listed in one hint."""


def quoted(name: object) -> str:
    """A name as messages show it, on one line however it was written."""
    text = str(name)
    if len(text) > 60:
        text = text[:57] + "..."
    return json.dumps(text, ensure_ascii=False)


def kind(data: Data) -> str:
    """What a QA person would call the value."""
    if data is None:
        return "nothing (null)"
    if isinstance(data, bool):
        return "true" if data else "false"
    if isinstance(data, int | float):
        return f"the number {data}" if abs(data) < 10**20 else "a number"
    if isinstance(data, str):
        return "text"
    return "a list" if isinstance(data, list) else "a mapping"


def meant(word: str, known: Iterable[str]) -> str | None:
    """The known word that was probably meant."""
    names = list(known)
    folded = {name.lower().replace("-", "_").replace(" ", "_"): name for name in reversed(names)}
    simple = word.lower().replace("-", "_").replace(" ", "_")
    if simple in folded:
        return folded[simple]
    longer = [name for name in folded if len(simple) > 2 and name.startswith(simple)]
    close = sorted(longer, key=len)[:1] or get_close_matches(simple, folded, n=1, cutoff=0.7)
    return folded[close[0]] if close else None


def suggestion(word: str, known: Iterable[str], what: str) -> str | None:
    """`did you mean "x"?`, else the list of what there is; None where there is nothing."""
    names = list(dict.fromkeys(known))
    close = meant(word, names)
    if close is not None:
        return f"did you mean {quoted(close)}?"
    return f"{what}: {listed(names)}" if names else None


def listed(names: Iterable[str]) -> str:
    """The names in one line, the first dozen of many."""
    every = list(names)
    shown = ", ".join(every[:_SHOWN])
    return f"{shown} and {len(every) - _SHOWN} more" if len(every) > _SHOWN else shown


def flow(data: Data) -> str:
    """An example written as one would in YAML, on one line."""
    match data:
        case dict():
            return "{" + ", ".join(f"{key}: {flow(part)}" for key, part in data.items()) + "}"
        case list():
            return "[" + ", ".join(map(flow, data)) + "]"
        case str():
            plain = data and not set(data) & set(":#{}[],&*!|>'\"%@`") and data == data.strip()
            return data if plain else json.dumps(data, ensure_ascii=False)
        case _:
            return json.dumps(data)
