"""What a graph factory is called with, and whether it can be."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping

from scenario_runner.graphs.errors import GraphLoadError
from scenario_runner.language.words import listed, quoted, suggestion


def arguments_of(
    factory: Callable[..., object],
    *,
    where: str,
    args: Mapping[str, object],
    config: Mapping[str, object],
) -> dict[str, object]:
    """`args`, and `config` where a parameter is named or annotated so.

    Raises GraphLoadError where the factory (called `where`) cannot be called with them.
    """
    try:
        signature = inspect.signature(factory)
    except (TypeError, ValueError):  # some callables written in C tell nothing
        return dict(args)
    given = dict(args)
    for name, parameter in signature.parameters.items():
        if name not in given and _wants_config(parameter):
            given[name] = {"configurable": dict(config)}
    _check(signature, given, where)
    return given


def _wants_config(parameter: inspect.Parameter) -> bool:
    if parameter.kind in (parameter.VAR_KEYWORD, parameter.VAR_POSITIONAL):
        return False
    # annotations may be text, optional or a union: their name is enough
    return parameter.name == "config" or "RunnableConfig" in str(parameter.annotation)


def _check(signature: inspect.Signature, given: Mapping[str, object], where: str) -> None:
    parameters = signature.parameters.values()
    positional = [
        p.name for p in parameters if p.kind is p.POSITIONAL_ONLY and p.default is p.empty
    ]
    if positional:
        raise GraphLoadError(
            f"{where} takes {listed(positional)} by position only",
            "arguments are given by name: take the `/` out of its parameters",
        )
    named = [p for p in parameters if p.kind in (p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY)]
    names = [p.name for p in named]
    if not any(p.kind is p.VAR_KEYWORD for p in parameters):
        for unknown in (name for name in given if name not in names):
            raise GraphLoadError(
                f"{where} has no parameter {quoted(unknown)}",
                suggestion(unknown, names, "it takes") or "it takes no arguments",
            )
    missing = [p.name for p in named if p.default is p.empty and p.name not in given]
    if missing:
        example = ", ".join(f"{name}: ..." for name in missing)
        raise GraphLoadError(
            f"{where} needs {listed(missing)}",
            f"give it as `args: {{{example}}}` of the graph",
        )
