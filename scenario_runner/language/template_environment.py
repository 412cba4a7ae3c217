"""The Jinja that templates are read and worked out by."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from jinja2 import StrictUndefined, UndefinedError, nodes
from jinja2.compiler import CodeGenerator
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import missing


class MissingError(UndefinedError):
    """A name or key that a template uses and that is not there."""

    def __init__(self, obj: Any, name: Any, message: str | None = None) -> None:
        self.obj = obj
        self.name = name
        super().__init__(message)


class _Strict(StrictUndefined):
    """Remembers what was looked for, to tell it in our own words."""

    __slots__ = ()

    def __init__(
        self,
        hint: str | None = None,
        obj: Any = missing,
        name: str | None = None,
        exc: Any = None,  # noqa: ARG002 - Jinja passes its own class here
    ) -> None:
        # Jinja declares a class here and calls it with a message; a partial is as good.
        told: Any = partial(MissingError, obj, name)
        super().__init__(hint, obj, name, told)


class Unfolded(CodeGenerator):
    """Works nothing out beforehand: Jinja takes `{{ "a" * 10**9 }}` for a constant, and would
    make it while the template is only read."""

    def _output_child_to_const(self, node: nodes.Expr, frame: Any, finalize: Any) -> str:
        if isinstance(node, nodes.TemplateData):
            return super()._output_child_to_const(node, frame, finalize)
        raise nodes.Impossible


class _Environment(ImmutableSandboxedEnvironment):
    code_generator_class = Unfolded

    def getattr(self, obj: Any, attribute: str) -> Any:
        """A dot looks up keys before methods: `order.items` is the key of that name."""
        if isinstance(obj, Mapping) and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)


def _environment() -> _Environment:
    environment = _Environment(undefined=_Strict, keep_trailing_newline=True, optimized=False)
    for name in ("lipsum", "cycler", "joiner"):
        del environment.globals[name]  # random or stateful: of no use in a test
    del environment.filters["random"]
    return environment


ENVIRONMENT = _environment()
