"""What an unquoted word of YAML is, by the core schema of YAML 1.2 (chapter 10.3.2).

PyYAML's own rules are those of YAML 1.1, which editors do not share: `no` is false there,
`010` is eight, `12:30:45` a number of seconds and `1e3` a text.
"""

from __future__ import annotations

import re

from scenario_runner.language.value import Data

_NUMBER_FIRST = frozenset("-+.0123456789")
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_DECIMAL = re.compile(r"[-+]?[0-9]+\Z")
_BASED = re.compile(r"0o[0-7]+\Z|0x[0-9a-fA-F]+\Z")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
_SPECIAL_FLOAT = re.compile(r"[-+]?\.(inf|Inf|INF)\Z|\.(nan|NaN|NAN)\Z")

_TRUTH_WORDS = {"yes": True, "on": True, "true": True, "no": False, "off": False, "false": False}

LONGEST_INTEGER = 4000
"""Digits. Python refuses to read integers of more than 4,300."""


def plain_scalar(text: str) -> Data:
    """The value of an unquoted word. Raises OverflowError for an integer that is too long."""
    if text in _NULLS:
        return None
    if text == "true":
        return True
    if text == "false":
        return False
    return _number(text) if text[0] in _NUMBER_FIRST else text


def truth_word(text: str) -> bool | None:
    """What a word such as `yes`, `Off` or `TRUE` seems to mean; None for all other words, and
    for `true` and `false` themselves, which every reader understands alike."""
    if len(text) > len("false") or text in {"true", "false"}:
        return None
    return _TRUTH_WORDS.get(text.lower())


def _number(text: str) -> Data:
    if _DECIMAL.match(text):
        if len(text) > LONGEST_INTEGER:
            raise OverflowError(text)
        return int(text)
    if _BASED.match(text):
        return int(text, 0)
    if _FLOAT.match(text):
        return float(text)
    if _SPECIAL_FLOAT.match(text):
        return float(text.replace(".", "", 1))
    return text
