"""Models that `init_chat_model` makes for each call: what it makes plays a script instead."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from langchain_core.language_models import BaseChatModel

_OWN = ("_default_config", "_config_prefix", "_configurable_fields")


@contextmanager
def proxy_plays(proxy: Any, model: BaseChatModel) -> Iterator[None]:
    """Let `proxy`, and what was made of it by `bind_tools` and the like, give `model`: neither a
    provider's package nor its key is needed then."""
    kind: Any = type(proxy)
    own = kind._model  # noqa: SLF001  # LangChain has no other door

    def _model(self: Any, config: Any = None) -> Any:
        if not is_of(self, proxy):
            return own(self, config)
        made: Any = model
        for name, args, kwargs in self._queued_declarative_operations:
            made = getattr(made, name)(*args, **kwargs)
        return made

    kind._model = _model  # noqa: SLF001  # as above
    try:
        yield
    finally:
        kind._model = own  # noqa: SLF001  # as above


@contextmanager
def proxies_watched(made: Callable[[Any, Any], None]) -> Iterator[None]:
    """Call `made` with each model that such a proxy gives, and the proxy."""
    kind = _kind_of_proxies()
    if kind is None:
        yield
        return
    own = kind._model  # noqa: SLF001  # LangChain has no other door

    def _model(self: Any, config: Any = None) -> Any:
        given = own(self, config)
        made(given, self)
        return given

    kind._model = _model  # noqa: SLF001  # as above
    try:
        yield
    finally:
        kind._model = own  # noqa: SLF001  # as above


def _kind_of_proxies() -> Any:
    """Their class; None where LangChain's package is not installed."""
    try:
        return importlib.import_module("langchain.chat_models.base")._ConfigurableModel  # noqa: SLF001  # as above
    except (ImportError, AttributeError):
        return None


def is_of(other: Any, proxy: Any) -> bool:
    """Bound ones are objects of their own: the same defaults tell that they are of this one."""
    if other is proxy:
        return True
    config, others = proxy._default_config, other._default_config  # noqa: SLF001  # as above
    return (
        all(getattr(other, name) == getattr(proxy, name) for name in _OWN[1:])
        and config.items() <= others.items()
    )
