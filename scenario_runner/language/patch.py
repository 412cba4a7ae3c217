"""Patches as values: what stands in for a function or an object of the application."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from scenario_runner.frozen import frozen
from scenario_runner.language.value import Value
from scenario_runner.problem import Place


@frozen
class PatchTarget:
    """`shop.tools:get_order`, `tools.py:get_order`, `shop.clients:Client.fetch`."""

    written: str
    """As the file names it; `calls` uses the same name."""
    module: str
    """A dotted name, or a file (absolute)."""
    attribute: str
    """Dotted, below the module."""


@frozen
class Returns:
    """`returns: X`: the call gives X, made anew each time."""

    value: Value


@frozen
class Raises:
    """`raises: {type, message}`: the call raises."""

    type: str
    message: Value | None
    place: Place


@frozen
class CallsInstead:
    """`call: module:function`: another function is called with the same arguments."""

    function: PatchTarget
    """Named as targets are."""
    place: Place


Reply: TypeAlias = Returns | Raises | CallsInstead


@frozen
class Always:
    """One reply for every call."""

    reply: Reply


@frozen
class InTurn:
    """Replies that are used one after another, once each."""

    replies: tuple[Reply, ...]


@frozen
class Instead:
    """`value: X`: the object itself is replaced by X."""

    value: Value


@frozen
class NotPatched:
    """`null`: what is patched farther out is not patched here."""


StandIn: TypeAlias = Always | InTurn | Instead | NotPatched


@frozen
class Patch:
    """One entry of `patches`."""

    target: PatchTarget
    stand_in: StandIn
    owner: str
    """The branch it is written for; `main` for those of the whole scenario."""
    place: Place
    """Of the target as written."""

    @property
    def key(self) -> str:
        """What its position is counted under: a branch's own entry begins anew."""
        return f"patch:{self.owner}:{self.target.written}"


def laid_over(around: Iterable[Patch], own: Iterable[Patch]) -> tuple[Patch, ...]:
    """The patches in force where a branch adds its own: an entry is replaced whole, and one
    that is not patched is taken out."""
    merged = {(p.target.module, p.target.attribute): p for p in around}
    for patch in own:
        merged[patch.target.module, patch.target.attribute] = patch
    return tuple(p for p in merged.values() if not isinstance(p.stand_in, NotPatched))
