"""Values as people read them: never a Python repr."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from scenario_runner.language.value import Data
from scenario_runner.report.visible import cut

_PLAIN_KEY = re.compile(r"[A-Za-z_][\w.-]*\Z")


def inline(value: Data, limit: int = 200) -> str:
    """A value on one line, as in `{question: "Publish?"}`, cut to about `limit` characters."""
    parts: list[str] = []
    room = limit
    for part in _inline(value):
        parts.append(part)
        room -= len(part)
        if room < 0:
            break
    return cut("".join(parts), limit)


def block(value: Data) -> str:
    """A value on as many lines as it needs, indented like YAML; text of several lines as it is."""
    return "\n".join(_block(value))


def path_text(path: tuple[str | int, ...]) -> str:
    """A way into some data as people write it: `status`, `tags[0]`, `["odd key"]`."""
    text = ""
    for key in path:
        if isinstance(key, str) and _PLAIN_KEY.match(key):
            text += f".{key}" if text else key
        else:
            text += f"[{_text(key) if isinstance(key, str) else key}]"
    return text or "(all)"


def seconds(duration: float) -> str:
    """A duration in the unit that suits it: `12 ms`, `1.24 s`, `3 min 5 s`."""
    if duration < 0.9995:
        return f"{duration * 1000:.0f} ms"
    if duration < 60:
        return f"{duration:.2f} s"
    minutes, rest = divmod(round(duration), 60)
    return f"{minutes} min {rest} s"


def plural(number: int, word: str, words: str | None = None) -> str:
    """`1 case`, `2 cases`."""
    return f"{number:,} {word if number == 1 else words or word + 's'}"


def _inline(value: Data) -> Iterator[str]:
    if isinstance(value, dict):
        yield "{"
        for number, (key, part) in enumerate(value.items()):
            yield f"{', ' if number else ''}{_key(key)}: "
            yield from _inline(part)
        yield "}"
    elif isinstance(value, list | tuple):
        yield "["
        for number, part in enumerate(value):
            yield ", " if number else ""
            yield from _inline(part)
        yield "]"
    else:
        yield _scalar(value)


def _block(value: Data) -> Iterator[str]:
    if isinstance(value, dict) and value:
        for key, part in value.items():
            yield from _entry(f"{_key(key)}:", part)
    elif isinstance(value, list | tuple) and value:
        for part in value:
            yield from _entry("-", part)
    elif isinstance(value, str) and "\n" in value:
        yield from value.split("\n")
    else:
        yield from ["".join(_inline(value))]


def _entry(mark: str, part: Data) -> Iterator[str]:
    lines = list(_block(part))
    if isinstance(part, str) and "\n" in part:
        yield f"{mark} |"
        yield from (f"  {line}" for line in lines)
    elif isinstance(part, dict | list | tuple) and part:
        short = inline(part, 72)
        if not short.endswith("…") and (mark != "-" or len(lines) == 1):
            yield f"{mark} {short}"
        elif mark == "-":
            yield f"- {lines[0]}"
            yield from (f"  {line}" for line in lines[1:])
        else:
            yield mark
            yield from (f"  {line}" for line in lines)
    else:
        yield f"{mark} {lines[0]}"


def _key(key: object) -> str:
    text = str(key)
    return text if _PLAIN_KEY.match(text) or text.startswith("$") else _text(text)


def _scalar(value: Data) -> str:
    match value:
        case None:
            return "null"
        case True:
            return "true"
        case False:
            return "false"
        case str():
            return _text(value)
        case int() if abs(value) >= 1 << 8192:
            return hex(value)
        case _:
            return str(value)


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
