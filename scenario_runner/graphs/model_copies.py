"""Copies of chat models, so that a script for one of them is a script for those made of it.

An application may copy a model while it is imported (`llm.model_copy(update={"temperature": 0})`),
before anybody can know that it is to play a script. So where each copy came from is noted, from
the first graph that a process opens on.
"""

from __future__ import annotations

import weakref
from collections.abc import Collection, Iterator
from typing import Any

from langchain_core.language_models import BaseChatModel

_made: dict[int, tuple[weakref.ref[Any], weakref.ref[Any]]] = {}
"""By identity: a copy, and what it was copied from."""


def watch_copies() -> None:
    """Note copies of chat models from now on. Once is enough for a process."""
    if "__copy__" in BaseChatModel.__dict__:
        return

    def _copy(self: Any) -> Any:
        return _noted(self, super(BaseChatModel, self).__copy__())

    def _deepcopy(self: Any, memo: dict[int, Any] | None = None) -> Any:
        return _noted(self, super(BaseChatModel, self).__deepcopy__(memo))

    BaseChatModel.__copy__ = _copy  # type: ignore[method-assign]  # to be told of copies
    BaseChatModel.__deepcopy__ = _deepcopy  # type: ignore[method-assign]  # as above


def _noted(origin: Any, made: Any) -> Any:
    own = id(made)
    _made[own] = (weakref.ref(made, lambda _: _made.pop(own, None)), weakref.ref(origin))
    return made


def copies_of(model: object, but: Collection[int]) -> Iterator[Any]:
    """The living copies of a model, and theirs. `but`: those that are not meant, by identity,
    with all that was copied from them."""
    for copy, origin in list(_made.values()):
        found = copy()
        if found is not None and origin() is model and id(found) not in but:
            yield found
            yield from copies_of(found, but)


def origin_of(model: object) -> object | None:
    """What a model was copied from; None where it is no copy, or that is gone."""
    found = _made.get(id(model))
    return found[1]() if found is not None and found[0]() is model else None
