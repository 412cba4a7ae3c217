"""Working out one template, by Jinja in a sandbox."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from types import GeneratorType
from typing import Any

from jinja2 import Template, Undefined, nodes
from jinja2.exceptions import SecurityError
from jinja2.utils import missing

from scenario_runner.language.template_environment import ENVIRONMENT, MissingError
from scenario_runner.language.template_error import TemplateError, runtime_fault
from scenario_runner.language.template_reading import parsed, read
from scenario_runner.language.value import Data
from scenario_runner.language.words import kind, quoted, suggestion

_RESULT = "lone_value__"


def rendered(text: str, scope: Mapping[str, object]) -> Data:
    """What a text with a template becomes. Raises TemplateError, without the way to it."""
    lone, template = _compiled(text)
    try:
        if not lone:
            return template.render(scope)
        context = template.new_context(dict(scope))
        for _ in template.root_render_func(context):
            pass
        return _settled(context.vars[_RESULT])
    except MissingError as error:
        raise _not_there(error, scope) from None
    except SecurityError:
        raise TemplateError("this template uses what templates may not") from None
    except RecursionError:
        raise TemplateError("this template never ends") from None
    except Exception as error:
        raise runtime_fault(error) from error


def _settled(value: Any) -> Data:
    """Fresh containers, so that nobody changes the scope through them; no lazy sequences."""
    if isinstance(value, Undefined):
        str(value)  # raises, as every use of it does
    if isinstance(value, dict):
        return {key: _settled(part) for key, part in value.items()}
    if isinstance(value, list | tuple) and type(value) in {list, tuple}:
        return [_settled(part) for part in value]
    if isinstance(value, GeneratorType | range) or type(value) in _VIEWS:
        return [_settled(part) for part in value]
    return str(value) if type(value) is not str and isinstance(value, str) else value


_VIEWS: frozenset[type[Iterable[Any]]] = frozenset(
    {type({}.keys()), type({}.values()), type({}.items()), map, filter, zip, reversed}
)


def _not_there(error: MissingError, scope: Mapping[str, object]) -> TemplateError:
    name = str(error.name)
    if error.obj is missing:
        hint = suggestion(name, scope, "known names are") or "no names are known here"
        return TemplateError(f"the name {quoted(name)} is not known here", hint)
    if isinstance(error.obj, Mapping):
        keys = [str(key) for key in error.obj]
        hint = suggestion(name, keys, "it has") or "it is empty"
        return TemplateError(f"there is no key {quoted(name)} in this mapping", hint)
    if isinstance(error.obj, list | tuple) and isinstance(error.name, int):
        return TemplateError(f"the list has no item {name}", f"it has {len(error.obj)} items")
    what = (
        kind(error.obj) if isinstance(error.obj, str | int | float | list | None) else "this value"
    )
    return TemplateError(f"{what} has no {quoted(name)}")


@lru_cache(maxsize=4096)
def _compiled(text: str) -> tuple[bool, Template]:
    """Whether the text is a lone expression, and its template. Raises TemplateError."""
    if (fault := read(text)[0]) is not None:
        raise TemplateError(fault.message, fault.hint)
    # The line break that ends a YAML block does not count.
    lone = _lone_expression(parsed(text.removesuffix("\n")))
    tree = parsed(text)
    if lone is not None:
        target = nodes.Name(_RESULT, "store", lineno=1)
        tree = nodes.Template([nodes.Assign(target, lone, lineno=1)], lineno=1)
    try:
        return lone is not None, ENVIRONMENT.from_string(tree)
    except (RecursionError, MemoryError, SyntaxError):  # what Python says of code too deep for it
        raise TemplateError("this template is nested too deep") from None


def _lone_expression(tree: nodes.Template) -> nodes.Expr | None:
    body = tree.body
    if len(body) != 1 or not isinstance(body[0], nodes.Output) or len(body[0].nodes) != 1:
        return None
    only = body[0].nodes[0]
    return None if isinstance(only, nodes.TemplateData) else only
