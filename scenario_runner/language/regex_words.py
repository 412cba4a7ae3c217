"""What is wrong with a regular expression, in plain words."""

from __future__ import annotations

import re

from scenario_runner.language.words import quoted, shown

_ITSELF = "put a backslash before . * + ? ( ) [ ] { } | ^ $ to mean the character itself"
_TOLD: tuple[tuple[str, str, str], ...] = (
    ("unterminated subpattern", "this ( is never closed", r"add a ), or write \( for a bracket"),
    ("unterminated character set", "this [ is never closed", r"add a ], or write \[ for a bracket"),
    ("unbalanced parenthesis", "this ) closes nothing", r"remove it, or write \) for a bracket"),
    ("nothing to repeat", "nothing stands here that could be repeated", _ITSELF),
    ("multiple repeat", "what is repeated here is repeated already", _ITSELF),
    ("bad character range", "this range goes from a later character to an earlier one",
     "turn it around, or put the - last"),
    ("min repeat greater", "the larger number stands first", "write the smaller one first: {1,2}"),
    ("redefinition of group", "a group has this name already", "give each group its own name"),
    ("look-behind", "what it looks back at must be of one length", "write it without * + ? {1,2}"),
    ("end of pattern", "a backslash stands at the end", r"write \\ for a backslash"),
    ("bad escape", "this backslash and letter mean nothing", r"write \\ for a backslash"),
    ("global flags", "flags such as (?i) stand at the very beginning", "move them there"),
)  # fmt: skip


def regex_fault(text: str, error: re.error) -> tuple[str, str]:
    """What is wrong, and what to do. Python's words are read, but never shown."""
    at = min(error.pos or 0, len(text))
    told = ((what, hint) for words, what, hint in _TOLD if words in error.msg)
    what, hint = next(told, ("it cannot be understood here", _ITSELF))
    rest = text[at : at + 12]
    where = f"at {quoted(rest)}" if shown(rest) else "at its end"
    return f"this regular expression goes wrong {where}: {what}", hint
