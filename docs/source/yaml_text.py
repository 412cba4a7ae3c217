"""Data as people write it in YAML, for examples in pages."""

from __future__ import annotations

import json
import re
from typing import Any


def written(key: str, data: Any) -> str:
    """A key and what it holds as people write it: a line each for what is large inside."""
    return _pair(key, data, "")


def _pair(key: str, data: Any, indent: str) -> str:
    line = f"{indent}{_plain(key)}: {flow(data)}"
    if not isinstance(data, dict | list) or (_depth(data) < 3 and len(line) < 88):
        return f"{indent}{_plain(key)}: {_plain(data)}" if isinstance(data, str) else line
    return f"{indent}{_plain(key)}:\n{_block(data, indent + '  ')}"


def _block(data: Any, indent: str) -> str:
    if isinstance(data, dict):
        return "\n".join(_pair(key, part, indent) for key, part in data.items())
    items = (
        flow(item) if _depth(item) < 2 else _block(item, indent + "  ").lstrip() for item in data
    )
    return "\n".join(f"{indent}- {item}" for item in items)


def _depth(data: Any) -> int:
    parts = data.values() if isinstance(data, dict) else data if isinstance(data, list) else None
    return 0 if parts is None else 1 + max(map(_depth, parts), default=0)


def flow(data: Any) -> str:
    """A value on one line."""
    match data:
        case dict():
            parts = (f"{_plain(key, ',[]{}')}: {flow(part)}" for key, part in data.items())
            return "{" + ", ".join(parts) + "}"
        case list():
            return "[" + ", ".join(map(flow, data)) + "]"
        case str():
            return _plain(data, ",[]{}")
        case _:
            return json.dumps(data)


def _plain(text: str, refused: str = "") -> str:
    """Text without quotes where YAML reads it as the same text; `refused` ends it here."""
    read = re.fullmatch(r"[\w$./\\][^#\n\"]*", text) and not re.search(r":(\s|$)", text)
    other = re.fullmatch(r"(?i)true|false|null|yes|no|on|off|[\d.].*", text)
    if read and not other and text == text.strip() and not set(text) & set(refused):
        return text
    return json.dumps(text, ensure_ascii=False)
