"""The mask that holds while a case is played, for what cuts texts: what is left of a value that was
cut in two could not be found any more.

This is the one thing that is not passed along: whatever shows a value in a message would have to.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from scenario_runner.masking.mask import Mask

_mask: ContextVar[Mask | None] = ContextVar("mask", default=None)


@contextmanager
def veiled(mask: Mask) -> Iterator[None]:
    """Within this, `veil` masks."""
    token = _mask.set(mask or None)
    try:
        yield
    finally:
        _mask.reset(token)


def veil(text: str) -> str:
    """The text, masked where a mask holds."""
    mask = _mask.get()
    return text if mask is None else mask.text(text)
