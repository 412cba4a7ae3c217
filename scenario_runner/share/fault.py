"""What keeps a bundle from being made, or from being trusted."""

from __future__ import annotations

from scenario_runner.suite.usage import UsageFault


class BundleFault(UsageFault):
    """A bundle that cannot be made or is not read; nothing was written."""


def damaged(path: object, why: str) -> BundleFault:
    """A file that is no bundle, or no whole one."""
    return BundleFault(
        f"{path} cannot be read: {why}", "ask for it again, or make it anew with bundle"
    )


def hostile(path: object, why: str) -> BundleFault:
    """A file that no `bundle` has written."""
    return BundleFault(
        f"{path} is refused: {why}", "no bundle looks so; ask whoever sent it what it is"
    )
