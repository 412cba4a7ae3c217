"""What a script cannot do."""

from __future__ import annotations


class CannotExport(Exception):  # told to whoever asked for the script
    """A scenario that cannot become a script: what is wrong."""


class NotSaid(Exception):  # not an error: the script says what it does not check
    """An expectation that a plain script cannot make."""
