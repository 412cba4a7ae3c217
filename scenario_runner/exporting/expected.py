"""Expected values as Python expressions: plain data, and matchers as small functions."""

from __future__ import annotations

from collections.abc import Mapping

from scenario_runner.exporting.limits import NotSaid
from scenario_runner.exporting.script import Scope
from scenario_runner.exporting.text import Source, listed, literal, mapping, text
from scenario_runner.exporting.values import data
from scenario_runner.language.value import Data
from scenario_runner.matching.match import is_matcher


def expected(given: Data, scope: Scope, *, exact: bool = False) -> Source:
    """The expression to compare with. `exact`: it stands inside of a `$equals`, whose helper
    does not look into matchers. Raises NotSaid."""
    if is_matcher(given):
        told = [_matcher(name, part, scope, exact) for name, part in given.items()]
        return told[0] if len(told) == 1 else scope.script.helper("all_of", *told)
    match given:
        case dict():
            return mapping((key, expected(part, scope, exact=exact)) for key, part in given.items())
        case list():
            return listed(expected(part, scope, exact=exact) for part in given)
        case _:
            return data(given, scope)


def whole(given: Data, scope: Scope, exact: bool) -> Source:
    """What stands inside of a matcher: where `$equals` is around it, told so again."""
    told = expected(given, scope, exact=exact)
    if exact and isinstance(given, dict | list) and not is_matcher(given):
        return scope.script.helper("equals", told)
    return told


def _matcher(name: str, given: Data, scope: Scope, exact: bool) -> Source:  # noqa: PLR0912  # one case a matcher
    script = scope.script
    match name:
        case "$equals":
            if is_matcher(given):
                return _equal_value(given, scope)
            return script.helper("equals", expected(given, scope, exact=True))
        case "$literal":
            told = literal(given)
            return script.helper("equals", told) if exact else told
        case "$file" | "$python":
            return script.helper("plain", data({name: given}, scope))
        case "$absent" | "$present":
            return script.use("absent" if (name == "$absent") is (given is True) else "present")
        case "$any_of" | "$all_of":
            return script.helper(name[1:], *(whole(part, scope, exact) for part in given))
        case "$each":
            return script.helper("each", whole(given, scope, exact))
        case "$unordered":
            return script.helper("unordered", listed(whole(part, scope, exact) for part in given))
        case "$not" | "$contains" | "$length":
            return script.helper(_HELPERS[name], expected(given, scope))
        case "$type":
            return script.helper("of_type", text(str(given)))
        case "$approx":
            return _approx(given, scope)
        case "$schema":
            return script.helper("valid", literal(given))
        case _ if name in _HELPERS:
            return script.helper(_HELPERS[name], data(given, scope))
        case _:
            raise NotSaid(f"the matcher {name}")


def _equal_value(given: Data, scope: Scope) -> Source:
    """`$equals` of what is a value (`$file`), or of matchers."""
    told = expected(given, scope, exact=True)
    name = next(iter(given))
    return scope.script.helper("equals", told) if name in {"$file", "$python"} else told


def _approx(given: Data, scope: Scope) -> Source:
    if not isinstance(given, Mapping):
        return scope.script.helper("near", data(given, scope))
    named = {key: data(given[key], scope) for key in ("rel", "abs") if key in given}
    if "abs" in named and "rel" not in named:
        named["rel"] = "0"
    return scope.script.helper("near", data(given["value"], scope), **named)


_HELPERS = {
    "$not": "not_",
    "$contains": "contains",
    "$length": "length",
    "$matches": "found",
    "$gt": "more_than",
    "$gte": "at_least",
    "$lt": "less_than",
    "$lte": "at_most",
}
