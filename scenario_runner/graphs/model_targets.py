"""Targets of scripts: what a reference names, and the one chat model in it."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.runnables import Runnable
from langgraph.pregel import Pregel

from scenario_runner.graphs.errors import GraphLoadError
from scenario_runner.graphs.factory import described
from scenario_runner.graphs.files import loaded_file
from scenario_runner.graphs.importing import module_at
from scenario_runner.graphs.modules import attribute
from scenario_runner.graphs.targets import Target

_DEEPEST = 12
"""Runnables in runnables: more than anyone writes."""


async def find(target: Target) -> object:
    """What a reference leads to. Raises GraphLoadError."""
    module = await module_at(target.module, target.folders)
    return attribute(module, target.attribute, where=target.where.rpartition(":")[0])


def require_one(target: Target, found: object) -> None:
    """Raises GraphLoadError where the module of a target was imported twice, under two names,
    and each has an object of its own: which of them an application asks nobody can say."""
    is_file = Path(target.module).is_absolute()
    module = loaded_file(target.module) if is_file else sys.modules.get(target.module)
    file = getattr(module, "__file__", None)
    for other in list(sys.modules.values()) if file else ():
        if not isinstance(other, ModuleType) or other is module:
            continue
        if vars(other).get("__file__") == file and _held(other, target.attribute) is not found:
            name = other.__name__
            raise GraphLoadError(
                f"{target.where} is found twice: its file is imported as {name} too",
                "import it by one name everywhere, so that there is one model",
            )


def _held(module: ModuleType, way: str) -> object:
    try:
        return attribute(module, way, where=module.__name__)
    except GraphLoadError:
        return None


def model_in(found: object, where: str) -> Any:
    """The chat model that `found` is, or is bound to; a class of chat models, or a model that
    `init_chat_model` makes for each call, as it is. Raises GraphLoadError."""
    if inspect.isclass(found) and issubclass(found, BaseChatModel):
        if inspect.isabstract(found):
            message = f"{where} is a class that no model is made of"
            raise GraphLoadError(message, "name the class that the application uses")
        return found
    if makes_models(found):
        return found
    models = models_in(found) if isinstance(found, Runnable) else {}
    if len(models) == 1:
        return next(iter(models.values()))[1]
    if not models:
        raise GraphLoadError(f"{where} is {described(found)}, not a chat model", _hint(found))
    told = ", ".join(f"{described(model)} ({where}{way})" for way, model in models.values())
    hint = "name one of them by its own attribute; each may have its own replies"
    raise GraphLoadError(f"{where} holds {len(models)} models: {told}", hint)


def makes_models(found: object) -> bool:
    """Whether it is what `init_chat_model` gives where the model is chosen by each call."""
    return type(found).__name__ == "_ConfigurableModel" and hasattr(type(found), "_model")


def models_in(found: object) -> dict[int, tuple[str, Any]]:
    """The chat models in a runnable, by identity, each with the way to it."""
    return {id(model): (way, model) for way, model in _within(found, "", 0)}


def _within(found: object, way: str, depth: int) -> Iterator[tuple[str, Any]]:
    if isinstance(found, BaseChatModel) or makes_models(found):
        yield way, found
    elif depth < _DEEPEST and isinstance(found, list | tuple):
        for index, part in enumerate(found):
            yield from _within(part, f"{way}[{index}]", depth + 1)
    elif depth < _DEEPEST and isinstance(found, dict):
        for key, part in found.items():
            yield from _within(part, f"{way}[{key}]", depth + 1)
    elif depth < _DEEPEST and isinstance(found, Runnable) and not isinstance(found, Pregel):
        for name, part in getattr(found, "__dict__", {}).items():
            yield from _within(part, f"{way}.{name}", depth + 1)


def _hint(found: object) -> str:
    if inspect.isroutine(found):
        return (
            "name the model object itself or its class, such as langchain_openai:ChatOpenAI; "
            "a function that makes models can be given {$model: name}"
        )
    if isinstance(found, Pregel):
        return "name the model that its nodes call, where the application keeps it"
    return "name a chat model, something bound to one, or its class"
