"""JSONPath (RFC 9535), the only door to python-jsonpath, which is imported with the first path:
it takes longer than reading fifty files that have none."""

from __future__ import annotations

import re
from dataclasses import field
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from scenario_runner.frozen import frozen
from scenario_runner.language.value import Data
from scenario_runner.language.words import quoted

if TYPE_CHECKING:
    from jsonpath import JSONPathEnvironment
    from jsonpath.exceptions import JSONPathError


@cache
def _environment() -> JSONPathEnvironment:
    from jsonpath import JSONPathEnvironment  # noqa: PLC0415  # see above

    return JSONPathEnvironment(strict=True)


class PathError(Exception):
    """A text that is no JSONPath: what is wrong, where in the text (from 1), what to do."""

    def __init__(self, *, message: str, column: int, hint: str) -> None:
        self.message = message
        self.column = column
        self.hint = hint
        super().__init__(f"{message} (character {column})")


@frozen
class Query:
    """A compiled path."""

    text: str
    singular: bool
    """It can hit at most one value; all others give a list."""
    _compiled: Any = field(repr=False, compare=False)

    def find(self, data: Data) -> list[tuple[str, Data]]:
        """Every hit with its readable path (`$.values.items[0]`), in document order."""
        return [(readable(match.parts), match.obj) for match in self._compiled.finditer(data)]

    def ways(self, data: Data) -> list[tuple[str | int, ...]]:
        """The keys and indexes that lead to each hit."""
        return [tuple(match.parts) for match in self._compiled.finditer(data)]


@lru_cache(maxsize=1024)
def compile_path(text: str) -> Query:
    """Raises PathError where `text` is no JSONPath that begins with `$`."""
    if not text.startswith("$"):
        raise PathError(
            message="a JSONPath begins with $", column=1, hint=f"write $.{text.lstrip('.@')}"
        )
    from jsonpath.exceptions import JSONPathError  # noqa: PLC0415  # see above

    try:
        # A strict environment compiles no compound paths, though its type says it may.
        compiled: Any = _environment().compile(text)
    except JSONPathError as error:
        raise _fault(text, error) from None
    except (RecursionError, ValueError):
        raise PathError(message="this is not a JSONPath", column=1, hint=_HINT) from None
    return Query(text=text, singular=bool(compiled.singular_query()), _compiled=compiled)


def leading_names(text: str) -> tuple[str, ...]:
    """The names that a path begins with: `("values", "items")` of `$.values.items[0].name`.
    Empty for what is no JSONPath."""
    try:
        segments = compile_path(text)._compiled.segments  # noqa: SLF001  # this module's own
    except PathError:
        return ()
    from jsonpath.segments import JSONPathChildSegment  # noqa: PLC0415  # see above
    from jsonpath.selectors import NameSelector  # noqa: PLC0415  # see above

    names = []
    for segment in segments:
        selectors = segment.selectors
        if not isinstance(segment, JSONPathChildSegment) or len(selectors) != 1:
            break
        if not isinstance(selectors[0], NameSelector):
            break
        names.append(selectors[0].name)
    return tuple(names)


def readable(parts: tuple[int | str, ...]) -> str:
    """A path as people write it: dots where they do, quotes around odd keys."""
    written = ["$"]
    for part in parts:
        if isinstance(part, int):
            written.append(f"[{part}]")
        elif part.isidentifier():
            written.append(f".{part}")
        else:
            escaped = part.replace("\\", "\\\\").replace("'", "\\'")
            written.append(f"['{escaped}']")
    return "".join(written)


_HINT = "write it as $.values.items[0].name or $.messages[*].content; odd keys as ['odd key']"


def _fault(text: str, error: JSONPathError) -> PathError:
    token = error.token
    index = len(text) if token is None or token.index < 0 else min(token.index, len(text))
    if index >= len(text):
        message = "this JSONPath ends too early"
    else:
        message = f"this JSONPath goes wrong at {quoted(text[index : index + 12])}"
    return PathError(message=message, column=index + 1, hint=_mended(text[:index], text[index:]))


def _mended(before: str, rest: str) -> str:
    if "[?" in before and re.match(r"=(?!=)", rest):
        return "write == to compare"
    if re.match(r"\d", rest) and before.endswith("."):
        return f"write {before[:-1]}[{rest[:1]}] for an item of a list, counted from 0"
    if rest[:1] in {"'", '"'} and before.endswith("["):
        return f"close the quote {rest[0]}"
    return _HINT
