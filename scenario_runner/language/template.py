"""Templates in values: Jinja in a sandbox, over whole trees of data.

A text that is one expression and nothing else keeps its value's type; every other text stays
text, so that "12" never becomes 12. The sandbox keeps templates off Python's internals; it
does not bound time or memory, which is why rendering happens where it can be killed.

Jinja takes longer to import than most files to read, and is imported with the first template.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scenario_runner.language.template_error import TemplateError
from scenario_runner.language.value import Data, Pointer

__all__ = ["TemplateError", "check", "is_template", "keys_read", "names", "render", "texts"]

UNREAD = frozenset({"$literal", "$schema"})
"""What stands under these keys is passed on as it is."""


def is_template(data: Data) -> bool:
    """True for a text that `render` would change."""
    return isinstance(data, str) and ("{{" in data or "{%" in data)


def texts(data: Data, pointer: Pointer = ()) -> Iterator[tuple[Pointer, str]]:
    """Every template in a tree of data, with the way to it."""
    if isinstance(data, dict):
        for key, part in data.items():
            if key not in UNREAD:
                yield from texts(part, (*pointer, key))
    elif isinstance(data, list):
        for index, part in enumerate(data):
            yield from texts(part, (*pointer, index))
    elif is_template(data):
        yield pointer, data


def render(data: Data, scope: Mapping[str, object]) -> Data:
    """The tree with all of its templates worked out; keys are never touched.

    `scope` may hold any objects; a dot reaches their keys and public attributes. Raises
    TemplateError with the way to the text that failed.
    """
    return _render(data, scope, ())


def _render(data: Data, scope: Mapping[str, object], pointer: Pointer) -> Data:
    if isinstance(data, dict):
        return {
            key: part if key in UNREAD else _render(part, scope, (*pointer, key))
            for key, part in data.items()
        }
    if isinstance(data, list):
        return [_render(part, scope, (*pointer, index)) for index, part in enumerate(data)]
    if not is_template(data):
        return data
    from scenario_runner.language.template_rendering import rendered  # noqa: PLC0415  # see above

    try:
        return rendered(data, scope)
    except TemplateError as error:
        raise TemplateError(error.message, error.hint, pointer) from error.__cause__


def check(text: str) -> TemplateError | None:
    """What is wrong with how a template is written; None where nothing is."""
    return _read(text)[0]


def names(text: str) -> frozenset[str]:
    """The names that a template takes from outside. Empty for one that `check` complains of."""
    return _read(text)[1]


def keys_read(text: str, name: str) -> frozenset[str]:
    """The keys of a mapping called `name` that a template reads by their names: `name.KEY`,
    `name["KEY"]`. Empty where the template does not take that name from outside."""
    if name not in text or name not in names(text):
        return frozenset()
    from scenario_runner.language.template_reading import keys_of  # noqa: PLC0415  # see above

    return keys_of(text, name)


def _read(text: str) -> tuple[TemplateError | None, frozenset[str]]:
    from scenario_runner.language.template_reading import read  # noqa: PLC0415  # see above

    return read(text)
