"""The application's own chat models overheard: each call of one, and what came of it.

Every class of chat models is listened to where it reaches for a provider, and LangChain where it
looks into its caches before; classes that come later are too, as an application may import its
provider in a node. What calls what inside of one model is one call.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import Lock
from types import FunctionType
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.runnables.config import ensure_config

from scenario_runner.graphs.model_call import Call, Layer, current
from scenario_runner.graphs.model_listening import MARK, listening
from scenario_runner.graphs.model_methods import EVENTS
from scenario_runner.graphs.model_prompt import prompt_of
from scenario_runner.graphs.model_proxies import proxies_watched
from scenario_runner.graphs.model_targets import models_in

_LAYERS: Mapping[str, Layer] = {
    **dict.fromkeys(("_generate_with_cache", "_agenerate_with_cache"), "cache"),
    **dict.fromkeys(("_generate", "_agenerate", "_stream", "_astream"), "model"),
}
_OURS = __name__.partition(".")[0] + "."


class Recorder:
    """All calls since it listens, in the order in which they began."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.proxies: list[tuple[object, object]] = []
        self._count = itertools.count()
        self._lock = Lock()
        self._replaced: list[tuple[type, str, Any]] = []

    def watch(self, kind: type) -> None:
        """Listen to a class of chat models. LangChain's own class of all of them only where it
        looks into caches: what a model does not do must not seem to be done."""
        for name, layer in _LAYERS.items():
            own = vars(kind).get(name)
            if kind is BaseChatModel and layer == "model":
                continue
            if isinstance(own, FunctionType) and not _is_known(own):
                self._replace(kind, name, listening(own, name, layer, self))
        for name in EVENTS:  # other ways to stream: without them `_stream` is asked
            if vars(kind).get(name) is not None:
                self._replace(kind, name, None)

    def _replace(self, kind: type, name: str, new: Any) -> None:
        self._replaced.append((kind, name, vars(kind)[name]))
        setattr(kind, name, new)

    def close(self) -> None:
        """Every class is what it was."""
        for kind, name, own in reversed(self._replaced):
            setattr(kind, name, own)
        self._replaced.clear()

    def enter(
        self, model: Any, layer: Layer, asked: tuple[Any, ...], options: Mapping[str, Any]
    ) -> tuple[Call | None, bool]:
        """As a Listener does."""
        around = current.get()
        if around is not None and around.model is model and around.ended is None:
            if layer in {"cache", around.layer}:
                return None, False
            around.layer = layer
            return around, False
        if layer == "cache" and _plays(getattr(type(model), "_generate", None)):
            return None, False
        call = self._begun(model, layer, asked, options)
        call.around = around
        return call, True

    def _begun(
        self, model: Any, layer: Layer, asked: tuple[Any, ...], options: Mapping[str, Any]
    ) -> Call:
        manager = options.get("run_manager", asked[2] if len(asked) > 2 else None)
        own = {key: value for key, value in options.items() if key not in {"stop", "run_manager"}}
        config = ensure_config()
        told = {**(config.get("metadata") or {}), **(getattr(manager, "metadata", None) or {})}
        with self._lock:
            call = Call(
                model=model,
                prompt=prompt_of(asked[0] if asked else options["messages"], manager, own),
                task=str(told.get("langgraph_checkpoint_ns") or ""),
                supersteps=dict((config.get("configurable") or {}).get("checkpoint_map") or {}),
                begun=next(self._count),
                layer=layer,
            )
            self.calls.append(call)
        return call

    def made(self, given: object, proxy: object) -> None:
        """What `init_chat_model` gave has made a model for one call."""
        for _, model in models_in(given).values():
            self.proxies.append((model, proxy))

    def proxy_of(self, model: object) -> object | None:
        """What made a model for one call; None where nothing of the kind did."""
        return next((proxy for made, proxy in self.proxies if made is model), None)

    def tick(self) -> int:
        """The next number."""
        with self._lock:
            return next(self._count)


def _is_known(own: Any) -> bool:
    """Listened to already, or of a class that plays a script."""
    return hasattr(own, MARK) or _plays(own)


def _plays(own: Any) -> bool:
    """Whether a method is one of a class that plays a script."""
    return str(getattr(own, "__module__", "")).startswith(_OURS)


_listeners: list[Recorder] = []
"""Who hears of classes that are made."""


@contextmanager
def recording() -> Iterator[Recorder]:
    """Listen to all chat models, those included whose classes are yet to come."""
    _hear_of_classes()
    recorder = Recorder()
    for kind in _with_all_below(BaseChatModel):
        recorder.watch(kind)
    _listeners.append(recorder)
    try:
        with proxies_watched(recorder.made):
            yield recorder
    finally:
        _listeners.remove(recorder)
        recorder.close()


def _with_all_below(kind: type) -> Iterator[type]:
    yield kind
    known: list[type] = type.__subclasses__(kind)
    for below in known:
        yield from _with_all_below(below)


def _hear_of_classes() -> None:
    """Once is enough for a process."""
    if "__pydantic_init_subclass__" in vars(BaseChatModel):
        return

    def made(kind: type[BaseChatModel], /, **options: Any) -> None:
        super(BaseChatModel, kind).__pydantic_init_subclass__(**options)
        for recorder in _listeners:
            recorder.watch(kind)

    BaseChatModel.__pydantic_init_subclass__ = classmethod(made)  # type: ignore[assignment, method-assign]  # to be told of them
