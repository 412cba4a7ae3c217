"""What a graph prints in the caller's own process, masked line by line."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TextIO, cast

from scenario_runner.masking.mask import Mask


@contextmanager
def printing_masked(mask: Mask) -> Iterator[None]:
    """While this holds, what Python prints goes out masked; without a mask, as it is."""
    if not mask:
        yield
        return
    before = sys.stdout, sys.stderr
    out, err = _Masked(sys.stdout, mask), _Masked(sys.stderr, mask)
    sys.stdout, sys.stderr = cast("TextIO", out), cast("TextIO", err)
    try:
        yield
    finally:
        out.end()
        err.end()
        sys.stdout, sys.stderr = before


class _Masked:
    """A text stream that holds back the end of what is written until its line is whole: a value
    may be written in pieces. Whoever flushes, as debuggers do after a prompt, gets out all but
    what may be the beginning of a value."""

    def __init__(self, stream: TextIO, mask: Mask) -> None:
        self._stream = stream
        self._mask = mask
        self._held = ""

    def write(self, text: str) -> int:
        """Write whole lines, masked."""
        whole, line_end, rest = (self._held + text).rpartition("\n")
        self._held = rest
        if line_end:
            self._stream.write(self._mask.text(whole) + line_end)
        return len(text)

    def writelines(self, lines: Any) -> None:
        """As `write`."""
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        """Write what is held back, masked, but for the beginning of a value."""
        begun = self._mask.begun(self._held)
        self._out(self._held[: len(self._held) - begun])
        self._held = self._held[len(self._held) - begun :]

    def end(self) -> None:
        """Write the rest. Who has kept the stream may go on with it."""
        rest, self._held = self._held, ""
        self._out(rest)

    def _out(self, text: str) -> None:
        self._stream.write(self._mask.text(text))
        self._stream.flush()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)
