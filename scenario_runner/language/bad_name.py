"""Names that cannot be used where they stand: of branches, variables, steps and rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scenario_runner.language.value import Pointer, Value
from scenario_runner.language.words import quoted
from scenario_runner.problem import Problem

if TYPE_CHECKING:
    from jsonschema import ValidationError


def bad_name(error: ValidationError, value: Value, pointer: Pointer) -> Iterator[Problem]:
    """A name that breaks the rule for its kind: a key of `branches` or `variables`, an id."""
    is_key = error.validator != "pattern" and error.parent is not None
    text = str(error.instance)
    if is_key or isinstance(value.data, dict):
        place = value.places.key((*value.pointer, text))
    else:
        place = value.place
    owner = next((part for part in reversed(pointer) if isinstance(part, str)), "")
    message, hint = _NAME_RULES.get(owner, ("this name cannot be used", None))
    yield Problem(place=place, message=message.format(quoted(text)), hint=hint, code="bad-name")


_NAME_RULES: dict[str, tuple[str, str | None]] = {
    "branches": (
        "{} cannot be the name of a branch",
        "use a word without spaces, / and brackets, other than main",
    ),
    "variables": (
        "{} cannot be the name of a variable",
        "use letters, digits and _, such as order_id",
    ),
    "id": ("{} cannot be a step's id", "use a word without spaces, / and brackets, but not start"),
    "for_each": (
        "{} cannot be the name of a row's value",
        "use letters, digits and _, such as answer",
    ),
    "parameters": (
        "{} cannot be the name of a row's value",
        "use letters, digits and _, such as amount",
    ),
    "environment": (
        "{} cannot be the name of an environment variable",
        "use letters, digits and _, such as SHOP_URL",
    ),
    "secrets": (
        "{} cannot be the name of an environment variable",
        "name the variable that holds the secret, such as SHOP_KEY; never the secret itself",
    ),
    "save": ("{} cannot be the name of a value", "use letters, digits and _, such as order_id"),
}
