"""Dotenv files, as `env` of a langgraph.json names them.

Small on purpose: a dependency for thirty lines would be one more thing to install. Read are
`KEY=value`, `export KEY=value`, comments, single quotes (as they stand), double quotes
(escapes, several lines) and `${NAME}` outside of single quotes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_ENTRY = re.compile(
    r"""^[ \t]*(?:export[ \t]+)?(?P<key>[A-Za-z_][A-Za-z0-9_.]*)[ \t]*=[ \t]*
        (?: '(?P<single>[^']*)'[ \t]*(?:\#[^\n]*)?
          | "(?P<double>(?:[^"\\]|\\.)*)"[ \t]*(?:\#[^\n]*)?
          | (?P<bare>[^\n]*?)[ \t]*(?:[ \t]\#[^\n]*)?
        )$""",
    re.MULTILINE | re.VERBOSE | re.DOTALL,
)
_REFERENCE = re.compile(r"\$\{(?P<name>[A-Za-z_][A-Za-z0-9_]*)(?::-(?P<default>[^}]*))?\}")
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t"}


def parse(text: str, environment: Mapping[str, str]) -> dict[str, str]:
    """The variables of a dotenv file; `environment` answers `${NAME}`s it does not set."""
    values: dict[str, str] = {}
    for entry in _ENTRY.finditer(text.replace("\r\n", "\n").lstrip("\ufeff")):
        values[entry["key"]] = _value(entry, {**environment, **values})
    return values


def _value(entry: re.Match[str], known: Mapping[str, str]) -> str:
    if (single := entry["single"]) is not None:
        return single
    if (double := entry["double"]) is not None:
        text = re.sub(r"\\(.)", lambda m: _ESCAPES.get(m[1], m[1]), double, flags=re.DOTALL)
    else:
        bare = entry["bare"]
        text = "" if bare.startswith("#") else bare
    return _REFERENCE.sub(lambda m: known.get(m["name"]) or m["default"] or "", text)
