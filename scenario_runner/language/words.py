"""Plain words for messages: names in quotes, kinds of values, the word that was meant."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Container, Iterable
from difflib import get_close_matches

from scenario_runner.language.value import Data
from scenario_runner.masking.veil import veil

_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp", "Zs"})
_ONE_WORD = re.compile(r"\$?[\w-]{1,60}", re.ASCII)
_SHOWN = 12
"""Names listed in one hint."""


def quoted(name: object) -> str:
    """A name as messages show it, on one line and visible however it was written."""
    text = veil(str(name))
    if not text:
        return "(empty)"
    return shown(json.dumps(shortened(text), ensure_ascii=False))


def word(name: str) -> str:
    """A name as messages show it: as it is where it is one short word, else in quotes."""
    return name if _ONE_WORD.fullmatch(name) else quoted(name)


def shown(text: str, longest: int = 200) -> str:
    """A word of the file without quotes around it, visible and not too long."""
    text = shortened(text, longest)
    return text if text.isprintable() else "".join(map(_visible, text))


def shortened(text: str, longest: int = 60) -> str:
    """The text where it is short, else its beginning."""
    return text if len(text) <= longest else text[: longest - 3] + "..."


def _visible(character: str) -> str:
    """The character, or how YAML writes one that would not be seen, or would move the others."""
    if character != " " and unicodedata.category(character) in _UNSEEN:
        return f"\\u{ord(character):04x}"
    return character


KINDS = {
    "string": "text",
    "array": "a list",
    "object": "a mapping",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "null": "null",
}
"""What JSON Schema calls types, as a QA person would."""


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


def suggestion(word: str, known: Iterable[str], what: str, here: Container[str] = ()) -> str | None:
    """`did you mean "x"?`, else the list of what there is; None where there is nothing.
    What is `here` already cannot be meant."""
    names = list(dict.fromkeys(known))
    close = meant(word, names)
    if close is not None and close in here:
        return f"{quoted(close)} is here already: keep one of the two"
    if close is not None:
        return f"did you mean {quoted(close)}?"
    return f"{what}: {listed(names)}" if names else None


def either(words: list[str]) -> str:
    """`a, b or c`."""
    return " or ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def listed(names: Iterable[str]) -> str:
    """The names in one line, the first dozen of many."""
    every = list(names)
    first = ", ".join(shown(name, 40) for name in every[:_SHOWN])
    return f"{first} and {len(every) - _SHOWN} more" if len(every) > _SHOWN else first


def flow(data: Data) -> str:
    """An example written as one would in YAML, on one line."""
    match data:
        case dict():
            return "{" + ", ".join(f"{flow(key)}: {flow(part)}" for key, part in data.items()) + "}"
        case list():
            return "[" + ", ".join(map(flow, data)) + "]"
        case str():
            odd = set(":#{}[],&*!|>'\"%@`")
            plain = data and not set(data) & odd and data == data.strip() and data[0] not in "-?"
            return shown(data if plain else json.dumps(data, ensure_ascii=False))
        case _:
            return json.dumps(data)
