"""Scalars as YAML that every reader understands alike: ours, editors' and those of YAML 1.1."""

from __future__ import annotations

import json
import math
import re
from typing import Any, Literal

import yaml

from scenario_runner.language.scalar import plain_scalar, truth_word
from scenario_runner.language.value import Data

Quotes = Literal["", "'", '"']
"""How a text stands in its file: plain, or in quotes of one kind."""


class CannotWrite(Exception):
    """Data that no YAML file of ours can hold: why, in a sentence without a full stop."""


_INDICATORS = frozenset("-?:,[]{}#&*!|>'\"%@`=~")
"""No plain text of ours begins with one; some may, but then people have to think."""
_UNSAFE = re.compile(r": |:\Z| #|\{\{|\{%|\{#|\A\s|\s\Z|\A\.\.\.")
_UNSAFE_IN_FLOW = re.compile(r"[,\[\]{}]|:[\"']")
_NEVER_RAW = re.compile(
    "[^\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
    "|[\xad\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufff0-\ufffb]"
)
"""What YAML has no place for, and what nobody would see; joiners are a part of words."""
_SURROGATE = re.compile("[\ud800-\udfff]")
_YAML_1_1 = yaml.resolver.Resolver()
_TEXT = "tag:yaml.org,2002:str"
_LONGEST_KEY = 1000
"""Characters. YAML reads none beyond 1,024 on a line of its own."""


def scalar(data: Data, *, in_flow: bool = False, quotes: Quotes = "") -> str:
    """One scalar on one line. `quotes` are those that a text should have, where it can.

    Raises CannotWrite.
    """
    match data:
        case None:
            return "null"
        case bool():
            return "true" if data else "false"
        case int():
            return _integer(data)
        case float():
            return _float(data)
        case str():
            return _text(data, in_flow, quotes)
        case _:
            raise CannotWrite(f"a {type(data).__name__} is no data that YAML holds")


def key(text: str, *, in_flow: bool = False) -> str:
    """A key of a mapping. Raises CannotWrite."""
    written = _text(text, in_flow, "")
    if len(written) > _LONGEST_KEY:
        raise CannotWrite(f"a key has more than {_LONGEST_KEY:,} characters")
    return written


def is_visible(text: str) -> bool:
    """Whether all of the text may stand in a line as it is, and is seen there."""
    return _NEVER_RAW.search(text) is None


def is_plain(text: str, *, in_flow: bool) -> bool:
    """Whether the text may stand without quotes, and is that text to every reader."""
    if not text or text[0] in _INDICATORS or _UNSAFE.search(text) or not is_visible(text):
        return False
    if in_flow and _UNSAFE_IN_FLOW.search(text):
        return False
    if truth_word(text) is not None:
        return False
    try:
        ours = plain_scalar(text)
    except OverflowError:
        return False
    return isinstance(ours, str) and _theirs(text) == _TEXT


def _theirs(text: str) -> str:
    """What readers of YAML 1.1 take a plain text for: dates, `12:30`, `1_000`, `0b1`, `=`."""
    resolve: Any = _YAML_1_1.resolve  # PyYAML's stubs leave it untyped
    return str(resolve(yaml.ScalarNode, text, (True, False)))


def _integer(number: int) -> str:
    try:
        return str(number)
    except ValueError:  # Python writes no more than 4,300 digits
        raise CannotWrite("a number has thousands of digits") from None


def _float(number: float) -> str:
    if math.isnan(number):
        return ".nan"
    if math.isinf(number):
        return ".inf" if number > 0 else "-.inf"
    return repr(number)


def _text(text: str, in_flow: bool, quotes: Quotes) -> str:
    if _SURROGATE.search(text):
        raise CannotWrite("a text holds half a character (a lone surrogate), which no file holds")
    if not quotes and is_plain(text, in_flow=in_flow):
        return text
    would_be_escaped = '"' in text or "\\" in text
    is_single = quotes == "'" or (not quotes and would_be_escaped and "'" not in text)
    if is_single and is_visible(text):
        return "'" + text.replace("'", "''") + "'"
    return _NEVER_RAW.sub(_escaped, json.dumps(text, ensure_ascii=False))


def _escaped(found: re.Match[str]) -> str:
    return f"\\u{ord(found.group()):04x}"
