"""What YAML allows and a scenario does not, each with what to do about it."""

from __future__ import annotations

from functools import lru_cache

from scenario_runner.frozen import frozen
from scenario_runner.language.scalar import LONGEST_INTEGER, plain_scalar, truth_word
from scenario_runner.language.value import Data
from scenario_runner.language.words import quoted, shown


@frozen
class Trap:
    """A problem that still lacks its place."""

    code: str
    message: str
    hint: str


FLATTER = "nest them less; look for brackets or dashes too many"
ALIAS_LOOP = Trap(code="alias-loop", message="this value contains itself", hint="remove the alias")
KEY_NO_TEXT = Trap(
    code="key-not-text",
    message="a key must be text, not a list or a mapping",
    hint="write a word, or text in quotes",
)
MERGE_KEY = Trap(
    code="merge-key",
    message="merging with << is not supported",
    hint="write out here the keys that it would bring",
)
TOO_LONG = Trap(
    code="number-too-long",
    message=f"this number has more than {LONGEST_INTEGER:,} digits",
    hint="put it in quotes to make it text",
)


def alias_bomb(limit: int) -> Trap:
    """Aliases that would grow the file beyond `limit` values."""
    message = f"aliases make this file more than {limit:,} values larger"
    return Trap(
        code="alias-bomb", message=message, hint="write the values out, or use fewer aliases"
    )


def too_deep(levels: int) -> Trap:
    """Nesting beyond `levels`."""
    message = f"values are nested more than {levels} levels deep"
    return Trap(code="too-deep", message=message, hint=FLATTER)


def tagged(tag: str) -> Trap:
    """A tag such as `!!str`."""
    message = f"the tag {shown(tag, 60)} is not supported"
    return Trap(code="tag", message=message, hint="remove it; use quotes to make text")


def duplicate(key: str) -> Trap:
    """A key that stands twice in its mapping."""
    hint = "remove or rename one of the two"
    return Trap(code="duplicate-key", message=f"the key {quoted(key)} is here twice", hint=hint)


def unquoted_template(text: str) -> Trap:
    """`{{ x }}` without quotes."""
    simple = '"' not in text and "\n" not in text and len(text) <= 100
    hint = f'write "{text}"' if simple else "put quotes around it"
    message = "a template must stand in quotes"
    return Trap(code="template-not-quoted", message=message, hint=hint)


@lru_cache(maxsize=4096)  # the same words are the keys of all scenarios
def bare_key(text: str) -> Trap | None:
    """An unquoted key that some reader of YAML takes for something else than text."""
    if text != text.strip():  # YAML takes only plain spaces away
        return Trap(
            code="odd-space",
            message="a space of another kind, such as a no-break space, belongs to this key",
            hint="delete the spaces around the key, and type them again",
        )
    if truth_word(text) is None and isinstance(_value(text), str):
        return None
    hint = f'write it in quotes: "{shown(text, 60)}"' if text else "write a word before the colon"
    name = shown(text, 60) if text else "(empty)"
    return Trap(code="key-not-text", message=f"the key {name} is not text", hint=hint)


def bare_truth(text: str, meant: bool) -> Trap:
    """An unquoted `yes`, `Off`, `TRUE` and their like."""
    word = "true" if meant else "false"
    return Trap(
        code="yes-no",
        message=f"unquoted {text} means different things to different YAML readers",
        hint=f'write {word}, or "{text}" for the text',
    )


def _value(text: str) -> Data:
    try:
        return plain_scalar(text)
    except OverflowError:
        return 0
