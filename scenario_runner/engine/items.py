"""What a graph's store holds, whatever kind of store it is."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any, Final

from langgraph.store.base import BaseStore, SearchOp

from scenario_runner.engine.normal import normal
from scenario_runner.engine.observation import StoreItem
from scenario_runner.frozen import frozen
from scenario_runner.graphs.errors import in_one_line

_AT_ONCE = 1000
"""Items that are asked for in one search."""


@frozen
class Items:
    """The items of a store, or why there are none to be had."""

    found: tuple[StoreItem, ...] | None = None
    """By namespace and key; None where they were not asked for, or cannot be had."""
    why_not: str | None = None


NOT_ASKED: Final = Items()


async def items_of(store: BaseStore | None) -> Items:
    """All that a store holds. Reading leaves it as it is: no item's time to live begins anew."""
    if store is None:
        return Items(why_not="the graph has no store")
    found: dict[tuple[tuple[str, ...], str], StoreItem] = {}
    try:
        while True:
            page = await _search(store, len(found))
            before = len(found)
            found |= {(item.namespace, item.key): item for item in map(_item, page)}
            if len(page) < _AT_ONCE or len(found) == before:
                break
    except Exception as error:  # noqa: BLE001  # whatever a store raises is its own affair
        kind = type(store).__name__
        return Items(why_not=f"the store ({kind}) cannot be read: {in_one_line(error)}")
    return Items(found=tuple(found[place] for place in sorted(found)))


async def _search(store: BaseStore, offset: int) -> Sequence[Any]:
    search = SearchOp(
        namespace_prefix=(), limit=_AT_ONCE, offset=offset, filter=None, refresh_ttl=False
    )
    try:
        (page,) = await store.abatch([search])
    except NotImplementedError:  # a store may be written for one way of calling only
        (page,) = await asyncio.to_thread(store.batch, [search])
    if not isinstance(page, Sequence):
        raise TypeError(f"a search gave {type(page).__name__} instead of a list of items")
    return page


def _item(found: Any) -> StoreItem:
    return StoreItem(
        namespace=tuple(map(str, found.namespace)), key=str(found.key), value=normal(found.value)
    )
